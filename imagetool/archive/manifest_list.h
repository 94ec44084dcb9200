// `imagetool manifest`: indexes that a person puts together, kept in the store
// under a name, as `docker manifest` and `podman manifest` do.
//
// Of an image that comes from a registry the store gets manifest and config;
// its layers stay there until the list is pushed, which takes them from there.
#pragma once

#include <string>
#include <vector>

#include "imagetool/archive/copy.h"
#include "imagetool/archive/open.h"
#include "imagetool/archive/stored_list.h"
#include "imagetool/transfer/progress.h"
#include "spec/base/result.h"
#include "spec/image/digest.h"

namespace imagetool::archive {

// Where lists are, and how registries are spoken with.
struct ListPlace {
  Opener& opener;
  Side side;
};

// A list of these images, each a name or an id in the store, else a name in a
// registry. A list that is there already is an error unless `amend`. Returns the
// whole name.
Result<std::string> create_list(const ListPlace& place, const std::string& list, const std::vector<std::string>& images,
                                bool amend, bool all);

// Adds an image; of an index the one for this machine, or with `all` each of them.
// One of the same platform is replaced. Returns the list's digest, as those below.
Result<spec::image::Digest> add_to_list(const ListPlace& place, const std::string& list, const std::string& image,
                                        bool all, const ListEntryChanges& changes);

// `image` is a digest in the list, or what add_to_list() takes.
Result<spec::image::Digest> annotate_list(const ListPlace& place, const std::string& list, const std::string& image,
                                          const ListEntryChanges& changes);

Result<spec::image::Digest> remove_from_list(const ListPlace& place, const std::string& list, const std::string& image);

// Takes the lists' names away.
Result<void> remove_lists(const ListPlace& place, const std::vector<std::string>& lists);

// To the registry that `to` says ("docker://NAME", NAME, or "": the list's own
// name), with every image. `purge`: the list is removed here afterwards.
Result<spec::image::Digest> push_list(const ListPlace& place, const std::string& list, const std::string& to,
                                      const CopyOptions& options, bool purge, transfer::Progress& progress);

// The document of a list, or of whatever has that name in the store or a
// registry; `verbose`: of each of its images, as Docker shows them. For people.
Result<std::string> inspect_list(const ListPlace& place, const std::string& name, bool verbose);

}  // namespace imagetool::archive

// Pulling an image: name, manifest, layers in parallel, name again.
#pragma once

#include <string>
#include <vector>

#include "imagetool/registry/resolve.h"
#include "imagetool/transfer/progress.h"
#include "imagetool/transfer/pull_documents.h"
#include "spec/image/reference.h"
#include "spec/layout/store.h"

namespace imagetool::transfer {

struct PullOptions {
  spec::image::Reference reference;
  Wanted wanted;
  unsigned parallel = 3;  // layers at once
};

struct Pulled {
  spec::image::Reference reference;
  std::string name;            // under which it is in the store
  spec::image::Digest digest;  // of the manifest or index that the name means
  bool changed = false;        // the name meant something else before, or something was missing
};

// Afterwards the name is in the store, with all blobs of what was wanted, and the layers of one
// platform's image unpacked: of several this machine's, the others' are unpacked when they are
// used. What is there already is not moved again. What is no container image, or has layers of a
// type that we do not know, is kept as it is. After an error the name means what it meant before.
Result<Pulled> pull(const spec::layout::Store& store, registry::Transport& transport,
                    const registry::Settings& settings, const PullOptions& options, Progress& progress);

// The first of several names that a registry has (registry/short_name.h); the error is the last one's, and
// its hint tells what became of those before.
Result<Pulled> pull_first(const spec::layout::Store& store, registry::Transport& transport,
                          const registry::Settings& settings, const std::vector<spec::image::Reference>& references,
                          PullOptions options, Progress& progress);

// "Digest: sha256:..." and "Status: Downloaded newer image for centos:latest".
void say_outcome(const Pulled& pulled, Progress& progress);

// Every tag of a repository, in the registry's order. True where anything changed.
Result<bool> pull_all_tags(const spec::layout::Store& store, registry::Transport& transport,
                           const registry::Settings& settings, const PullOptions& options, Progress& progress);

// The name of a reference in the store: "docker.io/library/centos:latest", or
// with "@sha256:..." where the digest was given.
std::string store_name(const spec::image::Reference& reference);

}  // namespace imagetool::transfer

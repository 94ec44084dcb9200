// An image of the store by what a person types, with errors in Docker's words.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/find_image.h"
#include "spec/layout/lease.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// As layout::find_image for this machine, or `platform`; one that is not there is "No such
// image: x:latest", Error::number ENOENT, with the hint to pull it. One that is
// here for another machine only is an error that says so.
Result<spec::layout::StoredImage> find(const spec::layout::Store& store, const std::string& text,
                                       const std::optional<spec::image::Platform>& platform = std::nullopt);

// The same for looking at an image, naming and removing it: where it is here for
// another machine's platform only, that.
Result<spec::layout::StoredImage> find_any(const spec::layout::Store& store, const std::string& text);

// What a name means, for this machine, or else for a platform that is here.
Result<spec::layout::StoredImage> load_any(const spec::layout::Store& store, const spec::layout::Target& target);

// Every image, one after the other: all at once take much memory. What cannot be read (not an image, a blob that is
// missing) is left out.
Result<void> each(const spec::layout::Store& store, const std::function<void(spec::layout::StoredImage&&)>& visit);
Result<std::vector<spec::layout::StoredImage>> find_all(const spec::layout::Store& store);

// Holds everything of an image with a lease.
Result<void> hold(const spec::layout::Lease& lease, const spec::layout::StoredImage& image);

// As Docker shows a name: "centos:latest"; one that is no reference of ours
// (another tool's "v1") as it is.
std::string familiar(const std::string& name);

}  // namespace imagetool::local

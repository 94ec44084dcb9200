// `imagetool mount` and `unmount`: the files of an image or a bundle at a path of the host.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// Mounts an image's root file system, or a bundle's with what its container has
// changed so far, read-only at `folder`, which is there, or in the store where that
// is "". Returns where. While it is mounted the image is in use, and its layers stay.
Result<std::string> mount(const spec::layout::Store& store, const std::string& object, const std::string& folder);

// What an image's name or id, a bundle or a mount point means; `force` as in
// mount_table.h. Returns what was unmounted.
Result<std::vector<std::string>> unmount(const spec::layout::Store& store, const std::string& object, bool force);
Result<std::vector<std::string>> unmount_all(const spec::layout::Store& store, bool force);

// `format` as in spec/format/rows.h, "" for the table.
Result<std::string> mounts_text(const spec::layout::Store& store, const std::string& format);

// An error where a mount would be gone with this process: for an ordinary user who is not in a mount namespace that
// lasts. To be called before open_store(), which enters one of its own.
Result<void> expect_lasting_mounts();

// Mounts that are none any more keep no image. To be called before a look at who uses one.
Result<void> tidy_mounts(const spec::layout::Store& store);

}  // namespace imagetool::local

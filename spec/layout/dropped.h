// Layers' blobs that were given up because a registry has them: STORE/dropped/
// holds by the blob's digest where that is. The unpacked layer serves on.
#pragma once

#include <optional>
#include <string>

#include "spec/base/result.h"
#include "spec/image/digest.h"
#include "spec/layout/store.h"

namespace spec::layout {

// Removes a blob that `name`'s repository has. False where it stays, since a
// process or a build's cache needs it, or it is gone already.
Result<bool> drop_blob(const Store& store, const image::Digest& blob, const std::string& name);

// The name whose registry has it. Nothing where it was not dropped; whoever
// asks has looked for the blob first.
Result<std::optional<std::string>> dropped_to(const Store& store, const image::Digest& blob);

}  // namespace spec::layout

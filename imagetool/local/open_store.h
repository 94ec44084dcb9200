// The store, for who may use it.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// Opens it after an ordinary user's process has entered his user namespace, in
// which the files of unpacked layers are his (spec/layout/user_namespace.h). To
// be called before there are threads.
Result<spec::layout::Store> open_store(const std::string& root);

}  // namespace imagetool::local

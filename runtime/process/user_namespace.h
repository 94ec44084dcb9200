// A user namespace for its mappings alone: what an idmapped mount wants.
#pragma once

#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/runtime/linux.h"

namespace runtime::process {

Result<Fd> make_user_namespace(const std::vector<spec::runtime::IdMapping>& uids,
                               const std::vector<spec::runtime::IdMapping>& gids);

}  // namespace runtime::process

#include "imagetool/local/open_store.h"

#include "spec/layout/user_namespace.h"

namespace imagetool::local {

Result<spec::layout::Store> open_store(const std::string& root) {
  TRY_STEP("user namespace", spec::layout::enter_user_namespace());
  return spec::layout::Store::open(root);
}

}  // namespace imagetool::local

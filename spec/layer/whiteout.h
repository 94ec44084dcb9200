// The two ways to keep a layer's whiteouts: see Whiteouts in apply.h.
#pragma once

#include <memory>
#include <string>
#include <unordered_set>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layer/apply.h"
#include "spec/layer/attributes.h"

namespace spec::layer {

class WhiteoutRule {
 public:
  static std::unique_ptr<WhiteoutRule> make(Whiteouts kind);
  virtual ~WhiteoutRule() = default;

  // ".wh.NAME": hides what the layers below have of that name.
  virtual Result<void> hide(const Folder& folder, const std::string& name) = 0;
  // ".wh..wh..opq": hides all that they have in the folder.
  virtual Result<void> hide_all(const Folder& folder) = 0;
  // An entry of this layer has been made: nothing hides it.
  virtual void made(const Folder& folder, const std::string& name) = 0;
};

}  // namespace spec::layer

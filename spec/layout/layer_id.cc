#include "spec/layout/layer_id.h"

#include "spec/base/text.h"

namespace spec::layout {

namespace {
constexpr std::string_view kDiff = "diff:";
constexpr std::string_view kChain = "chain:";
}  // namespace

std::string LayerId::text() const { return concat(by == By::kDiff ? kDiff : kChain, digest.text()); }

Result<LayerId> LayerId::parse(std::string_view text) {
  LayerId id;
  if (text.starts_with(kDiff)) {
    text.remove_prefix(kDiff.size());
  } else if (text.starts_with(kChain)) {
    id.by = By::kChain;
    text.remove_prefix(kChain.size());
  } else {
    return fail(concat("not a layer's id: \"", text.substr(0, 80), "\""));
  }
  id.digest = TRY(image::Digest::parse(text));
  return id;
}

}  // namespace spec::layout

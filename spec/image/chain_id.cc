#include "spec/image/chain_id.h"

namespace spec::image {

Digest chain_id(const Digest& parent, const Digest& diff_id) {
  if (parent.empty()) return diff_id;
  return digest_of(parent.text() + " " + diff_id.text());
}

std::vector<Digest> chain_ids(const std::vector<Digest>& diff_ids) {
  std::vector<Digest> chain;
  chain.reserve(diff_ids.size());
  for (const Digest& diff_id : diff_ids) chain.push_back(chain_id(chain.empty() ? Digest() : chain.back(), diff_id));
  return chain;
}

}  // namespace spec::image

// Each target with its seeds and with changes of them, as a unit test.
#include <gtest/gtest.h>

#include <random>

#include "tests/fuzz/target.h"

namespace fuzz {
namespace {

constexpr int kChanges = 3000;

class Changer {
 public:
  std::string change(std::string text, const std::string& other) {
    for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
      const std::size_t at = below(text.size());
      switch (below(6)) {
        case 0:
          text[at] = kBytes[below(kBytes.size())];
          break;
        case 1:
          text.insert(at, 1 + below(3), kBytes[below(kBytes.size())]);
          break;
        case 2:
          text.erase(at, 1 + below(20));
          break;
        case 3:
          text.insert(at, text.substr(below(text.size()), 1 + below(40)));
          break;
        case 4:
          text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
          break;
        default:
          text.replace(at, 1 + below(40), other.substr(below(other.size() + 1), 40));
      }
    }
    return text;
  }
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

 private:
  static constexpr std::string_view kBytes = "\\`\"'${}[]<>#=,:*?!/-.%@9\n\r\t \0\x7f\xC3\xFF";
  std::mt19937 random_{1};
};

class Fuzz : public testing::TestWithParam<Target> {};

TEST_P(Fuzz, StandsAnyBytes) {
  const std::vector<std::string>& seeds = GetParam().seeds;
  ASSERT_FALSE(seeds.empty());
  for (const std::string& seed : seeds) GetParam().run(seed);
  GetParam().run("");
  Changer changer;
  for (int i = 0; i < kChanges; ++i) {
    const std::string& seed = seeds[changer.below(seeds.size())];
    GetParam().run(changer.change(seed, seeds[changer.below(seeds.size())]));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Fuzz, testing::ValuesIn(targets()),
                         [](const testing::TestParamInfo<Target>& target) { return target.param.name; });

}  // namespace
}  // namespace fuzz

// libFuzzer's side: the target that $TARGET names. The seeds are put where libFuzzer looks for them by $SEEDS.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/fuzz/target.h"

namespace {

const fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("TARGET");
  const char* folder = std::getenv("SEEDS");
  for (const fuzz::Target& target : fuzz::targets()) {
    if (name != nullptr && target.name == name) chosen = &target;
  }
  if (chosen == nullptr) {
    std::fprintf(stderr, "TARGET is one of:\n");
    for (const fuzz::Target& target : fuzz::targets()) std::fprintf(stderr, "  %s\n", target.name.c_str());
    std::exit(2);
  }
  int number = 0;
  for (const std::string& seed : chosen->seeds) {
    if (folder != nullptr) std::ofstream(std::string(folder) + "/seed-" + std::to_string(number++)) << seed;
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chosen->run({reinterpret_cast<const char*>(data), size});
  return 0;
}

// Functions that have to stand any bytes: what is read from registries, layers and people's files.
//
// In the unit tests each gets its seeds and 3,000 changes of them, the same ones in every run (replay.cc).
// `make fuzz` has libFuzzer search for what breaks one (search.cc).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

struct Target {
  std::string name;                // "spec_layer_tar": the file's
  void (*run)(std::string_view);   // an error is fine; what is not ends the program: see require
  std::vector<std::string> seeds;  // good inputs
};

// Of the program that this is; each file adds its own.
std::vector<Target>& targets();
struct Added {
  explicit Added(Target target) { targets().push_back(std::move(target)); }
};

// Ends the program, saying `what`, where `holds` is false.
void require(bool holds, const char* what);

}  // namespace fuzz

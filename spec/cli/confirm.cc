#include "spec/cli/confirm.h"

#include <cstdio>

namespace spec::cli {

bool confirm(const std::string& warning) {
  std::printf("%s\nAre you sure you want to continue? [y/N] ", warning.c_str());
  std::fflush(stdout);
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) line += static_cast<char>(c);
  return line == "y" || line == "Y";
}

}  // namespace spec::cli

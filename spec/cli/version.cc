#include "spec/cli/version.h"

namespace spec::cli {

std::string version() { return PROJECT_VERSION; }
std::string commit() { return PROJECT_COMMIT; }

std::string version_text(const std::string& program, const std::vector<std::string>& facts) {
  std::string text = program + " version " + version() + "\ncommit: " + commit() + "\n";
  for (const std::string& fact : facts) text += fact + "\n";
  return text;
}

}  // namespace spec::cli

#include "buildtool/progress/classic.h"

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::progress {

void ClassicDisplay::instruction(int number, int total, const std::string& text) {
  write(concat("Step ", number, "/", total, " : ", text, "\n"));
}

void ClassicDisplay::built(const std::string& id, const std::vector<std::string>& names) {
  constexpr std::size_t kShort = 12;
  write(concat("Successfully built ", id.substr(id.find(':') + 1, kShort), "\n"));
  for (const std::string& name : names) {
    const bool has_tag = name.find(':', name.rfind('/') + 1) != name.npos;
    write(concat("Successfully tagged ", name, has_tag ? "" : ":latest", "\n"));
  }
}

// A build does not fail because nobody listens.
void ClassicDisplay::write(std::string_view text) {
  const std::lock_guard lock(mutex_);
  (void)!write_all(out_, text, "progress");
}

}  // namespace buildtool::progress

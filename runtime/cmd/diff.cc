#include <unistd.h>

#include <cstdlib>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/sys/own_path.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  return parse_ids(key, value, state, *static_cast<std::vector<std::string>*>(state->input));
}

constexpr argp kTable = {nullptr,
                         parse_option,
                         "ID",
                         "Lists what a container has added (A), changed (C) and deleted (D) in its root. It is "
                         "`imagetool diff`, which knows the layers below.\vExample: runtime diff web",
                         nullptr,
                         nullptr,
                         nullptr};

// Beside this program, or in PATH.
Result<void> execute_imagetool(const char* verb, const std::string& word) {
  const std::string own = TRY(sys::own_path());
  const std::string beside = own.substr(0, own.rfind('/')) + "/imagetool";
  ::execl(beside.c_str(), "imagetool", verb, word.c_str(), nullptr);
  ::execlp("imagetool", "imagetool", verb, word.c_str(), nullptr);
  return fail_errno("imagetool");
}

}  // namespace

Result<int> diff(Globals& globals, Arguments arguments) {
  std::vector<std::string> ids;
  TRY(spec::cli::parse(kTable, arguments, 0, &ids));
  if (ids.size() > 1) return fail("one container at a time");
  const supervision::Place place = TRY(find_supervised(globals, ids.front()));
  ::setenv("RUNTIME_ROOT", globals.root.c_str(), 1);
  TRY(execute_imagetool("diff", place.id()));
  return 0;
}

}  // namespace runtime::cmd

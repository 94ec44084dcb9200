#include <cstdio>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/supervision/orders.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  return parse_ids(key, value, state, *static_cast<std::vector<std::string>*>(state->input));
}

constexpr argp kTable = {nullptr,
                         parse_option,
                         "ID...",
                         "Waits until containers have ended, and prints their exit codes. Of those that "
                         "`runtime run -d BUNDLE/` started.\vExample: runtime wait web",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> wait(Globals& globals, Arguments arguments) {
  std::vector<std::string> ids;
  TRY(spec::cli::parse(kTable, arguments, 0, &ids));
  for (const std::string& id : ids) {
    const supervision::Place place = TRY(find_supervised(globals, id));
    std::printf("%d\n", TRY(supervision::wait(place)));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace runtime::cmd

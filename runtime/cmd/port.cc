#include <cstdio>
#include <optional>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "runtime/container/listing.h"
#include "runtime/supervision/inspect.h"
#include "runtime/supervision/network.h"

namespace runtime::cmd {

namespace {

struct Given {
  std::string id;
  std::optional<std::string> port;
};

error_t parse_option(int key, char* value, argp_state* state) {
  Given& given = *static_cast<Given*>(state->input);
  if (key == ARGP_KEY_ARG && state->arg_num == 0) {
    given.id = value;
  } else if (key == ARGP_KEY_ARG && state->arg_num == 1) {
    given.port = value;
  } else if (key == ARGP_KEY_ARG || key == ARGP_KEY_NO_ARGS) {
    argp_error(state, "a container and at most one port are expected");
  } else {
    return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

constexpr argp kTable = {nullptr,
                         parse_option,
                         "ID [PORT[/PROTOCOL]]",
                         "Prints where the ports of a container are on the host, or one of them: those that "
                         "`imagetool bundle -p` has published.\vExample: runtime port web 80",
                         nullptr,
                         nullptr,
                         nullptr};

// Where it was started by hand, also one that has ended.
Result<std::string> bundle_of(const Globals& globals, const std::string& id) {
  const auto place = TRY(supervision::Place::find(globals.root, id));
  if (place) return TRY(place->settings()).bundle;
  return TRY(container::describe_container(globals.root, id)).bundle;
}

}  // namespace

Result<int> port(Globals& globals, Arguments arguments) {
  Given given;
  TRY(spec::cli::parse(kTable, arguments, 0, &given));
  const std::string bundle = TRY(bundle_of(globals, given.id));
  std::fputs(TRY(supervision::port_lines(bundle, given.id, given.port)).c_str(), stdout);
  return 0;
}

}  // namespace runtime::cmd

#include "runtime/cmd/stop_options.h"

#include "runtime/cmd/supervised.h"
#include "spec/base/text.h"

namespace runtime::cmd {

namespace {

constexpr argp_option kOptions[] = {
    {"signal", 's', "SIGNAL", 0, "this instead of the container's stop signal", 0},
    {"time", 't', "SECONDS", 0, "how long to wait before it is killed (-1: for ever; default: the container's, or 10)",
     0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  StopArguments& arguments = *static_cast<StopArguments*>(state->input);
  switch (key) {
    case 's':
      arguments.how.signal = value;
      return 0;
    case 't': {
      arguments.how.seconds = parse_number<int>(value);
      if (!arguments.how.seconds || *arguments.how.seconds < -1) {
        ::argp_error(state, "--time: \"%s\" is no number of seconds", value);
      }
      return 0;
    }
    default:
      return parse_ids(key, value, state, arguments.ids);
  }
}

}  // namespace

const argp kStopArgp = {kOptions, parse_option, nullptr, nullptr, nullptr, nullptr, nullptr};

error_t pass_stop_options(int key, char*, argp_state* state) {
  if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
  state->child_inputs[0] = state->input;
  return 0;
}

}  // namespace runtime::cmd

#include "spec/cli/switch.h"

namespace spec::cli {

std::string switch_value(char* value, argp_state* state) {
  if (value == nullptr) return "true";
  char*& word = state->argv[state->next - 1];
  if (word[0] == '-' && word[1] == '-') return value;
  if (*value == '=') return value + 1;
  // The switch's own letter makes way: "-it" becomes "-t".
  value[-1] = '-';
  word = value - 1;
  --state->next;
  return "true";
}

}  // namespace spec::cli

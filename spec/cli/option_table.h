// Options of a verb as tables, for argp: one table a group of options, each of which has its function.
//
// What is wrong with a value is told as Docker does: `invalid argument "x" for "-m, --memory" flag: ...`.
#pragma once

#include <argp.h>

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/base/text.h"
#include "spec/cli/switch.h"

namespace spec::cli {

// `Target` is what all of the options ask for together.
template <class Target>
struct Option {
  const char* name;      // the long one
  int letter;            // 0: none
  const char* argument;  // nullptr: a switch, which may be given "=true" or "=false"
  const char* help;
  // `value` of a switch is "true" where it stands alone.
  Result<void> (*take)(Target& target, const std::string& value);
};

template <class Target>
class OptionTable {
 public:
  // The groups must outlive it. `first_key`: of options without a letter; another one where a verb has two tables.
  OptionTable(std::initializer_list<std::span<const Option<Target>>> groups, int first_key = 0x400) {
    for (const std::span<const Option<Target>> group : groups) {
      for (const Option<Target>& option : group) {
        const int key = option.letter != 0 ? option.letter : first_key + static_cast<int>(entries_.size());
        entries_.push_back({&option, key});
      }
    }
  }

  // All of them, without an empty one at the end.
  std::vector<argp_option> argp_options() const {
    std::vector<argp_option> out;
    for (const auto& [option, key] : entries_) {
      const bool is_switch = option->argument == nullptr;
      out.push_back({option->name, key, is_switch ? "BOOL" : option->argument, is_switch ? OPTION_ARG_OPTIONAL : 0,
                     option->help, 0});
    }
    return out;
  }

  // Hands an option's value to its function; one that is wrong ends the process as wrong usage does.
  // ARGP_ERR_UNKNOWN for any other key.
  error_t take(int key, char* value, argp_state* state, Target& target) const {
    for (const auto& [option, own_key] : entries_) {
      if (own_key != key) continue;
      const std::string text = option->argument == nullptr ? switch_value(value, state) : value;
      const Result<void> taken = option->take(target, text);
      if (!taken) {
        const std::string letter = option->letter == 0 ? "" : concat("-", static_cast<char>(option->letter), ", ");
        ::argp_error(state, "invalid argument \"%s\" for \"%s--%s\" flag: %s", text.c_str(), letter.c_str(),
                     option->name, taken.error().text().c_str());
      }
      return 0;
    }
    return ARGP_ERR_UNKNOWN;
  }

 private:
  struct Entry {
    const Option<Target>* option;
    int key;
  };
  std::vector<Entry> entries_;
};

}  // namespace spec::cli

// The front of a program with verbs: "imagetool --root DIR pull busybox".
//
// A program's main.cc holds one table of its verbs; the help is made from it.
// A verb's own file (cmd/<verb>.cc) holds its argp table and one call into the
// component. Only run() here prints an error, as one line:
// "imagetool pull: docker.io/library/x:latest: not found".
#pragma once

#include <argp.h>

#include <algorithm>

#include <string>
#include <vector>

#include "spec/base/result.h"

namespace spec::cli {

// What a verb gets: argv[0] is "PROGRAM VERB", as messages and usage name it.
struct Arguments {
  int argc;
  char** argv;
};

// Runs a verb's argp over its arguments. Wrong usage ends the process with
// `usage_status` and argp's own message; --help and --usage end it with 0.
// `flags` are argp's, such as ARGP_IN_ORDER where a command follows.
Result<void> parse(const argp& table, Arguments arguments, unsigned flags, void* input);

// The exit code of wrong usage, for every parse in this process (runc and skopeo: 1, docker: 125).
void set_usage_status(int status);

template <class Globals>
struct Verb {
  const char* name;
  const char* summary;  // one line of the program's help
  // The exit code, or an error, which makes it the program's error status. nullptr: it is not in this program.
  Result<int> (*run)(Globals& globals, Arguments arguments);
};

namespace detail {
struct VerbLine {
  const char* name;
  const char* summary;
};
// "VERBS:" and the two columns, for the end of a program's --help.
std::string verb_help(const std::vector<VerbLine>& verbs);
// The program's own options, up to the verb: the index of the verb in argv, or
// argc where there is none.
int parse_globals(const argp& table, int argc, char** argv, void* globals);
// The index of the first word that is neither one of `options` nor the value of one.
int skip_globals(const argp_option* options, int argc, char** argv);
}  // namespace detail

// One line on standard error: "PROGRAM: ERROR".
void print_error(const std::string& program, const Error& error);

// A program: its options before the verb, and its verbs.
template <class Globals>
struct Program {
  const char* name;
  const char* summary;
  const argp_option* options;                                  // the global ones, without help and version
  error_t (*option)(int key, char* value, argp_state* state);  // state->input is the Globals
  std::vector<Verb<Globals>> verbs;
  // The verb where the first word is none (buildtool's "build"), or nullptr: an unknown word is an error.
  // Options before the first word are then the default verb's own, which takes the global ones as well.
  const char* default_verb = nullptr;
  int error_status = 1;
  // Executes another program with the whole command line, for a verb that is there. Returns only with an error.
  Result<int> (*elsewhere)(char** argv) = nullptr;
  // Told of an error before it is printed (runtime --log); may be nullptr.
  void (*on_error)(const Globals&, const std::string& verb, const Error&) = nullptr;

  int run(int argc, char** argv) const;

 private:
  bool is_verb(const std::string& word) const {
    return std::any_of(verbs.begin(), verbs.end(), [&](const Verb<Globals>& verb) { return word == verb.name; });
  }
};

template <class Globals>
int Program<Globals>::run(int argc, char** argv) const {
  std::vector<detail::VerbLine> lines;
  for (const Verb<Globals>& verb : verbs) lines.push_back({verb.name, verb.summary});
  const std::string doc = std::string(summary) + "\v" + detail::verb_help(lines);
  const argp table = {options, option, "VERB [ARG...]", doc.c_str(), nullptr, nullptr, nullptr};
  Globals globals;
  int first = 1;
  if (default_verb == nullptr) {
    first = detail::parse_globals(table, argc, argv, &globals);
  } else if (const int word = detail::skip_globals(options, argc, argv); word < argc && is_verb(argv[word])) {
    first = detail::parse_globals(table, argc, argv, &globals);
  }
  const Verb<Globals>* chosen = nullptr;
  const std::string word = first < argc ? argv[first] : default_verb == nullptr ? "" : default_verb;
  for (const Verb<Globals>& verb : verbs) {
    if (word == verb.name) chosen = &verb;
  }
  if (chosen == nullptr && default_verb != nullptr) {
    --first;  // argv[0] is the default verb's own
    for (const Verb<Globals>& verb : verbs) {
      if (verb.name == std::string(default_verb)) chosen = &verb;
    }
  }
  if (chosen == nullptr) {
    print_error(name, fail(word.empty() ? "a verb is missing" : "unknown verb \"" + word + "\"")
                          .with_hint(std::string("see ") + name + " --help"));
    return error_status;
  }
  std::string verb_name = std::string(name) + " " + chosen->name;
  std::vector<char*> rest(argv + std::min(first, argc), argv + argc);
  if (rest.empty()) rest.push_back(nullptr);
  rest[0] = verb_name.data();
  const int count = static_cast<int>(rest.size());
  rest.push_back(nullptr);
  Result<int> status = chosen->run != nullptr ? chosen->run(globals, {count, rest.data()}) : elsewhere(argv);
  if (status) return *status;
  if (on_error != nullptr) on_error(globals, chosen->name, status.error());
  print_error(verb_name, status.error());
  return error_status;
}

}  // namespace spec::cli

#include "runtime/container/mounts.h"

#include "runtime/cmd/verbs.h"
#include "runtime/sys/sealed.h"

namespace runtime::cmd {

namespace {

error_t parse_option(int key, char* value, argp_state* state) {
  std::vector<std::string>& words = *static_cast<std::vector<std::string>*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      if (words.empty() && std::string_view(value) != "add" && std::string_view(value) != "remove") {
        ::argp_error(state, "\"%s\" is neither add nor remove", value);
      }
      if (words.size() == 3) ::argp_error(state, "too many arguments");
      words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (words.size() < 3) ::argp_error(state, "add or remove, a container id and a file are needed");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {nullptr,
                         parse_option,
                         "[add|remove] CONTAINER FILE",
                         "Mounts into a container that runs, or unmounts. FILE is a list of mounts as config.json's.\v"
                         "Example: runtime mounts add web more.json",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> mounts(Globals& globals, Arguments arguments) {
  std::vector<std::string> words;
  TRY(spec::cli::parse(kTable, arguments, 0, &words));
  TRY(sys::run_sealed());
  const auto change = words[0] == "add" ? container::add_mounts : container::remove_mounts;
  TRY(change(globals.root, words[1], words[2]));
  return 0;
}

}  // namespace runtime::cmd

#include <cstdio>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/local/mount.h"
#include "imagetool/local/open_store.h"
#include "spec/base/text.h"

namespace imagetool::cmd {

namespace {

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "All that is mounted", 0},
    {"force", 'f', nullptr, 0, "Also what a process is in, or what is mounted in another mount namespace", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Unmounts what imagetool mount has mounted, and prints where that was.\v"
    "Example:\n  imagetool unmount centos";

struct Input {
  bool all = false;
  bool force = false;
  std::vector<std::string> words;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& input = *static_cast<Input*>(state->input);
  switch (key) {
    case 'a':
      input.all = true;
      return 0;
    case 'f':
      input.force = true;
      return 0;
    case ARGP_KEY_ARG:
      input.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (input.words.empty() != input.all) argp_error(state, "either images, bundles or folders or -a is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> unmount(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "IMAGE|BUNDLE|DIR...", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const auto store = TRY(local::open_store(globals.root));
  std::vector<std::string> failures;
  if (input.all) {
    for (const std::string& path : TRY(local::unmount_all(store, input.force))) std::puts(path.c_str());
  }
  for (const std::string& word : input.words) {
    const auto gone = local::unmount(store, word, input.force);
    if (gone) {
      std::puts(join(*gone, "\n").c_str());
    } else {
      failures.push_back(gone.error().text());
    }
  }
  if (!failures.empty()) return fail(join(failures, "; "));
  return 0;
}

}  // namespace imagetool::cmd

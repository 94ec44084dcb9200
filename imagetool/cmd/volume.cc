// `imagetool volume VERB`, as `docker volume`.
#include "imagetool/volume/volume.h"

#include <cstdio>

#include "imagetool/cmd/sub_verb.h"
#include "imagetool/cmd/verbs.h"
#include "imagetool/local/open_store.h"
#include "imagetool/volume/filter.h"
#include "imagetool/volume/list.h"
#include "imagetool/volume/remove.h"
#include "imagetool/volume/volumes.h"
#include "spec/base/text.h"
#include "spec/cli/confirm.h"
#include "spec/cli/human.h"
#include "spec/format/documents.h"

namespace imagetool::cmd {

namespace {

struct Given {
  std::vector<std::string> words;
  volume::Volume wanted;
  volume::Filter filter;
  std::string format;
  bool all = false;
  bool force = false;
  bool quiet = false;
};

enum Key { kLabel = 256, kFilter, kFormat };

constexpr argp_option kEnd = {nullptr, 0, nullptr, 0, nullptr, 0};
constexpr argp_option kCreateOptions[] = {{"driver", 'd', "local", 0, "The driver (default: local)", 0},
                                          {"label", kLabel, "NAME[=VALUE]", 0, "A label; again for more", 0},
                                          {"opt", 'o', "NAME=VALUE", 0, "type=, device= and o= of a mount instead", 0},
                                          kEnd};
constexpr argp_option kLsOptions[] = {
    {"filter", 'f', "FILTER", 0, "dangling=BOOL, driver=DRIVER, label=NAME[=VALUE] or name=PART", 0},
    {"format", kFormat, "FORMAT", 0, "table (the default), json, or a Go template", 0},
    {"quiet", 'q', nullptr, 0, "Only names", 0},
    kEnd};
constexpr argp_option kInspectOptions[] = {{"format", 'f', "TEMPLATE", 0, "What a Go template makes of it, or json", 0},
                                           kEnd};
constexpr argp_option kRmOptions[] = {{"force", 'f', nullptr, 0, "What is missing is no error", 0}, kEnd};
constexpr argp_option kPruneOptions[] = {{"all", 'a', nullptr, 0, "Those that somebody named, too", 0},
                                         {"filter", kFilter, "FILTER", 0, "label=NAME[=VALUE], label!=...", 0},
                                         {"force", 'f', nullptr, 0, "Do not ask", 0},
                                         kEnd};

struct Context {
  const Given& given;
  const volume::Volumes& volumes;
};

Result<int> create(const Context& context) {
  volume::Volume wanted = context.given.wanted;
  if (!context.given.words.empty()) wanted.name = context.given.words[0];
  const FileLock lock = TRY(context.volumes.lock());
  const volume::Volumes::Made made = TRY(context.volumes.create(std::move(wanted)));
  std::puts(made.volume.name.c_str());
  return 0;
}

Result<int> ls(const Context& context) {
  const volume::Filter& filter = context.given.filter;
  volume::Volumes::Users users;
  if (filter.asks_for_use()) users = TRY(context.volumes.users());
  std::vector<volume::Volume> found = TRY(context.volumes.list());
  std::erase_if(found, [&](const volume::Volume& one) { return !filter.matches(one, users.contains(one.name)); });
  const std::string text = TRY(volume::list_text(found, context.given.format, context.given.quiet));
  std::fputs(text.c_str(), stdout);
  return 0;
}

// Does something with each; goes on after an error.
template <class Act>
int for_each_word(const std::vector<std::string>& words, const char* verb, const Act& act) {
  int status = 0;
  for (const std::string& word : words) {
    const Result<void> done = act(word);
    if (done) continue;
    cli::print_error(concat("imagetool volume ", verb), done.error());
    status = 1;
  }
  return status;
}

Result<int> inspect(const Context& context) {
  spec::json::Array found;
  const int status = for_each_word(context.given.words, "inspect", [&](const std::string& name) -> Result<void> {
    const volume::Volume one = TRY(context.volumes.find(name));
    found.push_back(volume::inspect(one));
    return {};
  });
  const std::string text = TRY(spec::format::documents_text(found, context.given.format));
  std::fputs(text.c_str(), stdout);
  return status;
}

Result<int> rm(const Context& context) {
  return for_each_word(context.given.words, "rm", [&](const std::string& name) -> Result<void> {
    TRY(volume::remove(context.volumes, name, context.given.force));
    std::puts(name.c_str());
    return {};
  });
}

Result<int> prune(const Context& context) {
  const Given& given = context.given;
  const bool all = given.all || given.filter.all();
  const char* warning = all ? "WARNING! This will remove all local volumes not used by at least one container."
                            : "WARNING! This will remove anonymous local volumes not used by at least one container.";
  if (!given.force && !cli::confirm(warning)) return 0;
  const volume::Pruned pruned = TRY(volume::prune(context.volumes, given.filter, all));
  if (!pruned.names.empty()) std::puts("Deleted Volumes:");
  for (const std::string& name : pruned.names) std::puts(name.c_str());
  std::printf("%sTotal reclaimed space: %s\n", pruned.names.empty() ? "" : "\n", cli::human_size(pruned.bytes).c_str());
  return 0;
}

constexpr const char* kDoc =
    "Keeps folders that containers share and that outlive them: what `bundle -v NAME:/path` shows.\v"
    "Example:\n  imagetool volume create data\n  imagetool bundle -v data:/srv busybox box";

constexpr SubVerb<Context> kVerbs[] = {
    {"create", "Make a volume", "[NAME]", kCreateOptions, 0, 1, create},
    {"inspect", "Show all that is known of volumes", "NAME...", kInspectOptions, 1, SIZE_MAX, inspect},
    {"ls", "List the volumes", "", kLsOptions, 0, 0, ls},
    {"prune", "Remove volumes that no bundle uses", "", kPruneOptions, 0, 0, prune},
    {"rm", "Remove volumes", "NAME...", kRmOptions, 1, SIZE_MAX, rm},
};

struct Input {
  const SubVerb<Context>& verb;
  Given& given;
};

void add_to(std::map<std::string, std::string>& map, const std::string& text) {
  const std::size_t equals = text.find('=');
  map[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
}

void add_filter(const Input& input, const char* value, const argp_state* state) {
  const bool is_ls = input.verb.run == ls;
  const Result<void> added =
      input.given.filter.add(value, is_ls ? volume::Filter::Verb::kLs : volume::Filter::Verb::kPrune);
  if (!added) argp_error(state, "%s", added.error().text().c_str());
}

error_t parse_option(int key, char* value, argp_state* state) {
  const Input& input = *static_cast<Input*>(state->input);
  Given& given = input.given;
  const bool is_flag = input.verb.run == rm || input.verb.run == prune;  // what -f means
  switch (key) {
    case 'a':
      given.all = true;
      return 0;
    case 'd':
      given.wanted.driver = value;
      return 0;
    case 'o':
      add_to(given.wanted.options, value);
      return 0;
    case 'q':
      given.quiet = true;
      return 0;
    case 'f':
      if (is_flag) {
        given.force = true;
      } else if (input.verb.run == ls) {
        add_filter(input, value, state);
      } else {
        given.format = value;
      }
      return 0;
    case kFilter:
      add_filter(input, value, state);
      return 0;
    case kFormat:
      given.format = value;
      return 0;
    case kLabel:
      add_to(given.wanted.labels, value);
      return 0;
    case ARGP_KEY_ARG:
      given.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      input.verb.check_words(given.words.size(), state);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> volume(Globals& globals, cli::Arguments arguments) {
  int at = 0;
  const SubVerb<Context>& verb = *TRY(find_sub_verb(kVerbs, kDoc, arguments, at));
  std::string name = concat(arguments.argv[0], ' ', verb.name);
  arguments.argv[at] = name.data();
  Given given;
  Input input{verb, given};
  const argp table = {verb.options, parse_option, verb.arguments, verb.summary, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, {arguments.argc - at, arguments.argv + at}, 0, &input));
  const auto store = TRY(local::open_store(globals.root));
  const volume::Volumes volumes = TRY(volume::Volumes::open(store));
  return tell(name, verb.run({given, volumes}));
}

}  // namespace imagetool::cmd

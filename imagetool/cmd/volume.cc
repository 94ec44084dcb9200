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
#include "spec/cli/numbers.h"
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

using Option = cli::Option<Given>;

// "NAME=VALUE", or "NAME" alone.
Result<void> add_to(std::map<std::string, std::string>& map, const std::string& text) {
  const std::size_t equals = text.find('=');
  map[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
  return {};
}

Result<void> take_format(Given& given, const std::string& value) {
  given.format = value;
  return {};
}

template <bool Given::*kMember>
Result<void> take_switch(Given& given, const std::string& value) {
  given.*kMember = TRY(cli::parse_bool(value));
  return {};
}

template <volume::Filter::Verb kVerb>
Result<void> take_filter(Given& given, const std::string& value) {
  return given.filter.add(value, kVerb);
}

constexpr Option kCreateOptions[] = {
    {"driver", 'd', "local", "The driver (default: local)",
     [](Given& given, const std::string& value) {
       given.wanted.driver = value;
       return Result<void>();
     }},
    {"label", 0, "NAME[=VALUE]", "A label; again for more",
     [](Given& given, const std::string& value) { return add_to(given.wanted.labels, value); }},
    {"opt", 'o', "NAME=VALUE", "type=, device= and o= of a mount instead",
     [](Given& given, const std::string& value) { return add_to(given.wanted.options, value); }},
};
constexpr Option kLsOptions[] = {
    {"filter", 'f', "FILTER", "dangling=BOOL, driver=DRIVER, label=NAME[=VALUE] or name=PART",
     take_filter<volume::Filter::Verb::kLs>},
    {"format", 0, "FORMAT", "table (the default), json, or a Go template", take_format},
    {"quiet", 'q', nullptr, "Only names", take_switch<&Given::quiet>},
};
constexpr Option kInspectOptions[] = {
    {"format", 'f', "TEMPLATE", "What a Go template makes of it, or json", take_format}};
constexpr Option kRmOptions[] = {{"force", 'f', nullptr, "What is missing is no error", take_switch<&Given::force>}};
constexpr Option kPruneOptions[] = {
    {"all", 'a', nullptr, "Those that somebody named, too", take_switch<&Given::all>},
    {"filter", 0, "FILTER", "label=NAME[=VALUE], label!=...", take_filter<volume::Filter::Verb::kPrune>},
    {"force", 'f', nullptr, "Do not ask", take_switch<&Given::force>},
};

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

Result<int> inspect(const Context& context) {
  spec::json::Array found;
  const int status =
      for_each_word("imagetool volume inspect", context.given.words, [&](const std::string& name) -> Result<void> {
        const volume::Volume one = TRY(context.volumes.find(name));
        found.push_back(volume::inspect(one));
        return {};
      });
  const std::string text = TRY(spec::format::documents_text(found, context.given.format));
  std::fputs(text.c_str(), stdout);
  return status;
}

Result<int> rm(const Context& context) {
  return for_each_word("imagetool volume rm", context.given.words, [&](const std::string& name) -> Result<void> {
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

constexpr SubVerb<Given, Context> kVerbs[] = {
    {"create", "Make a volume", "[NAME]", kCreateOptions, 0, 1, create},
    {"inspect", "Show all that is known of volumes", "NAME...", kInspectOptions, 1, SIZE_MAX, inspect},
    {"ls", "List the volumes", "", kLsOptions, 0, 0, ls},
    {"prune", "Remove volumes that no bundle uses", "", kPruneOptions, 0, 0, prune},
    {"rm", "Remove volumes", "NAME...", kRmOptions, 1, SIZE_MAX, rm},
};

}  // namespace

Result<int> volume(Globals& globals, cli::Arguments arguments) {
  Given given;
  const auto& verb = *TRY(read_sub_verb(kVerbs, kDoc, arguments, given));
  const auto store = TRY(local::open_store(globals.root));
  const volume::Volumes volumes = TRY(volume::Volumes::open(store));
  return tell(concat("imagetool volume ", verb.name), verb.run({given, volumes}));
}

}  // namespace imagetool::cmd

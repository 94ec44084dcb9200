#include "runtime/cmd/supervised.h"

#include <cstdio>

#include "runtime/container/store.h"
#include "runtime/supervision/condition.h"
#include "runtime/supervision/event_log.h"

namespace runtime::cmd {

Result<supervision::Place> find_supervised(const Globals& globals, const std::string& text) {
  std::optional<supervision::Place> place = TRY(supervision::Place::find(globals.root, text));
  if (place) return std::move(*place);
  const container::Store store = TRY(container::Store::open(globals.root));
  TRY(store.find(text));
  return fail("container " + text + " is not supervised").with_hint("`runtime run -d BUNDLE/` starts one that is");
}

Result<std::string> resolve_id(const Globals& globals, const std::string& text) {
  const std::optional<supervision::Place> place = TRY(supervision::Place::find(globals.root, text));
  return place ? place->id() : text;
}

Result<int> for_each_supervised(const Globals& globals, const std::string& verb, const std::vector<std::string>& words,
                                const Act& act) {
  int status = 0;
  for (const std::string& word : words) {
    const auto one = [&]() -> Result<void> {
      const supervision::Place place = TRY(find_supervised(globals, word));
      return act(place);
    };
    Result<void> done = one();
    if (done) {
      std::printf("%s\n", word.c_str());
      std::fflush(stdout);
      continue;
    }
    log_error(globals, verb, done.error());
    spec::cli::print_error("runtime " + verb, done.error());
    status = 1;
  }
  return status;
}

Result<int> for_each_container(const Globals& globals, const std::string& verb, const std::vector<std::string>& words,
                               const char* event, const ActOnId& act) {
  const std::optional<supervision::Place> first = TRY(supervision::Place::find(globals.root, words.front()));
  if (first || words.size() > 1) {
    return for_each_supervised(globals, verb, words, [&](const supervision::Place& place) -> Result<void> {
      const Result<void> done = act(place.id());
      if (!done) TRY(supervision::check_alive(place));  // where that is why, it says so better
      TRY(done);
      if (event != nullptr) supervision::tell_event(place, event);
      return {};
    });
  }
  TRY(act(words.front()));
  return 0;
}

error_t parse_ids(int key, char* value, argp_state* state, std::vector<std::string>& ids) {
  switch (key) {
    case ARGP_KEY_ARG:
      ids.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      ::argp_error(state, "a container id is missing");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace runtime::cmd

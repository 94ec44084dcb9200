#include <cstdio>

#include "runtime/cmd/container_options.h"
#include "runtime/cmd/verbs.h"
#include "runtime/cmd/wish_options.h"
#include "runtime/supervision/place.h"
#include "runtime/sys/sealed.h"

namespace runtime::cmd {

namespace {

struct CreateArguments {
  ContainerArguments container;
  WishArguments wish;
};

enum Key { kNoSubreaper = 0x400 };

constexpr argp_option kOptions[] = {
    {"no-subreaper", kNoSubreaper, nullptr, OPTION_HIDDEN, "ignored, as crun does: create makes none", 0},
    {},
};

error_t parse_option(int key, char*, argp_state* state) {
  if (key == kNoSubreaper) return 0;
  if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
  CreateArguments& arguments = *static_cast<CreateArguments*>(state->input);
  state->child_inputs[0] = &arguments.container;
  state->child_inputs[1] = &arguments.wish;
  return 0;
}

constexpr argp_child kChildren[] = {{&kContainerArgp, 0, nullptr, 0}, {&kWishArgp, 0, nullptr, 0}, {}};
constexpr argp kTable = {
    kOptions,
    parse_option,
    "ID\nBUNDLE/ [ID]",
    "Makes a container; its process waits for `runtime start`. Of BUNDLE/ one that is supervised then.\v"
    "Example: runtime create --bundle /var/lib/web web",
    kChildren,
    nullptr,
    nullptr};

}  // namespace

Result<int> create(Globals& globals, Arguments arguments) {
  CreateArguments parsed;
  TRY(spec::cli::parse(kTable, arguments, 0, &parsed));
  const bool is_by_hand = parsed.container.by_hand();
  const container::CreateOptions options = TRY(complete_options(globals, std::move(parsed.container)));
  if (is_by_hand) {
    const supervision::Place place = TRY(make_supervised(globals, std::move(parsed.wish.wish), options));
    std::printf("%s\n", place.id().c_str());
    return 0;
  }
  if (parsed.wish.given) {
    return fail("options of supervised containers without one").with_hint("`runtime create BUNDLE/` makes one");
  }
  TRY(supervision::Place::check_free(globals.root, options.id));
  TRY(sys::run_sealed());
  container::Warnings warnings;
  container::NewContainer made = TRY(container::create(options, warnings));
  TRY(made.release(options));
  made.keep();
  warn(globals, "create", warnings);
  return 0;
}

}  // namespace runtime::cmd

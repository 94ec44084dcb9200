#include "imagetool/local/prune.h"
#include "imagetool/local/open_store.h"

#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/transfer/dropped.h"
#include "spec/cli/confirm.h"
#include "spec/cli/human.h"

namespace imagetool::cmd {

namespace {

enum Key { kFilter = 256, kBlobs };

constexpr argp_option kOptions[] = {
    {"all", 'a', nullptr, 0, "Images with names, too, that no bundle uses", 0},
    {"blobs", kBlobs, nullptr, 0, "Drop compressed layers, too, that are unpacked and that a registry still has", 0},
    {"filter", kFilter, "FILTER", 0,
     "Only those with until=TIME, label=NAME[=VALUE], label!=NAME[=VALUE] or dangling=BOOL", 0},
    {"force", 'f', nullptr, 0, "Do not ask", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};
constexpr const char* kDoc =
    "Removes images without a name, and with -a all that no bundle uses.\v"
    "Example:\n  imagetool prune -a --filter until=24h";

struct Input {
  bool all = false;
  bool force = false;
  bool blobs = false;
  local::ImageFilter filter;
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
    case kBlobs:
      input.blobs = true;
      return 0;
    case kFilter:
      if (const Result<void> added = input.filter.add(value, local::ImageFilter::Verb::kPrune); !added) {
        argp_error(state, "%s", added.error().text().c_str());
      }
      return 0;
    case ARGP_KEY_ARG:
      argp_error(state, "\"%s\": no argument is expected", value);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> prune(Globals& globals, cli::Arguments arguments) {
  Input input;
  const argp table = {kOptions, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &input));
  const char* warning = input.all
                            ? "WARNING! This will remove all images without at least one bundle associated to them."
                            : "WARNING! This will remove all dangling images.";
  if (!input.force && !cli::confirm(warning)) return 0;
  const auto store = TRY(local::open_store(globals.root));
  local::Pruned pruned = TRY(local::prune(store, input.filter, input.all));
  if (input.blobs) {
    const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
    registry::CurlTransport transport;
    const transfer::Dropped dropped = TRY(transfer::drop_blobs(store, transport, settings, input.filter));
    for (const std::string& kept : dropped.warnings) {
      std::fprintf(stderr, "imagetool prune: warning: %s\n", kept.c_str());
    }
    pruned.bytes += dropped.bytes;
  }
  if (!pruned.lines.empty()) std::puts("Deleted Images:");
  for (const std::string& line : pruned.lines) std::puts(line.c_str());
  std::printf("%sTotal reclaimed space: %s\n", pruned.lines.empty() ? "" : "\n", cli::human_size(pruned.bytes).c_str());
  return 0;
}

}  // namespace imagetool::cmd

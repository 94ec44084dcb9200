#include <unistd.h>

#include "runtime/cmd/verbs.h"
#include "runtime/container/listing.h"
#include "spec/base/file.h"
#include "spec/cli/table.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string format = "table";
  bool quiet = false;
};

constexpr argp_option kOptions[] = {
    {"format", 'f', "FORMAT", 0, "table (default) or json", 0},
    {"quiet", 'q', nullptr, 0, "the ids only", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'f':
      options.format = value;
      return 0;
    case 'q':
      options.quiet = true;
      return 0;
    case ARGP_KEY_ARG:
      ::argp_error(state, "too many arguments");
      return EINVAL;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions, parse_option, nullptr, "Lists the containers.\vExample: runtime list --format json",
                         nullptr,  nullptr,      nullptr};

std::string format_table(const std::vector<container::Listing>& listings) {
  std::vector<std::vector<std::string>> rows;
  for (const container::Listing& listing : listings) {
    rows.push_back(
        {listing.id, std::to_string(listing.pid), listing.status, listing.bundle, listing.created, listing.owner});
  }
  return spec::cli::table({"ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"}, rows, 12);
}

}  // namespace

Result<int> list(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  if (options.format != "table" && options.format != "json") return fail("invalid format \"" + options.format + "\"");
  std::vector<container::Listing> listings;
  if (::access(globals.root.c_str(), F_OK) == 0) {
    listings = TRY(container::list_containers(globals.root));
  } else if (globals.root_given) {
    return fail_errno("--root " + globals.root);  // without --root, nobody has had a container yet
  }
  std::string text;
  if (options.quiet) {
    for (const container::Listing& listing : listings) text += listing.id + "\n";
  } else {
    text = options.format == "json" ? container::write_listings(listings) : format_table(listings);
  }
  TRY(write_all(FdRef(STDOUT_FILENO), text, "stdout"));
  return 0;
}

}  // namespace runtime::cmd

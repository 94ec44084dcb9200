#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "imagetool/cmd/verbs.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/registry/search.h"
#include "spec/base/text.h"
#include "spec/base/utf8.h"
#include "spec/format/rows.h"

namespace imagetool::cmd {

namespace {

struct Options {
  registry::Search search;
  std::string format = "table {{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}";
  bool whole = false;
};

enum Key { kLimit = 256, kNoTrunc, kFormat };

constexpr std::size_t kDescription = 45;

constexpr const char* kDoc =
    "Searches Docker Hub, or with HOST[:PORT]/ in front of TERM another registry; where that has no search, the names "
    "of its catalogue that hold TERM.\v"
    "Example:\n  imagetool search --filter is-official=true nginx";

constexpr argp_option kOptions[] = {
    {"filter", 'f', "FILTER", 0, "stars=NUMBER, is-official=true", 0},
    {"format", kFormat, "FORMAT", 0,
     "json, table TEMPLATE or a Go template; of Name, Description, StarCount, IsOfficial", 0},
    {"limit", kLimit, "NUMBER", 0, "So many results at most (default: 25)", 0},
    {"no-trunc", kNoTrunc, nullptr, 0, "Whole descriptions", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'f': {
      const Result<void> added = registry::add_filter(value, options.search);
      if (!added) argp_error(state, "%s", added.error().text().c_str());
      return 0;
    }
    case kFormat:
      options.format = value == std::string("table") ? options.format : value;
      return 0;
    case kLimit: {
      const auto limit = parse_number<unsigned>(value);
      if (!limit || *limit > 100) argp_error(state, "limit %s is outside the range of [1, 100]", value);
      if (*limit > 0) options.search.limit = *limit;
      return 0;
    }
    case kNoTrunc:
      options.whole = true;
      return 0;
    case ARGP_KEY_ARG:
      if (!options.search.term.empty()) argp_error(state, "one TERM is expected");
      options.search.term = value;
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "a TERM to search for is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

std::string shortened(const std::string& text) {
  const std::u32string characters = decode_utf8(text);
  if (characters.size() <= kDescription) return text;
  std::string out;
  for (std::size_t i = 0; i + 1 < kDescription; ++i) append_utf8(out, characters[i]);
  return out + "\u2026";
}

spec::json::Object row_of(const registry::FoundRepository& found, const Options& options) {
  const bool json = options.format == "json";
  const std::string official = json ? (found.is_official ? "true" : "false") : (found.is_official ? "[OK]" : "");
  return {{"Description", spec::json::Value(options.whole ? found.description : shortened(found.description))},
          {"IsOfficial", spec::json::Value(official)},
          {"Name", spec::json::Value(found.name)},
          {"StarCount", spec::json::Value(std::to_string(found.stars))}};
}

}  // namespace

Result<int> search(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "TERM", kDoc, nullptr, nullptr, nullptr};
  Options options;
  TRY(cli::parse(table, arguments, 0, &options));
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  registry::CurlTransport transport;
  const std::vector<registry::FoundRepository> found = TRY(registry::search(transport, settings, options.search));
  std::vector<spec::json::Object> rows;
  for (const registry::FoundRepository& one : found) rows.push_back(row_of(one, options));
  const std::vector<spec::format::Column> columns = {
      {"Name", "NAME"}, {"Description", "DESCRIPTION"}, {"StarCount", "STARS"}, {"IsOfficial", "OFFICIAL"}};
  const std::string text = TRY(spec::format::rows_text(options.format, columns, rows));
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd

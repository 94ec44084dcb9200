#include "runtime/supervision/inspect.h"

#include <unistd.h>

#include "runtime/cmd/supervised.h"
#include "runtime/cmd/verbs.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/format/documents.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::vector<std::string> ids;
  std::string format;
};

constexpr argp_option kOptions[] = {
    {"format", 'f', "TEMPLATE", 0, "what a template makes of each, as Docker's", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  if (key != 'f') return parse_ids(key, value, state, options.ids);
  options.format = value;
  return 0;
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         "ID...",
                         "Prints all that is known of supervised containers, as Docker's inspect does."
                         "\vExample: runtime inspect -f '{{.State.ExitCode}}' web",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> inspect(Globals& globals, Arguments arguments) {
  Options options;
  TRY(spec::cli::parse(kTable, arguments, 0, &options));
  // As Docker: what is there is shown, what is not there makes the command fail.
  spec::json::Array documents;
  std::vector<std::string> failures;
  for (const std::string& id : options.ids) {
    const auto one = [&]() -> Result<spec::json::Value> {
      const supervision::Place place = TRY(find_supervised(globals, id));
      return supervision::inspect(place);
    };
    Result<spec::json::Value> document = one();
    if (document) {
      documents.push_back(std::move(*document));
    } else {
      failures.push_back(document.error().text());
    }
  }
  const std::string text = TRY(spec::format::documents_text(documents, options.format));
  TRY(write_all(FdRef(STDOUT_FILENO), text, "stdout"));
  if (!failures.empty()) return fail(join(failures, "; "));
  return 0;
}

}  // namespace runtime::cmd

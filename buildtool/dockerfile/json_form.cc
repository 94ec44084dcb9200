#include "buildtool/dockerfile/json_form.h"

#include "buildtool/dockerfile/words.h"
#include "spec/json/text.h"

namespace buildtool::dockerfile {

Result<std::optional<std::vector<std::string>>> parse_json_form(std::string_view text) {
  using Strings = std::vector<std::string>;
  if (!trim_left(text).starts_with('[')) return std::optional<Strings>();
  const Result<spec::json::Value> parsed = spec::json::parse(text);
  if (!parsed || parsed->array() == nullptr) return std::optional<Strings>();
  Strings strings;
  for (const spec::json::Value& item : *parsed->array()) {
    if (item.string() == nullptr) {
      return fail("when using JSON array syntax, arrays must be comprised of strings only");
    }
    strings.push_back(*item.string());
  }
  return std::optional<Strings>(std::move(strings));
}

}  // namespace buildtool::dockerfile

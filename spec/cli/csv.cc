#include "spec/cli/csv.h"

#include "spec/base/text.h"

namespace spec::cli {

Result<std::vector<std::string>> split_csv(std::string_view text) {
  std::vector<std::string> fields;
  for (;;) {
    std::string field;
    std::size_t at = 0;
    if (text.starts_with('"')) {
      bool closed = false;
      for (at = 1; at < text.size() && !closed; ++at) {
        if (text[at] != '"') {
          field += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == '"') {
          field += text[at++];
        } else {
          closed = true;
        }
      }
      if (!closed || (at < text.size() && text[at] != ',')) {
        return fail(concat("extraneous or missing \" in quoted-field: ", text));
      }
    } else {
      at = std::min(text.find(','), text.size());
      field = std::string(text.substr(0, at));
      if (field.find('"') != std::string::npos) return fail(concat("bare \" in non-quoted field: ", field));
    }
    fields.push_back(std::move(field));
    if (at == text.size()) return fields;
    text.remove_prefix(at + 1);
  }
}

CsvOption split_option(std::string_view field) {
  const std::size_t equals = field.find('=');
  if (equals == std::string_view::npos) return {to_lower(field), "", false};
  return {to_lower(field.substr(0, equals)), std::string(field.substr(equals + 1)), true};
}

Result<bool> parse_option_bool(const CsvOption& option) {
  const std::string& text = option.value;
  if (text == "1" || text == "t" || text == "T" || text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "0" || text == "f" || text == "F" || text == "false" || text == "False" || text == "FALSE") {
    return false;
  }
  return fail(concat("invalid value for ", option.key, ": ", text));
}

}  // namespace spec::cli

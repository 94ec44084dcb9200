#include "spec/format/documents.h"

#include "spec/format/template.h"
#include "spec/json/text.h"

namespace spec::format {

namespace {

// Docker's four spaces a level.
std::string indented(const json::Array& documents) {
  std::string out;
  bool at_begin = true;
  for (const char c : json::write(documents, json::Style::kIndented)) {
    if (at_begin && c == ' ') out += ' ';
    at_begin = c == '\n' || (at_begin && c == ' ');
    out += c;
  }
  return out;
}

}  // namespace

Result<std::string> documents_text(const json::Array& documents, const std::string& format) {
  if (format.empty() || format == "json") {
    if (documents.empty()) return "[]\n";
    return format.empty() ? indented(documents) : json::write(documents, json::Style::kCompact) + "\n";
  }
  const Template line = TRY_STEP("template parsing error", Template::parse(format));
  std::string out;
  for (const json::Value& document : documents) {
    out += TRY_STEP("template parsing error", line.run(document));
    out += '\n';
  }
  return out;
}

}  // namespace spec::format

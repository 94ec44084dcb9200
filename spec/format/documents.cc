#include "spec/format/documents.h"

#include "spec/format/template.h"
#include "spec/json/text.h"

namespace spec::format {

Result<std::string> documents_text(const json::Array& documents, const std::string& format) {
  if (format.empty() || format == "json") {
    if (documents.empty()) return "[]\n";
    std::string text = json::write(documents, format.empty() ? json::Style::kIndented : json::Style::kCompact);
    if (!text.ends_with('\n')) text += '\n';
    return text;
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

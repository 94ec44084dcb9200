#include "spec/format/rows.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/cli/table.h"
#include "spec/format/template.h"
#include "spec/json/text.h"

namespace spec::format {

namespace {

constexpr std::string_view kTable = "table";

std::string with_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() && text[i] == '\\' ? text[i + 1] : '\0';
    if (next == 't' || next == 'n') {
      out += next == 't' ? '\t' : '\n';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string json_lines(const std::vector<json::Object>& rows) {
  std::string out;
  for (const json::Object& row : rows) out += json::write(row) + "\n";
  return out;
}

// All rows of a table have as many cells as its heading.
std::string aligned(const std::vector<std::string>& lines) {
  std::vector<std::vector<std::string>> cells;
  std::size_t width = 0;
  for (const std::string& line : lines) {
    cells.push_back(split(line, '\t'));
    width = std::max(width, cells.back().size());
  }
  for (std::vector<std::string>& row : cells) row.resize(width);
  const std::vector<std::string> heading = std::move(cells.front());
  cells.erase(cells.begin());
  return cli::table(heading, cells, 10);
}

}  // namespace

Result<std::string> rows_text(std::string_view format, const std::vector<Column>& columns,
                              const std::vector<json::Object>& rows) {
  if (format == "json") return json_lines(rows);
  const bool table = format.starts_with(kTable);
  if (table) format.remove_prefix(kTable.size());
  const Template line = TRY(Template::parse(with_escapes(trim(format))));
  std::vector<std::string> lines;
  if (table) {
    json::Object headings;
    for (const Column& column : columns) headings.push_back({column.name, column.heading});
    std::string heading = TRY(line.run(headings));
    lines.push_back(std::move(heading));
  }
  for (const json::Object& row : rows) {
    std::string text = TRY(line.run(row));
    lines.push_back(std::move(text));
  }
  if (table) return aligned(lines);
  return lines.empty() ? std::string() : join(lines, "\n") + "\n";
}

}  // namespace spec::format

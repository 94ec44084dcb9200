// Lists in the format that --format names, as Docker's `images`, `history`, `ps` print them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::format {

// What one line of the list is made of: the names that templates use, and the
// heading of each as the column of a table.
struct Column {
  const char* name;
  const char* heading;
};

// `format` is
//   json             one object a line
//   table TEMPLATE   aligned columns under headings, where \t separates them
//   TEMPLATE         a line for each row
// In templates \t and \n may be written so. Every row is an object with the columns' names.
Result<std::string> rows_text(std::string_view format, const std::vector<Column>& columns,
                              const std::vector<json::Object>& rows);

}  // namespace spec::format

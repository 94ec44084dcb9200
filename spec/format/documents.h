// What `inspect` verbs print.
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::format {

// All documents as one JSON array, indented; `format` "json": on one line; else what that template makes of each, a
// line for each.
Result<std::string> documents_text(const json::Array& documents, const std::string& format);

}  // namespace spec::format

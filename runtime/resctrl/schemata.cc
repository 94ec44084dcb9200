#include "runtime/resctrl/schemata.h"

#include <map>
#include <string>

#include "spec/base/text.h"

namespace runtime::resctrl {

namespace {

struct Schema {
  std::string resource;                       // "L3"
  std::map<std::string, std::string> values;  // by the id of the cache
};

std::string number(std::string_view text) {
  text = trim(text);
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  return to_lower(text);
}

Schema parse(std::string_view line) {
  Schema schema;
  const std::size_t colon = line.find(':');
  schema.resource = trim(line.substr(0, colon));
  if (colon == std::string_view::npos) return schema;
  for (const std::string& part : split(line.substr(colon + 1), ';')) {
    const std::size_t equals = part.find('=');
    if (equals != std::string::npos) schema.values[number(part.substr(0, equals))] = number(part.substr(equals + 1));
  }
  return schema;
}

bool contains(const Schema& present, const Schema& wanted) {
  for (const auto& [cache, value] : wanted.values) {
    const auto found = present.values.find(cache);
    if (found == present.values.end() || found->second != value) return false;
  }
  return true;
}

}  // namespace

bool schemata_contain(std::string_view present, std::string_view line) {
  const Schema wanted = parse(line);
  for (const std::string& one : split(present, '\n')) {
    const Schema schema = parse(one);
    if (schema.resource == wanted.resource) return contains(schema, wanted);
  }
  return false;
}

}  // namespace runtime::resctrl

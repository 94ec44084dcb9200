#include "spec/json/value.h"

namespace spec::json {

const Value* Value::find(std::string_view name) const {
  const Object* members = object();
  if (members == nullptr) return nullptr;
  for (const Member& member : *members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

bool Value::operator==(const Value& other) const { return state_ == other.state_; }

}  // namespace spec::json

// Which events are wanted, and how they are shown: as Docker's `events` does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/format/template.h"
#include "spec/json/value.h"

namespace runtime::supervision {

class EventView {
 public:
  // `filters` are "container=NAME" (or an id, or its beginning), "event=ACTION", "image=IMAGE", "type=container";
  // values of one key are alternatives. `format` is "" for Docker's line, "json", or a template.
  static Result<EventView> make(const std::vector<std::string>& filters, const std::string& format);

  // The line of an event; none where it is not wanted.
  Result<std::optional<std::string>> line(const spec::json::Value& event) const;

 private:
  struct Filter {
    std::string key;
    std::string value;
  };
  static bool matches(const Filter& filter, const spec::json::Value& event);
  std::vector<Filter> filters_;
  bool is_json_ = false;
  std::optional<spec::format::Template> template_;
};

}  // namespace runtime::supervision

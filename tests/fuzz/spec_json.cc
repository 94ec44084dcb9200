// JSON: what was read is the same after it was written, in either style.
#include "spec/json/text.h"
#include "tests/fuzz/target.h"

namespace {

using namespace spec::json;

void read_and_write(std::string_view bytes) {
  const auto value = parse(bytes);
  if (!value) return;
  for (const Style style : {Style::kCompact, Style::kIndented}) {
    const auto again = parse(write(*value, style), {.bytes = 64 << 20});
    fuzz::require(again && *again == *value, "JSON that was written reads as the same value");
  }
}

const fuzz::Added added({"spec_json",
                         read_and_write,
                         {R"({"a": [1, -2.50e3, true, null, "\u00e9\ud83d\ude00\n"], "b": {"": {}}})", "[[[]]]"}});

}  // namespace

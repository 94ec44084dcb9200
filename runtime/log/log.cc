#include "runtime/log/log.h"

#include <unistd.h>

#include "spec/base/timestamp.h"
#include "spec/json/text.h"
#include "spec/json/value.h"

namespace runtime::log {

namespace {

// The process's own: what writes a line is anywhere from the command line to the execve.
Fd debug_to;
Format debug_format = Format::kText;

}  // namespace

std::string line(Format format, const char* level, std::string_view message) {
  const std::string time = base::format_time({base::now().tv_sec, 0});
  const std::string text(message);
  if (format == Format::kJson) {
    return spec::json::write(spec::json::Object{{"level", level}, {"msg", text}, {"time", time}}) + "\n";
  }
  return base::concat("time=\"", time, "\" level=", level, " msg=", spec::json::write(spec::json::Value(text)), "\n");
}

void begin_debug(Fd file, Format format) {
  debug_to = std::move(file);
  debug_format = format;
}

void end_debug() { debug_to.reset(); }

int debug_file() { return debug_to.get(); }

void write_debug(std::string_view message) {
  const std::string text = line(debug_format, "debug", message);
  // One call: lines of two processes do not mix.
  (void)!::write(debug_to.get(), text.data(), text.size());
}

}  // namespace runtime::log

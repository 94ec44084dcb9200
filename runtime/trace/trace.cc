#include "runtime/trace/trace.h"

#include <fcntl.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"
#include "spec/json/value.h"

namespace runtime::trace {

namespace {

long long microseconds(const std::timespec& from, const std::timespec& to) {
  return (to.tv_sec - from.tv_sec) * 1000000LL + (to.tv_nsec - from.tv_nsec) / 1000;
}

std::string quoted(const std::string& text) { return spec::json::write(spec::json::Value(text)); }

}  // namespace

Result<Trace> Trace::open(const std::string& path) {
  Trace trace;
  if (path.empty()) return trace;
  trace.file_ = TRY_STEP("--trace", open_at(FdRef::cwd(), path, O_WRONLY | O_CREAT | O_APPEND, 0644));
  trace.first_ = trace.last_ = now();
  return trace;
}

std::timespec Trace::now() {
  std::timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time;
}

void Trace::write(const char* step, const char* outcome, const Error* error) {
  const std::timespec end = now();
  std::string line =
      concat("{\"at\":", microseconds(first_, last_), ",\"took\":", microseconds(last_, end), ",\"process\":\"",
             process_, "\",\"pid\":", ::getpid(), ",\"step\":\"", step, "\",\"outcome\":\"", outcome, '"');
  if (error != nullptr) line += ",\"error\":" + quoted(error->text());
  line += "}\n";
  // One call: lines of two processes do not mix.
  (void)!::write(file_.get(), line.data(), line.size());
  last_ = now();
}

}  // namespace runtime::trace

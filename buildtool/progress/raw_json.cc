#include "buildtool/progress/raw_json.h"

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/image/base64.h"
#include "spec/image/digest.h"
#include "spec/json/text.h"

namespace buildtool::progress {

using spec::json::Object;
using spec::json::Value;

namespace {
std::string time_text() { return format_time(now()); }
}  // namespace

StepId RawJsonDisplay::begin(std::string name) {
  const std::lock_guard lock(mutex_);
  // Two steps may have the same name; their digests tell them apart.
  const std::string digest = spec::image::digest_of(concat(steps_.size(), " ", name)).text();
  steps_.push_back({digest, std::move(name), time_text()});
  const Step& step = steps_.back();
  write("vertexes", {{"digest", step.digest}, {"name", step.name}, {"started", step.started}});
  return static_cast<StepId>(steps_.size());
}

void RawJsonDisplay::note(StepId step, std::string line) {
  const std::lock_guard lock(mutex_);
  const std::string time = time_text();
  write("statuses", {{"id", std::move(line)},
                     {"vertex", steps_[static_cast<std::size_t>(step - 1)].digest},
                     {"current", Value::integer(std::int64_t{0})},
                     {"timestamp", time},
                     {"started", time},
                     {"completed", time}});
}

void RawJsonDisplay::output(StepId step, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  write("logs", {{"vertex", steps_[static_cast<std::size_t>(step - 1)].digest},
                 {"stream", Value::integer(std::int64_t{1})},
                 {"data", spec::image::encode_base64(bytes)},
                 {"timestamp", time_text()}});
}

void RawJsonDisplay::end(StepId step, Object more) {
  const std::lock_guard lock(mutex_);
  const Step& ended = steps_[static_cast<std::size_t>(step - 1)];
  Object vertex = {{"digest", ended.digest}, {"name", ended.name}, {"started", ended.started}};
  vertex.push_back({"completed", time_text()});
  for (spec::json::Member& member : more) vertex.push_back(std::move(member));
  write("vertexes", std::move(vertex));
}

void RawJsonDisplay::write(const char* kind, Object what) {
  const Value message(Object{{kind, spec::json::Array{Value(std::move(what))}}});
  // A build does not fail because nobody listens.
  (void)!write_all(out_, spec::json::write(message) + "\n", "progress");
}

}  // namespace buildtool::progress

#include "runtime/validate/validate.h"

#include <algorithm>

#include "runtime/container/annotations.h"
#include "runtime/validate/checks.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"
#include "spec/json/value.h"
#include "spec/runtime/validate.h"

namespace runtime::validate {

namespace json = ::spec::json;

namespace {

constexpr std::uint64_t kMaxConfig = 4 << 20;

// A member that could not be read is missing, or empty, to the checks after it: that is no second problem.
bool is_consequence(const json::Problem& problem, const std::vector<json::Problem>& unread) {
  return std::any_of(unread.begin(), unread.end(), [&](const json::Problem& cause) {
    return cause.place.empty() || problem.place == cause.place || problem.place.starts_with(cause.place + ".") ||
           cause.place.starts_with(problem.place + ".") || cause.place.starts_with(problem.place + "[");
  });
}

}  // namespace

Result<Report> validate(const std::string& bundle, const std::string& config_file, const Host& host) {
  Report report;
  report.file = config_file.empty() ? bundle + "/config.json" : config_file;
  const std::string text = TRY(read_file(report.file, kMaxConfig));
  json::Problems unread;
  Config config = spec::runtime::parse_config(text, unread);
  report.problems = unread.list();
  json::Problems problems;
  spec::runtime::find_problems(config, problems);
  if (const Result<void> ordered = container::apply_annotations(config); !ordered) {
    problems.add("annotations", ordered.error());
  }
  check_namespaces(config, host, problems);
  check_process(config, host, problems);
  check_resources(config, host, problems);
  check_mounts(config, host, bundle, problems);
  check_seccomp(config, problems);
  check_files(config, host, bundle, problems);
  for (const json::Problem& problem : problems.list()) {
    if (!is_consequence(problem, unread.list())) report.problems.push_back(problem);
  }
  return report;
}

std::string format_text(const Report& report) {
  if (report.problems.empty()) return report.file + ": nothing is in the way\n";
  const std::size_t count = report.problems.size();
  std::string text = concat(report.file, ": ", count, count == 1 ? " problem\n" : " problems\n");
  for (const json::Problem& problem : report.problems) {
    text += concat("  ", problem.place, problem.place.empty() ? "" : ": ", problem.message, "\n");
    if (!problem.hint.empty()) text += concat("      ", problem.hint, "\n");
  }
  return text;
}

std::string format_json(const Report& report) {
  json::Array problems;
  for (const json::Problem& problem : report.problems) {
    json::Object members;
    members.push_back({"path", json::Value(problem.place)});
    members.push_back({"problem", json::Value(problem.message)});
    if (!problem.hint.empty()) members.push_back({"fix", json::Value(problem.hint)});
    problems.emplace_back(std::move(members));
  }
  json::Object whole;
  whole.push_back({"file", json::Value(report.file)});
  whole.push_back({"valid", json::Value(report.problems.empty())});
  whole.push_back({"problems", json::Value(std::move(problems))});
  return json::write(json::Value(std::move(whole)), json::Style::kIndented);
}

}  // namespace runtime::validate

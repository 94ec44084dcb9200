#include "buildtool/dockerfile/lint_report.h"

#include <algorithm>

#include "spec/base/text.h"

namespace buildtool::dockerfile {

bool is_upper(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_lower(std::string_view text) { return text == to_lower(text); }

void LintReport::look_at(const Surroundings& around, Lines lines) {
  config_ = whole_.with(around);
  around_ = &around;
  lines_ = lines;
  if (around.empty_continuation == 0) return;
  warn("NoEmptyContinuation", "Empty continuation line", {around.empty_continuation, around.empty_continuation});
}

void LintReport::warn(const char* rule, std::string detail, Lines lines) {
  if (config_.wants(rule)) warnings_.push_back({rule, std::move(detail), lines});
}

void LintReport::check_description(const char* instruction, const std::vector<std::string>& names) {
  if (names.empty() || around_->comments.empty()) return;
  const std::string& comment = around_->comments.back();
  if (std::find(names.begin(), names.end(), comment.substr(0, comment.find(' '))) != names.end()) return;
  warn("InvalidDefinitionDescription", concat("Comment for ", instruction, " should follow the format: `# ",
                                              names.size() == 1 ? names.front() : "<arg_key>", " <description>`"));
}

std::vector<Warning> LintReport::take() {
  const auto before = [](const Warning& a, const Warning& b) { return a.lines.first < b.lines.first; };
  std::stable_sort(warnings_.begin(), warnings_.end(), before);
  return std::move(warnings_);
}

}  // namespace buildtool::dockerfile

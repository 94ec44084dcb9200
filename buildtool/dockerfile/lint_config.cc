#include "buildtool/dockerfile/lint_config.h"

#include "spec/base/text.h"
#include "spec/cli/csv.h"

namespace buildtool::dockerfile {

namespace {

constexpr std::string_view kExperimental = "invaliddefinitiondescription";

void add_rules(std::set<std::string>& rules, const std::string& list) {
  for (const std::string& rule : split(list, ',')) rules.insert(to_lower(trim(rule)));
}

}  // namespace

Result<LintConfig> LintConfig::parse(std::string_view text) {
  LintConfig config;
  for (const std::string& part : split(text, ';')) {
    const std::string field(trim(part));
    if (field.empty()) continue;
    const spec::cli::CsvOption option = spec::cli::split_option(field);
    if (option.key == "skip" && option.has_value) {
      add_rules(config.skipped_, option.value);
    } else if (option.key == "experimental" && option.has_value) {
      add_rules(config.included_, option.value);
    } else if (option.key == "error" && option.has_value) {
      config.is_error_ = TRY_STEP("check", spec::cli::parse_option_bool(option));
    } else {
      return fail("invalid check option \"" + field + "\"");
    }
  }
  return config;
}

LintConfig LintConfig::with(const Surroundings& around) const {
  for (const std::string& comment : around.comments) {
    const std::size_t equals = comment.find('=');
    if (equals == comment.npos || to_lower(trim(comment.substr(0, equals))) != "check") continue;
    const std::string_view value = trim(std::string_view(comment).substr(equals + 1));
    const Result<LintConfig> own = parse(value.substr(0, value.find(' ')));
    if (!own) return *this;
    LintConfig both = *this;
    both.skipped_.insert(own->skipped_.begin(), own->skipped_.end());
    both.included_.insert(own->included_.begin(), own->included_.end());
    return both;
  }
  return *this;
}

bool LintConfig::wants(const std::string& rule) const {
  const std::string lower = to_lower(rule);
  if (lower == kExperimental) return included_.contains("all") || included_.contains(lower);
  return !skipped_.contains("all") && !skipped_.contains(lower);
}

}  // namespace buildtool::dockerfile

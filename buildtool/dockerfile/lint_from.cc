#include "buildtool/dockerfile/lint_from.h"

#include <algorithm>

#include "buildtool/dockerfile/suggest.h"
#include "spec/base/text.h"
#include "spec/image/platform.h"
#include "spec/image/reference.h"

namespace buildtool::dockerfile {

void FromRules::check_name(const Stage& stage) {
  std::vector<std::string> words = split_words(stage.text);
  std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
  if (words.size() != 4) return;
  const std::string& name = words[3];
  report_.check_description("FROM", {stage.from.name});
  if (!is_lower(name)) report_.warn("StageNameCasing", "Stage name '" + name + "' should be lowercase");
  if ((is_lower(words[0]) && !is_lower(words[2])) || (is_upper(words[0]) && !is_upper(words[2]))) {
    report_.warn("FromAsCasing", concat("'", words[2], "' and '", words[0], "' keywords' casing do not match"));
  }
  if (!names_.insert(stage.from.name).second) {
    report_.warn("DuplicateStageName", "Duplicate stage name \"" + name + "\", stage names should be unique");
  }
  if (stage.from.name == "scratch" || stage.from.name == "context") {
    report_.warn("ReservedStageName", "Stage name should not use the same name as reserved stage \"" + name + "\"");
  }
}

void FromRules::check_platform(const Stage& stage) {
  const std::string& platform = stage.from.platform;
  if (platform == "$TARGETPLATFORM" || platform == "${TARGETPLATFORM}") {
    report_.warn("RedundantTargetPlatform", "Setting platform to predefined " + platform +
                                                " in FROM is redundant as this is the default behavior");
  } else if (!platform.empty() && platform.find('$') == platform.npos) {
    const Result<spec::image::Platform> parsed = spec::image::parse_platform(platform);
    if (!parsed) return;  // an error of its own
    const auto in_name = [&](const std::string& part) { return stage.from.name.find(part) != std::string::npos; };
    if (in_name(parsed->os) || in_name(parsed->architecture)) return;
    report_.warn("FromPlatformFlagConstDisallowed",
                 "FROM --platform flag should not use constant value \"" + platform + "\"");
  }
}

// The variables of FROM.
void FromRules::check_base(const Stage& stage) {
  if (!input_.defaults) return;
  const std::string image = expanded_default(stage.from.image);
  if (!spec::image::parse_reference(image)) {
    report_.warn("InvalidDefaultArgInFrom",
                 "Default value for ARG " + stage.from.image + " results in empty or invalid base image name");
  }
  expanded_default(stage.from.platform);
  for (const std::string& name : undeclared_) {
    report_.warn("UndefinedArgInFrom", concat("FROM argument '", name, "' is not declared",
                                              did_you_mean(name, input_.global_names, Case::kCounts)));
  }
  undeclared_.clear();
}

std::string FromRules::expanded_default(const std::string& word) {
  const std::vector<std::string>& known = input_.global_names;
  const Variables lookup = [&](std::string_view name) {
    if (std::find(known.begin(), known.end(), name) == known.end()) undeclared_.emplace(name);
    return (*input_.defaults)(name);
  };
  const Result<std::string> value = expand_word(word, lookup, file_.escape);
  return value ? *value : "";
}

}  // namespace buildtool::dockerfile

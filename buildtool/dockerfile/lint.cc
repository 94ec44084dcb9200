#include "buildtool/dockerfile/lint.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "buildtool/dockerfile/lint_config.h"
#include "buildtool/dockerfile/suggest.h"
#include "buildtool/dockerfile/undefined.h"
#include "spec/base/text.h"
#include "spec/image/platform.h"
#include "spec/image/reference.h"

namespace buildtool::dockerfile {

namespace {

std::string first_word(std::string_view text) {
  const std::vector<std::string> words = split_words(text);
  return words.empty() ? "" : words.front();
}

bool is_upper(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_lower(std::string_view text) { return text == to_lower(text); }

// "password", "API_KEY": a name of what nobody should be able to read in an image.
bool names_a_secret(std::string_view name) {
  constexpr std::array kSecret = {"apikey", "auth",     "credential", "credentials", "key",
                                  "passwd", "password", "pword",      "secret",      "token"};
  constexpr std::array kHarmless = {"file", "public", "version"};
  bool secret = false;
  for (const std::string& part : split(to_lower(name), '_')) {
    if (std::find(kHarmless.begin(), kHarmless.end(), part) != kHarmless.end()) return false;
    secret = secret || std::find(kSecret.begin(), kSecret.end(), part) != kSecret.end();
  }
  return secret;
}

// What a stage leaves to one that is built on it.
struct StageFacts {
  KnownVariables variables;
  bool knows_variables = false;  // those of its base, too
  bool has_shell = false;
  bool has_workdir = false;
};

class Linter {
 public:
  Linter(const Dockerfile& file, const LintInput& input, LintConfig config)
      : file_(file), input_(input), whole_(std::move(config)), config_(whole_) {}

  std::vector<Warning> run() {
    check_casing();
    for (const Instruction& arg : file_.global_args) {
      look_at(arg.around, arg.lines);
      check_description("ARG", argument_names(arg));
    }
    std::set<std::string> names;
    for (std::size_t i = 0; i < file_.stages.size(); ++i) {
      const Stage& stage = file_.stages[i];
      look_at(stage.around, stage.lines);
      check_stage(stage, names);
      check_base(stage);
      begin_stage(i);
      check_repeated(stage);
      for (const Instruction& instruction : stage.instructions) visit(instruction);
    }
    const auto before = [](const Warning& a, const Warning& b) { return a.lines.first < b.lines.first; };
    std::stable_sort(warnings_.begin(), warnings_.end(), before);
    return std::move(warnings_);
  }

 private:
  void warn(const char* rule, std::string detail, Lines lines) {
    if (config_.wants(rule)) warnings_.push_back({rule, std::move(detail), lines});
  }

  // What comes now is about these lines.
  void look_at(const Surroundings& around, Lines lines) {
    config_ = whole_.with(around);
    around_ = &around;
    lines_ = lines;
    if (around.empty_continuation == 0) return;
    warn("NoEmptyContinuation", "Empty continuation line", {around.empty_continuation, around.empty_continuation});
  }

  // A comment directly above that describes something else.
  void check_description(const char* instruction, const std::vector<std::string>& names) {
    if (names.empty() || around_->comments.empty()) return;
    const std::string& comment = around_->comments.back();
    if (std::find(names.begin(), names.end(), comment.substr(0, comment.find(' '))) != names.end()) return;
    warn("InvalidDefinitionDescription",
         concat("Comment for ", instruction, " should follow the format: `# ",
                names.size() == 1 ? names.front() : "<arg_key>", " <description>`"),
         lines_);
  }

  static std::vector<std::string> argument_names(const Instruction& instruction) {
    std::vector<std::string> names;
    for (const ArgVariable& variable : std::get<Arg>(instruction.what).variables) names.push_back(variable.name);
    return names;
  }

  // Keywords should all be written alike: as the greater part of them is.
  void check_casing() {
    std::vector<std::pair<std::string, Lines>> keywords;
    for (const Stage& stage : file_.stages) {
      keywords.emplace_back(first_word(stage.text), stage.lines);
      for (const Instruction& one : stage.instructions) keywords.emplace_back(first_word(one.text), one.lines);
    }
    const auto lower = [](const auto& keyword) { return is_lower(keyword.first); };
    const auto upper = [](const auto& keyword) { return is_upper(keyword.first); };
    const bool to_be_lower =
        std::count_if(keywords.begin(), keywords.end(), lower) > std::count_if(keywords.begin(), keywords.end(), upper);
    for (const auto& [keyword, lines] : keywords) {
      if (to_be_lower ? is_lower(keyword) : is_upper(keyword)) continue;
      warn("ConsistentInstructionCasing",
           concat("Command '", keyword, "' should match the case of the command majority (",
                  to_be_lower ? "lowercase" : "uppercase", ")"),
           lines);
    }
  }

  void check_stage(const Stage& stage, std::set<std::string>& names) {
    std::vector<std::string> words = split_words(stage.text);
    std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
    if (words.size() == 4) {
      const std::string& name = words[3];
      check_description("FROM", {stage.from.name});
      if (!is_lower(name)) warn("StageNameCasing", "Stage name '" + name + "' should be lowercase", stage.lines);
      if ((is_lower(words[0]) && !is_lower(words[2])) || (is_upper(words[0]) && !is_upper(words[2]))) {
        warn("FromAsCasing", concat("'", words[2], "' and '", words[0], "' keywords' casing do not match"),
             stage.lines);
      }
      if (!names.insert(stage.from.name).second) {
        warn("DuplicateStageName", "Duplicate stage name \"" + name + "\", stage names should be unique", stage.lines);
      }
      if (stage.from.name == "scratch" || stage.from.name == "context") {
        warn("ReservedStageName", "Stage name should not use the same name as reserved stage \"" + name + "\"",
             stage.lines);
      }
    }
    check_platform(stage);
  }

  void check_platform(const Stage& stage) {
    const std::string& platform = stage.from.platform;
    if (platform == "$TARGETPLATFORM" || platform == "${TARGETPLATFORM}") {
      warn("RedundantTargetPlatform",
           "Setting platform to predefined " + platform + " in FROM is redundant as this is the default behavior",
           stage.lines);
    } else if (!platform.empty() && platform.find('$') == platform.npos) {
      const Result<spec::image::Platform> parsed = spec::image::parse_platform(platform);
      if (!parsed) return;  // an error of its own
      const auto in_name = [&](const std::string& part) { return stage.from.name.find(part) != std::string::npos; };
      if (in_name(parsed->os) || in_name(parsed->architecture)) return;
      warn("FromPlatformFlagConstDisallowed", "FROM --platform flag should not use constant value \"" + platform + "\"",
           stage.lines);
    }
  }

  // The variables of FROM.
  void check_base(const Stage& stage) {
    if (!input_.defaults) return;
    const std::string image = expanded_default(stage.from.image);
    if (!spec::image::parse_reference(image)) {
      warn("InvalidDefaultArgInFrom",
           "Default value for ARG " + stage.from.image + " results in empty or invalid base image name", stage.lines);
    }
    expanded_default(stage.from.platform);
    for (const std::string& name : undeclared_) {
      warn("UndefinedArgInFrom",
           concat("FROM argument '", name, "' is not declared", did_you_mean(name, input_.global_names, Case::kCounts)),
           stage.lines);
    }
    undeclared_.clear();
  }

  std::string expanded_default(const std::string& word) {
    const std::vector<std::string>& known = input_.global_names;
    const Variables lookup = [&](std::string_view name) {
      if (std::find(known.begin(), known.end(), name) == known.end()) undeclared_.emplace(name);
      return (*input_.defaults)(name);
    };
    const Result<std::string> value = expand_word(word, lookup, file_.escape);
    return value ? *value : "";
  }

  void begin_stage(std::size_t index) {
    StageFacts facts{KnownVariables(file_.escape, input_.given)};
    facts.variables.add("PATH");
    const std::optional<BaseFacts> base = input_.base ? input_.base(index) : std::nullopt;
    if (base && base->stage >= 0) {
      facts = stages_[static_cast<std::size_t>(base->stage)];
    } else if (base) {
      for (const std::string& name : base->variables) facts.variables.add(name);
      facts.knows_variables = true;
      facts.has_shell = base->has_shell;
      if (!base->platform.empty()) {
        warn("InvalidBaseImagePlatform",
             concat("Base image ", file_.stages[index].from.image, " was pulled with platform \"", base->platform,
                    "\", expected \"", base->wanted, "\" for current build"),
             lines_);
      }
    }
    stages_.push_back(std::move(facts));
  }

  template <class What>
  void check_once(const Stage& stage, const char* name) {
    const auto is = [](const Instruction& one) { return std::holds_alternative<What>(one.what); };
    const auto last = std::find_if(stage.instructions.rbegin(), stage.instructions.rend(), is);
    for (const Instruction& one : stage.instructions) {
      if (!is(one) || &one == &*last) continue;
      warn("MultipleInstructionsDisallowed",
           concat("Multiple ", name, " instructions should not be used in the same stage because only the last one ",
                  "will be used"),
           one.lines);
    }
  }
  void check_repeated(const Stage& stage) {
    check_once<Cmd>(stage, "CMD");
    check_once<Entrypoint>(stage, "ENTRYPOINT");
    check_once<Healthcheck>(stage, "HEALTHCHECK");
  }

  void visit(const Instruction& instruction) {
    look_at(instruction.around, instruction.lines);
    text_ = instruction.text;
    std::visit([this](const auto& what) { check(what); }, instruction.what);
    KnownVariables& variables = stages_.back().variables;
    for (const std::string& name : variables.visit(instruction)) {
      if (!stages_.back().knows_variables) continue;
      warn("UndefinedVar", concat("Usage of undefined variable '$", name, "'", variables.suggestion(name)), lines_);
    }
  }

  template <class What>
  void check(const What&) {}
  void check(const Cmd& cmd) { check_json(cmd.command, "CMD"); }
  void check(const Entrypoint& entrypoint) { check_json(entrypoint.command, "ENTRYPOINT"); }
  void check_json(const CommandLine& command, const char* name) {
    if (!command.shell_form || stages_.back().has_shell) return;
    warn("JSONArgsRecommended",
         concat("JSON arguments recommended for ", name, " to prevent unintended behavior related to OS signals"),
         lines_);
  }
  void check(const Shell&) { stages_.back().has_shell = true; }
  void check(const Maintainer&) {
    warn("MaintainerDeprecated", "Maintainer instruction is deprecated in favor of using label", lines_);
  }
  // The first one only: it mends the others.
  void check(const Workdir& workdir) {
    if (std::exchange(stages_.back().has_workdir, true)) return;
    if (workdir.path.starts_with('/') || workdir.path.starts_with('$')) return;
    warn("WorkdirRelativePath",
         "Relative workdir \"" + workdir.path + "\" can have unexpected results if the base image changes", lines_);
  }
  void check(const Expose& expose) {
    for (const std::string& port : expose.ports) {
      if (port.find('$') != port.npos) continue;
      const std::size_t slash = port.find('/');
      if (slash != port.npos && !is_lower(port.substr(slash))) {
        warn("ExposeProtoCasing", "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase", lines_);
      }
      if (port.find(':') != port.npos) {
        warn("ExposeInvalidFormat",
             "EXPOSE instruction should not define an IP address or host-port mapping, found '" + port + "'", lines_);
      }
    }
  }
  void check(const Copy& copy) {
    if (copy.from.empty()) check_ignored("Copy", copy.sources.paths);
  }
  void check(const Add& add) { check_ignored("Add", add.sources.paths); }
  void check_ignored(const char* verb, const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      if (!input_.ignored || path.find('$') != path.npos || !input_.ignored(path)) continue;
      warn("CopyIgnoredFile", concat("Attempting to ", verb, " file \"", path, "\" that is excluded by .dockerignore"),
           lines_);
    }
  }
  void check(const Env& env) {
    check_legacy("ENV", env.variables);
    for (const KeyValue& variable : env.variables) check_secret("ENV", variable.key);
  }
  void check(const Label& label) { check_legacy("LABEL", label.labels); }
  void check(const Arg& arg) {
    std::vector<std::string> names;
    for (const ArgVariable& variable : arg.variables) names.push_back(variable.name);
    check_description("ARG", names);
    for (const ArgVariable& variable : arg.variables) check_secret("ARG", variable.name);
  }
  // "ENV key value"
  void check_legacy(const char* name, const std::vector<KeyValue>& pairs) {
    const std::vector<std::string> words = split_words(text_);
    if (pairs.size() != 1 || words.size() < 2 || words[1].find('=') != std::string::npos) return;
    warn("LegacyKeyValueFormat",
         concat("\"", name, " key=value\" should be used instead of legacy \"", name, " key value\" format"), lines_);
  }
  void check_secret(const char* name, const std::string& key) {
    if (!names_a_secret(key)) return;
    warn("SecretsUsedInArgOrEnv",
         concat("Do not use ARG or ENV instructions for sensitive data (", name, " \"", key, "\")"), lines_);
  }

  const Dockerfile& file_;
  const LintInput& input_;
  const LintConfig whole_;
  LintConfig config_;  // of the place that is looked at
  const Surroundings* around_ = nullptr;
  std::vector<Warning> warnings_;
  Lines lines_;
  std::string text_;
  std::vector<StageFacts> stages_;
  std::set<std::string> undeclared_;
};

}  // namespace

std::string Warning::link() const {
  if (rule == "InvalidBaseImagePlatform") return "";
  std::string name;
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const bool begins = rule[i] >= 'A' && rule[i] <= 'Z' && i > 0 &&
                        (is_lower(rule.substr(i - 1, 1)) || (i + 1 < rule.size() && is_lower(rule.substr(i + 1, 1))));
    if (begins) name += '-';
    name += rule[i];
  }
  return "https://docs.docker.com/go/dockerfile/rule/" + to_lower(name) + "/";
}

Result<Lint> lint(const Dockerfile& file, const LintInput& input) {
  const LintConfig config = TRY(LintConfig::parse(file.check));
  Lint out;
  out.is_error = config.is_error();
  out.warnings = Linter(file, input, config).run();
  return out;
}

}  // namespace buildtool::dockerfile

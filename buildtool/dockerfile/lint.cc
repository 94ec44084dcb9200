#include "buildtool/dockerfile/lint.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "buildtool/dockerfile/lint_config.h"
#include "buildtool/dockerfile/lint_from.h"
#include "buildtool/dockerfile/lint_report.h"
#include "buildtool/dockerfile/undefined.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

std::string first_word(std::string_view text) {
  const std::vector<std::string> words = split_words(text);
  return words.empty() ? "" : words.front();
}

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
      : file_(file), input_(input), report_(std::move(config)), from_(file, input, report_) {}

  std::vector<Warning> run() {
    check_casing();
    for (const Instruction& arg : file_.global_args) {
      report_.look_at(arg.around, arg.lines);
      report_.check_description("ARG", argument_names(arg));
    }
    for (std::size_t i = 0; i < file_.stages.size(); ++i) {
      const Stage& stage = file_.stages[i];
      report_.look_at(stage.around, stage.lines);
      from_.check(stage);
      begin_stage(i);
      check_repeated(stage);
      for (const Instruction& instruction : stage.instructions) visit(instruction);
    }
    return report_.take();
  }

 private:
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
      report_.warn("ConsistentInstructionCasing",
                   concat("Command '", keyword, "' should match the case of the command majority (",
                          to_be_lower ? "lowercase" : "uppercase", ")"),
                   lines);
    }
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
        report_.warn("InvalidBaseImagePlatform",
                     concat("Base image ", file_.stages[index].from.image, " was pulled with platform \"",
                            base->platform, "\", expected \"", base->wanted, "\" for current build"));
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
      report_.warn(
          "MultipleInstructionsDisallowed",
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
    report_.look_at(instruction.around, instruction.lines);
    text_ = instruction.text;
    std::visit([this](const auto& what) { check(what); }, instruction.what);
    KnownVariables& variables = stages_.back().variables;
    for (const std::string& name : variables.visit(instruction)) {
      if (!stages_.back().knows_variables) continue;
      report_.warn("UndefinedVar", concat("Usage of undefined variable '$", name, "'", variables.suggestion(name)));
    }
  }

  template <class What>
  void check(const What&) {}
  void check(const Cmd& cmd) { check_json(cmd.command, "CMD"); }
  void check(const Entrypoint& entrypoint) { check_json(entrypoint.command, "ENTRYPOINT"); }
  void check_json(const CommandLine& command, const char* name) {
    if (!command.shell_form || stages_.back().has_shell) return;
    report_.warn("JSONArgsRecommended", concat("JSON arguments recommended for ", name,
                                               " to prevent unintended behavior related to OS signals"));
  }
  void check(const Shell&) { stages_.back().has_shell = true; }
  void check(const Maintainer&) {
    report_.warn("MaintainerDeprecated", "Maintainer instruction is deprecated in favor of using label");
  }
  // The first one only: it mends the others.
  void check(const Workdir& workdir) {
    if (std::exchange(stages_.back().has_workdir, true)) return;
    if (workdir.path.starts_with('/') || workdir.path.starts_with('$')) return;
    report_.warn("WorkdirRelativePath",
                 "Relative workdir \"" + workdir.path + "\" can have unexpected results if the base image changes");
  }
  void check(const Expose& expose) {
    for (const std::string& port : expose.ports) {
      if (port.find('$') != port.npos) continue;
      const std::size_t slash = port.find('/');
      if (slash != port.npos && !is_lower(port.substr(slash))) {
        report_.warn("ExposeProtoCasing", "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase");
      }
      if (port.find(':') != port.npos) {
        report_.warn("ExposeInvalidFormat",
                     "EXPOSE instruction should not define an IP address or host-port mapping, found '" + port + "'");
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
      report_.warn("CopyIgnoredFile",
                   concat("Attempting to ", verb, " file \"", path, "\" that is excluded by .dockerignore"));
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
    report_.check_description("ARG", names);
    for (const ArgVariable& variable : arg.variables) check_secret("ARG", variable.name);
  }
  // "ENV key value"
  void check_legacy(const char* name, const std::vector<KeyValue>& pairs) {
    const std::vector<std::string> words = split_words(text_);
    if (pairs.size() != 1 || words.size() < 2 || words[1].find('=') != std::string::npos) return;
    report_.warn("LegacyKeyValueFormat",
                 concat("\"", name, " key=value\" should be used instead of legacy \"", name, " key value\" format"));
  }
  void check_secret(const char* name, const std::string& key) {
    if (!names_a_secret(key)) return;
    report_.warn("SecretsUsedInArgOrEnv",
                 concat("Do not use ARG or ENV instructions for sensitive data (", name, " \"", key, "\")"));
  }

  const Dockerfile& file_;
  const LintInput& input_;
  LintReport report_;
  FromRules from_;
  std::string text_;
  std::vector<StageFacts> stages_;
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

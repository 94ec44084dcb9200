#include "buildtool/dockerfile/lint.h"

#include <algorithm>
#include <array>
#include <set>

#include "spec/base/text.h"
#include "spec/cli/csv.h"

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
  bool secret = false;
  for (const std::string& part : split(to_lower(name), '_')) {
    if (part == "public") return false;
    secret = secret || std::find(kSecret.begin(), kSecret.end(), part) != kSecret.end();
  }
  return secret;
}

class Linter {
 public:
  explicit Linter(const Dockerfile& file) : file_(file) {}

  std::vector<Warning> run() {
    check_casing();
    for (const Instruction& arg : file_.global_args) visit(arg);
    std::set<std::string> names;
    for (const Stage& stage : file_.stages) {
      check_stage(stage, names);
      check_repeated(stage);
      workdir_is_absolute_ = false;
      for (const Instruction& instruction : stage.instructions) visit(instruction);
    }
    const auto before = [](const Warning& a, const Warning& b) { return a.lines.first < b.lines.first; };
    std::stable_sort(warnings_.begin(), warnings_.end(), before);
    return std::move(warnings_);
  }

 private:
  void warn(const char* rule, std::string detail, Lines lines) {
    warnings_.push_back({rule, std::move(detail), lines});
  }

  // Keywords should all be written alike: as the greater part of them is.
  void check_casing() {
    std::vector<std::pair<std::string, Lines>> keywords;
    for (const Instruction& arg : file_.global_args) keywords.emplace_back(first_word(arg.text), arg.lines);
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
      if (!is_lower(name)) warn("StageNameCasing", "Stage name '" + name + "' should be lowercase", stage.lines);
      if (is_lower(words[0]) != is_lower(words[2]) || is_upper(words[0]) != is_upper(words[2])) {
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
    const std::string& platform = stage.from.platform;
    if (platform == "$TARGETPLATFORM" || platform == "${TARGETPLATFORM}") {
      warn("RedundantTargetPlatform",
           "Setting platform to predefined " + platform + " in FROM is redundant as this is the default behavior",
           stage.lines);
    } else if (!platform.empty() && platform.find('$') == platform.npos) {
      warn("FromPlatformFlagConstDisallowed", "FROM --platform flag should not use constant value \"" + platform + "\"",
           stage.lines);
    }
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
    const auto is_shell = [](const Instruction& one) { return std::holds_alternative<Shell>(one.what); };
    has_shell_ = std::any_of(stage.instructions.begin(), stage.instructions.end(), is_shell);
  }

  void visit(const Instruction& instruction) {
    lines_ = instruction.lines;
    text_ = instruction.text;
    std::visit([this](const auto& what) { check(what); }, instruction.what);
  }

  template <class What>
  void check(const What&) {}
  void check(const Cmd& cmd) { check_json(cmd.command, "CMD"); }
  void check(const Entrypoint& entrypoint) { check_json(entrypoint.command, "ENTRYPOINT"); }
  void check_json(const CommandLine& command, const char* name) {
    if (!command.shell_form || has_shell_) return;
    warn("JSONArgsRecommended",
         concat("JSON arguments recommended for ", name, " to prevent unintended behavior related to OS signals"),
         lines_);
  }
  void check(const Maintainer&) {
    warn("MaintainerDeprecated", "Maintainer instruction is deprecated in favor of using label", lines_);
  }
  void check(const Workdir& workdir) {
    if (workdir.path.starts_with('/')) workdir_is_absolute_ = true;
    if (workdir_is_absolute_ || workdir.path.starts_with('$')) return;
    warn("WorkdirRelativePath",
         "Relative workdir \"" + workdir.path + "\" can have unexpected results if the base image changes", lines_);
  }
  void check(const Expose& expose) {
    for (const std::string& port : expose.ports) {
      const std::size_t slash = port.find('/');
      if (slash == port.npos || is_lower(port.substr(slash))) continue;
      warn("ExposeProtoCasing", "Defined protocol '" + port + "' in EXPOSE instruction should be lowercase", lines_);
    }
  }
  void check(const Env& env) {
    check_legacy("ENV", env.variables);
    for (const KeyValue& variable : env.variables) check_secret("ENV", variable.key);
  }
  void check(const Label& label) { check_legacy("LABEL", label.labels); }
  void check(const Arg& arg) {
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
  std::vector<Warning> warnings_;
  Lines lines_;
  std::string text_;
  bool workdir_is_absolute_ = false;
  bool has_shell_ = false;
};

}  // namespace

std::string Warning::link() const {
  std::string name;
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const bool begins = rule[i] >= 'A' && rule[i] <= 'Z' && i > 0 &&
                        (is_lower(rule.substr(i - 1, 1)) || (i + 1 < rule.size() && is_lower(rule.substr(i + 1, 1))));
    if (begins) name += '-';
    name += rule[i];
  }
  return "https://docs.docker.com/go/dockerfile/rule/" + to_lower(name) + "/";
}

Result<Lint> lint(const Dockerfile& file) {
  Lint out;
  std::set<std::string> skipped;
  for (const std::string& part : split(file.check, ';')) {
    const std::string field(trim(part));
    if (field.empty()) continue;
    spec::cli::CsvOption option = spec::cli::split_option(field);
    if (option.key == "skip" && option.has_value) {
      for (const std::string& rule : split(option.value, ',')) skipped.insert(to_lower(trim(rule)));
    } else if (option.key == "error" && option.has_value) {
      out.is_error = TRY_STEP("check", spec::cli::parse_option_bool(option));
    } else if (option.key != "experimental") {
      return fail("invalid check option \"" + field + "\"");
    }
  }
  if (skipped.contains("all")) return out;
  out.warnings = Linter(file).run();
  std::erase_if(out.warnings, [&](const Warning& warning) { return skipped.contains(to_lower(warning.rule)); });
  return out;
}

}  // namespace buildtool::dockerfile

#include "buildtool/dockerfile/typed.h"

#include <algorithm>

#include "buildtool/dockerfile/flags.h"
#include "buildtool/dockerfile/quote.h"
#include "buildtool/dockerfile/suggest.h"
#include "buildtool/dockerfile/words.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

Result<void> no_flags(const Statement& statement) { return FlagTable().parse(statement.flags); }

Result<std::string> one_argument(const Statement& statement, std::string_view name) {
  if (statement.arguments.size() != 1) return fail(concat(name, " requires exactly one argument"));
  return statement.arguments.front();
}

Result<void> some_arguments(const Statement& statement, std::string_view name) {
  if (statement.arguments.empty()) return fail(concat(name, " requires at least one argument"));
  return {};
}

Result<std::vector<KeyValue>> pairs(const Statement& statement, std::string_view name) {
  TRY(no_flags(statement));
  TRY(some_arguments(statement, name));
  std::vector<KeyValue> pairs;
  for (std::size_t i = 0; i + 1 < statement.arguments.size(); i += 2) {
    if (statement.arguments[i].empty()) return fail(concat(name, " names can not be blank"));
    pairs.push_back({statement.arguments[i], statement.arguments[i + 1]});
  }
  return pairs;
}

bool is_stage_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

Result<AnyInstruction> make_from(const Statement& statement) {
  const std::vector<std::string>& words = statement.arguments;
  From from;
  if (words.size() == 3 && to_lower(words[1]) == "as") {
    from.name = to_lower(words[2]);
    if (!is_stage_name(from.name)) {
      return fail(concat("invalid name for build stage: ", quoted(words[2]),
                         ", name can't start with a number or contain symbols"));
    }
  } else if (words.size() != 1) {
    Error error = fail("FROM requires either one or three arguments");
    const auto is_comment = [](const std::string& word) { return word.starts_with('#'); };
    if (std::none_of(words.begin(), words.end(), is_comment)) return error;
    return std::move(error).with_hint("a comment is a line of its own");
  }
  TRY(FlagTable().add("platform", &from.platform).parse(statement.flags));
  from.image = words[0];
  return AnyInstruction(std::move(from));
}

Result<AnyInstruction> make_env(const Statement& statement) {
  std::vector<KeyValue> variables = TRY(pairs(statement, "ENV"));
  return AnyInstruction(Env{std::move(variables)});
}

Result<AnyInstruction> make_label(const Statement& statement) {
  std::vector<KeyValue> labels = TRY(pairs(statement, "LABEL"));
  return AnyInstruction(Label{std::move(labels)});
}

Result<AnyInstruction> make_arg(const Statement& statement) {
  TRY(some_arguments(statement, "ARG"));
  Arg arg;
  for (const std::string& word : statement.arguments) {
    const std::size_t equals = word.find('=');
    if (equals == 0) return fail("ARG names can not be blank");
    ArgVariable variable = {word.substr(0, equals), std::nullopt};
    if (equals != std::string::npos) variable.value = word.substr(equals + 1);
    arg.variables.push_back(std::move(variable));
  }
  return AnyInstruction(std::move(arg));
}

Result<AnyInstruction> make_workdir(const Statement& statement) {
  std::string path = TRY(one_argument(statement, "WORKDIR"));
  TRY(no_flags(statement));
  return AnyInstruction(Workdir{std::move(path)});
}

Result<AnyInstruction> make_user(const Statement& statement) {
  std::string user = TRY(one_argument(statement, "USER"));
  TRY(no_flags(statement));
  return AnyInstruction(User{std::move(user)});
}

Result<AnyInstruction> make_stop_signal(const Statement& statement) {
  std::string signal = TRY(one_argument(statement, "STOPSIGNAL"));
  TRY(no_flags(statement));
  return AnyInstruction(StopSignal{std::move(signal)});
}

Result<AnyInstruction> make_maintainer(const Statement& statement) {
  std::string name = TRY(one_argument(statement, "MAINTAINER"));
  TRY(no_flags(statement));
  return AnyInstruction(Maintainer{std::move(name)});
}

Result<AnyInstruction> make_expose(const Statement& statement) {
  TRY(some_arguments(statement, "EXPOSE"));
  TRY(no_flags(statement));
  Expose expose = {statement.arguments};
  std::sort(expose.ports.begin(), expose.ports.end());
  return AnyInstruction(std::move(expose));
}

Result<AnyInstruction> make_volume(const Statement& statement) {
  TRY(some_arguments(statement, "VOLUME"));
  TRY(no_flags(statement));
  Volume volume;
  for (const std::string& word : statement.arguments) {
    volume.paths.emplace_back(trim(word));
    if (volume.paths.back().empty()) return fail("VOLUME specified can not be an empty string");
  }
  return AnyInstruction(std::move(volume));
}

Result<AnyInstruction> make_cmd(const Statement& statement) {
  TRY(no_flags(statement));
  return AnyInstruction(Cmd{command_line(statement)});
}

Result<AnyInstruction> make_entrypoint(const Statement& statement) {
  TRY(no_flags(statement));
  return AnyInstruction(Entrypoint{command_line(statement)});
}

Result<AnyInstruction> make_shell(const Statement& statement) {
  TRY(no_flags(statement));
  TRY(some_arguments(statement, "SHELL"));
  if (!statement.json) return fail("SHELL requires the arguments to be in JSON form");
  return AnyInstruction(Shell{statement.arguments});
}

Result<AnyInstruction> make_onbuild(const Statement& statement) {
  TRY(some_arguments(statement, "ONBUILD"));
  TRY(no_flags(statement));
  const std::string trigger = to_lower(trim(statement.arguments.front()));
  if (trigger == "onbuild") return fail("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger == "from") return fail("FROM isn't allowed as an ONBUILD trigger");
  if (trigger == "maintainer") return fail("MAINTAINER isn't allowed as an ONBUILD trigger");
  const std::string_view text = trim(statement.text);
  std::string expression(trim_left(text.substr(statement.keyword.size())));
  for (const Heredoc& heredoc : statement.heredocs) expression += concat("\n", heredoc.content, heredoc.name);
  return AnyInstruction(Onbuild{std::move(expression)});
}

struct Maker {
  const char* keyword;
  Result<AnyInstruction> (*make)(const Statement& statement);
};

constexpr Maker kMakers[] = {
    {"ADD", make_add},
    {"ARG", make_arg},
    {"CMD", make_cmd},
    {"COPY", make_copy},
    {"ENTRYPOINT", make_entrypoint},
    {"ENV", make_env},
    {"EXPOSE", make_expose},
    {"FROM", make_from},
    {"HEALTHCHECK", make_healthcheck},
    {"LABEL", make_label},
    {"MAINTAINER", make_maintainer},
    {"ONBUILD", make_onbuild},
    {"RUN", make_run},
    {"SHELL", make_shell},
    {"STOPSIGNAL", make_stop_signal},
    {"USER", make_user},
    {"VOLUME", make_volume},
    {"WORKDIR", make_workdir},
};

}  // namespace

CommandLine command_line(const Statement& statement) {
  return {!statement.json, statement.arguments, statement.heredocs};
}

Result<AnyInstruction> make_typed(const Statement& statement) {
  for (const std::string& argument : statement.arguments) {
    // A system call would cut the text there.
    if (argument.find('\0') != std::string::npos) return fail(concat(statement.keyword, " holds a NUL byte"));
  }
  const std::string keyword = to_lower(statement.keyword);
  std::vector<std::string> keywords;
  for (const Maker& maker : kMakers) {
    if (keyword == to_lower(maker.keyword)) return maker.make(statement);
    keywords.emplace_back(maker.keyword);
  }
  return fail(
      concat("unknown instruction: ", statement.keyword, did_you_mean(statement.keyword, keywords, Case::kIgnored)));
}

}  // namespace buildtool::dockerfile

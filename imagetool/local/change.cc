#include "imagetool/local/change.h"

#include <algorithm>

#include "imagetool/local/change_words.h"
#include "spec/base/text.h"
#include "spec/cli/duration.h"

namespace imagetool::local {

namespace {

using spec::image::ContainerConfig;
using Words = std::vector<std::string>;

// An instruction's arguments: as they stand, and what is asked of them.
struct Change {
  std::string name;  // upper case
  std::string_view text;
  ContainerConfig& config;

  Result<Words> words() const {
    Words words = TRY(change_words(text, config.env));
    if (words.empty()) return fail(name + " requires at least one argument");
    return words;
  }
  Result<std::string> word() const {
    if (text.empty()) return fail(name + " requires exactly one argument");
    return change_word(text, config.env);
  }
  // JSON's words, or the text for the shell.
  Words command() const {
    if (std::optional<Words> words = json_words(text)) return std::move(*words);
    Words words = config.shell.empty() ? Words{"/bin/sh", "-c"} : config.shell;
    words.emplace_back(text);
    return words;
  }
};

// "A=b C=d", or the old form "A b c".
template <class Set>
Result<void> set_pairs(const Change& change, const Set& set) {
  const std::size_t space = change.text.find_first_of(" \t");
  const std::string_view first = change.text.substr(0, space);
  if (first.empty()) return fail(change.name + " requires at least one argument");
  if (first.find('=') == std::string_view::npos) {
    if (space == std::string_view::npos) return fail(change.name + " must have two arguments");
    const std::string value = TRY(change_word(trim(change.text.substr(space)), change.config.env));
    set(std::string(first), value);
    return {};
  }
  // All of them see what was set before the instruction.
  const Words words = TRY(change.words());
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
      return fail(concat("Syntax error - can't find = in \"", word, "\". Must be of the form: name=value"));
    }
    if (equals == 0) return fail(change.name + " names can not be blank");
  }
  for (const std::string& word : words) set(word.substr(0, word.find('=')), word.substr(word.find('=') + 1));
  return {};
}

Result<void> env(const Change& change) {
  return set_pairs(change,
                   [&](const std::string& name, const std::string& value) { set_env(change.config.env, name, value); });
}

Result<void> label(const Change& change) {
  return set_pairs(change,
                   [&](const std::string& name, const std::string& value) { change.config.labels[name] = value; });
}

Result<void> cmd(const Change& change) {
  change.config.cmd = change.command();
  return {};
}

Result<void> entrypoint(const Change& change) {
  change.config.entrypoint = change.command();
  return {};
}

Result<void> shell(const Change& change) {
  std::optional<Words> words = json_words(change.text);
  if (!words || words->empty()) return fail("SHELL requires the arguments to be in JSON form");
  change.config.shell = std::move(*words);
  return {};
}

// "8000-8002/udp" is three ports; without a protocol it is tcp.
Result<void> expose(const Change& change) {
  const Words words = TRY(change.words());
  for (const std::string& word : words) {
    const std::size_t slash = word.find('/');
    const std::string protocol = slash == std::string::npos ? "tcp" : to_lower(word.substr(slash + 1));
    if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") {
      return fail(concat("invalid port: \"", word, "\": invalid proto: ", protocol));
    }
    const std::string ports = word.substr(0, slash);
    const std::size_t dash = ports.find('-');
    const auto first = parse_number<std::uint16_t>(ports.substr(0, dash));
    const auto last = dash == std::string::npos ? first : parse_number<std::uint16_t>(ports.substr(dash + 1));
    if (!first || !last || *last < *first) return fail("invalid containerPort: " + ports);
    for (int port = *first; port <= *last; ++port) change.config.exposed_ports[concat(port, '/', protocol)] = {};
  }
  return {};
}

Result<void> volume(const Change& change) {
  const std::optional<Words> listed = json_words(change.text);
  const Words words = listed ? *listed : TRY(change.words());
  for (const std::string& path : words) {
    if (path.empty()) return fail("VOLUME specified can not be an empty string");
    change.config.volumes[path] = {};
  }
  return {};
}

Result<void> user(const Change& change) {
  change.config.user = TRY(change.word());
  return {};
}

Result<void> stop_signal(const Change& change) {
  change.config.stop_signal = TRY(change.word());
  return {};
}

Result<void> workdir(const Change& change) {
  const std::string path = TRY(change.word());
  std::string& current = change.config.working_dir;
  // Without ".." and the like, as Docker keeps it.
  Words parts;
  for (const std::string& part : split(path.starts_with('/') ? path : concat(current, '/', path), '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  current = "/" + join(parts, "/");
  return {};
}

Result<void> on_build(const Change& change) {
  if (change.text.empty()) return fail("ONBUILD requires at least one argument");
  const std::string trigger = to_lower(change.text.substr(0, change.text.find_first_of(" \t")));
  if (trigger == "onbuild") return fail("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  if (trigger == "from" || trigger == "maintainer") {
    return fail(concat(trigger == "from" ? "FROM" : "MAINTAINER", " isn't allowed as an ONBUILD trigger"));
  }
  change.config.on_build.emplace_back(change.text);
  return {};
}

// "--interval=30s" and its like, in front of CMD.
Result<void> set_option(std::string_view option, spec::image::Healthcheck& check) {
  const std::size_t equals = option.find('=');
  const std::string_view name = option.substr(2, equals == std::string_view::npos ? equals : equals - 2);
  const std::string_view value = equals == std::string_view::npos ? "" : option.substr(equals + 1);
  std::int64_t* duration = name == "interval"         ? &check.interval
                           : name == "timeout"        ? &check.timeout
                           : name == "start-period"   ? &check.start_period
                           : name == "start-interval" ? &check.start_interval
                                                      : nullptr;
  if (duration != nullptr) {
    *duration = TRY(spec::cli::parse_duration(value));
    return {};
  }
  if (name != "retries") return fail(concat("unknown flag: ", name));
  const std::optional<int> retries = parse_number<int>(value);
  if (!retries || *retries < 0) return fail("--retries: expected a number that is not negative");
  check.retries = *retries;
  return {};
}

Result<void> healthcheck(const Change& change) {
  spec::image::Healthcheck check;
  std::string_view rest = change.text;
  while (rest.starts_with("--")) {
    const std::string_view option = rest.substr(0, rest.find_first_of(" \t"));
    TRY(set_option(option, check));
    rest = trim(rest.substr(option.size()));
  }
  const std::string kind = to_lower(rest.substr(0, rest.find_first_of(" \t")));
  const std::string_view command = trim(rest.substr(kind.size()));
  if (kind == "none" && command.empty()) {
    check.test = {"NONE"};
  } else if (kind != "cmd") {
    return fail(concat("Unknown type \"", kind, "\" in HEALTHCHECK (try CMD)"));
  } else if (command.empty()) {
    return fail("Missing command after HEALTHCHECK CMD");
  } else if (const std::optional<Words> words = json_words(command)) {
    check.test = {"CMD"};
    check.test.insert(check.test.end(), words->begin(), words->end());
  } else {
    check.test = {"CMD-SHELL", std::string(command)};
  }
  change.config.healthcheck = std::move(check);
  return {};
}

struct Instruction {
  const char* name;
  Result<void> (*apply)(const Change& change);
};

constexpr Instruction kInstructions[] = {
    {"CMD", cmd},         {"ENTRYPOINT", entrypoint},   {"ENV", env},       {"EXPOSE", expose},
    {"LABEL", label},     {"HEALTHCHECK", healthcheck}, {"USER", user},     {"ONBUILD", on_build},
    {"WORKDIR", workdir}, {"STOPSIGNAL", stop_signal},  {"VOLUME", volume}, {"SHELL", shell},
};

}  // namespace

Result<void> apply_change(const std::string& instruction, spec::image::ImageConfig& config) {
  const std::string_view text = trim(instruction);
  const std::string_view word = text.substr(0, text.find_first_of(" \t\n"));
  for (const Instruction& known : kInstructions) {
    if (to_lower(word) != to_lower(known.name)) continue;
    return known.apply({known.name, trim(text.substr(word.size())), config.config});
  }
  return fail(concat(word, " is not a valid change command"));
}

}  // namespace imagetool::local

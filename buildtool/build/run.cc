#include <array>

#include "buildtool/build/container.h"
#include "buildtool/build/history.h"
#include "buildtool/build/instructions.h"
#include "buildtool/build/key.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

// What is accepted by the parser and not done here is refused, never passed over.
Result<void> refuse_the_unsupported(const Step& step, const dockerfile::Run& run) {
  if (!run.mounts.empty()) return fail("RUN --mount is not supported");
  if (!run.devices.empty()) return fail("RUN --device is not supported");
  if (run.security == dockerfile::RunSecurity::kInsecure) return fail("security.insecure is not allowed");
  if (run.network == dockerfile::RunNetwork::kHost && step.session.options.network != Network::kHost) {
    return fail("network.host is not allowed").with_hint("--network host allows it");
  }
  return {};
}

Network network_of(const Step& step, const dockerfile::Run& run) {
  if (run.network == dockerfile::RunNetwork::kNone) return Network::kNone;
  return step.session.options.network.value_or(Network::kHost);
}

std::string without_leading_tabs(const std::string& text) {
  std::vector<std::string> lines = split(text, '\n');
  for (std::string& line : lines) line.erase(0, line.find_first_not_of('\t'));
  return join(lines, "\n");
}

// Whether the whole command is one heredoc: <<EOF, 3<<-"EOF".
bool is_heredoc_alone(std::string_view text, const std::string& name) {
  text = trim(text);
  text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
  if (!text.starts_with("<<")) return false;
  text.remove_prefix(2);
  if (text.starts_with('-')) text.remove_prefix(1);
  std::string word;
  for (const char c : text) {
    if (c != '"' && c != '\'' && c != '\\') word += c;
  }
  return word == name;
}

// The command with its heredocs: one alone is the script itself, others are
// written out again for the shell to read.
RunRequest with_heredocs(const StageState& state, dockerfile::CommandLine command) {
  RunRequest request;
  if (!command.heredocs.empty() && command.words.size() == 1) {
    const dockerfile::Heredoc& first = command.heredocs.front();
    if (is_heredoc_alone(command.words[0], first.name)) {
      const std::string content = first.strip_tabs ? without_leading_tabs(first.content) : first.content;
      if (content.starts_with("#!")) {
        request.script = {first.name, content};
        command.words[0] = "/dev/pipes/" + first.name;
      } else {
        command.words[0] = content;
      }
    } else {
      for (const dockerfile::Heredoc& file : command.heredocs) command.words[0] += "\n" + file.content + file.name;
    }
  }
  request.words = command_words(state, command);
  return request;
}

// Known without ARG, seen by RUN, and in no key, history or config.
std::vector<std::string> proxies(const std::map<std::string, std::string>& args) {
  std::vector<std::string> out;
  constexpr std::array kNames = {"http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"};
  for (const std::string name : kNames) {
    std::string upper = name;
    for (char& c : upper) c = c == '_' ? c : static_cast<char>(c - 'a' + 'A');
    for (const auto& [given, value] : args) {
      if (to_lower(given) != name || value.empty()) continue;
      out.push_back(upper + "=" + value);
      out.push_back(name + "=" + value);
      break;
    }
  }
  return out;
}

// "RUN |2 a=1 b=2 /bin/sh -c make # buildkit"
std::string history_text(const StageState& state, const std::vector<std::string>& words) {
  VariableList used;
  for (const std::string& name : state.declared) used.set(name, state.variables.get(name).value_or(""));
  const std::vector<std::string> args = used.assignments();
  std::string text = "RUN ";
  if (!args.empty()) text += concat("|", args.size(), " ", join(args, " "), " ");
  return text + join(words, " ") + " # buildkit";
}

Result<void> run_and_show(Step& step, RunRequest& request, const spec::image::Digest& key) {
  progress::Display& display = step.session.display;
  const progress::StepId shown = display.begin(step.label);
  const std::vector<std::string> more = proxies(step.session.args);
  request.environment.insert(request.environment.end(), more.begin(), more.end());
  const Result<std::string> upper = run_container(step.session, step.state, request, shown);
  if (step.session.interrupt.raised()) {
    display.cancel(shown);
    return fail("interrupted");
  }
  if (!upper) {
    Error error =
        fail("process \"" + join(request.words, " ") + "\" did not complete successfully: " + upper.error().text());
    display.fail(shown, error.text());
    return error;
  }
  TRY(add_layer(step, *upper, {key}));
  display.done(shown);
  return {};
}

}  // namespace

Result<void> apply(Step& step, const dockerfile::Run& run) {
  TRY(refuse_the_unsupported(step, run));
  StageState& state = step.state;
  RunRequest request = with_heredocs(state, run.command);
  request.environment = state.variables.assignments();
  request.network = network_of(step, run);
  const auto hostname = step.session.args.find("BUILDKIT_SANDBOX_HOSTNAME");
  if (hostname != step.session.args.end()) request.hostname = hostname->second;
  const spec::image::Digest key = KeyBuilder("run 1")
                                      .add(state.key.text())
                                      .add(request.words)
                                      .add(request.environment)
                                      .add(state.config.config.working_dir)
                                      .add(state.config.config.user)
                                      .add(request.script.name)
                                      .add(request.script.content)
                                      .add(request.network == Network::kHost ? "host" : "none")
                                      .add(request.hostname)
                                      .finish();
  const bool cached = TRY(take_from_cache(step, key));
  if (!cached) TRY(run_and_show(step, request, key));
  add_history(state.config, history_text(state, request.words), Made::kLayer);
  return {};
}

}  // namespace buildtool::build

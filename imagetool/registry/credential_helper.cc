#include "imagetool/registry/credential_helper.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "imagetool/registry/refusal.h"
#include "spec/base/fd.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace json = spec::json;

namespace {

constexpr std::uint64_t kMaxAnswer = 1 << 20;
constexpr const char* kIdentityToken = "<token>";  // the user's name where the secret is an OAuth2 token

// The helper's input is a file in memory: it may end without reading it.
Result<Fd> input_file(const std::string& input) {
  Fd file(::memfd_create("credentials", MFD_CLOEXEC));
  if (!file) return fail_errno("memfd_create");
  TRY(write_all(file, input, "credentials"));
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("credentials");
  return file;
}

Result<pid_t> spawn(const std::string& program, const char* action, FdRef input, FdRef output) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDOUT_FILENO);
  const std::array<char*, 3> arguments{const_cast<char*>(program.c_str()), const_cast<char*>(action), nullptr};
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return fail_errno(program, error);
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string member(const json::Value& document, std::string_view name) {
  const json::Value* value = document.find(name);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

bool says_none(const std::string& words) {
  return words.find("credentials not found") != std::string::npos || words.find("no credentials") != std::string::npos;
}

}  // namespace

Result<std::string> CredentialHelper::run(const char* action, const std::string& input) const {
  // A path would be looked up beside $PATH.
  if (program_.find('/') != std::string::npos) return fail(program_ + ": not the name of a credential helper");
  const Fd in = TRY(input_file(input));
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe2");
  const Fd reading(ends[0]);
  Fd writing(ends[1]);
  const Result<pid_t> pid = spawn(program_, action, in, writing);
  if (!pid && pid.error().number == ENOENT) {
    return fail(program_ + ": not found in PATH").with_hint("config.json names it as a credential helper");
  }
  if (!pid) return pid.error();
  writing.reset();
  Result<std::string> answer = read_all(reading, kMaxAnswer, program_);
  const int status = wait_for(*pid);
  TRY(Result<std::string>(answer));
  if (status == 0) return answer;
  const std::string words = printable(*answer);
  return fail(concat(program_, ' ', action, ": ", words.empty() ? "failed" : words));
}

Result<std::optional<Credentials>> CredentialHelper::get(const std::string& server) const {
  const Result<std::string> answer = run("get", server);
  if (!answer && says_none(answer.error().message)) return std::optional<Credentials>();
  if (!answer) return answer.error();
  const json::Value document = TRY_STEP(program_, json::parse(*answer));
  Credentials found;
  found.user = member(document, "Username");
  const std::string secret = member(document, "Secret");
  (found.user == kIdentityToken ? found.identity_token : found.password) = secret;
  if (found.user.empty()) return std::optional<Credentials>();
  return std::optional<Credentials>(std::move(found));
}

Result<void> CredentialHelper::store(const std::string& server, const Credentials& credentials) const {
  const bool token = !credentials.identity_token.empty();
  json::Object document;
  document.push_back({"ServerURL", json::Value(server)});
  document.push_back({"Username", json::Value(token ? std::string(kIdentityToken) : credentials.user)});
  document.push_back({"Secret", json::Value(token ? credentials.identity_token : credentials.password)});
  TRY(run("store", json::write(json::Value(std::move(document)))));
  return {};
}

Result<void> CredentialHelper::erase(const std::string& server) const {
  const Result<std::string> answer = run("erase", server);
  if (!answer && !says_none(answer.error().message)) return answer.error();
  return {};
}

Result<std::map<std::string, std::string>> CredentialHelper::list() const {
  const std::string answer = TRY(run("list", ""));
  const json::Value document = TRY_STEP(program_, json::parse(answer));
  if (document.object() == nullptr) return fail(program_ + ": expected an object");
  std::map<std::string, std::string> users;
  for (const json::Member& member : *document.object()) {
    if (member.value.string() != nullptr) users.emplace(member.name, *member.value.string());
  }
  return users;
}

}  // namespace imagetool::registry

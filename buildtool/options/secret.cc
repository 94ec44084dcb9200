// What RUN --mount=type=secret and type=ssh may be given.
#include <unistd.h>

#include <cstdlib>

#include "buildtool/options/option.h"
#include "spec/base/text.h"
#include "spec/cli/csv.h"

namespace buildtool::options {

namespace {

// id=ID[,src=FILE][,env=NAME][,type=file|env]; without both a variable of that
// name, else a file of that name, as BuildKit has it.
Result<void> take_secret(Options& options, const std::string& text) {
  std::string id;
  std::string type;
  build::Secret secret;
  const std::vector<std::string> fields = TRY(spec::cli::split_csv(text));
  for (const std::string& field : fields) {
    const spec::cli::CsvOption option = spec::cli::split_option(field);
    if (!option.has_value) return fail(concat("invalid field '", field, "' must be a key=value pair"));
    if (option.key == "id") {
      id = option.value;
    } else if (option.key == "src" || option.key == "source") {
      secret.file = option.value;
    } else if (option.key == "env") {
      secret.variable = option.value;
    } else if (option.key == "type") {
      if (option.value != "file" && option.value != "env") return fail("unsupported secret type " + option.value);
      type = option.value;
    } else {
      return fail(concat("unexpected key '", option.key, "' in '", field, "'"));
    }
  }
  if (id.empty()) return fail("secret missing \"id\" field");
  if (type == "env" && secret.variable.empty()) std::swap(secret.file, secret.variable);
  if (secret.file.empty() && secret.variable.empty()) {
    (type != "file" && ::secure_getenv(id.c_str()) != nullptr ? secret.variable : secret.file) = id;
  }
  // Before anything is built: most are needed late.
  if (secret.variable.empty() && ::access(secret.file.c_str(), F_OK) < 0)
    return fail_errno("failed to stat " + secret.file);
  options.run.secrets[id] = std::move(secret);
  return {};
}

// ID[=SOCKET]: without a socket that of $SSH_AUTH_SOCK.
Result<void> take_ssh(Options& options, const std::string& text) {
  const std::size_t equals = text.find('=');
  std::string socket = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (socket.empty()) {
    const char* own = ::secure_getenv("SSH_AUTH_SOCK");
    if (own == nullptr || *own == '\0') return fail("invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set");
    socket = own;
  }
  if (::access(socket.c_str(), F_OK) < 0) return fail_errno("failed to stat " + socket);
  options.run.agents[equals == 0 ? "default" : text.substr(0, equals)] = std::move(socket);
  return {};
}

constexpr Option kOptions[] = {
    {"secret", 0, "id=ID[,src=FILE|,env=NAME]", "A secret for RUN --mount=type=secret", take_secret},
    {"ssh", 0, "default|ID[=SOCKET]", "An ssh agent for RUN --mount=type=ssh", take_ssh},
};

}  // namespace

std::span<const Option> secret_options() { return kOptions; }

}  // namespace buildtool::options

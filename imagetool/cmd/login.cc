#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "imagetool/cmd/verbs.h"
#include "imagetool/registry/curl_transport.h"
#include "imagetool/registry/login.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::string server = "docker.io";
  registry::Credentials credentials;
  bool password_given = false;
  bool password_stdin = false;
  bool server_given = false;
};

enum Key { kPasswordStdin = 256 };

constexpr std::uint64_t kMaxPassword = 64 << 10;

constexpr const char* kDoc =
    "Logs in to a registry: checks the credentials and stores them, as Docker's config.json says.\v"
    "Example:\n  imagetool login --username me --password-stdin registry.example.com < token";

constexpr argp_option kOptions[] = {
    {"username", 'u', "USER", 0, "The user's name", 0},
    {"password", 'p', "PASSWORD", 0, "The password; others may see it in the list of processes", 0},
    {"password-stdin", kPasswordStdin, nullptr, 0, "Read the password from standard input", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'u':
      options.credentials.user = value;
      return 0;
    case 'p':
      options.credentials.password = value;
      options.password_given = true;
      return 0;
    case kPasswordStdin:
      options.password_stdin = true;
      return 0;
    case ARGP_KEY_ARG:
      if (options.server_given) argp_error(state, "only one registry is expected");
      options.server = value;
      options.server_given = true;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

Result<std::string> ask(const char* prompt, bool visible) {
  if (::isatty(STDIN_FILENO) == 0) return fail("Cannot perform an interactive login from a non TTY device");
  std::fputs(prompt, stderr);
  termios before{};
  ::tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  if (!visible) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::string line;
  int c = EOF;
  while ((c = std::getchar()) != EOF && c != '\n' && line.size() < kMaxPassword) line += static_cast<char>(c);
  if (!visible) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::fputc('\n', stderr);
  }
  return line;
}

Result<void> complete(Options& options) {
  registry::Credentials& credentials = options.credentials;
  if (options.password_stdin) {
    if (options.password_given) return fail("--password and --password-stdin are mutually exclusive");
    if (credentials.user.empty()) return fail("Must provide --username with --password-stdin");
    credentials.password = TRY(read_all(FdRef(STDIN_FILENO), kMaxPassword, "standard input"));
    while (credentials.password.ends_with('\n') || credentials.password.ends_with('\r')) {
      credentials.password.pop_back();
    }
  } else if (options.password_given) {
    std::fputs("WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n", stderr);
  }
  if (credentials.user.empty()) credentials.user = TRY(ask("Username: ", true));
  if (!options.password_given && !options.password_stdin) credentials.password = TRY(ask("Password: ", false));
  if (trim(credentials.user).empty()) return fail("the user name is empty");
  if (credentials.user.find(':') != std::string::npos) return fail("a user name cannot contain \":\"");
  if (credentials.password.empty()) return fail("the password is empty");
  return {};
}

}  // namespace

Result<int> login(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "[REGISTRY]", kDoc, nullptr, nullptr, nullptr};
  Options options;
  TRY(cli::parse(table, arguments, 0, &options));
  const std::string server = TRY(registry::registry_of(options.server));
  TRY(complete(options));
  const registry::Settings settings = TRY(registry::load_settings(globals.tls_verify));
  registry::CurlTransport transport;
  TRY(registry::check_login(transport, settings, server, options.credentials));
  const bool unencrypted = TRY(registry::store_credentials(settings.auth, server, options.credentials));
  if (unencrypted) {
    std::fprintf(stderr,
                 "\nWARNING! Your credentials are stored unencrypted in '%s'.\n"
                 "Configure a credential helper to remove this warning. See\n"
                 "https://docs.docker.com/go/credential-store/\n\n",
                 settings.auth.login.c_str());
  }
  std::puts("Login Succeeded");
  return 0;
}

}  // namespace imagetool::cmd

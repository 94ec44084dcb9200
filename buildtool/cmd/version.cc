#include <archive.h>
#include <openssl/opensslv.h>

#include <cstdio>

#include "buildtool/cmd/verbs.h"
#include "spec/cli/version.h"

namespace buildtool::cmd {

namespace {

constexpr const char* kDoc =
    "Shows the version, the commit, the specifications and the libraries that it was built with.\v"
    "Example:\n  buildtool version";

error_t parse_option(int key, char*, argp_state* state) {
  if (key == ARGP_KEY_ARG) argp_error(state, "no argument is expected");
  return ARGP_ERR_UNKNOWN;
}

}  // namespace

std::string version_text() {
  return cli::version_text("buildtool", {"image-spec: 1.1.1", "runtime-spec: 1.3.0", "dockerfile: 1",
                                         "openssl: " OPENSSL_VERSION_STR, "libarchive: " ARCHIVE_VERSION_ONLY_STRING});
}

Result<int> version(Globals&, cli::Arguments arguments) {
  const argp table = {nullptr, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, nullptr));
  std::fputs(version_text().c_str(), stdout);
  return 0;
}

}  // namespace buildtool::cmd

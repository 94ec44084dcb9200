#include <archive.h>
#include <curl/curl.h>
#include <openssl/opensslv.h>
#include <zstd.h>

#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "spec/cli/version.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Shows the version, the commit, the specifications and the libraries that it was built with.\v"
    "Example:\n  imagetool version";

error_t parse_option(int key, char*, argp_state* state) {
  if (key == ARGP_KEY_ARG) argp_error(state, "no argument is expected");
  return ARGP_ERR_UNKNOWN;
}

}  // namespace

// Not what is there just now: asking libcurl and libarchive would load them, and all that they bring.
std::string version_text() {
  return cli::version_text("imagetool", {"image-spec: 1.1.1", "runtime-spec: 1.3.0", "distribution-spec: 1.1.1",
                                         "libcurl: " LIBCURL_VERSION, "openssl: " OPENSSL_VERSION_STR,
                                         "libarchive: " ARCHIVE_VERSION_ONLY_STRING, "libzstd: " ZSTD_VERSION_STRING});
}

Result<int> version(Globals&, cli::Arguments arguments) {
  const argp table = {nullptr, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, nullptr));
  std::fputs(version_text().c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd

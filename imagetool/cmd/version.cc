#include <archive.h>
#include <curl/curl.h>
#include <openssl/crypto.h>
#include <zstd.h>

#include <cstdio>

#include "imagetool/cmd/verbs.h"
#include "spec/cli/version.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Shows the version, the commit, the specifications and the libraries.\v"
    "Example:\n  imagetool version";

error_t parse_option(int key, char*, argp_state* state) {
  if (key == ARGP_KEY_ARG) argp_error(state, "no argument is expected");
  return ARGP_ERR_UNKNOWN;
}

}  // namespace

std::string version_text() {
  const curl_version_info_data* curl = ::curl_version_info(CURLVERSION_NOW);
  return cli::version_text(
      "imagetool", {"image-spec: 1.1.1", "runtime-spec: 1.3.0", "distribution-spec: 1.1.1",
                    std::string("libcurl: ") + (curl == nullptr ? "not installed" : curl->version),
                    std::string("openssl: ") + ::OpenSSL_version(OPENSSL_VERSION_STRING),
                    std::string("libarchive: ") + (::archive_version_string() + std::string_view("libarchive ").size()),
                    std::string("libzstd: ") + ::ZSTD_versionString()});
}

Result<int> version(Globals&, cli::Arguments arguments) {
  const argp table = {nullptr, parse_option, "", kDoc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, nullptr));
  std::fputs(version_text().c_str(), stdout);
  return 0;
}

}  // namespace imagetool::cmd

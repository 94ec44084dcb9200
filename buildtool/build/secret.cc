#include "buildtool/build/secret.h"

#include <openssl/evp.h>

#include <cstdlib>

#include "buildtool/context/url.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr std::uint64_t kMaxSecret = 500 << 10;  // as with BuildKit

// In one line; a file's newline at its end is not meant.
Result<std::optional<std::string>> find_header(const RunOptions& options, const std::string& id) {
  std::optional<std::string> secret = TRY(find_secret(options, id));
  if (!secret) return secret;
  std::string value(trim(*secret));
  if (value.find_first_of("\r\n") != value.npos) return fail("secret " + id + ": has more than one line");
  return std::optional<std::string>(std::move(value));
}

std::string base64(const std::string& text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const int size =
      ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

}  // namespace

Result<std::optional<std::string>> find_secret(const RunOptions& options, const std::string& id) {
  const auto known = options.secrets.find(id);
  if (known == options.secrets.end()) return std::optional<std::string>();
  if (!known->second.variable.empty()) {
    const char* value = ::secure_getenv(known->second.variable.c_str());
    if (value == nullptr) return std::optional<std::string>();
    return std::optional<std::string>(value);
  }
  std::string text = TRY_STEP("secret " + id, read_file(known->second.file, kMaxSecret));
  return std::optional<std::string>(std::move(text));
}

Result<std::string> http_authorization(const RunOptions& options, const std::string& url) {
  const std::optional<context::Url> parts = context::parse_url(url);
  if (!parts) return std::string();
  const std::optional<std::string> header = TRY(find_header(options, "HTTP_AUTH_HEADER_" + parts->host));
  if (header) return *header;
  const std::optional<std::string> token = TRY(find_header(options, "HTTP_AUTH_TOKEN_" + parts->host));
  return token ? "Bearer " + *token : std::string();
}

Result<std::string> git_authorization(const RunOptions& options, const std::string& url) {
  const std::optional<context::Url> parts = context::parse_url(url);
  if (!parts || !context::is_http(url)) return std::string();
  for (const std::string& suffix : {"." + parts->host, std::string()}) {
    const std::optional<std::string> header = TRY(find_header(options, "GIT_AUTH_HEADER" + suffix));
    if (header) return *header;
    const std::optional<std::string> token = TRY(find_header(options, "GIT_AUTH_TOKEN" + suffix));
    if (token) return "basic " + base64("x-access-token:" + *token);
  }
  return std::string();
}

}  // namespace buildtool::build

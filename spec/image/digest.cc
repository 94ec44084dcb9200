#include "spec/image/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "spec/base/text.h"
#include "spec/json/table.h"

namespace spec::image {

namespace {

const EVP_MD* evp(Algorithm algorithm) { return algorithm == Algorithm::kSha512 ? EVP_sha512() : EVP_sha256(); }

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

// What a message quotes of hostile text: its start, and no control characters.
std::string quoted(std::string_view text) {
  std::string out(text.substr(0, 140));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c == 0x7f; }, '?');
  return "\"" + out + (text.size() > 140 ? "...\"" : "\"");
}

}  // namespace

std::string_view name(Algorithm algorithm) { return algorithm == Algorithm::kSha512 ? "sha512" : "sha256"; }

std::size_t hex_digits(Algorithm algorithm) { return algorithm == Algorithm::kSha512 ? 128 : 64; }

Result<Digest> Digest::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return fail("invalid digest " + quoted(text));
  const std::string_view hex = text.substr(colon + 1);
  for (const Algorithm algorithm : {Algorithm::kSha256, Algorithm::kSha512}) {
    if (text.substr(0, colon) != name(algorithm)) continue;
    if (hex.size() != hex_digits(algorithm)) {
      return fail(concat("invalid digest ", quoted(text), ": expected ", hex_digits(algorithm), " hex digits, got ",
                         hex.size()));
    }
    if (!std::all_of(hex.begin(), hex.end(), is_hex)) {
      return fail("invalid digest " + quoted(text) + ": not in lower-case hex digits");
    }
    return Digest(algorithm, std::string(text));
  }
  return fail("invalid digest " + quoted(text) + ": unknown algorithm");
}

Result<void> decode(const json::Value& value, const json::Place& place, Digest& out) {
  const std::string* text = value.string();
  if (text == nullptr) return place.error("expected a digest");
  Result<Digest> digest = Digest::parse(*text);
  if (!digest) return place.error(digest.error().message);
  out = std::move(*digest);
  return {};
}

json::Value encode(const Digest& digest) { return json::Value(digest.text()); }

void Digester::Free::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

// OpenSSL's digest calls fail only without memory (or a broken library): there
// is no content that could be trusted after that, and nothing to go on with.
Digester::Digester(Algorithm algorithm) : algorithm_(algorithm), context_(EVP_MD_CTX_new()) {
  if (EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), evp(algorithm), nullptr) != 1) std::abort();
}
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;
Digester::~Digester() = default;

void Digester::update(std::string_view data) {
  if (EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), data.data(), data.size()) != 1) std::abort();
}

Digest Digester::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  if (EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), &size) != 1) std::abort();
  std::string text(name(algorithm_));
  text += ':';
  for (unsigned i = 0; i < size; ++i) {
    text += "0123456789abcdef"[bytes[i] >> 4];
    text += "0123456789abcdef"[bytes[i] & 15];
  }
  return Digest(algorithm_, std::move(text));
}

Digest digest_of(std::string_view data, Algorithm algorithm) {
  Digester digester(algorithm);
  digester.update(data);
  return digester.finish();
}

}  // namespace spec::image

#include "spec/image/digest.h"

// The functions of one algorithm each. EVP does the same with the same instructions, but makes its table of
// algorithms and reads openssl.cnf first, which took longer than all else that `imagetool inspect` does.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>
#include <array>

#include "spec/base/text.h"
#include "spec/json/table.h"

namespace spec::image {

namespace {

union Context {
  SHA256_CTX sha256;
  SHA512_CTX sha512;
};
Context& at(void* context) { return *static_cast<Context*>(context); }

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
    if (!std::all_of(hex.begin(), hex.end(), [](char c) { return is_hex(c); })) {
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

// None of OpenSSL's calls here can fail: there is nothing in them to allocate or to look up.
Digester::Digester(Algorithm algorithm) : algorithm_(algorithm), context_(new Context) {
  if (algorithm_ == Algorithm::kSha512) {
    SHA512_Init(&at(context_.get()).sha512);
  } else {
    SHA256_Init(&at(context_.get()).sha256);
  }
}
void Digester::Free::operator()(void* context) const { delete &at(context); }
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;
Digester::~Digester() = default;

void Digester::update(std::string_view data) {
  if (algorithm_ == Algorithm::kSha512) {
    SHA512_Update(&at(context_.get()).sha512, data.data(), data.size());
  } else {
    SHA256_Update(&at(context_.get()).sha256, data.data(), data.size());
  }
}

Digest Digester::finish() {
  std::array<unsigned char, SHA512_DIGEST_LENGTH> bytes;
  if (algorithm_ == Algorithm::kSha512) {
    SHA512_Final(bytes.data(), &at(context_.get()).sha512);
  } else {
    SHA256_Final(bytes.data(), &at(context_.get()).sha256);
  }
  std::string text(name(algorithm_));
  text += ':';
  for (std::size_t i = 0; i < hex_digits(algorithm_) / 2; ++i) {
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

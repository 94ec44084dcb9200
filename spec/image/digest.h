// Digests of content (image-spec descriptor.md, "Digests").
//
// A Digest that exists has passed the grammar: one of the registered
// algorithms, ":", and exactly the algorithm's number of lower-case hex digits.
// Its parts are safe as names of files and in URLs.
#pragma once

#include <compare>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::json {
class Place;
}

namespace spec::image {

enum class Algorithm { kSha256, kSha512 };
std::string_view name(Algorithm algorithm);   // "sha256"
std::size_t hex_digits(Algorithm algorithm);  // 64, 128

class Digest {
 public:
  // No digest: what a member that is not there holds. Everything but empty(),
  // text() and comparison needs one that parse() or a Digester made.
  Digest() = default;

  // "sha256:2c26b4..."; anything else is an error that quotes the start of `text`.
  static Result<Digest> parse(std::string_view text);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }
  Algorithm algorithm() const { return algorithm_; }
  std::string_view algorithm_name() const { return name(algorithm_); }
  std::string_view hex() const { return std::string_view(text_).substr(algorithm_name().size() + 1); }

  auto operator<=>(const Digest& other) const { return text_ <=> other.text_; }
  bool operator==(const Digest& other) const { return text_ == other.text_; }

 private:
  friend class Digester;
  Digest(Algorithm algorithm, std::string text) : algorithm_(algorithm), text_(std::move(text)) {}
  Algorithm algorithm_ = Algorithm::kSha256;
  std::string text_;
};

// For the JSON tables: a string that parses.
Result<void> decode(const json::Value& value, const json::Place& place, Digest& out);
json::Value encode(const Digest& digest);

// Computes a digest of bytes as they pass.
class Digester {
 public:
  explicit Digester(Algorithm algorithm = Algorithm::kSha256);
  Digester(Digester&&) noexcept;
  Digester& operator=(Digester&&) noexcept;
  ~Digester();

  void update(std::string_view data);
  // The digest of everything so far; the digester is used up.
  Digest finish();

 private:
  Algorithm algorithm_;
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;  // OpenSSL's
};

// The digest of a whole text.
Digest digest_of(std::string_view data, Algorithm algorithm = Algorithm::kSha256);

}  // namespace spec::image

template <>
struct std::hash<spec::image::Digest> {
  std::size_t operator()(const spec::image::Digest& digest) const noexcept {
    return std::hash<std::string>()(digest.text());
  }
};

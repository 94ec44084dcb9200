// Keys of signatures, as PEM: ECDSA, RSA and Ed25519, by OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "spec/base/result.h"

struct evp_pkey_st;

namespace imagetool::signature {

class PublicKey {
 public:
  static Result<PublicKey> parse(std::string_view pem);
  // Of the SHA-256 of `data`, but for Ed25519, which signs the data.
  bool verifies(std::string_view data, std::string_view signature) const;
  // DER, to compare keys by.
  std::string der() const;

 private:
  friend class PrivateKey;
  explicit PublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

class PrivateKey {
 public:
  // PKCS#8 or the older forms; `passphrase` of an encrypted one. cosign's own encrypted form is an error that says so.
  static Result<PrivateKey> parse(std::string_view pem, const std::string& passphrase);
  Result<std::string> sign(std::string_view data) const;

 private:
  explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace imagetool::signature

#include "imagetool/signature/key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>

namespace imagetool::signature {

namespace {

struct Free {
  void operator()(BIO* bio) const { ::BIO_free(bio); }
  void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
};

std::unique_ptr<BIO, Free> text_of(std::string_view pem) {
  return std::unique_ptr<BIO, Free>(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// What is not asked for is never waited for on the terminal.
int passphrase_of(char* buffer, int size, int, void* user) {
  const std::string& text = *static_cast<const std::string*>(user);
  const std::size_t length = std::min(text.size(), static_cast<std::size_t>(size));
  text.copy(buffer, length);
  return static_cast<int>(length);
}

std::shared_ptr<EVP_PKEY> owned(EVP_PKEY* key) { return {key, ::EVP_PKEY_free}; }

// Ed25519 has a digest of its own.
const EVP_MD* digest_for(EVP_PKEY* key) {
  return ::EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : ::EVP_sha256();
}

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

Result<PublicKey> PublicKey::parse(std::string_view pem) {
  const auto text = text_of(pem);
  EVP_PKEY* key = ::PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr);
  if (key == nullptr) return fail("not a public key in PEM");
  return PublicKey(owned(key));
}

bool PublicKey::verifies(std::string_view data, std::string_view signature) const {
  const std::unique_ptr<EVP_MD_CTX, Free> context(::EVP_MD_CTX_new());
  return ::EVP_DigestVerifyInit(context.get(), nullptr, digest_for(key_.get()), nullptr, key_.get()) == 1 &&
         ::EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data), data.size()) == 1;
}

std::string PublicKey::der() const {
  unsigned char* buffer = nullptr;
  const int size = ::i2d_PUBKEY(key_.get(), &buffer);
  if (size < 0) return {};
  std::string out(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size));
  ::OPENSSL_free(buffer);
  return out;
}

Result<PrivateKey> PrivateKey::parse(std::string_view pem, const std::string& passphrase) {
  if (pem.find("BEGIN ENCRYPTED COSIGN") != std::string_view::npos ||
      pem.find("BEGIN ENCRYPTED SIGSTORE") != std::string_view::npos) {
    return fail("a key in cosign's encrypted form is not understood")
        .with_hint("a key in PKCS#8, encrypted or not, is");
  }
  const auto text = text_of(pem);
  std::string secret = passphrase;
  EVP_PKEY* key = ::PEM_read_bio_PrivateKey(text.get(), nullptr, passphrase_of, &secret);
  if (key == nullptr) return fail("not a private key in PEM, or another passphrase's");
  return PrivateKey(owned(key));
}

Result<std::string> PrivateKey::sign(std::string_view data) const {
  const std::unique_ptr<EVP_MD_CTX, Free> context(::EVP_MD_CTX_new());
  std::size_t size = 0;
  if (::EVP_DigestSignInit(context.get(), nullptr, digest_for(key_.get()), nullptr, key_.get()) != 1 ||
      ::EVP_DigestSign(context.get(), nullptr, &size, bytes(data), data.size()) != 1) {
    return fail("this kind of key cannot sign");
  }
  std::string signature(size, '\0');
  auto* out = reinterpret_cast<unsigned char*>(signature.data());
  if (::EVP_DigestSign(context.get(), out, &size, bytes(data), data.size()) != 1) return fail("cannot sign");
  signature.resize(size);
  return signature;
}

}  // namespace imagetool::signature

// The functions of libcrypto that keys take, which load the library when the first is called.
//
// Of libcrypto the programs have sha256 and sha512 linked in, and nothing else: its tables of algorithms and encodings
// would be relocated at every start, and few people have keys. Those that use the functions see OpenSSL's own
// declarations only.
#include <dlfcn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace {

void* find(const char* name) {
  static void* const library = ::dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_LOCAL);
  return library == nullptr ? nullptr : ::dlsym(library, name);
}

}  // namespace

// NAME(PARAMETERS) calls the library's function of that name; without the library it returns INSTEAD, as where a key
// cannot be read.
#define FORWARD(RESULT, NAME, PARAMETERS, ARGUMENTS, INSTEAD)                  \
  RESULT NAME PARAMETERS {                                                     \
    static const auto call = reinterpret_cast<decltype(&::NAME)>(find(#NAME)); \
    return call == nullptr ? INSTEAD : call ARGUMENTS;                         \
  }

extern "C" {

FORWARD(BIO*, BIO_new_mem_buf, (const void* data, int size), (data, size), nullptr)
FORWARD(int, BIO_free, (BIO * bio), (bio), 0)
FORWARD(EVP_PKEY*, PEM_read_bio_PUBKEY, (BIO * bio, EVP_PKEY** key, pem_password_cb* callback, void* user),
        (bio, key, callback, user), nullptr)
FORWARD(EVP_PKEY*, PEM_read_bio_PrivateKey, (BIO * bio, EVP_PKEY** key, pem_password_cb* callback, void* user),
        (bio, key, callback, user), nullptr)
FORWARD(int, i2d_PUBKEY, (const EVP_PKEY* key, unsigned char** out), (key, out), -1)
FORWARD(int, EVP_PKEY_get_base_id, (const EVP_PKEY* key), (key), EVP_PKEY_NONE)
FORWARD(void, EVP_PKEY_free, (EVP_PKEY * key), (key), void())
FORWARD(const EVP_MD*, EVP_sha256, (), (), nullptr)
FORWARD(EVP_MD_CTX*, EVP_MD_CTX_new, (), (), nullptr)
FORWARD(void, EVP_MD_CTX_free, (EVP_MD_CTX * context), (context), void())
FORWARD(int, EVP_DigestSignInit,
        (EVP_MD_CTX * context, EVP_PKEY_CTX** key_context, const EVP_MD* digest, ENGINE* engine, EVP_PKEY* key),
        (context, key_context, digest, engine, key), 0)
FORWARD(int, EVP_DigestSign,
        (EVP_MD_CTX * context, unsigned char* out, std::size_t* size, const unsigned char* data, std::size_t data_size),
        (context, out, size, data, data_size), 0)
FORWARD(int, EVP_DigestVerifyInit,
        (EVP_MD_CTX * context, EVP_PKEY_CTX** key_context, const EVP_MD* digest, ENGINE* engine, EVP_PKEY* key),
        (context, key_context, digest, engine, key), 0)
FORWARD(int, EVP_DigestVerify,
        (EVP_MD_CTX * context, const unsigned char* signature, std::size_t size, const unsigned char* data,
         std::size_t data_size),
        (context, signature, size, data, data_size), 0)
// What OPENSSL_free() is.
FORWARD(void, CRYPTO_free, (void* memory, const char* file, int line), (memory, file, line), void())

}  // extern "C"

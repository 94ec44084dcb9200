// openpgp KEY...: reads a signed message of OpenPGP from standard input, and writes what it says, where it is signed
// with one of the keys in these files. A program of its own, since few need GPGME and it takes time to load.
#include <gpgme.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"

namespace imagetool {
namespace {

constexpr std::size_t kMaxMessage = 1 << 20;
constexpr std::uint64_t kMaxKeys = 4 << 20;

Result<void> good(gpgme_error_t error, const char* doing) {
  if (error == 0) return {};
  return fail(std::string(doing) + ": " + ::gpgme_strerror(error));
}

struct Release {
  void operator()(gpgme_context* context) const { ::gpgme_release(context); }
  void operator()(gpgme_data* data) const { ::gpgme_data_release(data); }
};
using Context = std::unique_ptr<gpgme_context, Release>;
using Data = std::unique_ptr<gpgme_data, Release>;

Result<Data> data_of(const std::string& text) {
  gpgme_data_t data = nullptr;
  TRY(good(::gpgme_data_new_from_mem(&data, text.data(), text.size(), 0), "memory"));
  return Data(data);
}

Result<std::string> text_of(gpgme_data_t data) {
  std::string text(kMaxMessage + 1, '\0');
  ::gpgme_data_seek(data, 0, SEEK_SET);
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t n = ::gpgme_data_read(data, text.data() + size, text.size() - size);
    if (n < 0) return fail_errno("read");
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  if (size > kMaxMessage) return fail("the message is too large");
  text.resize(size);
  return text;
}

// With a ring of its own: the user's has nothing to say here.
Result<Context> open_context(const std::string& home) {
  ::gpgme_check_version(nullptr);
  gpgme_ctx_t context = nullptr;
  TRY(good(::gpgme_new(&context), "gpgme"));
  Context owned(context);
  TRY(good(::gpgme_ctx_set_engine_info(context, GPGME_PROTOCOL_OpenPGP, nullptr, home.c_str()), "gpg"));
  return owned;
}

Result<void> import(gpgme_ctx_t context, const std::string& file, std::set<std::string>& fingerprints) {
  const std::string text = TRY(read_file(file, kMaxKeys));
  const Data keys = TRY(data_of(text));
  TRY(good(::gpgme_op_import(context, keys.get()), file.c_str()));
  const gpgme_import_result_t result = ::gpgme_op_import_result(context);
  for (gpgme_import_status_t one = result->imports; one != nullptr; one = one->next) {
    if (one->fpr != nullptr && one->result == 0) fingerprints.insert(one->fpr);
  }
  return {};
}

// The primary key's fingerprint: a message is signed with a subkey, perhaps.
std::string primary_of(gpgme_ctx_t context, const char* fingerprint) {
  gpgme_key_t key = nullptr;
  if (::gpgme_get_key(context, fingerprint, &key, 0) != 0) return {};
  const std::string primary = key->fpr == nullptr ? "" : key->fpr;
  ::gpgme_key_unref(key);
  return primary;
}

Result<std::string> verified(gpgme_ctx_t context, const std::string& message, const std::set<std::string>& trusted) {
  const Data sealed = TRY(data_of(message));
  gpgme_data_t plain = nullptr;
  TRY(good(::gpgme_data_new(&plain), "memory"));
  const Data owned(plain);
  TRY(good(::gpgme_op_verify(context, sealed.get(), nullptr, plain), "not a signed message"));
  const gpgme_signature_t signature = ::gpgme_op_verify_result(context)->signatures;
  if (signature == nullptr || signature->next != nullptr) return fail("not one signature");
  if (::gpgme_err_code(signature->status) == GPG_ERR_NO_PUBKEY) return fail("it is not by a key that is trusted");
  if (signature->status != 0) return fail(::gpgme_strerror(signature->status));
  if (signature->fpr == nullptr || !trusted.contains(primary_of(context, signature->fpr))) {
    return fail("it is not by a key that is trusted");
  }
  return text_of(plain);
}

Result<std::string> read_input() {
  FdSource input(FdRef(STDIN_FILENO), "standard input");
  std::string text(kMaxMessage + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const std::size_t n = TRY(input.read(text.data() + size, text.size() - size));
    if (n == 0) break;
    size += n;
  }
  if (size > kMaxMessage) return fail("the message is too large");
  text.resize(size);
  return text;
}

Result<void> run(int argc, char** argv) {
  const std::string message = TRY(read_input());
  const TemporaryDir home = TRY(TemporaryDir::make_in_tmp());
  TRY(replace_file(home.fd(), "gpg.conf", "no-autostart\n", 0600, Durable::kNo));
  const Context context = TRY(open_context(home.path()));
  std::set<std::string> trusted;
  for (int i = 1; i < argc; ++i) TRY(import(context.get(), argv[i], trusted));
  const std::string plain = TRY(verified(context.get(), message, trusted));
  return write_all(FdRef(STDOUT_FILENO), plain, "standard output");
}

}  // namespace
}  // namespace imagetool

// What is wrong goes to standard output, too: it is for imagetool, which tells of it.
int main(int argc, char** argv) {
  const base::Result<void> done = imagetool::run(argc, argv);
  if (done) return 0;
  std::fputs(done.error().text().c_str(), stdout);
  return 1;
}

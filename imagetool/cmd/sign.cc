#include "imagetool/artifact/sign.h"

#include <cstdio>
#include <cstdlib>

#include "imagetool/cmd/option_words.h"
#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Signs an image, wherever that is (see copy), with a private key in PEM, as cosign does: the signature is kept "
    "beside "
    "the image, and policy.json's sigstoreSigned asks for it.\v"
    "Example:\n  imagetool sign --key release.pem docker://registry.example.com/me/app:1";

constexpr std::uint64_t kMaxKey = 1 << 16;

struct Input {
  std::string key;
  std::string passphrase_file;
  artifact::SignWish wish;
  bool quiet = false;
  std::vector<std::string> words;
};

template <std::string Input::*member>
Result<void> take_text(Input& input, const std::string& value) {
  input.*member = value;
  return {};
}

Result<void> take_identity(Input& input, const std::string& value) {
  input.wish.identity = value;
  return {};
}

Result<void> take_recursive(Input& input, const std::string& value) {
  input.wish.recursive = TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_quiet(Input& input, const std::string& value) {
  input.quiet = TRY(spec::cli::parse_bool(value));
  return {};
}

constexpr spec::cli::Option<Input> kOptions[] = {
    {"key", 0, "FILE", "The private key, in PEM", take_text<&Input::key>},
    {"quiet", 'q', nullptr, "Print the digest only", take_quiet},
    {"recursive", 'r', nullptr, "Of an index each image, too", take_recursive},
    {"sign-identity", 0, "NAME", "The name that is signed (default: the image's)", take_identity},
    {"sign-passphrase-file", 0, "FILE", "The passphrase of the key", take_text<&Input::passphrase_file>},
};

Result<signature::PrivateKey> read_key(const Input& input) {
  const std::string pem = TRY(read_file(input.key, kMaxKey));
  std::string passphrase;
  if (!input.passphrase_file.empty()) {
    const std::string text = TRY(read_file(input.passphrase_file, kMaxKey));
    passphrase = text.substr(0, text.find('\n'));
  }
  return TRY_STEP(input.key, signature::PrivateKey::parse(pem, passphrase));
}

}  // namespace

Result<int> sign(Globals& globals, cli::Arguments arguments) {
  Input input;
  TRY(parse_words<Input>(kOptions, "PLACE", kDoc, 1, 1, arguments, input));
  if (input.key.empty()) return fail("--key is missing");
  catch_interrupts();
  const signature::PrivateKey key = TRY(read_key(input));
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, input.quiet));
  const spec::image::Digest digest =
      TRY(artifact::sign({globals.root, input.words[0], globals.tls_verify}, key, input.wish, progress));
  std::puts((input.quiet ? digest.text() : "Digest: " + digest.text()).c_str());
  return 0;
}

}  // namespace imagetool::cmd

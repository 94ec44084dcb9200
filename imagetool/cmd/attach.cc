#include <cstdio>

#include "imagetool/artifact/push.h"
#include "imagetool/cmd/artifact_options.h"
#include "imagetool/cmd/option_words.h"
#include "spec/base/interrupt.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Attaches files to an image, wherever that is (see copy), as an artifact that says it is about it: a signature, a "
    "bill of materials.\v"
    "Example:\n  imagetool attach --artifact-type application/spdx+json docker://registry.example.com/me/app:1 "
    "sbom.json:application/spdx+json";

Result<void> take_platform(ArtifactInput& input, const std::string& value) {
  input.platform = TRY(spec::image::parse_platform(value));
  return {};
}

constexpr ArtifactOption kOptions[] = {
    kAnnotationOption,
    kArtifactTypeOption,
    {"platform", 0, "OS/ARCH[/VARIANT]", "Of an index: to this platform's image, not to the index", take_platform},
    kArtifactQuietOption,
};

}  // namespace

Result<int> attach(Globals& globals, cli::Arguments arguments) {
  ArtifactInput input;
  TRY(parse_words<ArtifactInput>(kOptions, "PLACE [FILE[:TYPE]...]", kDoc, 1, 1000, arguments, input));
  for (std::size_t i = 1; i < input.words.size(); ++i) input.wish.files.push_back(artifact::parse_file(input.words[i]));
  if (input.wish.artifact_type.empty()) return fail("--artifact-type is missing").with_hint("it says what is attached");
  if (input.wish.files.empty() && input.wish.annotations.empty())
    return fail("neither a file nor an annotation to attach");
  catch_interrupts();
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, input.quiet));
  const artifact::Where where = {globals.root, input.words[0], globals.tls_verify};
  const archive::Document made = TRY(artifact::attach(where, input.platform, input.wish, progress));
  const std::string digest = made.descriptor.digest.text();
  std::puts((input.quiet ? digest : "Digest: " + digest).c_str());
  return 0;
}

}  // namespace imagetool::cmd

#include <cstdio>
#include <string>

#include "imagetool/archive/copy_between.h"
#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/format_option.h"
#include "imagetool/cmd/verbs.h"
#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"

namespace imagetool::cmd {

namespace {

struct Options {
  archive::CopyRequest request;
  std::vector<std::string> places;
  std::string platform;
  std::string os, architecture, variant;
  std::string digest_file;
  bool quiet = false;
};

enum Key {
  kPlatform = 256,
  kOverrideOs,
  kOverrideArch,
  kOverrideVariant,
  kPreserveDigests,
  kSrcTlsVerify,
  kDestTlsVerify,
  kSrcCreds,
  kDestCreds,
  kAdditionalTag,
  kDigestFile,
  kReferrers,
};

constexpr const char* kDoc =
    "Copies an image from one place to another: docker://NAME (a registry), oci:DIR[:REF], oci-archive:FILE[:REF], "
    "docker-archive:FILE[:REF], dir:DIR, or a name in the store. Blobs are mounted or streamed, not stored on the way, "
    "and digests stay what they are.\v"
    "Example:\n  imagetool copy --all docker://busybox docker://localhost:5000/busybox";

constexpr argp_option kOptions[] = {
    {"additional-tag", kAdditionalTag, "NAME", 0, "Give the copy this name, too (again and again)", 0},
    {"all", 'a', nullptr, 0, "Of an index copy all images, not only one platform's", 0},
    {"dest-creds", kDestCreds, "USER[:PASSWORD]", 0, "For the registry that is copied to", 0},
    {"dest-tls-verify", kDestTlsVerify, "BOOL", OPTION_ARG_OPTIONAL, "As --tls-verify, for the destination", 0},
    {"digestfile", kDigestFile, "FILE", 0, "Write the copy's digest into this file", 0},
    {"format", 'f', "oci|docker", 0, "Convert manifests to these media types", 0},
    {"override-arch", kOverrideArch, "ARCH", 0, "Of an index copy the image for this architecture", 0},
    {"override-os", kOverrideOs, "OS", 0, "Of an index copy the image for this operating system", 0},
    {"override-variant", kOverrideVariant, "VARIANT", 0, "Of an index copy the image for this variant", 0},
    {"platform", kPlatform, "OS/ARCH[/VARIANT]", 0, "Of an index copy the image for this platform", 0},
    {"preserve-digests", kPreserveDigests, nullptr, 0, "Fail where a digest would change", 0},
    {"quiet", 'q', nullptr, 0, "Print nothing", 0},
    {"referrers", kReferrers, nullptr, 0, "Also what is about the image: signatures, attestations and the like", 0},
    {"src-creds", kSrcCreds, "USER[:PASSWORD]", 0, "For the registry that is copied from", 0},
    {"src-tls-verify", kSrcTlsVerify, "BOOL", OPTION_ARG_OPTIONAL, "As --tls-verify, for the source", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  archive::CopyRequest& request = options.request;
  switch (key) {
    case kAdditionalTag:
      request.additional_tags.emplace_back(value);
      return 0;
    case 'a':
      request.options.all = true;
      return 0;
    case kDestCreds:
      request.to_side.credentials = archive::parse_credentials(value);
      return 0;
    case kSrcCreds:
      request.from_side.credentials = archive::parse_credentials(value);
      return 0;
    case kDestTlsVerify:
      request.to_side.tls_verify = parse_boolean("--dest-tls-verify", value, state);
      return 0;
    case kSrcTlsVerify:
      request.from_side.tls_verify = parse_boolean("--src-tls-verify", value, state);
      return 0;
    case kDigestFile:
      options.digest_file = value;
      return 0;
    case 'f':
      request.options.format = parse_format(value, state);
      return 0;
    case kOverrideArch:
      options.architecture = value;
      return 0;
    case kOverrideOs:
      options.os = value;
      return 0;
    case kOverrideVariant:
      options.variant = value;
      return 0;
    case kPlatform:
      options.platform = value;
      return 0;
    case kPreserveDigests:
      request.options.preserve_digests = true;
      return 0;
    case kReferrers:
      request.referrers = true;
      return 0;
    case 'q':
      options.quiet = true;
      return 0;
    case ARGP_KEY_ARG:
      options.places.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (options.places.size() != 2) argp_error(state, "a source and a destination are expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

Result<std::optional<spec::image::Platform>> chosen_platform(const Options& given) {
  std::optional<spec::image::Platform> platform;
  if (!given.platform.empty()) platform = TRY(spec::image::parse_platform(given.platform));
  if (given.os.empty() && given.architecture.empty() && given.variant.empty()) return platform;
  if (!platform) platform = spec::image::host_platform();
  if (!given.os.empty()) platform->os = given.os;
  if (!given.architecture.empty()) platform->architecture = given.architecture, platform->variant.clear();
  if (!given.variant.empty()) platform->variant = given.variant;
  platform = spec::image::normalise(*platform);
  return platform;
}

}  // namespace

Result<int> copy(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "SOURCE DESTINATION", kDoc, nullptr, nullptr, nullptr};
  Options given;
  given.request.from_side.tls_verify = given.request.to_side.tls_verify = globals.tls_verify;
  TRY(cli::parse(table, arguments, 0, &given));
  archive::CopyRequest& request = given.request;
  request.from = TRY(archive::parse_place(given.places[0]));
  request.to = TRY(archive::parse_place(given.places[1]));
  request.options.platform = TRY(chosen_platform(given));
  if (request.options.all && request.options.platform) return fail("--all and a platform cannot both be had");
  catch_interrupts();
  const bool to_output = request.to.path == "-";
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, given.quiet || to_output));
  const archive::Document written = TRY(archive::copy_between(globals.root, request, progress));
  const std::string digest = written.descriptor.digest.text();
  progress.say("Digest: " + digest);
  if (!given.digest_file.empty()) TRY(replace_file(FdRef::cwd(), given.digest_file, digest, 0644, Durable::kNo));
  return 0;
}

}  // namespace imagetool::cmd

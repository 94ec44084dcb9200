#include "imagetool/archive/save.h"

#include <unistd.h>

#include "imagetool/cmd/verbs.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/layout/store.h"

namespace imagetool::cmd {

namespace {

struct Options {
  std::vector<std::string> images;
  archive::SaveOptions save;
  std::string platform;
};

enum Key { kFormat = 256, kPlatform };

constexpr const char* kDoc =
    "Saves images of the store into an archive, which is what docker save writes and an OCI image layout at once, or "
    "into another form. The blobs go in as they are, and digests stay.\v"
    "Example:\n  imagetool save -o images.tar centos busybox:1";

constexpr argp_option kOptions[] = {
    {"format", kFormat, "FORMAT", 0, "docker-archive (the default), oci-archive, oci-dir or docker-dir (skopeo's dir:)",
     0},
    {"output", 'o', "FILE", 0, "Write to this file or folder, instead of standard output", 0},
    {"platform", kPlatform, "OS/ARCH[/VARIANT]", 0, "Of an index save the image for this platform only", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

struct FormatName {
  std::string_view name;
  archive::SaveFormat format;
};
constexpr FormatName kFormats[] = {
    {"docker-archive", archive::SaveFormat::kDockerArchive},
    {"oci-archive", archive::SaveFormat::kOciArchive},
    {"oci-dir", archive::SaveFormat::kOciDir},
    {"docker-dir", archive::SaveFormat::kDockerDir},
};

archive::SaveFormat parse_format(const char* value, const argp_state* state) {
  for (const FormatName& known : kFormats) {
    if (known.name == value) return known.format;
  }
  argp_error(state, "--format: \"%s\" is none of docker-archive, oci-archive, oci-dir, docker-dir", value);
  return archive::SaveFormat::kDockerArchive;
}

error_t parse_option(int key, char* value, argp_state* state) {
  auto& options = *static_cast<Options*>(state->input);
  switch (key) {
    case kFormat:
      options.save.format = parse_format(value, state);
      return 0;
    case 'o':
      options.save.output = value;
      return 0;
    case kPlatform:
      options.platform = value;
      return 0;
    case ARGP_KEY_ARG:
      options.images.emplace_back(value);
      return 0;
    case ARGP_KEY_NO_ARGS:
      argp_error(state, "an image is expected");
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> save(Globals& globals, cli::Arguments arguments) {
  const argp table = {kOptions, parse_option, "IMAGE...", kDoc, nullptr, nullptr, nullptr};
  Options given;
  TRY(cli::parse(table, arguments, 0, &given));
  if (!given.platform.empty()) given.save.platform = TRY(spec::image::parse_platform(given.platform));
  given.save.tls_verify = globals.tls_verify;
  if (given.save.output == "-") {
    const bool folder =
        given.save.format == archive::SaveFormat::kOciDir || given.save.format == archive::SaveFormat::kDockerDir;
    if (folder) return fail("a folder needs a name").with_hint("use -o DIR");
    if (::isatty(STDOUT_FILENO) != 0) {
      return fail("cowardly refusing to save to a terminal").with_hint("use the -o flag or redirect");
    }
  }
  catch_interrupts();
  const auto store = TRY(spec::layout::Store::open(globals.root));
  const auto lease = TRY(spec::layout::Lease::take(store));
  TRY(archive::save(lease, given.images, given.save));
  return 0;
}

}  // namespace imagetool::cmd

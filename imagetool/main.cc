// imagetool: pulls, pushes, stores, unpacks and inspects container images.
#include <cstdio>

#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/verbs.h"
#include "spec/cli/error_prefix.h"
#include "spec/cli/program.h"
#include "spec/layer/shortfall.h"

namespace {

using imagetool::cmd::Globals;
namespace cmd = imagetool::cmd;

enum Key { kRoot = 256, kTlsVerify, kErrorPrefix };

constexpr argp_option kOptions[] = {
    {"root", kRoot, "DIR", 0, "The image store (default: $IMAGETOOL_ROOT, else /var/lib/imagetool)", 0},
    {"error-prefix", kErrorPrefix, "TEXT", 0, "What errors begin with, instead of the program and the verb", 0},
    {"tls-verify", kTlsVerify, "BOOL", OPTION_ARG_OPTIONAL, "false: talk plain HTTP too and verify no certificate", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& globals = *static_cast<Globals*>(state->input);
  switch (key) {
    case kRoot:
      if (*value == '\0') argp_error(state, "--root: the folder's name is empty");
      globals.root = value;
      return 0;
    case kErrorPrefix:
      spec::cli::set_error_prefix(value);
      return 0;
    case kTlsVerify:
      globals.tls_verify = cmd::parse_boolean("--tls-verify", value, state);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

const spec::cli::Program<Globals> kProgram = {
    .name = "imagetool",
    .summary = "Pulls, pushes, stores, unpacks and inspects container images.",
    .options = kOptions,
    .option = parse_option,
    .verbs =
        {
            {"append", "Put tars as layers on top of an image", cmd::append},
            {"artifact", "Keep files in a registry", cmd::artifact},
            {"attach", "Attach files to an image", cmd::attach},
            {"bundle", "Make a bundle for the runtime, without copying", cmd::bundle},
            {"commit", "Make an image of a bundle", cmd::commit},
            {"copy", "Copy an image between registries, the store, layouts and archives", cmd::copy},
            {"cp", "Copy files in and out of a bundle, or out of an image", cmd::cp},
            {"delete", "Delete images from their registry", cmd::delete_},
            {"df", "Show what the store takes on the disk", cmd::df},
            {"diff", "List what was changed in a bundle or an image", cmd::diff},
            {"digest", "Show what a name means in its registry", cmd::digest},
            {"export", "Write the root file system of a bundle or an image as a tar", cmd::export_rootfs},
            {"flatten", "Make one layer of all of an image", cmd::flatten},
            {"fsck", "Check the store, and repair it", cmd::fsck},
            {"history", "Show how an image came about", cmd::history},
            {"images", "List the images of the store", cmd::images},
            {"import", "Make an image of a tar of a root file system", cmd::import},
            {"inspect", "Show all that is known of images", cmd::inspect},
            {"load", "Load images from an archive or a folder", cmd::load},
            {"login", "Log in to a registry", cmd::login},
            {"logout", "Log out from a registry", cmd::logout},
            {"manifest", "Put images for several platforms together under one name", cmd::manifest},
            {"mount", "Show the files of an image or a bundle at a path", cmd::mount},
            {"mutate", "Change an image's config, annotations or layers", cmd::mutate},
            {"network", "Make and remove the networks that containers are on", cmd::network},
            {"prune", "Remove images that nobody needs", cmd::prune},
            {"pull", "Pull an image from a registry", cmd::pull},
            {"push", "Push an image to a registry", cmd::push},
            {"rebase", "Exchange the base of an image", cmd::rebase},
            {"referrers", "List what is about an image", cmd::referrers},
            {"repack", "Make an image of an unpacked bundle", cmd::repack},
            {"rm", "Remove bundles", cmd::rm},
            {"rmi", "Remove images", cmd::rmi},
            {"save", "Save images into an archive or a folder", cmd::save},
            {"search", "Search a registry for images", cmd::search},
            {"sign", "Sign an image with a key", cmd::sign},
            {"squash", "Make one layer of those above an image's base", cmd::squash},
            {"sync", "Keep repositories the same as others", cmd::sync},
            {"tag", "Give an image one more name", cmd::tag},
            {"tags", "List the tags of a repository in its registry", cmd::tags},
            {"tree", "Show an image, and what is about it, as a tree", cmd::tree},
            {"unmount", "Unmount what mount has mounted", cmd::unmount},
            {"unpack", "Make a bundle with a plain copy of the files", cmd::unpack},
            {"version", "Show the version and what it was built with", cmd::version},
            {"volume", "Keep folders that containers share and that outlive them", cmd::volume},
        },
};

// Once, however many layers it is about.
void warn_of_shortfall() {
  const std::string text = spec::layer::shortfall().text();
  if (!text.empty()) std::fprintf(stderr, "imagetool: warning: not all is as the image says: %s\n", text.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  argp_program_version_hook = [](FILE* out, argp_state*) { std::fputs(cmd::version_text().c_str(), out); };
  spec::cli::set_usage_status(125);
  const int status = kProgram.run(argc, argv);
  warn_of_shortfall();
  return status;
}

// `imagetool manifest VERB`: a verb with verbs of its own, as Docker's and Podman's.
#include "imagetool/archive/manifest_list.h"

#include <algorithm>
#include <cstdio>

#include "imagetool/cmd/sub_verb.h"
#include "imagetool/cmd/verbs.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace imagetool::cmd {

namespace {

struct Given {
  std::vector<std::string> words;
  archive::ListEntryChanges changes;
  archive::Side side;
  archive::CopyOptions copying;
  bool all = false;
  bool amend = false;
  bool purge = false;
  bool quiet = false;
  bool verbose = false;
};

using Option = cli::Option<Given>;

template <bool Given::*kMember>
Result<void> take_switch(Given& given, const std::string& value) {
  given.*kMember = TRY(cli::parse_bool(value));
  return {};
}

template <auto kMember>
Result<void> take_change(Given& given, const std::string& value) {
  given.changes.*kMember = value;
  return {};
}

Result<void> take_annotation(Given& given, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos || equals == 0) return fail("expected KEY=VALUE");
  given.changes.annotations[value.substr(0, equals)] = value.substr(equals + 1);
  return {};
}

Result<void> take_features(Given& given, const std::string& value) {
  for (std::string& feature : split(value, ',')) given.changes.os_features.push_back(std::move(feature));
  return {};
}

Result<void> take_credentials(Given& given, const std::string& value) {
  given.side.credentials = archive::parse_credentials(value);
  return {};
}

Result<void> take_tls(Given& given, const std::string& value) {
  given.side.tls_verify = TRY(cli::parse_bool(value));
  return {};
}

Result<void> take_format(Given& given, const std::string& value) {
  if (value != "oci" && value != "docker" && value != "v2s2") return fail("neither oci nor docker");
  given.copying.format = value == "oci" ? archive::Format::kOci : archive::Format::kDocker;
  return {};
}

constexpr Option kTls = {"tls-verify", 0, nullptr, "As before the verb", take_tls};
constexpr Option kAllOfIndex = {"all", 'A', nullptr, "Of an index add every image", take_switch<&Given::all>};
constexpr Option kCredentials = {"creds", 0, "USER[:PASSWORD]", "For the registry", take_credentials};
constexpr Option kAnnotation = {"annotation", 0, "KEY=VALUE", "Annotate the image in the list (again and again)",
                                take_annotation};
constexpr Option kArch = {"arch", 0, "ARCH", "The image's architecture",
                          take_change<&archive::ListEntryChanges::architecture>};
constexpr Option kOs = {"os", 0, "OS", "Its operating system", take_change<&archive::ListEntryChanges::os>};
constexpr Option kFeatures = {"os-features", 0, "FEATURE,...", "What it needs of it", take_features};
constexpr Option kOsVersion = {"os-version", 0, "VERSION", "Its version",
                               take_change<&archive::ListEntryChanges::os_version>};
constexpr Option kVariant = {"variant", 0, "VARIANT", "The architecture's variant",
                             take_change<&archive::ListEntryChanges::variant>};

constexpr Option kCreateOptions[] = {
    kAllOfIndex,
    {"amend", 'a', nullptr, "Add to the list where it is there already", take_switch<&Given::amend>},
    kCredentials,
    kTls};
constexpr Option kAddOptions[] = {kAllOfIndex, kAnnotation, kArch,        kOs, kFeatures,
                                  kOsVersion,  kVariant,    kCredentials, kTls};
constexpr Option kAnnotateOptions[] = {kAnnotation, kArch, kOs, kFeatures, kOsVersion, kVariant};
constexpr Option kPushOptions[] = {
    {"all", 'A', nullptr, "Accepted: a list is always pushed with its images", take_switch<&Given::all>},
    kCredentials,
    {"format", 'f', "oci|docker", "Convert the list and its images to these media types", take_format},
    {"purge", 'p', nullptr, "Remove the list from the store afterwards", take_switch<&Given::purge>},
    {"quiet", 'q', nullptr, "Print the digest only", take_switch<&Given::quiet>},
    kTls};
constexpr Option kInspectOptions[] = {
    kCredentials,
    {"verbose", 'v', nullptr, "Each image's manifest, too, as Docker shows it", take_switch<&Given::verbose>},
    kTls};

struct Context {
  const Given& given;
  archive::ListPlace place;
};

Result<int> create(const Context& context) {
  const std::vector<std::string>& words = context.given.words;
  const std::string name = TRY(archive::create_list(context.place, words[0], {words.begin() + 1, words.end()},
                                                    context.given.amend, context.given.all));
  std::puts(("Created manifest list " + name).c_str());
  return 0;
}

Result<int> add(const Context& context) {
  const std::vector<std::string>& words = context.given.words;
  for (auto image = words.begin() + 1; image != words.end(); ++image) {
    const spec::image::Digest digest =
        TRY(archive::add_to_list(context.place, words[0], *image, context.given.all, context.given.changes));
    std::puts(digest.text().c_str());
  }
  return 0;
}

Result<int> annotate(const Context& context) {
  const std::vector<std::string>& words = context.given.words;
  const spec::image::Digest digest =
      TRY(archive::annotate_list(context.place, words[0], words[1], context.given.changes));
  std::puts(digest.text().c_str());
  return 0;
}

Result<int> remove(const Context& context) {
  const std::vector<std::string>& words = context.given.words;
  const spec::image::Digest digest = TRY(archive::remove_from_list(context.place, words[0], words[1]));
  std::puts(digest.text().c_str());
  return 0;
}

Result<int> rm(const Context& context) {
  TRY(archive::remove_lists(context.place, context.given.words));
  return 0;
}

Result<int> push_list(const Context& context) {
  const std::vector<std::string>& words = context.given.words;
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, context.given.quiet));
  const spec::image::Digest digest = TRY(archive::push_list(context.place, words[0], words.size() > 1 ? words[1] : "",
                                                            context.given.copying, context.given.purge, progress));
  std::puts(digest.text().c_str());
  return 0;
}

Result<int> inspect_list(const Context& context) {
  const std::string text = TRY(archive::inspect_list(context.place, context.given.words[0], context.given.verbose));
  std::fputs(text.c_str(), stdout);
  return 0;
}

constexpr const char* kDoc =
    "Puts images for several platforms together under one name, in the store, and pushes them.\v"
    "Example:\n  imagetool manifest create app app:amd64 app:arm64\n  imagetool manifest push app";

constexpr SubVerb<Given, Context> kVerbs[] = {
    {"add", "Add images to a list", "LIST IMAGE...", kAddOptions, 2, SIZE_MAX, add},
    {"annotate", "Say what an image of a list runs on", "LIST IMAGE|DIGEST", kAnnotateOptions, 2, 2, annotate},
    {"create", "Make a list of images", "LIST [IMAGE...]", kCreateOptions, 1, SIZE_MAX, create},
    {"inspect", "Show a list, or a manifest in a registry", "NAME", kInspectOptions, 1, 1, inspect_list},
    {"push", "Push a list with its images to a registry", "LIST [DESTINATION]", kPushOptions, 1, 2, push_list},
    {"remove", "Take an image out of a list", "LIST IMAGE|DIGEST", {}, 2, 2, remove},
    {"rm", "Remove lists from the store", "LIST...", {}, 1, SIZE_MAX, rm},
};

}  // namespace

Result<int> manifest(Globals& globals, cli::Arguments arguments) {
  Given given;
  given.side.tls_verify = globals.tls_verify;
  const auto& verb = *TRY(read_sub_verb(kVerbs, kDoc, arguments, given));
  catch_interrupts();
  archive::Opener opener(globals.root);
  return tell(concat("imagetool manifest ", verb.name), verb.run({given, {opener, given.side}}));
}

}  // namespace imagetool::cmd

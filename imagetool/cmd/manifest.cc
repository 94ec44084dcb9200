// `imagetool manifest VERB`: a verb with verbs of its own, as Docker's and Podman's.
#include "imagetool/archive/manifest_list.h"

#include <algorithm>
#include <cstdio>

#include "imagetool/cmd/boolean.h"
#include "imagetool/cmd/format_option.h"
#include "imagetool/cmd/sub_verb.h"
#include "imagetool/cmd/verbs.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"

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

enum Key {
  kAnnotation = 256,
  kArch,
  kCreds,
  kOs,
  kOsFeatures,
  kOsVersion,
  kTlsVerify,
  kVariant,
};

constexpr argp_option kTls = {"tls-verify", kTlsVerify, "BOOL", OPTION_ARG_OPTIONAL, "As before the verb", 0};
constexpr argp_option kEnd = {nullptr, 0, nullptr, 0, nullptr, 0};
constexpr argp_option kAllOfIndex = {"all", 'A', nullptr, 0, "Of an index add every image", 0};
constexpr argp_option kCredentials = {"creds", kCreds, "USER[:PASSWORD]", 0, "For the registry", 0};

constexpr argp_option kCreateOptions[] = {
    kAllOfIndex, {"amend", 'a', nullptr, 0, "Add to the list where it is there already", 0}, kCredentials, kTls, kEnd};

#define ENTRY_OPTIONS                                                                                             \
  {"annotation", kAnnotation, "KEY=VALUE", 0, "Annotate the image in the list (again and again)", 0},             \
      {"arch", kArch, "ARCH", 0, "The image's architecture", 0}, {"os", kOs, "OS", 0, "Its operating system", 0}, \
      {"os-features", kOsFeatures, "FEATURE,...", 0, "What it needs of it", 0},                                   \
      {"os-version", kOsVersion, "VERSION", 0, "Its version", 0}, {                                               \
    "variant", kVariant, "VARIANT", 0, "The architecture's variant", 0                                            \
  }

constexpr argp_option kAddOptions[] = {kAllOfIndex, ENTRY_OPTIONS, kCredentials, kTls, kEnd};
constexpr argp_option kAnnotateOptions[] = {ENTRY_OPTIONS, kEnd};
constexpr argp_option kPushOptions[] = {
    {"all", 'A', nullptr, 0, "Accepted: a list is always pushed with its images", 0},
    kCredentials,
    {"format", 'f', "oci|docker", 0, "Convert the list and its images to these media types", 0},
    {"purge", 'p', nullptr, 0, "Remove the list from the store afterwards", 0},
    {"quiet", 'q', nullptr, 0, "Print the digest only", 0},
    kTls,
    kEnd};
constexpr argp_option kInspectOptions[] = {
    kCredentials, {"verbose", 'v', nullptr, 0, "Each image's manifest, too, as Docker shows it", 0}, kTls, kEnd};
constexpr argp_option kNoOptions[] = {kEnd};

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

constexpr SubVerb<Context> kVerbs[] = {
    {"add", "Add images to a list", "LIST IMAGE...", kAddOptions, 2, SIZE_MAX, add},
    {"annotate", "Say what an image of a list runs on", "LIST IMAGE|DIGEST", kAnnotateOptions, 2, 2, annotate},
    {"create", "Make a list of images", "LIST [IMAGE...]", kCreateOptions, 1, SIZE_MAX, create},
    {"inspect", "Show a list, or a manifest in a registry", "NAME", kInspectOptions, 1, 1, inspect_list},
    {"push", "Push a list with its images to a registry", "LIST [DESTINATION]", kPushOptions, 1, 2, push_list},
    {"remove", "Take an image out of a list", "LIST IMAGE|DIGEST", kNoOptions, 2, 2, remove},
    {"rm", "Remove lists from the store", "LIST...", kNoOptions, 1, SIZE_MAX, rm},
};

void add_annotation(archive::ListEntryChanges& changes, const std::string& text, const argp_state* state) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    argp_error(state, "--annotation: \"%s\" is not KEY=VALUE", text.c_str());
    return;
  }
  changes.annotations[text.substr(0, equals)] = text.substr(equals + 1);
}

struct Input {
  const SubVerb<Context>& verb;
  Given& given;
};

error_t parse_option(int key, char* value, argp_state* state) {
  const Input& input = *static_cast<Input*>(state->input);
  Given& given = input.given;
  switch (key) {
    case 'A':
      given.all = true;
      return 0;
    case 'a':
      given.amend = true;
      return 0;
    case 'p':
      given.purge = true;
      return 0;
    case 'q':
      given.quiet = true;
      return 0;
    case 'v':
      given.verbose = true;
      return 0;
    case 'f':
      given.copying.format = parse_format(value, state);
      return 0;
    case kAnnotation:
      add_annotation(given.changes, value, state);
      return 0;
    case kArch:
      given.changes.architecture = value;
      return 0;
    case kCreds:
      given.side.credentials = archive::parse_credentials(value);
      return 0;
    case kOs:
      given.changes.os = value;
      return 0;
    case kOsFeatures:
      for (std::string& feature : split(value, ',')) given.changes.os_features.push_back(std::move(feature));
      return 0;
    case kOsVersion:
      given.changes.os_version = value;
      return 0;
    case kTlsVerify:
      given.side.tls_verify = parse_boolean("--tls-verify", value, state);
      return 0;
    case kVariant:
      given.changes.variant = value;
      return 0;
    case ARGP_KEY_ARG:
      given.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      input.verb.check_words(given.words.size(), state);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

}  // namespace

Result<int> manifest(Globals& globals, cli::Arguments arguments) {
  int at = 0;
  const SubVerb<Context>* verb = TRY(find_sub_verb(kVerbs, kDoc, arguments, at));
  std::string name = concat(arguments.argv[0], ' ', verb->name);
  arguments.argv[at] = name.data();
  Given given;
  given.side.tls_verify = globals.tls_verify;
  Input input{*verb, given};
  const argp table = {verb->options, parse_option, verb->arguments, verb->summary, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, {arguments.argc - at, arguments.argv + at}, 0, &input));
  catch_interrupts();
  archive::Opener opener(globals.root);
  const Context context{given, {opener, given.side}};
  return tell(name, verb->run(context));
}

}  // namespace imagetool::cmd

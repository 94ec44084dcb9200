// `imagetool artifact VERB`: files in a registry, as oras keeps them.
#include <cstdio>

#include "imagetool/archive/open.h"
#include "imagetool/artifact/fetch.h"
#include "imagetool/artifact/push.h"
#include "imagetool/cmd/artifact_options.h"
#include "imagetool/cmd/option_words.h"
#include "imagetool/cmd/sub_verb.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc = "Keeps files in a registry, or wherever images are (see copy), as artifacts.";

// A name is a registry's here, as with push and pull.
std::string place_of(const std::string& text) {
  const bool has_transport =
      text.starts_with("docker://") || text.starts_with("oci:") || text.starts_with("oci-archive:");
  return has_transport ? text : "docker://" + text;
}

Result<void> take_config(ArtifactInput& input, const std::string& value) {
  input.wish.config = artifact::parse_file(value);
  return {};
}

constexpr ArtifactOption kPushOptions[] = {
    kAnnotationOption,
    kArtifactTypeOption,
    {"config", 0, "FILE[:TYPE]", "The manifest's config (default: an empty one)", take_config},
    kArtifactQuietOption,
};

Result<int> push(const Globals& globals, cli::Arguments arguments) {
  ArtifactInput input;
  TRY(parse_words<ArtifactInput>(kPushOptions, "NAME[:TAG] FILE[:TYPE]...", "Pushes files and folders as an artifact.",
                                 2, 1000, arguments, input));
  for (std::size_t i = 1; i < input.words.size(); ++i) input.wish.files.push_back(artifact::parse_file(input.words[i]));
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, input.quiet));
  const artifact::Where where = {globals.root, place_of(input.words[0]), globals.tls_verify};
  const archive::Document made = TRY(artifact::push(where, input.wish, progress));
  const std::string digest = made.descriptor.digest.text();
  std::puts((input.quiet ? digest : "Digest: " + digest).c_str());
  return 0;
}

struct PullInput {
  std::string folder = ".";
  bool keep = false;
  bool quiet = false;
  std::vector<std::string> words;
};

Result<void> take_keep(PullInput& input, const std::string& value) {
  input.keep = TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_output(PullInput& input, const std::string& value) {
  input.folder = value;
  return {};
}

Result<void> take_quiet(PullInput& input, const std::string& value) {
  input.quiet = TRY(spec::cli::parse_bool(value));
  return {};
}

constexpr spec::cli::Option<PullInput> kPullOptions[] = {
    {"keep-old-files", 'k', nullptr, "A file that is there already is an error", take_keep},
    {"output", 'o', "DIR", "Where they go (default: here)", take_output},
    {"quiet", 'q', nullptr, "Print the digest only", take_quiet},
};

Result<int> pull(const Globals& globals, cli::Arguments arguments) {
  PullInput input;
  TRY(parse_words<PullInput>(kPullOptions, "NAME[:TAG|@DIGEST]", "Pulls an artifact's files into a folder.", 1, 1,
                             arguments, input));
  archive::Opener opener(globals.root);
  const archive::Place place = TRY(archive::parse_place(place_of(input.words[0])));
  const auto source = TRY(opener.source(place, {globals.tls_verify, std::nullopt}));
  const archive::Document top = TRY(source->top());
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, input.quiet));
  TRY_STEP(input.words[0], artifact::fetch(*source, top, input.folder, input.keep, progress));
  const std::string digest = top.descriptor.digest.text();
  std::puts((input.quiet ? digest : "Digest: " + digest).c_str());
  return 0;
}

struct Verb {
  const char* name;
  const char* summary;
  Result<int> (*run)(const Globals& globals, cli::Arguments arguments);
};
constexpr Verb kVerbs[] = {{"pull", "Pull an artifact's files", pull}, {"push", "Push files as an artifact", push}};

}  // namespace

Result<int> artifact(Globals& globals, cli::Arguments arguments) {
  std::vector<cli::detail::VerbLine> lines;
  for (const Verb& verb : kVerbs) lines.push_back({verb.name, verb.summary});
  int at = 0;
  const Verb& verb = kVerbs[TRY(find_sub_verb(lines, kDoc, arguments, at))];
  std::string name = concat(arguments.argv[0], ' ', verb.name);
  arguments.argv[at] = name.data();
  catch_interrupts();
  return tell(name, verb.run(globals, {arguments.argc - at, arguments.argv + at}));
}

}  // namespace imagetool::cmd

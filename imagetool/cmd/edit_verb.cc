#include "imagetool/cmd/edit_verb.h"

#include <cstdio>

#include "spec/base/interrupt.h"
#include "spec/cli/numbers.h"

namespace imagetool::cmd {

namespace {

Result<void> take_platform(EditInput& input, const std::string& value) {
  input.request.platform = TRY(spec::image::parse_platform(value));
  return {};
}

Result<void> take_quiet(EditInput& input, const std::string& value) {
  input.quiet = TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_tag(EditInput& input, const std::string& value) {
  input.request.tag = value;
  return {};
}

constexpr EditOption kCommon[] = {
    {"platform", 0, "OS/ARCH[/VARIANT]", "Of an index only the image for this platform", take_platform},
    {"quiet", 'q', nullptr, "Print the digest only", take_quiet},
    {"tag", 't', "PLACE", "Where the result goes, as for copy; else it takes the image's name", take_tag},
};

struct Parser {
  const EditVerb& verb;
  spec::cli::OptionTable<EditInput> own;
  spec::cli::OptionTable<edit::Mutation> mutation;
  EditInput input;
};

error_t parse_option(int key, char* value, argp_state* state) {
  auto& parser = *static_cast<Parser*>(state->input);
  switch (key) {
    case ARGP_KEY_ARG:
      parser.input.words.emplace_back(value);
      return 0;
    case ARGP_KEY_END:
      if (parser.input.words.size() != (parser.verb.needs_image ? 1U : 0U)) {
        argp_error(state, parser.verb.needs_image ? "one image is expected" : "no argument is expected");
      }
      return 0;
    default:
      break;
  }
  const error_t taken = parser.own.take(key, value, state, parser.input);
  return taken != ARGP_ERR_UNKNOWN ? taken : parser.mutation.take(key, value, state, parser.input.mutation);
}

}  // namespace

Result<EditInput> parse_edit(const EditVerb& verb, const Globals& globals, cli::Arguments arguments) {
  const std::span<const edit::MutationOption> mutation = verb.mutates ? edit::mutation_options() : decltype(mutation)();
  Parser parser{verb, {{kCommon, verb.options}}, {{mutation}, 0x800}, {}};
  std::vector<argp_option> options = parser.own.argp_options();
  for (const argp_option& option : parser.mutation.argp_options()) options.push_back(option);
  options.push_back({nullptr, 0, nullptr, 0, nullptr, 0});
  const argp table = {options.data(), parse_option, verb.arguments, verb.doc, nullptr, nullptr, nullptr};
  TRY(cli::parse(table, arguments, 0, &parser));
  parser.input.request.tls_verify = globals.tls_verify;
  if (verb.needs_image) parser.input.request.image = parser.input.words[0];
  catch_interrupts();
  return std::move(parser.input);
}

Result<int> run_edit(archive::Opener& opener, const EditInput& input, const edit::Edit& edit) {
  transfer::Progress progress(stdout, transfer::Progress::style_for(stdout, input.quiet));
  const edit::Document written = TRY(edit::edit(opener, input.request, edit, progress));
  const std::string digest = written.descriptor.digest.text();
  if (input.quiet) {
    std::puts(digest.c_str());
  } else {
    progress.say("Digest: " + digest);
  }
  return 0;
}

}  // namespace imagetool::cmd

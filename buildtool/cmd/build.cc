#include "buildtool/build/build.h"

#include <cstdlib>
#include <string_view>

#include "buildtool/cmd/verbs.h"
#include "spec/base/text.h"

namespace buildtool::cmd {

namespace {

constexpr const char* kDoc =
    "Builds an image from a Dockerfile and the files in the folder CONTEXT.\v"
    "Example:\n  buildtool -t hello .\n\n"
    "Verbs: build (the default), version.";

enum Key {
  kBuildArg = 256,
  kForceRm,
  kIidFile,
  kImagetool,
  kLabel,
  kNetwork,
  kNoCache,
  kPlatform,
  kProgress,
  kPull,
  kRm,
  kRuntime,
  kTarget,
};

constexpr argp_option kOptions[] = {
    {"build-arg", kBuildArg, "NAME[=VALUE]", 0, "Set an ARG; without a value it comes from the environment", 0},
    {"file", 'f', "FILE", 0, "The Dockerfile (default: Dockerfile, else dockerfile, in CONTEXT)", 0},
    {"force-rm", kForceRm, nullptr, 0, "Accepted: no step's container is ever kept", 0},
    {"iidfile", kIidFile, "FILE", 0, "Write the image's ID to FILE", 0},
    {"imagetool", kImagetool, "FILE", 0, "The program that pulls base images", 0},
    {"label", kLabel, "NAME=VALUE", 0, "Add a label to the image", 0},
    {"network", kNetwork, "host|none", 0, "The network of RUN (default: the host's)", 0},
    {"no-cache", kNoCache, nullptr, 0, "Run every step anew", 0},
    {"output", 'o', "type=oci,tar=false,dest=DIR", 0, "Write the image to a folder as an OCI layout, too", 0},
    {"platform", kPlatform, "OS/ARCH", 0, "The platform to build for; only the host's can be", 0},
    {"progress", kProgress, "auto|plain|tty", 0, "How progress is shown", 0},
    {"pull", kPull, nullptr, 0, "Ask the registry for every base image", 0},
    {"quiet", 'q', nullptr, 0, "Print the image's ID and nothing else", 0},
    {"rm", kRm, "BOOL", OPTION_ARG_OPTIONAL, "Accepted: no step's container is ever kept", 0},
    {"runtime", kRuntime, "FILE", 0, "The program that runs the containers of RUN", 0},
    {"tag", 't', "NAME[:TAG]", 0, "A name for the image (may be repeated)", 0},
    {"target", kTarget, "STAGE", 0, "The stage to build (default: the last)", 0},
    {nullptr, 0, nullptr, 0, nullptr, 0},
};

struct Input {
  Globals globals;
  build::Options options;
};

// NAME=VALUE, or NAME for a value that the environment has.
void parse_build_arg(std::string_view text, argp_state* state, build::Options& options) {
  const std::size_t equals = text.find('=');
  const std::string name(text.substr(0, equals));
  if (name.empty()) argp_error(state, "--build-arg: the name is missing in \"%s\"", std::string(text).c_str());
  if (equals != text.npos) {
    options.build_args[name] = text.substr(equals + 1);
  } else if (const char* value = ::secure_getenv(name.c_str()); value != nullptr) {
    options.build_args[name] = value;
  }
}

void parse_label(std::string_view text, argp_state* state, build::Options& options) {
  const std::size_t equals = text.find('=');
  const std::string name(text.substr(0, equals));
  if (name.empty()) argp_error(state, "--label: the name is missing in \"%s\"", std::string(text).c_str());
  options.labels[name] = equals == text.npos ? "" : text.substr(equals + 1);
}

void parse_network(std::string_view text, argp_state* state, build::Options& options) {
  if (text == "host" || text == "default") {
    options.network = build::Network::kHost;
  } else if (text == "none") {
    options.network = build::Network::kNone;
  } else {
    argp_error(state, "--network: \"%s\" is neither host nor none", std::string(text).c_str());
  }
}

// type=oci,tar=false,dest=DIR: the one form that there is.
void parse_output(const std::string& text, argp_state* state, build::Options& options) {
  std::string type, tar, folder;
  for (const std::string& field : split(text, ',')) {
    const std::size_t equals = field.find('=');
    const std::string name = field.substr(0, equals);
    std::string* value = name == "type" ? &type : name == "tar" ? &tar : name == "dest" ? &folder : nullptr;
    if (value == nullptr || equals == field.npos) argp_error(state, "--output: \"%s\" is unknown", field.c_str());
    if (value != nullptr && equals != field.npos) *value = field.substr(equals + 1);
  }
  if (type != "oci" || tar != "false" || folder.empty()) {
    argp_error(state, "--output: \"%s\" is not of the form type=oci,tar=false,dest=DIR", text.c_str());
  }
  options.output = build::Output{folder};
}

void parse_progress(const std::string& text, argp_state* state, build::Options& options) {
  if (text != "auto" && text != "plain" && text != "tty") {
    argp_error(state, "--progress: \"%s\" is neither auto, plain nor tty", text.c_str());
  }
  options.progress = text;
}

error_t parse_option(int key, char* value, argp_state* state) {
  auto& [globals, options] = *static_cast<Input*>(state->input);
  switch (key) {
    case kBuildArg:
      parse_build_arg(value, state, options);
      return 0;
    case 'f':
      options.dockerfile = value;
      return 0;
    case kIidFile:
      options.id_file = value;
      return 0;
    case kImagetool:
      options.imagetool = value;
      return 0;
    case kLabel:
      parse_label(value, state, options);
      return 0;
    case kNetwork:
      parse_network(value, state, options);
      return 0;
    case kNoCache:
      options.use_cache = false;
      return 0;
    case 'o':
      parse_output(value, state, options);
      return 0;
    case kPlatform:
      options.platform = value;
      return 0;
    case kProgress:
      parse_progress(value, state, options);
      return 0;
    case kPull:
      options.pull = true;
      return 0;
    case 'q':
      options.quiet = true;
      return 0;
    case kForceRm:
    case kRm:
      return 0;  // nothing to do: a step's container is always removed
    case kRuntime:
      options.runtime = value;
      return 0;
    case 't':
      options.tags.push_back(value);
      return 0;
    case kTarget:
      options.target = value;
      return 0;
    case ARGP_KEY_ARG:
      if (!options.context.empty()) argp_error(state, "only one CONTEXT is expected");
      options.context = value;
      return 0;
    case ARGP_KEY_END:
      if (options.context.empty())
        argp_error(state, "the CONTEXT is missing: the folder of files to build from, often .");
      return 0;
    default:
      return parse_global_option(key, value, state, globals);
  }
}

}  // namespace

Result<int> build(Globals& globals, cli::Arguments arguments) {
  std::vector<argp_option> table(std::begin(kOptions), std::end(kOptions) - 1);
  for (const argp_option* option = kGlobalOptions; option->name != nullptr; ++option) table.push_back(*option);
  table.push_back({nullptr, 0, nullptr, 0, nullptr, 0});
  const argp parser = {table.data(), parse_option, "CONTEXT", kDoc, nullptr, nullptr, nullptr};
  Input input{globals, {}};
  TRY(cli::parse(parser, arguments, 0, &input));
  input.options.store = input.globals.root;
  input.options.tls_verify = input.globals.tls_verify;
  TRY(build::build(input.options));
  return 0;
}

}  // namespace buildtool::cmd

// What a build was asked to do: the command line, as values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/vocabulary.h"
#include "spec/layout/location.h"

namespace buildtool::build {

enum class Network { kHost, kNone };

// --output: an OCI image layout of the result alone, beside the image in the store.
struct Output {
  std::string folder;
};

struct Options {
  std::string context;                            // the folder that COPY and ADD read
  std::string dockerfile;                         // --file; "" is Dockerfile, else dockerfile, in the context
  std::vector<std::string> tags;                  // --tag, as they were given
  std::map<std::string, std::string> build_args;  // --build-arg; those that the environment lacks are left out
  std::map<std::string, std::string> labels;      // --label
  std::string target;                             // --target; "" is the last stage
  std::string platform;                           // --platform; "" is the host's
  bool use_cache = true;                          // --no-cache
  bool pull = false;                              // --pull: ask the registry for every base
  bool quiet = false;                             // --quiet
  std::string id_file;                            // --iidfile
  std::optional<Network> network;                 // --network; without it RUN has the host's
  std::string progress = "auto";                  // --progress: auto, plain, tty
  std::optional<Output> output;                   // --output

  std::string store = spec::layout::default_location();  // --root
  bool tls_verify = true;                                // --tls-verify, handed on to imagetool
  std::string runtime;                                   // --runtime; "" is found beside this program, else in PATH
  std::string imagetool;                                 // --imagetool; the same
};

}  // namespace buildtool::build

// What a build was asked to do: the command line, as values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "spec/base/vocabulary.h"
#include "spec/bundle/options.h"
#include "spec/cdi/registry.h"
#include "spec/image/media_type.h"
#include "spec/image/unset.h"
#include "spec/layout/location.h"

namespace buildtool::build {

enum class Network { kHost, kNone };

// What RUN may have only where the command line says so (--allow).
enum class Entitlement { kNetworkHost, kSecurityInsecure, kDevice };

// --output: what becomes of the result beside the image in the store.
struct Output {
  std::string type;                               // image, registry, oci, docker, local or tar
  std::string destination;                        // a file or folder; "-" is standard output
  std::map<std::string, std::string> attributes;  // what else was said
};

// --call: what is done with the Dockerfile instead of building it.
enum class Call { kBuild, kCheck, kOutline, kTargets };

// --squash: which layers become one.
enum class Squash { kNone, kNew, kAll };

// --secret: where its bytes are found when a RUN asks for it.
struct Secret {
  std::string file;      // or
  std::string variable;  // of our environment
};

// --volume: a folder of the host that every RUN sees.
using Volume = spec::runtime::Mount;

// What the containers of RUN are given, and what they may use.
struct RunOptions {
  std::optional<Network> network;             // --network; without it RUN has the host's
  std::set<Entitlement> allowed;              // --allow
  std::map<std::string, Secret> secrets;      // --secret, by id
  std::map<std::string, std::string> agents;  // --ssh: an agent's socket, by id
  std::vector<std::string> hosts;             // --add-host: lines of /etc/hosts
  std::string cgroup_parent;                  // --cgroup-parent
  std::vector<Volume> volumes;                // --volume
  std::vector<std::string> cdi_devices;       // --device, where that is a name of CDI
  std::set<std::string> allowed_devices;      // --allow device=NAME
  std::vector<std::string> cdi_folders = spec::cdi::default_folders();
  spec::bundle::Options container;  // --shm-size, --ulimit, --memory and so on
};

// --cache-from, --cache-to: where else results of steps are.
struct CachePlace {
  std::string type;                               // registry, local; --cache-to: inline, too
  std::map<std::string, std::string> attributes;  // ref; src, tag, digest; dest, mode, ignore-error
};

// What the cache is used for.
struct CacheOptions {
  bool use = true;                       // --no-cache
  std::vector<std::string> not_stages;   // --no-cache-filter: stages that are built anew
  std::optional<std::int64_t> lifetime;  // --cache-ttl, seconds
  std::vector<CachePlace> from;          // --cache-from
  std::vector<CachePlace> to;            // --cache-to
};

// --compression: of the layers that go into the result.
struct Recompression {
  std::optional<spec::image::Compression> form;  // without it layers are as they were made: gzip
  int level = 0;                                 // 0 is the form's default
  bool force = false;                            // the base image's layers, too
};

struct Options {
  std::string context;                            // the folder that COPY and ADD read
  std::string dockerfile;                         // --file; "" is Dockerfile, else dockerfile, in the context
  std::map<std::string, std::string> contexts;    // --build-context: more of them, by lower-case name
  std::vector<std::string> tags;                  // --tag, as they were given
  std::map<std::string, std::string> build_args;  // --build-arg; those that the environment lacks are left out
  std::map<std::string, std::string> labels;      // --label
  std::string target;                             // --target; "" is the last stage
  std::vector<std::string> platforms;             // --platform; none is the host's
  bool pull = false;                              // --pull: ask the registry for every base
  bool quiet = false;                             // --quiet
  std::string id_file;                            // --iidfile
  std::string metadata_file;                      // --metadata-file
  std::string progress = "auto";                  // --progress
  std::vector<Output> outputs;                    // --output
  std::vector<std::string> annotations;           // --annotation, NAME=VALUE
  bool push = false;                              // --push
  Call call = Call::kBuild;                       // --call, --check
  Squash squash = Squash::kNone;                  // --squash
  Recompression compression;                      // --compression
  bool verify = false;                            // --verify
  bool shell_on_failure = false;                  // --debug=on-failure
  spec::image::Unset unset;
  RunOptions run;
  CacheOptions cache;

  std::string store = spec::layout::default_location();  // --root
  std::optional<int> jobs;                               // --jobs: stages that are built at once
  bool tls_verify = true;                                // --tls-verify, handed on to imagetool
  std::string runtime;                                   // --runtime; "" is found beside this program, else in PATH
  std::string imagetool;                                 // --imagetool; the same
};

}  // namespace buildtool::build

// The hook of bundles with a network of their own: `network up|started|down NETWORKS`, with the container's state on
// standard input: a createRuntime, a poststart (of an ordinary user's) and a poststop hook; NETWORKS is the folder of
// the store's networks.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "imagetool/endpoint/set_up.h"
#include "imagetool/endpoint/take_down.h"
#include "spec/base/file.h"
#include "spec/runtime/state.h"

namespace {

using namespace imagetool;

constexpr std::uint64_t kMaxState = 16 << 20;
// Where the plugins find iptables: orchestrators start runtimes with little of an environment.
constexpr const char* kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

Result<void> act(std::string_view verb, const std::string& folder) {
  const std::string text = TRY(read_all(FdRef(STDIN_FILENO), kMaxState, "state"));
  const spec::runtime::State state = TRY(spec::runtime::parse_state(text));
  const endpoint::Records records = TRY(endpoint::Records::open());
  if (verb == "started") return endpoint::set_up_started(records, state);
  if (verb == "down") return endpoint::take_down(records, state.bundle);
  return endpoint::set_up(records, state, network::Networks(folder));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view verb = argc == 3 ? argv[1] : "";
  if (verb != "up" && verb != "started" && verb != "down") {
    std::fputs("usage: network up|started|down NETWORKS <STATE\n", stderr);
    return 1;
  }
  ::setenv("PATH", kPath, 0);
  const Result<void> done = act(verb, argv[2]);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().text().c_str());
  return 1;
}

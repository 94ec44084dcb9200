#include <fcntl.h>
#include <unistd.h>

#include "runtime/cgroup/layout.h"
#include "runtime/cmd/verbs.h"
#include "runtime/example/config.h"
#include "spec/base/file.h"

namespace runtime::cmd {

namespace {

struct Options {
  std::string bundle = ".";
  std::string file = "config.json";
  bool rootless = false;
};

constexpr argp_option kOptions[] = {
    {"bundle", 'b', "DIR", 0, "write DIR/config.json (default: the working folder's)", 0},
    {"file", 'f', "FILE", 0, "write FILE instead of config.json", 0},
    {"rootless", 'R', nullptr, 0, "for a container that an ordinary user runs", 0},
    {},
};

error_t parse_option(int key, char* value, argp_state* state) {
  Options& options = *static_cast<Options*>(state->input);
  switch (key) {
    case 'b':
      options.bundle = value;
      return 0;
    case 'f':
      options.file = value;
      return 0;
    case 'R':
      options.rootless = true;
      return 0;
    case ARGP_KEY_ARG:
      ::argp_error(state, "unexpected argument \"%s\"", value);
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

constexpr argp kTable = {kOptions,
                         parse_option,
                         nullptr,
                         "Writes a config.json to start from: a shell in rootfs/, read-only.\v"
                         "Example: runtime spec --bundle web",
                         nullptr,
                         nullptr,
                         nullptr};

}  // namespace

Result<int> spec(Globals&, Arguments arguments) {
  Options options;
  TRY(::spec::cli::parse(kTable, arguments, 0, &options));
  const Result<cgroup::Layout> layout = cgroup::Layout::detect();
  const bool cgroup_namespace = !layout || layout->unified_only();
  const auto config = options.rootless ? example::rootless_config(cgroup_namespace, ::geteuid(), ::getegid())
                                       : example::config(cgroup_namespace);
  // One that is there is the user's work.
  const std::string path = options.file.starts_with('/') ? options.file : options.bundle + "/" + options.file;
  Result<Fd> file = open_at(FdRef::cwd(), path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
  if (!file) {
    const bool exists = file.error().number == EEXIST;
    return std::move(file).error().with_hint(exists ? "remove it first" : "");
  }
  Result<void> written = write_all(*file, ::spec::runtime::write_config(config), path);
  if (written) return 0;
  ::unlink(path.c_str());
  return std::move(written).error();
}

}  // namespace runtime::cmd

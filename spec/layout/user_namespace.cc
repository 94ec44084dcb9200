#include "spec/layout/user_namespace.h"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layer/attributes.h"

namespace spec::layout {

namespace {

using runtime::IdMappings;

constexpr std::uint64_t kMaxMap = 1 << 16;

Result<IdMappings> read_map(const char* file) {
  const std::string text = TRY(read_file(file, kMaxMap));
  IdMappings mappings;
  for (const std::string& line : split(text, '\n')) {
    const std::vector<std::string> words = split_words(line);
    if (words.size() != 3) continue;
    mappings.push_back({parse_number<std::uint32_t>(words[0]).value_or(0),
                        parse_number<std::uint32_t>(words[1]).value_or(0),
                        parse_number<std::uint32_t>(words[2]).value_or(0)});
  }
  return mappings;
}

// newuidmap PID INSIDE OUTSIDE SIZE ...
bool call_tool(const char* tool, pid_t pid, const IdMappings& mappings) {
  std::vector<std::string> words = {tool, std::to_string(pid)};
  for (const runtime::IdMapping& mapping : mappings) {
    for (const std::uint32_t number : {mapping.container_id, mapping.host_id, mapping.size}) {
      words.push_back(std::to_string(number));
    }
  }
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  int status = 0;
  if (::posix_spawnp(&child, tool, nullptr, nullptr, argv.data(), environ) != 0) return false;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

Result<void> write_file(const char* path, const std::string& text) {
  const Fd file = TRY(open_at(FdRef::cwd(), path, O_WRONLY));
  return write_all(file, text, path);
}

Result<void> map_own_id(uid_t uid, gid_t gid) {
  TRY(write_file("/proc/self/uid_map", concat("0 ", uid, " 1\n")));
  TRY(write_file("/proc/self/setgroups", "deny"));
  return write_file("/proc/self/gid_map", concat("0 ", gid, " 1\n"));
}

// A child that stays outside, waits until we are inside, and has us mapped there.
class Mapper {
 public:
  static Result<Mapper> start(const IdMappings& uids, const IdMappings& gids) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) return fail_errno("pipe");
    Mapper mapper;
    const Fd theirs(ends[0]);
    mapper.go_.reset(ends[1]);
    const pid_t parent = ::getpid();
    mapper.pid_ = ::fork();
    if (mapper.pid_ < 0) return fail_errno("fork");
    if (mapper.pid_ > 0) return mapper;
    mapper.go_.reset();
    char go = 0;
    if (::read(theirs.get(), &go, 1) != 1) ::_exit(1);
    ::_exit(call_tool("newuidmap", parent, uids) && call_tool("newgidmap", parent, gids) ? 0 : 1);
  }

  // True where it did so. `wanted`: or it is only sent away.
  bool finish(bool wanted) {
    if (wanted && ::write(go_.get(), "x", 1) != 1) wanted = false;
    go_.reset();
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return wanted && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  Fd go_;
  pid_t pid_ = -1;
};

}  // namespace

Ids ids_of_process() {
  if (layer::is_machines_root()) return Ids::kRoot;
  if (::geteuid() != 0) return Ids::kSingle;
  const Result<IdMappings> map = read_map("/proc/self/uid_map");
  return map && map->size() == 1 && map->front().size == 1 ? Ids::kSingle : Ids::kMapped;
}

Result<void> enter_user_namespace() {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (uid == 0) return {};
  const IdMappings uids = runtime::default_uids(0);
  const IdMappings gids = runtime::default_gids(0);
  const bool has_more = uids.size() > 1 && gids.size() > 1;
  std::optional<Mapper> mapper;
  if (has_more) mapper = TRY(Mapper::start(uids, gids));
  const bool inside = ::unshare(CLONE_NEWUSER) == 0;
  if (mapper && mapper->finish(inside)) return {};
  return inside ? map_own_id(uid, gid) : Result<void>();
}

Result<OwnMaps> own_maps() {
  if (::geteuid() != 0) return OwnMaps{{{0, ::geteuid(), 1}}, {{0, ::getegid(), 1}}};
  OwnMaps maps;
  maps.uids = TRY(read_map("/proc/self/uid_map"));
  maps.gids = TRY(read_map("/proc/self/gid_map"));
  return maps;
}

}  // namespace spec::layout

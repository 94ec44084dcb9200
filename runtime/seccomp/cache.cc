// compile_cached: compiled filters kept in files.
//
// A file is named by a hash of what the program was made from, and holds that
// as well: what is used is compared byte by byte, so the hash need not resist
// anybody. The folder and the files are ours alone, or they are not used.
#include <fcntl.h>
#include <linux/filter.h>
#include <seccomp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "runtime/seccomp/filter.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::seccomp {

namespace {

using spec::runtime::Seccomp;

// Counts up when compile() makes another program from the same configuration.
constexpr int kFormat = 1;
constexpr std::size_t kMaxEntries = 64;
constexpr std::size_t kMaxBytes = 4 << 20;

struct Header {
  std::uint64_t key_size;
  std::uint64_t program_size;
  std::uint32_t flags;
  std::uint32_t notify;
};

std::string key_of(Seccomp config) {
  config.listener_metadata.clear();
  if (!config.listener_path.empty()) config.listener_path = "set";  // whether there is one is checked
  const scmp_version* version = ::seccomp_version();
  return concat("seccomp filter ", kFormat, ", libseccomp ", version->major, ".", version->minor, ".", version->micro,
                ", arch ", ::seccomp_arch_native(), "\n", write_seccomp(config));
}

// FNV-1a, 64 bits.
std::string name_of(std::string_view key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : key) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  std::string name;
  for (int shift = 60; shift >= 0; shift -= 4) name += "0123456789abcdef"[(hash >> shift) & 15];
  return name;
}

bool is_ours_alone(FdRef fd, mode_t type) {
  struct stat info;
  return ::fstat(fd.get(), &info) == 0 && (info.st_mode & S_IFMT) == type && info.st_uid == ::geteuid() &&
         (info.st_mode & 077) == 0;
}

Fd open_cache(const std::string& folder) {
  Fd dir(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!dir && errno == ENOENT && ::mkdir(folder.c_str(), 0700) == 0) {
    dir = Fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  }
  return dir && is_ours_alone(dir, S_IFDIR) ? std::move(dir) : Fd();
}

std::optional<Filter> find(FdRef dir, const std::string& name, const std::string& key) {
  const Fd file(::openat(dir.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file || !is_ours_alone(file, S_IFREG)) return std::nullopt;
  const auto text = read_all(file, kMaxBytes, name);
  Header header;
  if (!text || text->size() < sizeof header) return std::nullopt;
  std::memcpy(&header, text->data(), sizeof header);
  if (header.key_size != key.size() || header.program_size > kMaxBytes ||
      header.program_size % sizeof(sock_filter) != 0 ||
      text->size() != sizeof header + header.key_size + header.program_size ||
      text->compare(sizeof header, key.size(), key) != 0) {
    return std::nullopt;
  }
  return Filter{text->substr(sizeof header + key.size()), header.flags, header.notify != 0};
}

// The oldest entries go first.
void shrink(FdRef dir) {
  const auto names = list_dir(dir, ".");
  if (!names || names->size() <= kMaxEntries) return;
  std::vector<std::pair<std::int64_t, std::string>> by_age;
  for (const std::string& name : *names) {
    struct stat info;
    if (::fstatat(dir.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) {
      by_age.emplace_back(info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec, name);
    }
  }
  std::sort(by_age.begin(), by_age.end());
  for (std::size_t i = 0; i + kMaxEntries < by_age.size(); ++i) ::unlinkat(dir.get(), by_age[i].second.c_str(), 0);
}

void store(FdRef dir, const std::string& name, const std::string& key, const Filter& filter) {
  const Header header{key.size(), filter.program.size(), filter.flags, filter.notify ? 1u : 0u};
  std::string data(reinterpret_cast<const char*>(&header), sizeof header);
  data += key;
  data += filter.program;
  if (data.size() > kMaxBytes) return;
  if (replace_file(dir, name, data, 0600, Durable::kNo)) shrink(dir);
}

}  // namespace

Result<Filter> compile_cached(const Seccomp& config, const std::string& cache) {
  const Fd dir = open_cache(cache);
  if (!dir) return compile(config);
  const std::string key = key_of(config);
  const std::string name = name_of(key);
  if (std::optional<Filter> filter = find(dir, name, key)) return *std::move(filter);
  Filter filter = TRY(compile(config));
  store(dir, name, key, filter);
  return filter;
}

}  // namespace runtime::seccomp

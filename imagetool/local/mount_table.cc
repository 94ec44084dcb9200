#include "imagetool/local/mount_table.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/boot_id.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/image/digest.h"
#include "spec/json/table.h"
#include "spec/layer/attributes.h"
#include "spec/layer/overlay_mount.h"

namespace imagetool::local {

namespace layout = spec::layout;
namespace json = spec::json;

constexpr auto describe(const Mount*) {
  return std::tuple{json::required("name", &Mount::name), json::optional("id", &Mount::id),
                    json::required("path", &Mount::path), json::required("boot", &Mount::boot),
                    json::required("mountNamespace", &Mount::mount_namespace)};
}

namespace {

constexpr std::uint64_t kMaxRecord = 1 << 20;
constexpr std::uint64_t kMaxMountInfo = 64 << 20;
constexpr const char* kLock = "mounts/lock";
constexpr const char* kSource = "imagetool:";
constexpr const char* kFile = "/mount.json";
constexpr const char* kPoint = "/root";
constexpr const char* kBelow = "/below";

// The kernel writes a space, a tab, a newline or a backslash of a path as "\040".
std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text[i] == '\\' ? parse_octal(text.substr(i + 1, 3)) : std::nullopt;
    out += code ? static_cast<char>(*code) : text[i];
    if (code) i += 3;
  }
  return out;
}

struct Mounted {
  std::string path;
  std::string source;
};

// In this mount namespace; the uppermost of a path is the last.
Result<std::vector<Mounted>> list_mounted() {
  const Fd file = TRY(open_at(FdRef::cwd(), "/proc/self/mountinfo", O_RDONLY));
  const std::string text = TRY(read_all(file, kMaxMountInfo, "mountinfo"));
  std::vector<Mounted> out;
  for (const std::string& line : split(text, '\n')) {
    const std::vector<std::string> words = split_words(line);
    if (words.size() >= 10) out.push_back({unescape(words[4]), words[words.size() - 2]});
  }
  return out;
}

// Where a source is mounted, wherever that was moved to; "" for nowhere.
Result<std::string> path_of(const std::string& source) {
  for (Mounted& one : TRY(list_mounted())) {
    if (one.source == source) return std::move(one.path);
  }
  return std::string();
}

// What umount(2) would take away there.
Result<std::string> uppermost_at(const std::string& path) {
  std::string source;
  for (Mounted& one : TRY(list_mounted())) {
    if (one.path == path) source = std::move(one.source);
  }
  return source;
}

Result<std::uint64_t> own_mount_namespace() {
  struct stat status {};
  if (::stat("/proc/self/ns/mnt", &status) < 0) return fail_errno("/proc/self/ns/mnt");
  return status.st_ino;
}

// Whether a process is in that mount namespace. An ordinary user's other user namespaces cannot be looked at: there may
// be one. What root cannot look at is another machine's in all but name, such as the process that holds root's own
// container.
Result<bool> may_have_processes(std::uint64_t mount_namespace) {
  const bool is_root = spec::layer::is_machines_root();
  for (const std::string& name : TRY(list_dir(FdRef::cwd(), "/proc"))) {
    if (!parse_number<pid_t>(name)) continue;
    struct stat status {};
    const bool seen = ::stat(concat("/proc/", name, "/ns/mnt").c_str(), &status) == 0;
    const bool is_hidden = !seen && (errno == EACCES || errno == EPERM);
    if (seen ? status.st_ino == mount_namespace : is_hidden && !is_root) return true;
  }
  return false;
}

// It is, or it cannot be told.
Result<bool> may_be_mounted(const Mount& mount) {
  const std::string boot = TRY(boot_id());
  if (mount.boot != boot) return false;
  const std::uint64_t own = TRY(own_mount_namespace());
  if (mount.mount_namespace != own) return may_have_processes(mount.mount_namespace);
  const std::string path = TRY(path_of(kSource + mount.key));
  return !path.empty();
}

Result<Mount> read_record(const std::string& path) {
  const std::string text = TRY(read_file(path, kMaxRecord));
  return json::decode_text<Mount>(text);
}

std::string key_of(const std::string& text) { return std::string(spec::image::digest_of(text).hex().substr(0, 24)); }

// The folder of a mount on its way; gone with what is in it unless it was kept.
class Entry {
 public:
  explicit Entry(std::string path) : path_(std::move(path)) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() {
    if (!path_.empty()) (void)remove_tree(FdRef::cwd(), path_);
  }
  void keep() { path_.clear(); }

 private:
  std::string path_;
};

}  // namespace

Result<MountTable> MountTable::open(const layout::Store& store) {
  TRY(make_dirs(store.dir(), "mounts", 0700));
  FileLock lock = TRY(FileLock::wait(store.dir(), kLock, LockKind::kExclusive));
  MountTable table(store, std::move(lock));
  TRY(table.read());
  return table;
}

std::string MountTable::folder_of(const Mount& mount) const { return concat(store_->path(), "/mounts/", mount.key); }

Result<void> MountTable::read() {
  for (const std::string& name : TRY(list_dir(store_->dir(), "mounts"))) {
    if (name == "lock") continue;
    Mount mount;
    mount.key = name;
    Result<Mount> found = read_record(folder_of(mount) + kFile);
    if (!found && found.error().number != ENOENT) return std::move(found).error().step("mounts/" + name);
    if (found) {
      mount = std::move(*found);
      mount.key = name;
    }
    const bool is_mounted = found && TRY(may_be_mounted(mount));
    if (is_mounted) {
      mounts_.push_back(std::move(mount));
    } else {
      TRY(forget(mount));
    }
  }
  return {};
}

Result<void> MountTable::forget(const Mount& mount) const {
  const std::string folder = folder_of(mount);
  // In this order: a root without mount.json is none, and what keeps nothing may go.
  TRY(remove_tree(FdRef::cwd(), folder + kFile));
  TRY(layout::remove_root(*store_, folder + kFile));
  return remove_tree(FdRef::cwd(), folder);
}

Result<std::string> MountTable::add(const layout::Lease& lease, Mount mount, const std::string& object,
                                    std::vector<std::string> lowers, const layout::Root& root) {
  mount.key = key_of(mount.path.empty() ? "of " + object : "at " + mount.path);
  const std::string folder = folder_of(mount);
  if (mount.path.empty()) mount.path = folder + kPoint;
  for (const Mount& other : mounts_) {
    if (other.key != mount.key) continue;
    if (other.name == mount.name) return other.path;
    return fail(concat(mount.path, ": ", other.name, " is mounted there"));
  }
  mount.boot = TRY(boot_id());
  mount.mount_namespace = TRY(own_mount_namespace());
  Entry entry(folder);
  for (const char* name : {"", kBelow, kPoint}) TRY(make_dirs(FdRef::cwd(), folder + name, 0700));
  // The record first: a mount that nobody knows of could not be removed.
  TRY(replace_file(FdRef::cwd(), folder + kFile, json::encode_text(mount), 0600, Durable::kNo));
  TRY(layout::add_root(lease, {folder + kFile, root.layers, root.image}));
  spec::layer::OverlayFolders folders;
  folders.lowers = std::move(lowers);
  folders.lowers.push_back(folder + kBelow);  // so that whiteouts of the lowest layer count, too
  folders.source = kSource + mount.key;
  folders.shown = true;
  Result<void> mounted = spec::layer::mount_overlay_at(folders, mount.path);
  if (!mounted) {
    TRY(forget(mount));
    return std::move(mounted).error();
  }
  entry.keep();
  return mount.path;
}

Result<void> MountTable::remove(const Mount& mount, bool force) {
  const std::uint64_t own = TRY(own_mount_namespace());
  if (mount.mount_namespace == own) {
    const std::string source = TRY(uppermost_at(mount.path));
    if (source != kSource + mount.key) return fail(mount.path + ": something else is mounted over it");
    if (::umount2(mount.path.c_str(), UMOUNT_NOFOLLOW | (force ? MNT_DETACH : 0)) < 0) {
      Error error = fail_errno("unmount " + mount.path);
      if (errno == EBUSY) return std::move(error).with_hint("a process is in it; -f takes it away all the same");
      return error;
    }
    const std::string other = TRY(path_of(source));
    if (!other.empty()) return fail(concat(mount.path, ": it is still mounted at ", other));
  } else if (!force) {
    return fail(mount.path + ": it is mounted in another mount namespace").with_hint("-f forgets it");
  }
  return forget(mount);
}

Holder holder_of(const layout::Store& store, const layout::Root& root) {
  Holder holder;
  holder.path = root.config.substr(0, root.config.rfind('/'));
  holder.is_mount = root.config.starts_with(store.path() + "/mounts/");
  if (!holder.is_mount) return holder;
  const Result<Mount> record = read_record(root.config);
  if (record) holder.path = record->path;
  return holder;
}

}  // namespace imagetool::local

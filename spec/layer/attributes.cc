#include "spec/layer/attributes.h"

#include <sys/xattr.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layer/apply.h"
#include "spec/layer/shortfall.h"

namespace spec::layer {

namespace {

// umask(2) cannot be read without changing it under other threads' feet.
mode_t read_umask() {
  constexpr mode_t kUnknown = 0777;  // then every mode is set explicitly
  constexpr std::string_view kLine = "\nUmask:";
  const Result<std::string> status = read_file("/proc/self/status", 1 << 16);
  if (!status) return kUnknown;
  const std::size_t at = status->find(kLine);
  if (at == std::string::npos) return kUnknown;
  const std::string_view rest = std::string_view(*status).substr(at + kLine.size());
  return parse_octal(trim(rest.substr(0, rest.find('\n')))).value_or(kUnknown);
}

bool is_folder(const Entry& entry) { return entry.kind == EntryKind::kFolder; }

// Not there, or not for us: a layer made elsewhere still unpacks.
bool is_refusal(int number) { return number == ENOTSUP || number == EPERM; }

Result<void> judge_xattr(int result, const std::string& name) {
  if (result == 0) return {};
  if (!is_refusal(errno)) return fail_errno("set xattr " + name);
  if (errno == EPERM) ++shortfall().xattrs;
  return {};
}

}  // namespace

bool is_overlay_xattr(std::string_view name) {
  return name.starts_with("trusted.overlay.") || name.starts_with("user.overlay.");
}

Attributes Attributes::of_process() {
  Attributes attributes;
  attributes.uid_ = ::geteuid();
  attributes.gid_ = ::getegid();
  attributes.privileged_ = attributes.uid_ == 0;
  attributes.lenient_ = !is_machines_root();
  attributes.umask_ = read_umask();
  return attributes;
}

bool Attributes::needs_owner(const Folder& parent, const Entry& entry) const {
  return privileged_ && (entry.uid != uid_ || entry.gid != gid_ || parent.setgid);
}

bool Attributes::needs_mode(const Folder& parent, const Entry& entry, bool owner_changed) const {
  // A change of owner takes the set-id bits away; a setgid parent gives one.
  return (entry.mode & (umask_ | 06000)) != 0 || (owner_changed && (entry.mode & 06000) != 0) ||
         (is_folder(entry) && parent.setgid);
}

Result<bool> Attributes::judge_owner(int result, const Entry& entry) const {
  if (result == 0) return true;
  // EINVAL: an id that the user namespace does not map.
  if (!lenient_ || (errno != EINVAL && errno != EPERM)) return fail_errno("chown " + entry.path);
  ++shortfall().owners;
  return false;
}

// A program that was to run as one user must not run as another.
mode_t Attributes::mode_of(const Entry& entry, bool is_owners) const {
  return is_owners || is_folder(entry) ? entry.mode : entry.mode & ~static_cast<mode_t>(06000);
}

Result<void> Attributes::set_on_file(FdRef file, const Folder& parent, const Entry& entry) const {
  const bool owner = needs_owner(parent, entry);
  bool is_owners = true;
  if (owner) is_owners = TRY(judge_owner(::fchown(file.get(), entry.uid, entry.gid), entry));
  if (!privileged_ && (entry.uid != 0 || entry.gid != 0)) ++shortfall().owners;
  for (const auto& [name, value] : entry.xattrs) {
    if (is_overlay_xattr(name)) continue;
    const int set = ::fsetxattr(file.get(), name.c_str(), value.data(), value.size(), 0);
    TRY_STEP(entry.path, judge_xattr(set, name));
  }
  if (needs_mode(parent, entry, owner) && ::fchmod(file.get(), mode_of(entry, is_owners)) < 0) {
    return fail_errno("chmod " + entry.path);
  }
  const std::timespec times[2] = {{0, UTIME_OMIT}, entry.mtime};
  if (::futimens(file.get(), times) < 0) return fail_errno("set time of " + entry.path);
  return {};
}

namespace {

// fchmodat(2) follows a link, and in a live container the name can become one at any moment.
Result<void> set_mode(const Folder& parent, const std::string& name, mode_t mode) {
  const Fd node = TRY(open_at(parent.fd, name, O_PATH | O_NOFOLLOW));
  if (::chmod(concat("/proc/self/fd/", node.get()).c_str(), mode) < 0) return fail_errno("chmod");
  return {};
}

}  // namespace

Result<void> Attributes::set_by_name(const Folder& parent, const std::string& name, const Entry& entry) const {
  const bool owner = needs_owner(parent, entry);
  if (owner) {
    const int set = ::fchownat(parent.fd.get(), name.c_str(), entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW);
    TRY(judge_owner(set, entry));
  }
  if (!entry.xattrs.empty()) TRY_STEP(entry.path, set_xattrs(proc_path(parent.fd, name), entry.xattrs));
  const bool link = entry.kind == EntryKind::kSymlink;  // has no mode of its own
  if (!link && needs_mode(parent, entry, owner)) TRY_STEP(entry.path, set_mode(parent, name, entry.mode));
  if (is_folder(entry)) return {};
  const std::timespec times[2] = {{0, UTIME_OMIT}, entry.mtime};
  if (::utimensat(parent.fd.get(), name.c_str(), times, AT_SYMLINK_NOFOLLOW) < 0) {
    return fail_errno("set time of " + entry.path);
  }
  return {};
}

Result<void> Attributes::set_on_folder(FdRef folder, const Entry& entry) const {
  const std::string path = proc_path(folder, "");
  if (privileged_) TRY(judge_owner(::fchownat(folder.get(), "", entry.uid, entry.gid, AT_EMPTY_PATH), entry));
  TRY_STEP(entry.path, set_xattrs(path, entry.xattrs));
  if (::chmod(path.c_str(), entry.mode) < 0) return fail_errno("chmod " + entry.path);
  return {};
}

bool is_machines_root() {
  if (::geteuid() != 0) return false;
  const Result<std::string> map = read_file("/proc/self/uid_map", 1 << 16);
  if (!map) return true;  // without /proc there is no user namespace of ours
  const std::vector<std::string> words = split_words(*map);
  return words.size() == 3 && words[1] == "0" && words[2] == "4294967295";
}

const char* opaque_xattr() {
  static const bool trusted = is_machines_root();
  return trusted ? "trusted.overlay.opaque" : "user.overlay.opaque";
}

std::string proc_path(FdRef folder, const std::string& name) {
  // "/." makes the folder itself the last component, and not the magic link.
  return concat("/proc/self/fd/", folder.get(), "/", name.empty() ? "." : name);
}

Result<void> set_xattrs(const std::string& path, const std::map<std::string, std::string>& xattrs) {
  for (const auto& [name, value] : xattrs) {
    if (is_overlay_xattr(name)) continue;
    TRY(judge_xattr(::lsetxattr(path.c_str(), name.c_str(), value.data(), value.size(), 0), name));
  }
  return {};
}

Result<std::map<std::string, std::string>> read_xattrs(const std::string& path) {
  std::map<std::string, std::string> xattrs;
  char names[65536];  // XATTR_LIST_MAX
  const ssize_t size = ::llistxattr(path.c_str(), names, sizeof names);
  if (size < 0 && is_refusal(errno)) return xattrs;
  if (size < 0) return fail_errno("list xattrs");
  for (const char* name = names; name < names + size; name += std::strlen(name) + 1) {
    if (is_overlay_xattr(name)) continue;
    std::string value(65536, '\0');  // XATTR_SIZE_MAX
    const ssize_t length = ::lgetxattr(path.c_str(), name, value.data(), value.size());
    if (length < 0) return fail_errno(concat("read xattr ", name));
    value.resize(static_cast<std::size_t>(length));
    xattrs[name] = std::move(value);
  }
  return xattrs;
}

namespace {

EntryKind kind_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return EntryKind::kFolder;
    case S_IFLNK:
      return EntryKind::kSymlink;
    case S_IFCHR:
      return EntryKind::kCharDevice;
    case S_IFBLK:
      return EntryKind::kBlockDevice;
    case S_IFIFO:
      return EntryKind::kFifo;
    default:
      return EntryKind::kFile;
  }
}

}  // namespace

Result<Entry> read_attributes(FdRef folder, const std::string& name, const struct stat& status) {
  Entry entry;
  entry.path = name;
  entry.kind = kind_of(status.st_mode);
  entry.mode = status.st_mode & 07777;
  entry.uid = status.st_uid;
  entry.gid = status.st_gid;
  entry.size = entry.kind == EntryKind::kFile ? static_cast<std::uint64_t>(status.st_size) : 0;
  entry.mtime = status.st_mtim;
  entry.device = status.st_rdev;
  entry.xattrs = TRY_STEP(name, read_xattrs(proc_path(folder, name)));
  return entry;
}

}  // namespace spec::layer

#include "runtime/container/store.h"

#include <fcntl.h>
#include <limits.h>
#include <regex.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/runtime/validate.h"

namespace runtime::container {

namespace {

constexpr std::uint64_t kMaxRecord = 16 << 20;
constexpr const char* kAway = ".deleted-";  // PID-ID follow: a name that no id has

// Whether Folder::remove() of that id made the name, cut at its end where it became too long.
bool is_away(std::string_view name, std::string_view id) {
  if (!name.starts_with(kAway)) return false;
  const std::size_t dash = name.find('-', std::string_view(kAway).size());
  if (dash == std::string_view::npos) return false;
  const std::string_view rest = name.substr(dash + 1);
  return rest == id || (name.size() == NAME_MAX && id.starts_with(rest));
}

Result<void> wait_for_lock(FdRef file, const std::string& name) {
  while (::flock(file.get(), LOCK_EX) < 0) {
    if (errno != EINTR) return fail_errno("lock " + name);
  }
  return {};
}

Error unknown(const std::string& id) {
  Error error = fail("container \"" + id + "\" does not exist");
  error.number = ENOENT;
  return error;
}

Result<Fd> duplicate(FdRef file) {
  Fd copy(::fcntl(file.get(), F_DUPFD_CLOEXEC, 3));
  if (!copy) return fail_errno("dup");
  return copy;
}

}  // namespace

Folder::Folder(Folder&& other) noexcept
    : root_(std::move(other.root_)),
      fd_(std::move(other.fd_)),
      id_(std::move(other.id_)),
      made_(std::exchange(other.made_, false)) {}

Folder::~Folder() {
  if (made_) (void)remove();
}

Result<void> Folder::lock() {
  TRY(wait_for_lock(fd_, id_));
  // Deleted, and perhaps made anew under the same name, while we waited.
  struct stat ours;
  struct stat named;
  if (::fstat(fd_.get(), &ours) < 0) return fail_errno(id_);
  if (::fstatat(root_.get(), id_.c_str(), &named, AT_SYMLINK_NOFOLLOW) < 0 || named.st_ino != ours.st_ino) {
    return unknown(id_);
  }
  return {};
}

void Folder::unlock() { ::flock(fd_.get(), LOCK_UN); }

Result<Folder::Loaded> Folder::load() const {
  Loaded loaded;
  Result<std::string> text = read_file(fd_, kStateFile, kMaxRecord);
  loaded.complete = static_cast<bool>(text);
  if (!text && text.error().number == ENOENT) text = read_file(fd_, kCreatingFile, kMaxRecord);
  if (!text && text.error().number == ENOENT) {
    // Between the two reads the one may have become the other.
    text = read_file(fd_, kStateFile, kMaxRecord);
    loaded.complete = static_cast<bool>(text);
  }
  // None yet, or deleted since its folder was found: for who asks, it is the same.
  if (!text && text.error().number == ENOENT) return unknown(id_);
  if (!text) return std::move(text).error().step("container " + id_);
  loaded.record = TRY_STEP("container " + id_ + ": state", parse_record(*text));
  return loaded;
}

Result<void> Folder::save_creating(const Record& record) const {
  return replace_file(fd_, kCreatingFile, write_record(record), 0600, Durable::kNo);
}

Result<void> Folder::complete() const {
  if (::renameat(fd_.get(), kCreatingFile, fd_.get(), kStateFile) < 0) return fail_errno(kStateFile);
  return {};
}

Result<void> Folder::replace(const Loaded& loaded) const {
  const char* file = loaded.complete ? kStateFile : kCreatingFile;
  return replace_file(fd_, file, write_record(loaded.record), 0600, Durable::kNo);
}

bool Folder::waits_for_start() const { return ::faccessat(fd_.get(), kStartFifo, F_OK, 0) == 0; }

Result<void> Folder::remove() {
  made_ = false;
  const std::string away = concat(kAway, ::getpid(), "-", id_).substr(0, NAME_MAX);
  if (::renameat(root_.get(), id_.c_str(), root_.get(), away.c_str()) < 0) {
    if (errno == ENOENT) return {};
    return remove_tree(root_, id_);  // in pieces rather than not at all
  }
  return remove_tree(root_, away);
}

Result<Store> Store::open(const std::string& path) {
  TRY(make_dirs(FdRef::cwd(), path, 0700));
  Fd root = TRY(open_dir(path));
  return Store(std::move(root));
}

Result<Folder> Store::make(const std::string& id) const {
  TRY(spec::runtime::validate_id(id));
  Fd root = TRY(duplicate(root_));
  Folder folder(std::move(root), Fd(), id);
  if (::mkdirat(root_.get(), id.c_str(), 0700) < 0) {
    if (errno == EEXIST) return fail("container with id \"" + id + "\" already exists");
    return fail_errno("state folder " + id);
  }
  Result<Fd> fd = open_dir(root_, id);
  if (!fd && fd.error().number == ENOENT) return unknown(id);  // a `delete --force` was faster
  if (!fd) {
    ::unlinkat(root_.get(), id.c_str(), AT_REMOVEDIR);
    return std::move(fd).error();
  }
  folder.fd_ = std::move(*fd);
  TRY(folder.lock());
  folder.made_ = true;  // not before: under the name there might be another's by now
  return folder;
}

Result<Folder> Store::find(const std::string& id) const {
  TRY(spec::runtime::validate_id(id));
  Result<Fd> fd = open_dir(root_, id, O_RDONLY | O_NOFOLLOW);
  if (!fd && fd.error().number == ENOENT) return unknown(id);
  if (!fd) return std::move(fd).error();
  Fd root = TRY(duplicate(root_));
  return Folder(std::move(root), std::move(*fd), id);
}

Result<Folder> Store::find_locked(const std::string& id) const {
  Folder folder = TRY(find(id));
  TRY(folder.lock());
  return folder;
}

Result<void> Store::remove_leftovers(const std::string& id) const {
  const std::vector<std::string> names = TRY(list_dir(root_, "."));
  for (const std::string& name : names) {
    if (is_away(name, id)) TRY(remove_tree(root_, name));
  }
  return {};
}

Result<std::vector<std::string>> Store::ids() const {
  std::vector<std::string> names = TRY(list_dir(root_, "."));
  std::erase_if(names, [](const std::string& name) { return !spec::runtime::validate_id(name); });
  return names;
}

Result<std::vector<std::string>> Store::ids_matching(const std::string& expression) const {
  std::vector<std::string> names = TRY(ids());
  regex_t compiled;
  if (::regcomp(&compiled, expression.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
    return fail(concat("\"", expression, "\" is no regular expression"));
  }
  std::erase_if(names, [&](const std::string& name) { return ::regexec(&compiled, name.c_str(), 0, nullptr, 0) != 0; });
  ::regfree(&compiled);
  return names;
}

}  // namespace runtime::container

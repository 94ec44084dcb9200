#include "spec/layer/entry_maker.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/layer/lower_view.h"
#include "spec/layer/shortfall.h"

namespace spec::layer {

namespace {

// Where a sparse file has holes nothing is written; the last one needs the length set.
Result<void> copy_content(FdRef file, const Entry& entry, TarReader& tar) {
  std::uint64_t end = 0;
  while (true) {
    const std::optional<TarReader::Block> block = TRY(tar.next_block());
    if (!block) break;
    end = block->offset + block->data.size();
    if (end > entry.size) return fail("tar: " + entry.path + ": its content is longer than it says");
    std::string_view data = block->data;
    std::uint64_t offset = block->offset;
    while (!data.empty()) {
      const ssize_t n = ::pwrite(file.get(), data.data(), data.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail_errno("write " + entry.path);
      data.remove_prefix(static_cast<std::size_t>(n));
      offset += static_cast<std::uint64_t>(n);
    }
  }
  if (end < entry.size && ::ftruncate(file.get(), static_cast<off_t>(entry.size)) < 0) {
    return fail_errno("set length of " + entry.path);
  }
  return {};
}

mode_t node_type(EntryKind kind) {
  if (kind == EntryKind::kCharDevice) return S_IFCHR;
  return kind == EntryKind::kBlockDevice ? S_IFBLK : S_IFIFO;
}

}  // namespace

Result<Replaced> EntryMaker::clear(const Folder& folder, const std::string& name) {
  struct stat status;
  if (::fstatat(folder.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) {
    if (errno == ENOENT) return Replaced::kNothing;
    return fail_errno(name);
  }
  TRY(remove_tree(folder.fd, name));
  if (S_ISDIR(status.st_mode)) return Replaced::kFolder;
  return is_whiteout(status) ? Replaced::kWhiteout : Replaced::kOther;
}

Result<Replaced> EntryMaker::make(const Folder& folder, const std::string& name, const Entry& entry, TarReader& tar) {
  if (entry.kind == EntryKind::kFile) return make_file(folder, name, entry, tar);
  if (entry.kind == EntryKind::kFolder) return make_folder(folder, name, entry);
  Replaced replaced = Replaced::kNothing;
  int made = create(folder, name, entry);
  if (made < 0 && errno == EEXIST) {
    replaced = TRY(clear(folder, name));
    made = create(folder, name, entry);
  }
  const bool device = entry.kind == EntryKind::kCharDevice || entry.kind == EntryKind::kBlockDevice;
  if (made < 0 && errno == EPERM && device && attributes_.lenient()) {
    ++shortfall().devices;
    return replaced;
  }
  if (made < 0) return fail_errno("make " + entry.path);
  TRY(attributes_.set_by_name(folder, name, entry));
  return replaced;
}

int EntryMaker::create(const Folder& folder, const std::string& name, const Entry& entry) const {
  if (entry.kind == EntryKind::kSymlink) return ::symlinkat(entry.target.c_str(), folder.fd.get(), name.c_str());
  return ::mknodat(folder.fd.get(), name.c_str(), node_type(entry.kind) | entry.mode, entry.device);
}

Result<Replaced> EntryMaker::make_file(const Folder& folder, const std::string& name, const Entry& entry,
                                       TarReader& tar) {
  // O_EXCL: what stands there is never opened, be it a link, a FIFO or a device.
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  Replaced replaced = Replaced::kNothing;
  Fd file(::openat(folder.fd.get(), name.c_str(), kFlags, entry.mode));
  if (!file && errno == EEXIST) {
    replaced = TRY(clear(folder, name));
    file.reset(::openat(folder.fd.get(), name.c_str(), kFlags, entry.mode));
  }
  if (!file) return fail_errno("make " + entry.path);
  TRY(copy_content(file, entry, tar));
  TRY(attributes_.set_on_file(file, folder, entry));
  return replaced;
}

Result<Replaced> EntryMaker::make_folder(const Folder& folder, const std::string& name, const Entry& entry) {
  // Ours to write in until the end, whatever mode it will have: an ordinary
  // user may not make files in a 0555 folder.
  const mode_t mode = attributes_.privileged() ? entry.mode : entry.mode | 0700;
  Entry open_entry = entry;
  open_entry.mode = mode;
  if (::mkdirat(folder.fd.get(), name.c_str(), mode) == 0) {
    TRY(attributes_.set_by_name(folder, name, open_entry));
    return Replaced::kNothing;
  }
  if (errno != EEXIST) return fail_errno("mkdir " + entry.path);
  struct stat status;
  if (::fstatat(folder.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) return fail_errno(entry.path);
  if (S_ISDIR(status.st_mode)) {
    const Fd existing = TRY(open_dir(folder.fd, name, O_PATH | O_NOFOLLOW));
    TRY(attributes_.set_on_folder(existing, open_entry));
    return Replaced::kFolder;
  }
  const Replaced replaced = TRY(clear(folder, name));
  if (::mkdirat(folder.fd.get(), name.c_str(), mode) < 0) return fail_errno("mkdir " + entry.path);
  TRY(attributes_.set_by_name(folder, name, open_entry));
  return replaced;
}

}  // namespace spec::layer

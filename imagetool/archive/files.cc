#include "imagetool/archive/files.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"
#include "spec/layout/store.h"

namespace imagetool::archive {

namespace {

class Folder : public Files {
 public:
  Folder(Fd dir, std::string name) : dir_(std::move(dir)), name_(std::move(name)) {}

  Result<Extent> find(const std::string& path) const override {
    // Without waiting for whom a FIFO has at its other end.
    Fd file = TRY_STEP(name_, open_in_root(dir_, path, O_RDONLY | O_NONBLOCK));
    struct stat status {};
    if (::fstat(file.get(), &status) < 0) return fail_errno("stat " + path);
    if (!S_ISREG(status.st_mode)) return fail(concat(name_, ": ", path, ": not a regular file"));
    return Extent{std::make_shared<const Fd>(std::move(file)), 0, static_cast<std::uint64_t>(status.st_size)};
  }
  const std::string& name() const override { return name_; }

 private:
  Fd dir_;
  std::string name_;
};

}  // namespace

bool has(const Files& files, const std::string& path) { return static_cast<bool>(files.find(path)); }

Result<std::string> read(const Files& files, const std::string& path) {
  Extent extent = TRY(files.find(path));
  if (extent.size > spec::layout::kMaxDocument) {
    return fail(concat(files.name(), ": ", path, ": a document of ", extent.size, " bytes is too large"));
  }
  std::string text(static_cast<std::size_t>(extent.size), '\0');
  ExtentSource source(std::move(extent));
  for (std::size_t have = 0; have < text.size();) {
    const std::size_t n = TRY(source.read(text.data() + have, text.size() - have));
    if (n == 0) return fail(concat(files.name(), ": ", path, ": shorter than it was"));
    have += n;
  }
  return text;
}

Result<std::size_t> ExtentSource::read(char* buffer, std::size_t size) {
  size = static_cast<std::size_t>(std::min<std::uint64_t>(size, extent_.size));
  while (true) {
    const ssize_t n = ::pread(extent_.file->get(), buffer, size, static_cast<off_t>(extent_.offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("read");
    extent_.offset += static_cast<std::uint64_t>(n);
    extent_.size -= static_cast<std::uint64_t>(n);
    return static_cast<std::size_t>(n);
  }
}

Result<void> copy_to(const Extent& extent, Sink& sink) {
  std::array<char, 128 << 10> buffer;
  ExtentSource source(extent);
  while (true) {
    const std::size_t n = TRY(source.read(buffer.data(), buffer.size()));
    if (n == 0) return {};
    TRY(sink.write(std::string_view(buffer.data(), n)));
  }
}

Result<std::unique_ptr<Files>> open_folder(const std::string& path) {
  Fd dir = TRY(open_dir(path));
  return std::unique_ptr<Files>(std::make_unique<Folder>(std::move(dir), path));
}

}  // namespace imagetool::archive

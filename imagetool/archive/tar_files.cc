// The files of a tar: their places, found in one pass.
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <map>

#include "imagetool/archive/files.h"
#include "imagetool/archive/input.h"
#include "imagetool/archive/nameless_file.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/layer/decompress_any.h"
#include "spec/layer/entry_path.h"
#include "spec/layer/tar_reader.h"

namespace imagetool::archive {

namespace {

// An image has a file or two a layer and a platform.
constexpr spec::layer::TarLimits kLimits = {.entries = 100'000, .header_bytes = 1 << 20};
constexpr int kMaxLinks = 8;

// Where a tar's file is: its own content, or what a link names.
struct Place {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::string link;  // a clean path; empty: the file itself
};

Result<std::string> inside(const std::string& path) {
  Result<std::string> clean = spec::layer::clean_path(path);
  if (!clean) return fail(path + ": leads out of the archive");
  return clean;
}

class Tar : public Files {
 public:
  Tar(Fd file, std::string name) : file_(std::make_shared<const Fd>(std::move(file))), name_(std::move(name)) {}

  Result<void> index() {
    FdSource source(*file_, name_);
    spec::layer::TarReader reader = TRY(spec::layer::TarReader::open(source, kLimits));
    spec::layer::Entry entry;
    while (TRY(reader.next(entry))) {
      TRY(check_interrupted());
      TRY(add(entry, reader.content_position()));
    }
    return {};
  }

  Result<Extent> find(const std::string& path) const override {
    const Result<std::string> clean = spec::layer::clean_path(path);
    auto found = clean ? places_.find(*clean) : places_.end();
    for (int links = 0; found != places_.end() && !found->second.link.empty(); ++links) {
      if (links == kMaxLinks) return fail(concat(name_, ": ", path, ": too many links"));
      found = places_.find(found->second.link);
    }
    if (found == places_.end()) {
      Error error = fail(concat(name_, ": ", path, ": no such file in the archive"));
      error.number = ENOENT;
      return error;
    }
    return Extent{file_, found->second.offset, found->second.size};
  }
  const std::string& name() const override { return name_; }

 private:
  Result<void> add(const spec::layer::Entry& entry, std::uint64_t position) {
    const std::string path = TRY(inside(entry.path));
    Place place;
    switch (entry.kind) {
      case spec::layer::EntryKind::kFile:
        place.offset = position;
        place.size = entry.size;
        break;
      case spec::layer::EntryKind::kSymlink: {
        // docker save of old wrote a layer twice as a link to the first.
        const bool absolute = entry.target.starts_with('/');
        const std::string from = absolute ? "" : spec::layer::split_path(path).parent;
        place.link = TRY(inside(concat(from, '/', entry.target)));
        break;
      }
      case spec::layer::EntryKind::kHardLink:
        place.link = TRY(inside(entry.target));
        break;
      default:
        return {};
    }
    // A link to the root is a link to no file.
    if (entry.kind != spec::layer::EntryKind::kFile && place.link.empty()) return {};
    places_[path] = std::move(place);
    return {};
  }

  std::shared_ptr<const Fd> file_;
  std::string name_;
  std::map<std::string, Place> places_;
};

// A plain tar in a file, read from its start, needs no copy.
Result<bool> is_plain_file(const Fd& file) {
  struct stat status {};
  if (::fstat(file.get(), &status) < 0) return fail_errno("stat");
  std::array<char, 5> magic{};  // of a ustar header, and of none that compresses
  if (!S_ISREG(status.st_mode) || ::lseek(file.get(), 0, SEEK_CUR) != 0) return false;
  return ::pread(file.get(), magic.data(), magic.size(), 257) == static_cast<ssize_t>(magic.size()) &&
         std::string_view(magic.data(), magic.size()) == "ustar";
}

Result<Fd> unpacked(const Fd& input, const std::string& name, const std::string& scratch) {
  Fd out = TRY(scratch_file(scratch));
  const std::unique_ptr<Source> plain = TRY(spec::layer::decompress_any(input));
  std::array<char, 128 << 10> buffer;
  std::uint64_t all = 0;
  while (true) {
    TRY(check_interrupted());
    const std::size_t n = TRY(plain->read(buffer.data(), buffer.size()));
    if (n == 0) break;
    all += n;
    if (all > kLimits.total_bytes) return fail(concat("larger than ", kLimits.total_bytes, " bytes"));
    TRY(write_all(out, std::string_view(buffer.data(), n), "a copy of " + name));
  }
  if (::lseek(out.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
  return out;
}

}  // namespace

Result<std::unique_ptr<Files>> open_tar(const std::string& path, const std::string& scratch) {
  const std::string name = path == "-" ? "standard input" : path;
  Fd file = TRY(open_input(path));
  if (!TRY(is_plain_file(file))) file = TRY_STEP(name, unpacked(file, name, scratch));
  auto tar = std::make_unique<Tar>(std::move(file), name);
  TRY_STEP(name, tar->index());
  return std::unique_ptr<Files>(std::move(tar));
}

}  // namespace imagetool::archive

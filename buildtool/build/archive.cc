#include "buildtool/build/archive.h"

#include <archive.h>

#include <cstring>
#include <memory>

#include "spec/base/stream.h"
#include "spec/layer/apply.h"
#include "spec/layer/tar_reader.h"

namespace buildtool::build {

namespace {

// What is in a compressed file. libarchive knows more forms than a layer may
// have; only those that it reads by itself, without running a program.
class PlainSource : public Source {
 public:
  static Result<PlainSource> open(const Fd& file) {
    PlainSource source;
    archive* reader = source.reader_.get();
    ::archive_read_support_format_raw(reader);
    ::archive_read_support_format_empty(reader);
    ::archive_read_support_filter_gzip(reader);
    ::archive_read_support_filter_bzip2(reader);
    ::archive_read_support_filter_xz(reader);
    ::archive_read_support_filter_zstd(reader);
    archive_entry* entry = nullptr;
    if (::archive_read_open_fd(reader, file.get(), 128 << 10) != ARCHIVE_OK) return source.error();
    const int status = ::archive_read_next_header(reader, &entry);
    source.empty_ = status == ARCHIVE_EOF;
    if (status != ARCHIVE_OK && status != ARCHIVE_EOF) return source.error();
    return source;
  }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (empty_) return std::size_t{0};
    const la_ssize_t count = ::archive_read_data(reader_.get(), buffer, size);
    if (count < 0) return error();
    return static_cast<std::size_t>(count);
  }

 private:
  struct Free {
    void operator()(archive* reader) const { ::archive_read_free(reader); }
  };
  Error error() const { return fail(std::string("archive: ") + ::archive_error_string(reader_.get())); }
  std::unique_ptr<archive, Free> reader_{::archive_read_new()};
  bool empty_ = false;
};

Result<void> rewind(const Fd& file) {
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
  return {};
}

}  // namespace

Result<bool> is_archive(const Fd& file) {
  bool found = false;
  if (Result<PlainSource> plain = PlainSource::open(file)) {
    if (Result<spec::layer::TarReader> tar = spec::layer::TarReader::open(*plain)) {
      spec::layer::Entry entry;
      const Result<bool> more = tar->next(entry);
      found = more && *more;
    }
  }
  TRY(rewind(file));
  return found;
}

Result<void> unpack_archive(const Fd& file, FdRef folder, const std::optional<Owner>& owner) {
  PlainSource plain = TRY(PlainSource::open(file));
  spec::layer::ApplyOptions options;
  options.whiteouts = spec::layer::Whiteouts::kRemove;
  if (owner) options.owner = spec::layer::ApplyOptions::Owner{owner->uid, owner->gid};
  TRY(spec::layer::apply(plain, folder, options));
  return {};
}

}  // namespace buildtool::build

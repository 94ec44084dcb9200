#include "spec/layer/decompress_any.h"

#include <archive.h>

#include <string>

namespace spec::layer {

namespace {

class PlainSource : public Source {
 public:
  Result<void> open(FdRef file) {
    archive* reader = reader_.get();
    ::archive_read_support_format_raw(reader);
    ::archive_read_support_format_empty(reader);
    ::archive_read_support_filter_gzip(reader);
    ::archive_read_support_filter_bzip2(reader);
    ::archive_read_support_filter_xz(reader);
    ::archive_read_support_filter_zstd(reader);
    archive_entry* entry = nullptr;
    if (::archive_read_open_fd(reader, file.get(), 128 << 10) != ARCHIVE_OK) return error();
    const int status = ::archive_read_next_header(reader, &entry);
    empty_ = status == ARCHIVE_EOF;
    if (status != ARCHIVE_OK && status != ARCHIVE_EOF) return error();
    return {};
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

}  // namespace

Result<std::unique_ptr<Source>> decompress_any(FdRef file) {
  auto source = std::make_unique<PlainSource>();
  TRY(source->open(file));
  return std::unique_ptr<Source>(std::move(source));
}

}  // namespace spec::layer

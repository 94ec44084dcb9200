#include "spec/layer/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <limits>
#include <string>
#include <vector>

#include "spec/base/text.h"

namespace spec::layer {

namespace {

constexpr std::size_t kReadSize = 256 << 10;

struct FreeArchive {
  void operator()(archive* tar) const { ::archive_read_free(tar); }
};

std::string or_empty(const char* text) { return text == nullptr ? "" : text; }

}  // namespace

// At an address of its own: libarchive's callback points to it.
struct TarReader::State {
  State(Source& tar, const TarLimits& limits_) : source(tar), limits(limits_), buffer(kReadSize) {}

  Error error(const char* doing) {
    if (source_error) return *source_error;
    const char* message = ::archive_error_string(reader.get());
    return fail(concat("tar: ", doing, ": ", message == nullptr ? "the archive is damaged" : message));
  }

  Source& source;
  TarLimits limits;
  std::vector<char> buffer;
  std::optional<Error> source_error;
  std::uint64_t bytes_read = 0;
  std::uint64_t header_start = 0;  // bytes_read when the header was begun
  bool in_header = false;
  std::uint64_t entries = 0;
  std::uint64_t content = 0;  // of all entries
  bool has_content = false;   // the entry's is not read to its end
  std::unique_ptr<archive, FreeArchive> reader;
};

namespace {

la_ssize_t read_source(archive*, void* data, const void** buffer) {
  auto& state = *static_cast<TarReader::State*>(data);
  // While a header is read the library keeps everything it sees: long names,
  // xattrs, a sparse file's map. A piece was read ahead; hence the slack.
  if (state.in_header && state.bytes_read - state.header_start > state.limits.header_bytes + kReadSize) {
    state.source_error =
        fail(concat("tar: the headers of one entry are larger than ", state.limits.header_bytes, " bytes"));
    return ARCHIVE_FATAL;
  }
  Result<std::size_t> n = state.source.read(state.buffer.data(), state.buffer.size());
  if (!n) {
    state.source_error = std::move(n).error();
    return ARCHIVE_FATAL;
  }
  state.bytes_read += *n;
  if (state.bytes_read > state.limits.total_bytes) {
    state.source_error = fail(concat("tar: larger than ", state.limits.total_bytes, " bytes"));
    return ARCHIVE_FATAL;
  }
  *buffer = state.buffer.data();
  return static_cast<la_ssize_t>(*n);
}

Result<EntryKind> kind_of(archive_entry* header, const std::string& path) {
  const bool has_link = ::archive_entry_hardlink(header) != nullptr;
  // A symbolic link whose target is only in the pax header is given as a "hard link" of type symlink.
  if (has_link && ::archive_entry_filetype(header) != AE_IFLNK) return EntryKind::kHardLink;
  switch (::archive_entry_filetype(header)) {
    case AE_IFREG:
      return EntryKind::kFile;
    case AE_IFDIR:
      return EntryKind::kFolder;
    case AE_IFLNK:
      return EntryKind::kSymlink;
    case AE_IFCHR:
      return EntryKind::kCharDevice;
    case AE_IFBLK:
      return EntryKind::kBlockDevice;
    case AE_IFIFO:
      return EntryKind::kFifo;
    default:
      return fail("tar: " + path + ": unknown kind of entry");
  }
}

template <class Id>
Result<Id> id_of(std::int64_t number, const std::string& path) {
  // The largest is the kernel's "no change".
  if (number < 0 || number >= std::numeric_limits<Id>::max()) {
    return fail(concat("tar: ", path, ": owner ", number, " out of range"));
  }
  return static_cast<Id>(number);
}

void copy_xattrs(archive_entry* header, Entry& entry) {
  entry.xattrs.clear();
  if (::archive_entry_xattr_reset(header) == 0) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  while (::archive_entry_xattr_next(header, &name, &value, &size) == ARCHIVE_OK) {
    if (name != nullptr) entry.xattrs[name] = std::string(static_cast<const char*>(value), size);
  }
}

Result<void> copy_header(archive_entry* header, Entry& entry) {
  const char* path = ::archive_entry_pathname(header);
  if (path == nullptr) return fail("tar: an entry has no name");
  entry.path = path;
  entry.kind = TRY(kind_of(header, entry.path));
  entry.mode = ::archive_entry_perm(header) & 07777;
  entry.uid = TRY(id_of<uid_t>(::archive_entry_uid(header), entry.path));
  entry.gid = TRY(id_of<gid_t>(::archive_entry_gid(header), entry.path));
  entry.mtime.tv_sec = ::archive_entry_mtime(header);
  entry.mtime.tv_nsec = ::archive_entry_mtime_nsec(header);
  if (entry.mtime.tv_sec < 0 && entry.mtime.tv_nsec > 0) {
    // "-1.5" comes as -1 and +0.5: the library's sign is only that of the whole seconds.
    entry.mtime.tv_sec -= 1;
    entry.mtime.tv_nsec = 1'000'000'000 - entry.mtime.tv_nsec;
  }
  const std::int64_t size = ::archive_entry_size(header);
  if (size < 0) return fail(concat("tar: ", entry.path, ": size ", size, " is negative"));
  entry.size = entry.kind == EntryKind::kFile ? static_cast<std::uint64_t>(size) : 0;
  entry.target.clear();
  if (entry.kind == EntryKind::kHardLink) entry.target = or_empty(::archive_entry_hardlink(header));
  if (entry.kind == EntryKind::kSymlink) entry.target = or_empty(::archive_entry_symlink(header));
  if (entry.kind == EntryKind::kSymlink && entry.target.empty())
    entry.target = or_empty(::archive_entry_hardlink(header));
  const bool device = entry.kind == EntryKind::kCharDevice || entry.kind == EntryKind::kBlockDevice;
  entry.device = device ? ::archive_entry_rdev(header) : 0;
  copy_xattrs(header, entry);
  return {};
}

}  // namespace

Result<void> expect_tar_library() {
  const std::unique_ptr<archive, FreeArchive> any(::archive_read_new());
  if (any) return {};
  const char* reason = ::archive_error_string(nullptr);
  return fail(concat("archive: ", reason == nullptr ? "no memory" : reason));
}

TarReader::TarReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
TarReader::TarReader(TarReader&&) noexcept = default;
TarReader& TarReader::operator=(TarReader&&) noexcept = default;
TarReader::~TarReader() = default;

Result<TarReader> TarReader::open(Source& tar, const TarLimits& limits) {
  auto state = std::make_unique<State>(tar, limits);
  state->reader.reset(::archive_read_new());
  archive* reader = state->reader.get();
  if (reader == nullptr) return fail_errno("tar", ENOMEM);
  // Tar only, and no filters: a layer's compression is what its magic says,
  // undone before. A source without a byte is a tar without an entry.
  if (::archive_read_support_format_tar(reader) != ARCHIVE_OK ||
      ::archive_read_support_format_empty(reader) != ARCHIVE_OK) {
    return state->error("set up");
  }
  state->in_header = true;
  if (::archive_read_open(reader, state.get(), nullptr, read_source, nullptr) != ARCHIVE_OK) {
    return state->error("open");
  }
  return TarReader(std::move(state));
}

Result<bool> TarReader::next(Entry& entry) {
  while (state_->has_content) TRY(next_block());
  state_->in_header = true;
  state_->header_start = state_->bytes_read;
  archive_entry* header = nullptr;
  const int status = ::archive_read_next_header(state_->reader.get(), &header);
  state_->in_header = false;
  if (status == ARCHIVE_EOF) {
    TRY(drain());
    return false;
  }
  // A warning is about a name that is not UTF-8: it comes as the bytes that it is.
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return state_->error("read header");
  if (++state_->entries > state_->limits.entries) {
    return fail(concat("tar: more than ", state_->limits.entries, " entries"));
  }
  TRY(copy_header(header, entry));
  state_->content += entry.size;
  if (entry.size > state_->limits.total_bytes || state_->content > state_->limits.total_bytes) {
    return fail(concat("tar: ", entry.path, ": the files are larger than ", state_->limits.total_bytes, " bytes"));
  }
  state_->has_content = true;
  return true;
}

Result<std::optional<TarReader::Block>> TarReader::next_block() {
  if (!state_->has_content) return std::optional<Block>();
  const void* data = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  const int status = ::archive_read_data_block(state_->reader.get(), &data, &size, &offset);
  if (status == ARCHIVE_EOF) {
    state_->has_content = false;
    return std::optional<Block>();
  }
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return state_->error("read content");
  Block block;
  block.data = std::string_view(static_cast<const char*>(data), size);
  block.offset = static_cast<std::uint64_t>(offset);
  return std::optional(block);
}

std::uint64_t TarReader::content_position() const {
  return static_cast<std::uint64_t>(::archive_filter_bytes(state_->reader.get(), 0));
}

// What follows the end-of-archive blocks: padding, which the DiffID covers.
Result<void> TarReader::drain() {
  const void* buffer = nullptr;
  while (true) {
    const la_ssize_t n = read_source(nullptr, state_.get(), &buffer);
    if (n < 0) return *state_->source_error;
    if (n == 0) return {};
  }
}

}  // namespace spec::layer

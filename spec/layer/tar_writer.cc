#include "spec/layer/tar_writer.h"

#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <vector>

#include "spec/base/text.h"
#include "spec/layer/apply.h"

namespace spec::layer {

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kReadSize = 1 << 20;

// POSIX.1-1988 ustar.
struct Header {
  char name[100];
  char mode[8];
  char uid[8];
  char gid[8];
  char size[12];
  char mtime[12];
  char checksum[8];
  char type;
  char linkname[100];
  char magic[6];
  char version[2];
  char uname[32];
  char gname[32];
  char devmajor[8];
  char devminor[8];
  char prefix[155];
  char padding[12];
};
static_assert(sizeof(Header) == kBlock);

using PaxRecords = std::map<std::string, std::string>;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

// Octal digits and a NUL; false where the number does not fit.
template <std::size_t N>
bool put_octal(char (&field)[N], std::uint64_t number) {
  std::memset(field, '0', N - 1);
  field[N - 1] = '\0';
  for (std::size_t i = N - 1; number > 0; number >>= 3) {
    if (i == 0) {
      std::memset(field, '0', N - 1);
      return false;
    }
    field[--i] = static_cast<char>('0' + (number & 7));
  }
  return true;
}

template <std::size_t N>
void put_number(char (&field)[N], std::uint64_t number, const char* key, PaxRecords& pax) {
  if (!put_octal(field, number)) pax[key] = std::to_string(number);
}

// What a reader that knows no pax sees, and what some that do need in order to
// tell a symbolic link from a hard one.
template <std::size_t N>
void put_cut(char (&field)[N], std::string_view text) {
  for (std::size_t i = 0; i < std::min(N, text.size()); ++i) field[i] = text[i] > 0 ? text[i] : '_';
}

// Into name alone, or cut at a "/" into prefix and name.
bool put_path(Header& header, std::string_view path) {
  if (!is_ascii(path)) return false;
  if (path.size() <= sizeof header.name) {
    path.copy(header.name, sizeof header.name);
    return true;
  }
  const std::size_t cut = path.rfind('/', std::min(sizeof header.prefix, path.size() - 2));
  if (cut == std::string_view::npos || cut == 0 || path.size() - cut - 1 > sizeof header.name) return false;
  path.copy(header.prefix, cut);
  path.substr(cut + 1).copy(header.name, sizeof header.name);
  return true;
}

char type_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::kHardLink:
      return '1';
    case EntryKind::kSymlink:
      return '2';
    case EntryKind::kCharDevice:
      return '3';
    case EntryKind::kBlockDevice:
      return '4';
    case EntryKind::kFolder:
      return '5';
    case EntryKind::kFifo:
      return '6';
    case EntryKind::kFile:
      break;
  }
  return '0';
}

std::string_view finished(Header& header) {
  std::memcpy(header.magic, "ustar", 6);
  std::memcpy(header.version, "00", 2);
  std::memset(header.checksum, ' ', sizeof header.checksum);
  unsigned sum = 0;
  for (const unsigned char byte : std::string_view(reinterpret_cast<char*>(&header), kBlock)) sum += byte;
  char digits[7];
  put_octal(digits, sum);
  std::memcpy(header.checksum, digits, sizeof digits);
  return std::string_view(reinterpret_cast<char*>(&header), kBlock);
}

// "LENGTH KEY=VALUE\n", where LENGTH counts its own digits.
std::string pax_record(const std::string& key, const std::string& value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t length = rest + std::to_string(rest).size();
  length = rest + std::to_string(length).size();
  return concat(length, " ", key, "=", value, "\n");
}

std::string zeros_after(std::uint64_t size) { return std::string((kBlock - size % kBlock) % kBlock, '\0'); }

// The header blocks of an entry: one, or three and more with a pax header.
std::string header_blocks(const Entry& entry, std::uint64_t size, std::int64_t mtime) {
  Header header{};
  PaxRecords pax;
  std::string path = entry.path;
  if (entry.kind == EntryKind::kFolder && !path.ends_with('/')) path += '/';
  if (!put_path(header, path)) {
    put_cut(header.name, path);
    pax["path"] = path;
  }
  if (is_ascii(entry.target) && entry.target.size() <= sizeof header.linkname) {
    entry.target.copy(header.linkname, sizeof header.linkname);
  } else {
    put_cut(header.linkname, entry.target);
    pax["linkpath"] = entry.target;
  }
  put_octal(header.mode, entry.mode & 07777);
  put_number(header.uid, entry.uid, "uid", pax);
  put_number(header.gid, entry.gid, "gid", pax);
  put_number(header.size, size, "size", pax);
  if (mtime < 0 || !put_octal(header.mtime, static_cast<std::uint64_t>(mtime))) {
    put_octal(header.mtime, 0);
    pax["mtime"] = std::to_string(mtime);
  }
  header.type = type_of(entry.kind);
  put_number(header.devmajor, major(entry.device), "SCHILY.devmajor", pax);
  put_number(header.devminor, minor(entry.device), "SCHILY.devminor", pax);
  for (const auto& [name, value] : entry.xattrs) pax["SCHILY.xattr." + name] = value;

  std::string blocks;
  if (!pax.empty()) {
    std::string records;
    for (const auto& [key, value] : pax) records += pax_record(key, value);
    Header extended{};
    std::strcpy(extended.name, "././@PaxHeader");
    put_octal(extended.mode, 0);
    put_octal(extended.uid, 0);
    put_octal(extended.gid, 0);
    put_octal(extended.size, records.size());
    put_octal(extended.mtime, 0);
    extended.type = 'x';
    blocks = concat(finished(extended), records, zeros_after(records.size()));
  }
  blocks += finished(header);
  return blocks;
}

}  // namespace

Result<void> TarWriter::put(std::string_view data) {
  bytes_ += data.size();
  return out_.write(data);
}

Result<void> TarWriter::header(const Entry& entry, std::uint64_t size) {
  for (const auto& [name, value] : entry.xattrs) {
    if (is_overlay_xattr(name)) return fail(concat(entry.path, ": xattr ", name, " is the overlay's own"));
  }
  const std::int64_t seconds = entry.mtime.tv_sec;
  return put(header_blocks(entry, size, clamp_ ? std::min(seconds, *clamp_) : seconds));
}

Result<void> TarWriter::add(const Entry& entry) { return header(entry, 0); }

Result<void> TarWriter::add_file(const Entry& entry, FdRef content) {
  TRY(header(entry, entry.size));
  // Most layers of a build hold small files: no more memory is touched than they need.
  if (const std::size_t most = std::min<std::uint64_t>(entry.size, kReadSize); buffer_.size() < most)
    buffer_.resize(most);
  for (std::uint64_t left = entry.size; left > 0;) {
    const ssize_t n = ::read(content.get(), buffer_.data(), std::min<std::uint64_t>(left, buffer_.size()));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("read " + entry.path);
    if (n == 0) return fail(entry.path + ": became shorter while it was read");
    TRY(put(std::string_view(buffer_.data(), static_cast<std::size_t>(n))));
    left -= static_cast<std::uint64_t>(n);
  }
  return put(zeros_after(entry.size));
}

Result<void> TarWriter::add_file(const Entry& entry, std::string_view content) {
  TRY(header(entry, content.size()));
  TRY(put(content));
  return put(zeros_after(content.size()));
}

Result<void> TarWriter::begin_file(const Entry& entry) {
  left_ = entry.size;
  return header(entry, entry.size);
}

Result<void> TarWriter::write_content(std::string_view data) {
  if (data.size() > left_) return fail("tar: a file is longer than it was to be");
  left_ -= data.size();
  return put(data);
}

Result<void> TarWriter::end_file() {
  if (left_ > 0) return fail(concat("tar: a file lacks ", left_, " bytes"));
  return put(zeros_after(bytes_));
}

Result<void> TarWriter::add_whiteout(const std::string& path, std::timespec mtime) {
  const std::size_t name = path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1;
  Entry entry;
  entry.path = concat(path.substr(0, name), kWhiteoutPrefix, path.substr(name));
  entry.mtime = mtime;
  return header(entry, 0);
}

Result<void> TarWriter::add_opaque(const std::string& path, std::timespec mtime) {
  Entry entry;
  entry.path = path.empty() ? kOpaqueWhiteout : concat(path, "/", kOpaqueWhiteout);
  entry.mtime = mtime;
  return header(entry, 0);
}

Result<void> TarWriter::finish() { return put(std::string(2 * kBlock, '\0')); }

}  // namespace spec::layer

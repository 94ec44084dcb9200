#include "buildtool/context/digest_memory.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <tuple>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/image/digest.h"

namespace buildtool::context {

namespace {

constexpr std::uint64_t kMaxFile = 256 << 20;
constexpr std::size_t kMostForgotten = 200'000;
// With it anything else that was ever in such a file is told from this.
constexpr std::string_view kMagic = "buildtool digests 1\n\0\0\0\0";
constexpr std::string_view kAlgorithm = "sha256:";

}  // namespace

bool DigestMemory::is_before(const Record& a, const Record& b) {
  return std::tie(a.device, a.inode) < std::tie(b.device, b.inode);
}

DigestMemory::Record DigestMemory::key_of(const Entry& entry) {
  Record record = {};
  record.device = entry.on_device;
  record.inode = entry.inode;
  record.size = entry.size;
  record.seconds = entry.change_seconds;
  record.nanoseconds = entry.change_nanoseconds;
  return record;
}

std::unique_ptr<DigestMemory> DigestMemory::open(FdRef store, FdRef root) {
  struct stat status = {};
  if (::fstat(root.get(), &status) < 0) return nullptr;
  const std::string name(spec::image::digest_of(concat(status.st_dev, " ", status.st_ino)).hex());
  std::unique_ptr<DigestMemory> out(new DigestMemory(store, concat(kContexts, "/", name), now().tv_sec));
  const Result<std::string> text = read_file(store, out->path_, kMaxFile);
  if (!text || !text->starts_with(kMagic) || (text->size() - kMagic.size()) % sizeof(Record) != 0) return out;
  out->known_.resize((text->size() - kMagic.size()) / sizeof(Record));
  std::memcpy(out->known_.data(), text->data() + kMagic.size(), text->size() - kMagic.size());
  (void)::utimensat(store.get(), out->path_.c_str(), nullptr, 0);  // used now
  if (!std::is_sorted(out->known_.begin(), out->known_.end(), is_before)) out->known_.clear();
  return out;
}

std::string DigestMemory::find(const Entry& entry) const {
  const Record key = key_of(entry);
  const auto found = std::lower_bound(known_.begin(), known_.end(), key, is_before);
  // Everything but the digest, which comes last.
  if (found == known_.end() || std::memcmp(&*found, &key, offsetof(Record, digest)) != 0) return {};
  return concat(kAlgorithm, std::string_view(found->digest, sizeof found->digest));
}

void DigestMemory::note(const Entry& entry, std::string_view digest) {
  if (entry.change_seconds + 1 >= now_ || digest.size() != kAlgorithm.size() + sizeof Record::digest) return;
  Record record = key_of(entry);
  digest.substr(kAlgorithm.size()).copy(record.digest, sizeof record.digest);
  const std::lock_guard lock(mutex_);
  noted_.push_back(record);
}

Result<void> DigestMemory::save() {
  const std::lock_guard lock(mutex_);
  if (noted_.empty()) return {};
  std::vector<Record> all = std::move(noted_);
  noted_.clear();
  if (known_.size() <= kMostForgotten) all.insert(all.end(), known_.begin(), known_.end());
  // Of two of the same file the new one is first.
  std::stable_sort(all.begin(), all.end(), is_before);
  const auto same = [](const Record& a, const Record& b) { return !is_before(a, b) && !is_before(b, a); };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  std::string text(kMagic);
  text.append(reinterpret_cast<const char*>(all.data()), all.size() * sizeof(Record));
  TRY(make_dirs(store_, kContexts, 0700));
  return replace_file(store_, path_, text, 0600, Durable::kNo);
}

}  // namespace buildtool::context

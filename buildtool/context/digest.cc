#include <sys/xattr.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "buildtool/context/context.h"
#include "buildtool/context/digest_memory.h"
#include "spec/base/text.h"
#include "spec/image/digest.h"

namespace buildtool::context {

namespace {

using spec::image::Digester;

// Each part with its length, so that no two lists of parts give the same bytes.
void add(Digester& digester, std::string_view part) {
  digester.update(concat(part.size(), ":"));
  digester.update(part);
}

bool counts(std::string_view xattr) {
  return xattr == "security.capability" || !(xattr.starts_with("security.") || xattr.starts_with("system."));
}

Result<std::vector<std::string>> xattr_names(FdRef file, const std::string& path) {
  // The kernel's own limit of such a list.
  static thread_local std::string list(65536, '\0');
  const ssize_t size = ::flistxattr(file.get(), list.data(), list.size());
  if (size < 0 && errno == ENOTSUP) return std::vector<std::string>();
  if (size < 0) return fail_errno("listxattr " + path);
  std::vector<std::string> names;
  for (std::string& name : split(std::string_view(list).substr(0, static_cast<std::size_t>(size)), '\0')) {
    if (!name.empty() && counts(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> add_xattrs(Digester& digester, FdRef file, const std::string& path) {
  const std::vector<std::string> names = TRY(xattr_names(file, path));
  add(digester, concat(names.size()));
  for (const std::string& name : names) {
    std::string value(65536, '\0');
    const ssize_t size = ::fgetxattr(file.get(), name.c_str(), value.data(), value.size());
    if (size < 0) return fail_errno(concat("getxattr ", name, " ", path));
    add(digester, name);
    add(digester, std::string_view(value).substr(0, static_cast<std::size_t>(size)));
  }
  return {};
}

// The digest of a file's content and extended attributes.
Result<std::string> read_digest(const Context& context, const Entry& entry) {
  static thread_local std::string buffer(std::size_t{1} << 17, '\0');
  const Fd file = TRY(context.open(entry));
  Digester digester;
  TRY(add_xattrs(digester, file, entry.path));
  for (;;) {
    const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail_errno("read " + entry.path);
    if (size == 0) break;
    digester.update(std::string_view(buffer).substr(0, static_cast<std::size_t>(size)));
  }
  return digester.finish().text();
}

Result<std::string> digest_file(const Context& context, const Entry& entry) {
  DigestMemory* const memory = context.memory();
  if (memory == nullptr) return read_digest(context, entry);
  std::string known = memory->find(entry);
  if (!known.empty()) return known;
  std::string digest = TRY(read_digest(context, entry));
  memory->note(entry, digest);
  return digest;
}

// The files, spread over the processors; their digests in the same order.
Result<std::vector<std::string>> digest_files(const Context& context, const std::vector<const Entry*>& files) {
  constexpr std::size_t kFilesForAThread = 64;
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t workers = std::min(processors, files.size() / kFilesForAThread + 1);
  std::vector<Result<std::string>> results(files.size(), std::string());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) results[i] = digest_file(context, *files[i]);
  };
  std::vector<std::thread> threads;
  try {
    for (std::size_t i = 1; i < workers; ++i) threads.emplace_back(work);
  } catch (const std::system_error&) {
    // At a limit of processes: those that there are do it all.
  }
  work();
  for (std::thread& thread : threads) thread.join();
  std::vector<std::string> digests;
  for (Result<std::string>& result : results) {
    std::string one = TRY(std::move(result));
    digests.push_back(std::move(one));
  }
  return digests;
}

}  // namespace

Result<std::string> digest(const Context& context, const std::vector<Found>& found) {
  std::vector<const Entry*> files;
  for (const Found& one : found) {
    for (const Entry& entry : one.entries) {
      if (S_ISREG(entry.mode)) files.push_back(&entry);
    }
  }
  const std::vector<std::string> contents = TRY(digest_files(context, files));
  auto content = contents.begin();
  Digester digester;
  for (const Found& one : found) {
    add(digester, one.is_folder() ? "" : one.name);
    add(digester, concat(one.entries.size()));
    for (const Entry& entry : one.entries) {
      add(digester, one.below(entry));
      add(digester, concat(entry.mode, " ", entry.uid, " ", entry.gid, " ", entry.device));
      add(digester, entry.link_target);
      if (S_ISREG(entry.mode)) add(digester, *content++);
    }
  }
  return digester.finish().text();
}

}  // namespace buildtool::context

#include "buildtool/context/context.h"

#include <algorithm>
#include <climits>

#include "buildtool/context/clean_path.h"
#include "buildtool/context/walk.h"
#include "buildtool/context/wildcard.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/text.h"

namespace buildtool::context {

namespace {

Error not_found(std::string_view path) {
  Error error = fail(concat("\"/", path, "\": not found"));
  error.number = ENOENT;
  return error;
}

bool is_missing(const Error& error) { return error.number == ENOENT || error.number == ENOTDIR; }

std::string join_path(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : concat(folder, "/", name);
}

std::string_view last_component(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

Result<std::string> kernel_path(FdRef file) {
  char path[PATH_MAX];
  const std::string link = concat("/proc/self/fd/", file.get());
  const ssize_t size = ::readlink(link.c_str(), path, sizeof path);
  if (size < 0) return fail_errno(link);
  return std::string(path, static_cast<std::size_t>(size));
}

// Where a path inside `root` really is, links followed. For comparing with the
// ignore file only: whatever is opened later is looked up inside the root again.
Result<std::string> real_path(FdRef root, const std::string& path) {
  const Fd file = TRY(open_in_root(root, path, O_PATH));
  const std::string found = TRY(kernel_path(file));
  const std::string top = TRY(kernel_path(root));
  if (found == top) return std::string();
  const std::string prefix = top.ends_with('/') ? top : top + "/";
  if (!found.starts_with(prefix)) return fail(concat(path, ": moved while it was read"));
  return found.substr(prefix.size());
}

}  // namespace

std::string_view Found::below(const Entry& entry) const {
  const std::size_t top = entries.front().path.size();
  const std::string_view path = entry.path;
  if (path.size() == top) return {};
  return path.substr(top == 0 ? 0 : top + 1);
}

Context::Context(Fd root, Ignore ignore, Owners owners)
    : root_(std::move(root)), ignore_(std::move(ignore)), owners_(owners) {}

// What is at a path without wildcards; nothing where it is missing or ignored.
Result<std::optional<Found>> Context::find_one(const std::string& path) const {
  const Result<std::string> real = real_path(root_, path.empty() ? "." : path);
  if (!real && is_missing(real.error())) return std::optional<Found>();
  if (!real) return real.error();
  Found found = {std::string(last_component(path)), {}};
  TRY(Walk(root_, ignore_, owners_, found.entries).run(*real));
  if (found.entries.empty()) return std::optional<Found>();
  return std::optional<Found>(std::move(found));
}

// Whether a real path is in the context, be it a link to nothing.
Result<bool> Context::is_there(const std::string& path) const {
  std::vector<Entry> entries;
  TRY(Walk(root_, ignore_, owners_, entries).run(path));
  return !entries.empty();
}

// Names in `folder` against the first of `patterns`, and so on down. Only real
// folders are entered, as filepath.Walk does.
Result<void> Context::find_matches(const std::string& folder, std::span<const std::string> patterns,
                                   std::vector<std::string>& out) const {
  const Result<Fd> opened = open_in_root(root_, folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!opened && (is_missing(opened.error()) || opened.error().number == ELOOP)) return {};
  if (!opened) return opened.error();
  const Wildcard wildcard = TRY(Wildcard::compile(patterns.front(), Wildcard::DoubleStar::kPlain));
  const std::vector<std::string> names = TRY(list_dir(*opened, "."));
  for (const std::string& name : names) {
    if (!wildcard.matches(name)) continue;
    const std::string path = join_path(folder, name);
    if (patterns.size() == 1) {
      out.push_back(path);
    } else {
      TRY(find_matches(path, patterns.subspan(1), out));
    }
  }
  return {};
}

Result<std::vector<Found>> Context::find(std::string_view source) const {
  // ".." cannot climb above the context.
  const std::string path = clean_path(concat("/", source)).substr(1);
  std::vector<Found> all;
  if (!has_wildcard(path)) {
    Found found = TRY(find_exactly(path));
    all.push_back(std::move(found));
    return all;
  }
  const std::vector<std::string> components = split(path, '/');
  const auto first = std::find_if(components.begin(), components.end(), has_wildcard);
  const std::string folder = join({components.begin(), first}, "/");
  const Result<std::string> real = real_path(root_, folder.empty() ? "." : folder);
  if (!real && is_missing(real.error())) return all;
  if (!real) return real.error();
  std::vector<std::string> matches;
  TRY(find_matches(*real, std::span(first, components.end()), matches));
  for (const std::string& match : matches) {
    std::optional<Found> found = TRY(find_one(match));
    if (found) {
      all.push_back(std::move(*found));
      continue;
    }
    // What is ignored is passed over; a link that leads nowhere was asked for.
    const bool leads_nowhere = TRY(is_there(match));
    if (leads_nowhere) return not_found(match);
  }
  return all;
}

Result<Found> Context::find_exactly(std::string_view path) const {
  const std::string clean = clean_path(concat("/", path)).substr(1);
  std::optional<Found> found = TRY(find_one(clean));
  if (!found) return not_found(clean);
  return std::move(*found);
}

Result<Fd> Context::open(const Entry& entry) const {
  Fd file = TRY(open_in_root(root_, entry.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  struct stat status = {};
  if (::fstat(file.get(), &status) < 0) return fail_errno(entry.path);
  if (!S_ISREG(status.st_mode)) return fail(concat(entry.path, ": is no regular file"));
  return file;
}

}  // namespace buildtool::context

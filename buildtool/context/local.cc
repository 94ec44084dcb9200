// The context folder of the command line.
#include "buildtool/context/context.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"

namespace buildtool::context {

namespace {

constexpr std::uint64_t kMaxIgnoreFile = 4 << 20;

bool is_missing(const Error& error) { return error.number == ENOENT || error.number == ENOTDIR; }

// The context's own; a link in it is followed inside the context.
Result<std::string> read_ignore_file(FdRef root) {
  const Result<Fd> file = open_in_root(root, ".dockerignore", O_RDONLY | O_NONBLOCK);
  if (!file && is_missing(file.error())) return std::string();
  if (!file) return file.error();
  struct stat status = {};
  if (::fstat(file->get(), &status) < 0) return fail_errno(".dockerignore");
  if (!S_ISREG(status.st_mode)) return fail(".dockerignore: is no regular file");
  return read_all(*file, kMaxIgnoreFile, ".dockerignore");
}

}  // namespace

Result<Context> open_local(const std::string& folder, const std::string& dockerfile) {
  Fd root = TRY(open_dir(folder));
  if (!dockerfile.empty()) {
    const std::string name = dockerfile + ".dockerignore";
    const Result<std::string> text = read_file(name, kMaxIgnoreFile);
    if (text) {
      Ignore ignore = TRY_STEP(name, Ignore::parse(*text));
      return Context(std::move(root), std::move(ignore), Owners::kDropped);
    }
    if (!is_missing(text.error())) return text.error();
  }
  const std::string text = TRY(read_ignore_file(root));
  Ignore ignore = TRY_STEP(".dockerignore", Ignore::parse(text));
  return Context(std::move(root), std::move(ignore), Owners::kDropped);
}

}  // namespace buildtool::context

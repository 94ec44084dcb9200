// The context folder of the command line.
#include <optional>

#include "buildtool/context/context.h"
#include "buildtool/context/text_file.h"
#include "spec/base/file.h"

namespace buildtool::context {

namespace {

constexpr std::uint64_t kMaxIgnoreFile = 4 << 20;

bool is_missing(const Error& error) { return error.number == ENOENT || error.number == ENOTDIR; }

// An ignore file inside the context; nothing where it is not there.
Result<std::optional<Ignore>> read_ignore_file(FdRef root, const std::string& name) {
  const Result<std::string> text = read_text_file(root, name, kMaxIgnoreFile);
  if (!text && is_missing(text.error())) return std::optional<Ignore>();
  if (!text) return text.error();
  Ignore ignore = TRY_STEP(name, Ignore::parse(*text));
  return std::optional<Ignore>(std::move(ignore));
}

}  // namespace

Result<Context> open_local(const std::string& folder, const std::string& dockerfile) {
  Fd root = TRY(open_dir(folder));
  if (dockerfile.empty()) return open_fetched(std::move(root), "");
  // The Dockerfile may lie outside of the context.
  const std::string name = dockerfile + ".dockerignore";
  const Result<std::string> text = read_file(name, kMaxIgnoreFile);
  if (!text && is_missing(text.error())) return open_fetched(std::move(root), "");
  if (!text) return text.error();
  Ignore ignore = TRY_STEP(name, Ignore::parse(*text));
  return Context(std::move(root), std::move(ignore), Owners::kDropped);
}

Result<Context> open_fetched(Fd root, const std::string& dockerfile) {
  std::optional<Ignore> ignore;
  if (!dockerfile.empty()) ignore = TRY(read_ignore_file(root, dockerfile + ".dockerignore"));
  if (!ignore) ignore = TRY(read_ignore_file(root, ".dockerignore"));
  return Context(std::move(root), std::move(ignore).value_or(Ignore()), Owners::kDropped);
}

}  // namespace buildtool::context

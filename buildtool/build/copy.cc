#include "buildtool/build/instructions.h"
#include "buildtool/build/transfer.h"

namespace buildtool::build {

namespace {

bool is_url(const std::string& path) {
  for (const char* scheme : {"http://", "https://", "git://", "ssh://", "git@"}) {
    if (path.starts_with(scheme)) return true;
  }
  return false;
}

}  // namespace

Result<void> apply(Step& step, const dockerfile::Copy& copy) {
  dockerfile::Copy value = TRY(step.expanded(copy));
  for (const std::string& path : value.sources.paths) {
    if (is_url(path)) return fail("source can't be a URL for COPY");
  }
  return transfer_files(step, {"COPY", std::move(value.sources), value.from, value.chown, value.chmod, value.exclude,
                               false, value.parents, value.link});
}

Result<void> apply(Step& step, const dockerfile::Add& add) {
  dockerfile::Add value = TRY(step.expanded(add));
  for (const std::string& path : value.sources.paths) {
    if (is_url(path)) return fail("ADD of a URL or a Git repository is not supported: " + path);
  }
  if (!value.checksum.empty()) return fail("checksum requires HTTP(S) or Git sources");
  return transfer_files(step, {"ADD", std::move(value.sources), "", value.chown, value.chmod, value.exclude,
                               value.unpack.value_or(true), false, value.link});
}

}  // namespace buildtool::build

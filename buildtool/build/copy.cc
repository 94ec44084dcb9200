#include "buildtool/build/instructions.h"
#include "buildtool/build/transfer.h"
#include "buildtool/context/git_reference.h"
#include "buildtool/context/url.h"

namespace buildtool::build {

Result<void> apply(Step& step, const dockerfile::Copy& copy) {
  dockerfile::Copy value = TRY(step.expanded(copy));
  for (const std::string& path : value.sources.paths) {
    const std::optional<context::GitReference> reference = TRY(context::parse_git_reference(path));
    if (reference && !reference->like_a_path) return fail("source can't be a git ref for COPY");
    if (context::is_http(path)) return fail("source can't be a URL for COPY");
  }
  Transfer transfer;
  transfer.verb = "COPY";
  transfer.sources = std::move(value.sources);
  transfer.from = value.from;
  transfer.chown = value.chown;
  transfer.chmod = value.chmod;
  transfer.exclude = value.exclude;
  transfer.parents = value.parents;
  transfer.link = value.link;
  return transfer_files(step, transfer);
}

}  // namespace buildtool::build

#include "buildtool/build/instructions.h"
#include "buildtool/build/remote_source.h"
#include "buildtool/build/secret.h"
#include "buildtool/build/session.h"
#include "buildtool/build/transfer.h"
#include "buildtool/context/url.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

// --keep-git-dir and the URL may each say whether .git stays, but only the same.
Result<bool> keeps_git_dir(const std::optional<bool>& flag, const std::optional<bool>& query) {
  if (flag && query && *flag != *query) return fail("inconsistent keep-git-dir configuration");
  return query.value_or(flag.value_or(false));
}

Result<std::shared_ptr<RemoteSource>> git_remote(Session& session, const dockerfile::Add& add,
                                                 context::GitReference reference) {
  GitOptions options;
  options.keep_git_dir = TRY(keeps_git_dir(add.keep_git_dir, reference.keep_git_dir));
  if (!add.checksum.empty() && !reference.checksum.empty() && add.checksum != reference.checksum) {
    return fail(concat("checksum mismatch \"", add.checksum, "\" != \"", reference.checksum, "\""));
  }
  if (!add.checksum.empty()) reference.checksum = add.checksum;
  options.authorization = TRY(git_authorization(session.options.run, reference.remote));
  options.reference = std::move(reference);
  const std::string folder = TRY(session.new_folder());
  return std::shared_ptr<RemoteSource>(git_source(options, folder, session.interrupt));
}

// A source that is elsewhere; nothing for a path.
Result<std::shared_ptr<RemoteSource>> remote_of(Session& session, const dockerfile::Add& add, const std::string& path) {
  std::optional<context::GitReference> reference = TRY(context::parse_git_reference(path));
  if (reference && !reference->like_a_path) return git_remote(session, add, std::move(*reference));
  if (!context::is_http(path)) return std::shared_ptr<RemoteSource>();
  const std::string folder = TRY(session.new_folder());
  HttpOptions options = {path, name_of_file(path), add.checksum, ""};
  options.authorization = TRY(http_authorization(session.options.run, path));
  const spec::layout::Store* etags = session.options.cache.use ? &session.lease.store() : nullptr;
  return std::shared_ptr<RemoteSource>(http_source(options, folder, session.interrupt, etags));
}

}  // namespace

Result<void> apply(Step& step, const dockerfile::Add& add) {
  const dockerfile::Add value = TRY(step.expanded(add));
  if (!value.checksum.empty() && value.sources.paths.size() != 1) {
    return fail("checksum can't be specified for multiple sources");
  }
  Transfer transfer;
  transfer.verb = "ADD";
  for (const std::string& path : value.sources.paths) {
    std::shared_ptr<RemoteSource> remote = TRY(remote_of(step.session, value, path));
    if (!remote && !value.checksum.empty()) return fail("checksum requires HTTP(S) or Git sources");
    transfer.remotes.push_back(std::move(remote));
  }
  transfer.sources = value.sources;
  transfer.chown = value.chown;
  transfer.chmod = value.chmod;
  transfer.exclude = value.exclude;
  transfer.unpack = value.unpack.value_or(true);
  transfer.unpack_remote = value.unpack.value_or(false);
  transfer.link = value.link;
  return transfer_files(step, transfer);
}

}  // namespace buildtool::build

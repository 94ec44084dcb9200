#include "buildtool/build/run_mounts.h"

#include "buildtool/build/files.h"
#include "buildtool/build/session.h"
#include "buildtool/build/stage_state.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

using dockerfile::MountType;
using dockerfile::RunMount;

namespace {

// Where it is seen if the Dockerfile does not say so.
Result<std::string> target_of(const RunMount& mount, const std::string& working_dir, int agent) {
  if (!mount.target.empty()) return absolute_path(working_dir, mount.target);
  if (mount.type == MountType::kSsh) return concat("/run/buildkit/ssh_agent.", agent);
  if (mount.type == MountType::kSecret) {
    if (mount.env) return std::string();
    const std::string& name = mount.source.empty() ? mount.id : mount.source;
    return "/run/secrets/" + name.substr(name.rfind('/') + 1);
  }
  return fail("invalid mount target \"\"");
}

}  // namespace

Result<std::vector<RunMount>> read_mounts(const Step& step, const dockerfile::Run& run) {
  std::vector<RunMount> mounts;
  int agents = 0;
  for (const std::string& text : run.mounts) {
    RunMount mount = TRY(dockerfile::parse_mount(text, step.state.variables.lookup(), step.escape));
    if (mount.type == MountType::kSsh) ++agents;
    mount.target = TRY(target_of(mount, step.state.config.config.working_dir, agents - 1));
    if (mount.target == "/") return fail("invalid mount target \"/\"");
    if (mount.target.size() > 1 && mount.target.ends_with('/')) mount.target.pop_back();
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

Result<void> add_mounts_to_key(Step& step, const std::vector<RunMount>& mounts, KeyBuilder& key) {
  for (const RunMount& mount : mounts) {
    key.add(concat("mount ", static_cast<int>(mount.type), " ", mount.read_only ? "ro" : "rw"));
    key.add(mount.target).add(mount.source).add(mount.id).add(mount.env.value_or(""));
    if (mount.type != MountType::kBind) continue;
    const Files files = TRY(find_files(step, mount.from));
    if (files.context == nullptr) {
      key.add(files.key.text());
      step.state.remade = step.state.remade || files.remade;
      continue;
    }
    const std::vector<context::Found> found = TRY(files.context->find(mount.source.empty() ? "." : mount.source));
    const std::string content = TRY(context::digest(*files.context, found));
    key.add(content);
  }
  return {};
}

Result<RunMounts> RunMounts::prepare(Step& step, const std::vector<RunMount>& mounts, const std::string& folder) {
  RunMounts out(folder);
  for (const RunMount& mount : mounts) TRY(out.add(step, mount));
  return out;
}

Result<void> RunMounts::add(Step& step, const RunMount& mount) {
  switch (mount.type) {
    case MountType::kBind:
      return add_bind(step, mount);
    case MountType::kCache:
      return add_cache(step, mount);
    case MountType::kTmpfs:
      add_tmpfs(mount);
      return {};
    case MountType::kSecret:
      return add_secret(step, mount);
    case MountType::kSsh:
      return add_ssh(step, mount);
  }
  return {};
}

void RunMounts::add_tmpfs(const RunMount& mount) {
  spec::runtime::Mount out;
  out.destination = mount.target;
  out.type = "tmpfs";
  out.source = "tmpfs";
  out.options = {"nosuid", "nodev", "mode=1777"};
  if (mount.size_limit > 0) out.options.push_back(concat("size=", mount.size_limit));
  mounts_.push_back(std::move(out));
}

void RunMounts::show(const std::string& source, const RunMount& mount) {
  spec::runtime::Mount out;
  out.destination = mount.target;
  out.type = "bind";
  out.source = source;
  out.options = {"bind", mount.read_only ? "ro" : "rw"};
  mounts_.push_back(std::move(out));
}

std::string RunMounts::new_path(const char* kind) { return concat(folder_, "/", kind, "-", mounts_.size()); }

// Secrets are never on a disk.
Result<std::string> RunMounts::memory_folder() {
  if (!memory_.empty()) return memory_;
  const std::string path = folder_ + "/memory";
  TRY(make_dirs(FdRef::cwd(), path, 0700));
  Attached memory = TRY(Attached::memory(path));
  attached_.push_back(std::move(memory));
  memory_ = path;
  return memory_;
}

}  // namespace buildtool::build

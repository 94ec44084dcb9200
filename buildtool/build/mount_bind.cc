// RUN --mount=type=bind: files of a stage, an image or a context.
#include "buildtool/build/copier.h"
#include "buildtool/build/files.h"
#include "buildtool/build/run_mounts.h"
#include "buildtool/build/session.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"

namespace buildtool::build {

namespace {

// A context's files as they would be in an image: without what is ignored, owned by root.
Result<void> copy_from_context(Step& step, const context::Context& context, const std::string& source,
                               const std::string& folder) {
  const std::vector<context::Found> found = TRY(context.find(source));
  const Fd root = TRY(open_dir(folder));
  const CopyOptions options;
  Copier copier(context, root, options, step.session.interrupt);
  for (const context::Found& one : found) TRY(copier.copy(one, "/content"));
  return {};
}

}  // namespace

Result<void> RunMounts::add_bind(Step& step, const dockerfile::RunMount& mount) {
  const Files files = TRY(find_files(step, mount.from));
  const std::string source = mount.source.empty() ? "." : mount.source;
  const std::string folder = new_path("bind");
  TRY(make_dirs(FdRef::cwd(), folder, 0700));
  if (files.context != nullptr) {
    TRY(copy_from_context(step, *files.context, source, folder));
    show(folder + "/content", mount);
    return {};
  }
  spec::layer::OverlayFolders layers;
  layers.lowers = TRY(lower_folders(step.session, files.layers));
  for (const char* name : {"/empty", "/upper", "/work", "/view"}) TRY(make_dirs(FdRef::cwd(), folder + name, 0755));
  layers.lowers.push_back(folder + "/empty");  // the kernel wants two of them, or an upper folder
  // What a RUN may write is its own, and is thrown away.
  if (!mount.read_only) {
    layers.upper = folder + "/upper";
    layers.work = folder + "/work";
  }
  Attached view = TRY(Attached::overlay(layers, folder + "/view"));
  attached_.push_back(std::move(view));
  const Fd root = TRY(open_dir(folder + "/view"));
  const Fd inside = TRY_STEP("mount source", open_in_root(root, source, O_PATH));
  Attached content = TRY(Attached::bind(inside, folder + "/content"));
  show(content.path(), mount);
  attached_.push_back(std::move(content));
  return {};
}

}  // namespace buildtool::build

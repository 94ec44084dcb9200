// --output: the result as files, beside the image in the store.
#include <unistd.h>

#include <algorithm>

#include "buildtool/build/copier.h"
#include "buildtool/build/platform_build.h"
#include "buildtool/build/step.h"
#include "buildtool/context/context.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/layer/diff.h"

namespace buildtool::build {

namespace {

// To the file, or to standard output for "-", which no terminal may be.
Result<void> write_tar(FdRef tree, const std::string& destination, const spec::layer::DiffOptions& options) {
  if (destination == "-") {
    if (::isatty(STDOUT_FILENO) == 1) return fail("dest - refusing to write a tar to a terminal");
    FdSink out(FdRef(STDOUT_FILENO), "standard output");
    TRY(spec::layer::tar_tree(tree, out, options));
    return {};
  }
  const Fd file = TRY(open_at(FdRef::cwd(), destination, O_WRONLY | O_CREAT | O_TRUNC, 0644));
  FdSink out(file, destination);
  TRY(spec::layer::tar_tree(tree, out, options));
  return {};
}

Result<void> write_archive(Session& session, const BuildResult& result, const std::vector<std::string>& names,
                           const Output& output, Layout layout) {
  const auto tar = output.attributes.find("tar");
  if (tar != output.attributes.end() && tar->second == "false") {
    return write_layout(session.lease.store(), result, names, output.destination, layout);
  }
  const std::string folder = TRY(session.new_folder());
  TRY(write_layout(session.lease.store(), result, names, folder, layout));
  const Fd tree = TRY(open_dir(folder));
  spec::layer::DiffOptions options;
  options.clamp_time = 0;  // the same image is the same archive
  return write_tar(tree, output.destination, options);
}

// `below` is a folder in it, or "".
Result<void> write_local(Session& session, Fd files, const std::string& destination, const std::string& below) {
  TRY(make_dirs(FdRef::cwd(), destination, 0755));
  Fd folder = TRY(open_dir(destination));
  if (!below.empty()) {
    TRY(make_dirs_in_root(folder, below, 0755));
    folder = TRY(open_in_root(folder, below, O_RDONLY | O_DIRECTORY));
  }
  const context::Context source(std::move(files), {}, context::Owners::kKept);
  const std::vector<context::Found> found = TRY(source.find("."));
  const CopyOptions options;
  Copier copier(source, folder, options, session.interrupt);
  for (const context::Found& one : found) TRY(copier.copy(one, "/"));
  return {};
}

// "linux_arm_v7"; the platform's words hold no "/".
std::string folder_name(const spec::image::Platform& platform) {
  std::string out = platform.text();
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

Result<void> write_files(const std::vector<PlatformBuild>& builds, const BuildResult& result,
                         const std::vector<std::string>& names, const Output& output) {
  Session& first = *builds.front().session;
  if (output.type == "oci") return write_archive(first, result, names, output, Layout::kOci);
  const bool one = builds.size() == 1;
  if (!one && output.type != "local") {
    return fail(output.type + " output does not support several platforms").with_hint("oci and local do");
  }
  if (output.type == "docker") return write_archive(first, result, names, output, Layout::kDocker);
  for (const PlatformBuild& build : builds) {
    Fd files = TRY(view_files(*build.session, build.target.layers));
    if (output.type == "local") {
      TRY(write_local(*build.session, std::move(files), output.destination, one ? "" : folder_name(build.platform)));
      continue;
    }
    spec::layer::DiffOptions options;
    options.clamp_time = build.session->epoch;
    const Fd tree = TRY(open_dir(files, "."));
    TRY(write_tar(tree, output.destination, options));
  }
  return {};
}

const char* label_of(const Output& output) {
  if (output.type == "oci") return "exporting to oci image format";
  if (output.type == "docker") return "exporting to docker image format";
  return output.type == "local" ? "exporting to client directory" : "exporting to client tarball";
}

}  // namespace

Result<void> write_output(const std::vector<PlatformBuild>& builds, const BuildResult& result,
                          const std::vector<std::string>& names, const Output& output) {
  if (output.destination.empty()) return {};  // the image in the store is all that is asked for
  Session& first = *builds.front().session;
  const progress::StepId shown = first.display.begin(label_of(output));
  Result<void> written = write_files(builds, result, names, output);
  show_end(first, shown, written);
  return written;
}

}  // namespace buildtool::build

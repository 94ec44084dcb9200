// --output: the result as files, beside the image in the store.
#include <unistd.h>

#include "buildtool/build/copier.h"
#include "buildtool/build/result_image.h"
#include "buildtool/build/session.h"
#include "buildtool/build/step.h"
#include "buildtool/context/context.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
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

Result<void> write_archive(Session& session, const ResultImage& image, const std::vector<std::string>& names,
                           const Output& output, Layout layout) {
  const auto tar = output.attributes.find("tar");
  if (tar != output.attributes.end() && tar->second == "false") {
    return write_layout(session.lease.store(), image, names, output.destination, layout);
  }
  const std::string folder = TRY(session.new_folder());
  TRY(write_layout(session.lease.store(), image, names, folder, layout));
  const Fd tree = TRY(open_dir(folder));
  spec::layer::DiffOptions options;
  options.clamp_time = 0;  // the same image is the same archive
  return write_tar(tree, output.destination, options);
}

Result<void> write_local(Session& session, Fd files, const std::string& destination) {
  TRY(make_dirs(FdRef::cwd(), destination, 0755));
  const Fd folder = TRY(open_dir(destination));
  const context::Context source(std::move(files), {}, context::Owners::kKept);
  const std::vector<context::Found> found = TRY(source.find("."));
  const CopyOptions options;
  Copier copier(source, folder, options, session.interrupt);
  for (const context::Found& one : found) TRY(copier.copy(one, "/"));
  return {};
}

Result<void> write_files(Session& session, const StageState& state, const ResultImage& image,
                         const std::vector<std::string>& names, const Output& output) {
  if (output.type == "oci") return write_archive(session, image, names, output, Layout::kOci);
  if (output.type == "docker") return write_archive(session, image, names, output, Layout::kDocker);
  Fd files = TRY(view_files(session, state.layers));
  if (output.type == "local") return write_local(session, std::move(files), output.destination);
  spec::layer::DiffOptions options;
  options.clamp_time = session.epoch;
  const Fd tree = TRY(open_dir(files, "."));
  return write_tar(tree, output.destination, options);
}

const char* label_of(const Output& output) {
  if (output.type == "oci") return "exporting to oci image format";
  if (output.type == "docker") return "exporting to docker image format";
  return output.type == "local" ? "exporting to client directory" : "exporting to client tarball";
}

}  // namespace

Result<void> write_output(Session& session, const StageState& state, const ResultImage& image,
                          const std::vector<std::string>& names, const Output& output) {
  if (output.destination.empty()) return {};  // the image in the store is all that is asked for
  progress::Display& display = session.display;
  const progress::StepId shown = display.begin(label_of(output));
  Result<void> written = write_files(session, state, image, names, output);
  if (written) {
    display.done(shown);
  } else {
    display.fail(shown, written.error().text());
  }
  return written;
}

}  // namespace buildtool::build

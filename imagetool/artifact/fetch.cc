#include "imagetool/artifact/fetch.h"

#include <sys/stat.h>
#include <unistd.h>

#include "imagetool/archive/files.h"
#include "imagetool/archive/nameless_file.h"
#include "imagetool/archive/verifier.h"
#include "imagetool/artifact/make.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/image/manifest.h"
#include "spec/layer/apply.h"
#include "spec/layer/compression.h"
#include "spec/layer/entry_path.h"

namespace imagetool::artifact {

namespace image = spec::image;
namespace layer = spec::layer;
using archive::ImageSource;

namespace {

std::string annotation(const image::Descriptor& blob, const char* key) {
  const auto found = blob.annotations.find(key);
  return found == blob.annotations.end() ? "" : found->second;
}

Result<std::string> safe_name(const std::string& title) {
  Result<std::string> clean = layer::clean_path(title);
  if (title.starts_with('/') || !clean || clean->empty()) return fail("\"" + title + "\" leads out of the folder");
  return clean;
}

Result<void> copy_blob(ImageSource& source, const image::Descriptor& blob, FdRef file, const std::string& name) {
  FdSink sink(file, name);
  archive::Verifier verifier(sink, blob);
  TRY(source.blob(blob, verifier));
  return verifier.finish();
}

Result<void> write_file(ImageSource& source, const image::Descriptor& blob, FdRef root, const std::string& name,
                        bool keep) {
  const layer::SplitPath place = layer::split_path(name);
  const Fd folder = TRY(make_dirs_in_root(root, place.parent, 0777));
  struct stat status {};
  if (keep && ::fstatat(folder.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    return fail_errno(name, EEXIST);
  }
  TemporaryFile file = TRY(TemporaryFile::make(folder, ".", 0644));
  TRY(copy_blob(source, blob, file.fd(), name));
  return file.rename_to(folder, place.name);
}

// Its entries have the folder's name before them, and are hostile as those of any tar.
Result<void> unpack(ImageSource& source, const image::Descriptor& blob, FdRef root) {
  const Fd file = TRY(archive::scratch_file());
  TRY(copy_blob(source, blob, file, "a copy in $TMPDIR"));
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
  FdSource compressed(file, "a copy in $TMPDIR");
  const std::unique_ptr<Source> plain = TRY(layer::decompress(compressed));
  layer::ApplyOptions options;
  options.whiteouts = layer::Whiteouts::kNone;
  options.owner = {::geteuid(), ::getegid()};
  options.keep_kinds = true;
  TRY(layer::apply(*plain, root, options));
  return {};
}

}  // namespace

Result<void> fetch(ImageSource& source, const archive::Document& document, const std::string& folder, bool keep,
                   transfer::Progress& progress) {
  const image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
  TRY(make_dirs(FdRef::cwd(), folder, 0777));
  const Fd root = TRY(open_dir(folder));
  std::size_t named = 0;
  for (const image::Descriptor& blob : manifest.layers) {
    const std::string title = annotation(blob, kTitle);
    if (title.empty()) continue;
    ++named;
    const std::string name = TRY(safe_name(title));
    const bool packed = annotation(blob, kUnpack) == "true";
    TRY_STEP(name, packed ? unpack(source, blob, root) : write_file(source, blob, root, name, keep));
    progress.say(concat("Downloaded  ", transfer::short_id(blob.digest), ' ', name));
  }
  if (named == 0)
    return fail("none of its parts has a name to be kept under").with_hint("imagetool copy takes it as it is");
  return {};
}

}  // namespace imagetool::artifact

#include "buildtool/build/archive.h"

#include <memory>

#include "spec/base/stream.h"
#include "spec/layer/apply.h"
#include "spec/layer/decompress_any.h"
#include "spec/layer/tar_reader.h"

namespace buildtool::build {

namespace {

Result<void> rewind(const Fd& file) {
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
  return {};
}

}  // namespace

Result<bool> is_archive(const Fd& file) {
  TRY(spec::layer::expect_tar_library());
  bool found = false;
  if (Result<std::unique_ptr<Source>> plain = spec::layer::decompress_any(file)) {
    if (Result<spec::layer::TarReader> tar = spec::layer::TarReader::open(**plain)) {
      spec::layer::Entry entry;
      const Result<bool> more = tar->next(entry);
      found = more && *more;
    }
  }
  TRY(rewind(file));
  return found;
}

Result<void> unpack_archive(const Fd& file, FdRef folder, const std::optional<Owner>& owner) {
  const std::unique_ptr<Source> plain = TRY(spec::layer::decompress_any(file));
  spec::layer::ApplyOptions options;
  options.whiteouts = spec::layer::Whiteouts::kRemove;
  if (owner) options.owner = spec::layer::ApplyOptions::Owner{owner->uid, owner->gid};
  TRY(spec::layer::apply(*plain, folder, options));
  return {};
}

}  // namespace buildtool::build

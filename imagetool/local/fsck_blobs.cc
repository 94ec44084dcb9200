#include "imagetool/local/fsck_blobs.h"

#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"

namespace imagetool::local {

using spec::image::Digest;
using spec::layout::Store;

Result<std::vector<Digest>> list_blobs(const Store& store) {
  std::vector<Digest> out;
  for (const std::string& algorithm : TRY(list_dir(store.dir(), "blobs"))) {
    for (const std::string& name : TRY(list_dir(store.dir(), "blobs/" + algorithm))) {
      Result<Digest> digest = Digest::parse(concat(algorithm, ':', name));
      if (digest) out.push_back(std::move(*digest));
    }
  }
  return out;
}

Result<BlobState> check_blob(const Store& store, const Digest& digest) {
  BlobState state;
  const Result<Fd> file = store.open_blob(digest);
  if (!file) {
    state.is_gone = file.error().number == ENOENT;
    if (!state.is_gone) state.reason = file.error().text();
    return state;
  }
  FdSource source(*file, "it");
  spec::image::Digester digester(digest.algorithm());
  std::vector<char> buffer(1 << 18);
  while (true) {
    TRY(check_interrupted());
    const Result<std::size_t> n = source.read(buffer.data(), buffer.size());
    if (!n) {
      state.reason = n.error().text();
      return state;
    }
    if (*n == 0) break;
    state.size += *n;
    digester.update({buffer.data(), *n});
  }
  const Digest found = digester.finish();
  if (found != digest) state.reason = "the content's digest is " + found.text();
  return state;
}

}  // namespace imagetool::local

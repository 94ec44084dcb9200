// An OCI image layout of one image.
#include "buildtool/build/file_content.h"
#include "buildtool/build/result_image.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"
#include "spec/base/temporary.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"
#include "spec/json/text.h"

namespace buildtool::build {

namespace image = spec::image;

namespace {

// The folder's links are not followed: it may be one that somebody else prepared.
Result<void> copy_blob(const spec::layout::Store& store, FdRef out, const image::Digest& digest) {
  const Fd from = TRY(store.open_blob(digest));
  const Fd path = TRY(make_dirs_in_root(out, "blobs/" + std::string(digest.algorithm_name()), 0755));
  const Fd folder = TRY(open_dir(path, "."));
  TemporaryFile to = TRY(TemporaryFile::make(folder, ".", 0644));
  TRY(copy_content(from, to.fd(), digest.text()));
  return to.rename_to(folder, std::string(digest.hex()));
}

// What `docker load` reads: names, and where config and layers are.
Result<void> write_docker_manifest(FdRef out, const ResultImage& image, const std::vector<std::string>& names) {
  using spec::json::Value;
  spec::json::Array tags, layers;
  for (const std::string& name : names) tags.emplace_back(name);
  for (const image::Descriptor& layer : image.manifest.layers) {
    layers.emplace_back(spec::layout::Store::blob_path(layer.digest));
  }
  const Value list(spec::json::Array{spec::json::Object{
      {"Config", spec::layout::Store::blob_path(image.id())}, {"RepoTags", tags}, {"Layers", layers}}});
  return replace_file(out, "manifest.json", spec::json::write(list), 0644, Durable::kNo);
}

}  // namespace

Result<void> write_layout(const spec::layout::Store& store, const BuildResult& result,
                          const std::vector<std::string>& names, const std::string& folder, Layout layout) {
  TRY(make_dirs(FdRef::cwd(), folder, 0755));
  const Fd out = TRY(open_dir(folder));
  for (const ResultImage& one : result.images) {
    for (const image::Descriptor& layer : one.manifest.layers) TRY(copy_blob(store, out, layer.digest));
    TRY(copy_blob(store, out, one.id()));
    TRY(copy_blob(store, out, one.descriptor.digest));
  }
  if (result.images.size() > 1) TRY(copy_blob(store, out, result.target.digest));
  image::Index index;
  index.media_type = image::kOciIndex;
  index.manifests.push_back(result.target);
  image::Descriptor& entry = index.manifests.back();
  if (!names.empty()) {
    const std::string& name = names.front();
    entry.annotations["io.containerd.image.name"] = name;
    entry.annotations["org.opencontainers.image.ref.name"] = name.substr(name.rfind(':') + 1);
  }
  TRY(replace_file(out, "index.json", image::write_index(index), 0644, Durable::kNo));
  TRY(replace_file(out, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}", 0644, Durable::kNo));
  if (layout == Layout::kOci) return {};
  return write_docker_manifest(out, result.images.front(), names);
}

}  // namespace buildtool::build

#include "imagetool/edit/image.h"

#include "imagetool/archive/choose.h"
#include "imagetool/archive/convert.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/media_type.h"

namespace imagetool::edit {

namespace image = spec::image;

namespace {

// BuildKit's mark of what tells of another manifest of the index.
bool is_attestation(const image::Descriptor& entry) {
  const auto type = entry.annotations.find("vnd.docker.reference.type");
  return type != entry.annotations.end() && type->second == "attestation-manifest";
}

// Layers that came from elsewhere have the types of the manifest's family.
Result<void> use_types_of(const std::string& manifest_type, image::Manifest& manifest) {
  const bool docker = manifest_type == image::kDockerManifest;
  const archive::Format format = docker ? archive::Format::kDocker : archive::Format::kOci;
  for (image::Descriptor& layer : manifest.layers) {
    if (layer.media_type.starts_with("application/vnd.docker.") == docker) continue;
    layer.media_type = TRY(archive::converted_type(layer.media_type, format));
  }
  return {};
}

class Editor {
 public:
  Editor(const Edit& edit, ImageSource& base, EditedSource& edited) : edit_(edit), base_(base), edited_(edited) {}

  Result<Document> document(const Document& document, int depth = 0) {
    if (depth > archive::kNestedIndexes) return fail("indexes are nested too deeply");
    const bool is_index = image::is_index(document.descriptor.media_type);
    return is_index ? index(document, depth) : manifest(document);
  }

 private:
  Result<Document> manifest(const Document& document) {
    const Image before = TRY(read_image(base_, document));
    Image after = before;
    TRY(edit_(after, edited_));
    TRY(use_types_of(document.descriptor.media_type, after.manifest));
    if (after.config == before.config && after.manifest == before.manifest) return document;
    after.manifest.subject.reset();
    const image::Platform platform = image::platform_of(after.config);
    if (platform != image::platform_of(before.config)) new_platform_ = platform;
    if (after.config != before.config) {
      after.manifest.config = edited_.put(image::write_config(after.config), before.manifest.config.media_type);
    }
    return finish(image::write_manifest(after.manifest), document);
  }

  Result<Document> index(const Document& document, int depth) {
    const image::Index before = TRY(image::parse_index(document.text, document.descriptor.media_type));
    image::Index after = before;
    after.manifests.clear();
    for (const image::Descriptor& entry : before.manifests) {
      if (!is_attestation(entry)) after.manifests.push_back(TRY(child(entry, depth)));
    }
    if (after == before) return document;
    return finish(image::write_index(after), document);
  }

  // An index's entry, and what it is now.
  Result<image::Descriptor> child(const image::Descriptor& entry, int depth) {
    const Document was = TRY(base_.document(entry));
    if (!image::is_index(was.descriptor.media_type)) {
      const image::Manifest manifest = TRY(image::parse_manifest(was.text, was.descriptor.media_type));
      if (!image::is_config(manifest.config.media_type)) return entry;
    }
    const std::string name = entry.platform ? entry.platform->text() : entry.digest.text();
    new_platform_.reset();
    const Document now = TRY_STEP(name, document(was, depth + 1));
    image::Descriptor changed = entry;
    if (now.descriptor.digest == entry.digest) return changed;
    changed.digest = now.descriptor.digest;
    changed.size = now.descriptor.size;
    changed.data.clear();
    if (changed.platform && new_platform_) changed.platform = new_platform_;
    return changed;
  }

  Result<Document> finish(std::string text, const Document& before) {
    const std::string& type = before.descriptor.media_type;
    return archive::verified_document(text, edited_.put(text, type));
  }

  const Edit& edit_;
  ImageSource& base_;
  EditedSource& edited_;
  std::optional<image::Platform> new_platform_;  // of the manifest that was edited last
};

}  // namespace

Result<Image> read_image(ImageSource& source, const Document& document) {
  Image out;
  out.manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
  const image::Descriptor& config = out.manifest.config;
  if (!image::is_config(config.media_type)) {
    return fail(concat("its config is of type \"", config.media_type, "\": not a container image"));
  }
  const std::string text = TRY(archive::read_blob(source, config));
  out.config = TRY_STEP(config.digest.text(), image::parse_config(text));
  if (out.config.rootfs.diff_ids.size() != out.manifest.layers.size()) {
    return fail(concat("the image has ", out.manifest.layers.size(), " layers, but its config ",
                       out.config.rootfs.diff_ids.size(), " DiffIDs"));
  }
  return out;
}

Result<Image> read_image(ImageSource& source, const Document& top, const image::Platform& platform) {
  const Document manifest = TRY(archive::choose(source, top, platform));
  return read_image(source, manifest);
}

Result<void> apply(const Edit& edit, ImageSource& base, const std::optional<image::Platform>& platform,
                   EditedSource& edited) {
  Document top = TRY(base.top());
  if (platform) top = TRY(archive::choose(base, top, *platform));
  Document changed = TRY(Editor(edit, base, edited).document(top));
  edited.set_top(std::move(changed));
  return {};
}

}  // namespace imagetool::edit

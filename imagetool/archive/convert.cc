#include "imagetool/archive/convert.h"

#include <algorithm>
#include <array>

#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"

namespace imagetool::archive {

namespace image = spec::image;

namespace {

struct Pair {
  std::string_view oci;
  std::string_view docker;
};
constexpr std::array kPairs = {
    Pair{image::kOciManifest, image::kDockerManifest},
    Pair{image::kOciIndex, image::kDockerIndex},
    Pair{image::kOciConfig, image::kDockerConfig},
    Pair{image::kOciLayer, image::kDockerLayer},
    Pair{image::kOciLayerGzip, image::kDockerLayerGzip},
    Pair{"application/vnd.oci.image.layer.nondistributable.v1.tar",
         "application/vnd.docker.image.rootfs.foreign.diff.tar"},
    Pair{"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
         "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"},
};

Result<void> convert(image::Descriptor& descriptor, Format format) {
  descriptor.media_type = TRY(converted_type(descriptor.media_type, format));
  if (format == Format::kDocker) {
    descriptor.annotations.clear();
    descriptor.data.clear();
    descriptor.artifact_type.clear();
  }
  return {};
}

bool has_format(const Document& document, Format format) {
  const std::string& type = document.descriptor.media_type;
  const bool oci = type == image::kOciManifest || type == image::kOciIndex;
  return format == Format::kAsItIs || oci == (format == Format::kOci);
}

}  // namespace

Result<std::string> converted_type(const std::string& type, Format format) {
  for (const Pair& pair : kPairs) {
    if (type == pair.oci || type == pair.docker) return std::string(format == Format::kOci ? pair.oci : pair.docker);
  }
  if (format == Format::kOci) {
    // OCI's format carries anything.
    return type == image::kDockerLayerZstd ? std::string(image::kOciLayerZstd) : type;
  }
  return fail(concat("Docker's format has nothing for \"", type, '"')).with_hint("--format oci");
}

Result<Document> convert_manifest(const Document& document, Format format) {
  if (has_format(document, format)) return document;
  image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
  manifest.media_type = TRY(converted_type(document.descriptor.media_type, format));
  TRY(convert(manifest.config, format));
  for (image::Descriptor& layer : manifest.layers) TRY(convert(layer, format));
  if (format == Format::kDocker) {
    if (!manifest.artifact_type.empty() || manifest.subject) {
      return fail("Docker's format has no artifacts").with_hint("--format oci");
    }
    manifest.annotations.clear();
  }
  return new_document(image::write_manifest(manifest), manifest.media_type);
}

Result<Document> convert_index(const Document& document, Format format,
                               const std::map<image::Digest, image::Descriptor>& replaced) {
  image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
  const bool same = std::none_of(index.manifests.begin(), index.manifests.end(),
                                 [&](const image::Descriptor& entry) { return replaced.count(entry.digest) > 0; });
  if (same && has_format(document, format)) return document;
  index.media_type = document.descriptor.media_type;
  if (format != Format::kAsItIs) index.media_type = TRY(converted_type(document.descriptor.media_type, format));
  for (image::Descriptor& entry : index.manifests) {
    if (const auto found = replaced.find(entry.digest); found != replaced.end()) {
      entry.digest = found->second.digest;
      entry.size = found->second.size;
      entry.media_type = found->second.media_type;
      entry.data.clear();
    }
    if (format == Format::kDocker) entry.annotations.clear();
  }
  if (format == Format::kDocker) {
    if (!index.artifact_type.empty() || index.subject) {
      return fail("Docker's format has no artifacts").with_hint("--format oci");
    }
    index.annotations.clear();
  }
  return new_document(image::write_index(index), index.media_type);
}

}  // namespace imagetool::archive

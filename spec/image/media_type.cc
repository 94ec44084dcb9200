#include "spec/image/media_type.h"

#include <array>

namespace spec::image {

namespace {

struct LayerType {
  std::string_view name;
  Compression compression;
};

constexpr std::array kLayers = {
    LayerType{kOciLayer, Compression::kNone},
    LayerType{kOciLayerGzip, Compression::kGzip},
    LayerType{kOciLayerZstd, Compression::kZstd},
    LayerType{"application/vnd.oci.image.layer.nondistributable.v1.tar", Compression::kNone},
    LayerType{"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", Compression::kGzip},
    LayerType{"application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", Compression::kZstd},
    LayerType{kDockerLayer, Compression::kNone},
    LayerType{kDockerLayerGzip, Compression::kGzip},
    LayerType{kDockerLayerZstd, Compression::kZstd},
    LayerType{"application/vnd.docker.image.rootfs.foreign.diff.tar", Compression::kNone},
    LayerType{"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Compression::kGzip},
};

}  // namespace

bool is_index(std::string_view media_type) { return media_type == kOciIndex || media_type == kDockerIndex; }

bool is_manifest(std::string_view media_type) { return media_type == kOciManifest || media_type == kDockerManifest; }

bool is_config(std::string_view media_type) { return media_type == kOciConfig || media_type == kDockerConfig; }

std::optional<Compression> layer_compression(std::string_view media_type) {
  for (const LayerType& layer : kLayers) {
    if (layer.name == media_type) return layer.compression;
  }
  return std::nullopt;
}

}  // namespace spec::image

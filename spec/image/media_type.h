// Media types of images: OCI's (image-spec media-types.md) and those of
// Docker's image manifest version 2, schema 2, which mean the same.
#pragma once

#include <optional>
#include <string_view>

namespace spec::image {

inline constexpr std::string_view kOciIndex = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view kOciManifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kOciConfig = "application/vnd.oci.image.config.v1+json";
inline constexpr std::string_view kOciLayer = "application/vnd.oci.image.layer.v1.tar";
inline constexpr std::string_view kOciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
inline constexpr std::string_view kOciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";
inline constexpr std::string_view kOciEmpty = "application/vnd.oci.empty.v1+json";

inline constexpr std::string_view kDockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view kDockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view kDockerConfig = "application/vnd.docker.container.image.v1+json";
inline constexpr std::string_view kDockerLayer = "application/vnd.docker.image.rootfs.diff.tar";
inline constexpr std::string_view kDockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
inline constexpr std::string_view kDockerLayerZstd = "application/vnd.docker.image.rootfs.diff.tar.zstd";

bool is_index(std::string_view media_type);     // an index, or a manifest list
bool is_manifest(std::string_view media_type);  // an image manifest
bool is_config(std::string_view media_type);    // an image config

enum class Compression { kNone, kGzip, kZstd };
// How a file system layer of that type is compressed, "non-distributable" and
// "foreign" ones too; nothing where the type is not a layer's.
std::optional<Compression> layer_compression(std::string_view media_type);

}  // namespace spec::image

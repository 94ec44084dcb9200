// What a registry sends: manifests, indexes, configs, in whatever type it says they are.
#include "spec/image/config.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "tests/fuzz/target.h"

namespace {

using namespace spec::image;

void read_documents(std::string_view bytes) {
  if (const auto manifest = parse_manifest(bytes)) {
    for (const auto& layer : manifest->layers)
      fuzz::require(static_cast<bool>(Digest::parse(layer.digest.text())), "a digest reads again");
  }
  static_cast<void>(static_cast<bool>(parse_index(bytes, "application/vnd.oci.image.index.v1+json")));
  static_cast<void>(static_cast<bool>(parse_config(bytes)));
}

const std::string kDigest = "sha256:" + std::string(64, 'a');
const std::string kDescriptor =
    R"({"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 3, "digest": ")" + kDigest +
    R"(", "urls": ["https://x/y"], "data": "YWJj"})";

const fuzz::Added added(
    {"spec_image_documents",
     read_documents,
     {R"({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": )" + kDescriptor +
          R"(, "layers": [)" + kDescriptor + R"(], "annotations": {"a": "b"}})",
      R"({"schemaVersion": 2, "manifests": [)" + kDescriptor + R"(]})",
      R"({"architecture": "amd64", "os": "linux", "config": {"Env": ["A=b"], "Cmd": ["sh"], "ExposedPorts": {"80/tcp": {}},
  "Healthcheck": {"Test": ["CMD", "x"], "Interval": 1}}, "rootfs": {"type": "layers", "diff_ids": [")" +
          kDigest + R"("]}, "history": [{"created": "2020-01-01T00:00:00.5Z", "empty_layer": true}]})"}});

}  // namespace

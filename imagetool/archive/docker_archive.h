// What `docker save` writes: a tar with manifest.json.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "imagetool/archive/files.h"
#include "imagetool/archive/image_source.h"

namespace imagetool::archive {

inline constexpr const char* kDockerManifestFile = "manifest.json";

// One image of manifest.json: paths in the archive.
struct DockerEntry {
  std::string config;
  std::vector<std::string> repo_tags;  // "busybox:latest", as short as Docker writes them
  std::vector<std::string> layers;     // the lowest first
};

Result<std::vector<DockerEntry>> read_docker_manifest(const Files& files);
std::string write_docker_manifest(const std::vector<DockerEntry>& entries);

// The one that `reference` ("busybox:1", or "@0" for the first) names; without a
// reference the only one that is there.
Result<DockerEntry> find_docker_entry(const std::vector<DockerEntry>& entries, const std::string& reference,
                                      const std::string& archive);

// An image as Docker's schema 2, with the config and the layers as they are in
// the archive. Where that is an image layout, too (Docker since 25, and ours), the
// manifest that is there is taken instead, and so has its digest.
Result<std::unique_ptr<ImageSource>> docker_archive_source(std::shared_ptr<const Files> files,
                                                           const DockerEntry& entry);

}  // namespace imagetool::archive

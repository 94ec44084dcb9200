// Names of images, as people type them and as Docker understands them.
//
//   centos                      docker.io/library/centos:latest
//   me/app:1                    docker.io/me/app:1
//   localhost/app               localhost/app:latest
//   host:5000/a/b@sha256:...    host:5000/a/b@sha256:...
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/image/digest.h"

namespace spec::image {

struct Reference {
  std::string registry;      // "docker.io", "localhost:5000"
  std::string repository;    // "library/centos"
  std::string tag;           // empty where only a digest was given
  Digest digest;             // empty where only a tag was given
  bool default_tag = false;  // nothing was given: the tag is "latest"

  std::string name() const;  // "docker.io/library/centos"
  std::string text() const;  // "docker.io/library/centos:latest", with "@sha256:..." where there is one
  // As short as Docker prints it: "centos", "centos:latest".
  std::string familiar_name() const;
  std::string familiar() const;

  bool operator==(const Reference&) const = default;
};

// Fails in Docker's words: "Foo: invalid reference format: repository name must be lowercase".
Result<Reference> parse_reference(std::string_view text);

// A tag alone: [A-Za-z0-9_] and at most 127 of [A-Za-z0-9_.-].
bool is_tag(std::string_view text);

}  // namespace spec::image

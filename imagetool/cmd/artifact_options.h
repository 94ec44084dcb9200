// The options of verbs that make artifacts: attach, and artifact push.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "imagetool/artifact/make.h"
#include "spec/cli/numbers.h"
#include "spec/cli/option_table.h"

namespace imagetool::cmd {

struct ArtifactInput {
  artifact::Wish wish;
  std::optional<spec::image::Platform> platform;
  bool quiet = false;
  std::vector<std::string> words;
};
using ArtifactOption = spec::cli::Option<ArtifactInput>;

inline Result<void> take_annotation(ArtifactInput& input, const std::string& value) {
  const std::size_t equals = value.find('=');
  if (equals == std::string::npos || equals == 0) return fail("expected NAME=VALUE");
  input.wish.annotations[value.substr(0, equals)] = value.substr(equals + 1);
  return {};
}

inline Result<void> take_artifact_type(ArtifactInput& input, const std::string& value) {
  input.wish.artifact_type = value;
  return {};
}

inline Result<void> take_artifact_quiet(ArtifactInput& input, const std::string& value) {
  input.quiet = TRY(spec::cli::parse_bool(value));
  return {};
}

inline constexpr ArtifactOption kAnnotationOption = {"annotation", 'a', "NAME=VALUE",
                                                     "An annotation of the manifest; again for more", take_annotation};
inline constexpr ArtifactOption kArtifactTypeOption = {"artifact-type", 0, "TYPE", "What the artifact is",
                                                       take_artifact_type};
inline constexpr ArtifactOption kArtifactQuietOption = {"quiet", 'q', nullptr, "Print the digest only",
                                                        take_artifact_quiet};

}  // namespace imagetool::cmd

// .dockerignore: which files of a context are not there for the build.
//
// Patterns are Go's filepath.Match with "**"; "!" takes a path in again; the
// last pattern that matches decides; what matches a folder matches all in it.
// Reference: https://docs.docker.com/build/concepts/context/#dockerignore-files
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buildtool/context/ignore_pattern.h"
#include "spec/base/result.h"

namespace buildtool::context {

class Ignore {
 public:
  // Nothing is ignored.
  Ignore() = default;
  // The text of an ignore file; a malformed pattern is an error that names it.
  static Result<Ignore> parse(std::string_view text);
  // Patterns as they are, without comments: for COPY --exclude.
  static Result<Ignore> from_patterns(const std::vector<std::string>& patterns);

  // Whether a path ("a/b", relative to the context) is ignored, by itself or by a folder that holds it.
  bool matches(std::string_view path) const;

  // Whether there are no patterns, or some that take in again ("!").
  bool empty() const { return patterns_.empty(); }
  bool has_exceptions() const;
  // Whether a pattern of its own names everything: "*", "**".
  bool ignores_all() const;

  // The same while a tree is walked: what is known of the folder that holds the
  // path saves matching all folders above it again. Empty for the context's root.
  using FolderState = std::vector<bool>;
  bool matches(std::string_view path, const FolderState& folder, FolderState& own) const;

  // Whether something below an ignored folder could be taken in again by a "!".
  bool may_include_below(std::string_view folder) const;

 private:
  std::vector<IgnorePattern> patterns_;
};

}  // namespace buildtool::context

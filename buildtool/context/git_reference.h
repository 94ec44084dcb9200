// Git repositories as ADD, contexts and named contexts name them.
// Reference: https://docs.docker.com/build/concepts/context/#git-repositories
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/base/result.h"

namespace buildtool::context {

struct GitReference {
  std::string remote;    // what git is given
  std::string ref;       // a branch, a tag or a commit; "" is the default branch
  std::string subdir;    // clean and relative; "" is all of it
  std::string checksum;  // the start of the commit's hash that it has to be
  std::optional<bool> keep_git_dir;
  bool submodules = true;
  bool fetch_by_commit = false;  // `checksum` is the commit, whatever the ref says
  bool checkout_times = false;   // files have the time of the checkout, not the commit's
  bool like_a_path = false;      // "github.com/x/y", which may be a local folder's name
};

// URL#REF:SUBDIR or URL?ref=REF&subdir=SUBDIR&..., where URL is git://, ssh://,
// user@host:path, or http(s):// with a path that ends in ".git". Nothing where
// the text is none of these; an error where it is one and cannot be.
Result<std::optional<GitReference>> parse_git_reference(std::string_view text);

// 40 hexadecimal digits, or 64.
bool is_commit(std::string_view text);

}  // namespace buildtool::context

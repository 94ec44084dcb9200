// What --secret gives: bytes that a build reads and nothing keeps.
#pragma once

#include <optional>
#include <string>

#include "buildtool/build/options.h"
#include "spec/base/result.h"

namespace buildtool::build {

// Nothing where no secret has that id, or its variable is not set.
Result<std::optional<std::string>> find_secret(const RunOptions& options, const std::string& id);

// What is sent to the server of `url` as its Authorization header, from the
// secrets that BuildKit knows; "" where there is none.
//   a file: HTTP_AUTH_HEADER_<host>, HTTP_AUTH_TOKEN_<host>
//   a repository: GIT_AUTH_HEADER.<host>, GIT_AUTH_TOKEN.<host>, GIT_AUTH_HEADER, GIT_AUTH_TOKEN
Result<std::string> http_authorization(const RunOptions& options, const std::string& url);
Result<std::string> git_authorization(const RunOptions& options, const std::string& url);

}  // namespace buildtool::build

// RUN --mount=type=...: what a RUN sees for its own time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "buildtool/dockerfile/expand.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

enum class MountType { kBind, kCache, kTmpfs, kSecret, kSsh };
enum class MountSharing { kShared, kPrivate, kLocked };

struct RunMount {
  MountType type = MountType::kBind;
  std::string from;  // a stage, a named context or an image; "" is the build context
  std::string source;
  std::string target;
  bool read_only = true;                // cache and tmpfs: false unless asked for
  std::int64_t size_limit = 0;          // bytes, tmpfs; 0 is no limit
  std::string id;                       // cache, secret, ssh
  std::optional<MountSharing> sharing;  // cache
  bool required = false;                // secret, ssh
  std::optional<std::string> env;       // secret: the variable that gets it; "" is the default's name
  std::optional<std::uint32_t> mode;    // cache, secret, ssh
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
};

// What can be said before the variables are known: that the fields are well
// formed and "from" holds no variable.
Result<void> check_mount(std::string_view text);

// Its "from", which is never expanded; "" where there is none.
Result<std::string> mount_from(std::string_view text);

// One mount, the values of its options expanded.
Result<RunMount> parse_mount(std::string_view text, const Variables& variables, char escape);

}  // namespace buildtool::dockerfile

#include "spec/bundle/ulimit.h"

#include <array>
#include <string_view>
#include <vector>

#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace spec::bundle {

namespace {

using runtime::RlimitType;

struct Known {
  std::string_view name;
  RlimitType type;
};
constexpr std::array kKnown = {Known{"core", RlimitType::kCore},         Known{"cpu", RlimitType::kCpu},
                               Known{"data", RlimitType::kData},         Known{"fsize", RlimitType::kFsize},
                               Known{"locks", RlimitType::kLocks},       Known{"memlock", RlimitType::kMemlock},
                               Known{"msgqueue", RlimitType::kMsgqueue}, Known{"nice", RlimitType::kNice},
                               Known{"nofile", RlimitType::kNofile},     Known{"nproc", RlimitType::kNproc},
                               Known{"rss", RlimitType::kRss},           Known{"rtprio", RlimitType::kRtprio},
                               Known{"rttime", RlimitType::kRttime},     Known{"sigpending", RlimitType::kSigpending},
                               Known{"stack", RlimitType::kStack}};

}  // namespace

Result<runtime::Rlimit> parse_ulimit(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return fail("invalid ulimit argument: " + text);
  const std::string name = text.substr(0, equals);
  runtime::Rlimit limit;
  bool is_known = false;
  for (const Known& known : kKnown) {
    if (known.name != name) continue;
    limit.type = known.type;
    is_known = true;
  }
  if (!is_known) return fail("invalid ulimit type: " + name);
  const std::vector<std::string> values = split(std::string_view(text).substr(equals + 1), ':');
  if (values.size() > 2) {
    return fail(concat("too many limit value arguments - ", text.substr(equals + 1),
                       ", can only have up to two, `soft[:hard]`"));
  }
  const std::int64_t soft = TRY(cli::parse_int(values.front()));
  const std::int64_t hard = TRY(cli::parse_int(values.back()));
  if (hard != -1 && (soft == -1 || soft > hard)) {
    return fail(concat("ulimit soft limit must be less than or equal to hard limit: ", soft, " > ", hard));
  }
  limit.soft = static_cast<std::uint64_t>(soft);
  limit.hard = static_cast<std::uint64_t>(hard);
  return limit;
}

}  // namespace spec::bundle

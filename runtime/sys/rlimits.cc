#include "runtime/sys/rlimits.h"

#include <sys/resource.h>

#include "spec/base/text.h"

namespace runtime::sys {

namespace {

using spec::runtime::RlimitType;

constexpr std::pair<RlimitType, const char*> kRlimitNames[] = {{RlimitType::kAs, "RLIMIT_AS"},
                                                               {RlimitType::kCore, "RLIMIT_CORE"},
                                                               {RlimitType::kCpu, "RLIMIT_CPU"},
                                                               {RlimitType::kData, "RLIMIT_DATA"},
                                                               {RlimitType::kFsize, "RLIMIT_FSIZE"},
                                                               {RlimitType::kLocks, "RLIMIT_LOCKS"},
                                                               {RlimitType::kMemlock, "RLIMIT_MEMLOCK"},
                                                               {RlimitType::kMsgqueue, "RLIMIT_MSGQUEUE"},
                                                               {RlimitType::kNice, "RLIMIT_NICE"},
                                                               {RlimitType::kNofile, "RLIMIT_NOFILE"},
                                                               {RlimitType::kNproc, "RLIMIT_NPROC"},
                                                               {RlimitType::kRss, "RLIMIT_RSS"},
                                                               {RlimitType::kRtprio, "RLIMIT_RTPRIO"},
                                                               {RlimitType::kRttime, "RLIMIT_RTTIME"},
                                                               {RlimitType::kSigpending, "RLIMIT_SIGPENDING"},
                                                               {RlimitType::kStack, "RLIMIT_STACK"}};

const char* rlimit_name(RlimitType type) {
  for (const auto& [known, name] : kRlimitNames) {
    if (known == type) return name;
  }
  return "RLIMIT";
}

Error rlimit_error(pid_t pid, const spec::runtime::Rlimit& wanted) {
  const int reason = errno;
  Error error = fail_errno(concat(rlimit_name(wanted.type), " soft ", wanted.soft, " hard ", wanted.hard), reason);
  rlimit now = {};
  const auto resource = static_cast<__rlimit_resource>(wanted.type);
  if (reason == EPERM && ::prlimit(pid, resource, nullptr, &now) == 0) {
    return std::move(error).with_hint(
        concat("the hard limit here is ", now.rlim_max, ", and raising it needs CAP_SYS_RESOURCE"));
  }
  return error;
}

}  // namespace

Result<void> set_rlimits(pid_t pid, const std::vector<spec::runtime::Rlimit>& limits) {
  for (const spec::runtime::Rlimit& wanted : limits) {
    const rlimit limit = {wanted.soft, wanted.hard};
    if (::prlimit(pid, static_cast<__rlimit_resource>(wanted.type), &limit, nullptr) < 0) {
      return rlimit_error(pid, wanted);
    }
  }
  return {};
}

}  // namespace runtime::sys

// Filters are compiled and loaded into a child, which then makes the call.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "runtime/seccomp/architecture.h"
#include "runtime/seccomp/filter.h"
#include "runtime/seccomp/support.h"

namespace runtime::seccomp {
namespace {

using namespace spec::runtime;
using enum SeccompAction;
using enum SeccompOperator;

Seccomp allow_but(std::vector<std::string> names, SeccompAction action, std::optional<std::uint32_t> errno_ret = {},
                  std::vector<SeccompArg> args = {}) {
  Seccomp config;
  config.default_action = kAllow;
  config.syscalls = {{std::move(names), action, errno_ret, std::move(args)}};
  return config;
}

Filter compiled(const Seccomp& config) {
  Result<Filter> filter = compile(config);
  EXPECT_TRUE(filter) << (filter ? "" : filter.error().text());
  return filter ? std::move(*filter) : Filter{};
}

std::string error_of(const Seccomp& config) {
  const Result<Filter> filter = compile(config);
  return filter ? "no error" : filter.error().text();
}

// waitpid's status of a child that runs under the filter and exits with what `body` returns.
int run(const Seccomp& config, const std::function<int()>& body) {
  const Filter filter = compiled(config);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    // The bare call: a sanitizer's _exit() makes others, which the filter may refuse.
    const int result = load(filter) ? body() : 200;
    ::syscall(SYS_exit_group, result);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  return status;
}
// errno after the call, 0 where it went well.
int errno_of(const Seccomp& config, long number, unsigned long argument = 0) {
  return WEXITSTATUS(run(config, [=] {
    errno = 0;
    return ::syscall(number, argument, 0, 0, 0, 0, 0) < 0 ? errno : 0;
  }));
}

TEST(SeccompFilter, ErrnoIsTheOneGivenOrEperm) {
  EXPECT_EQ(errno_of(allow_but({"getcpu"}, kErrno), SYS_getcpu), EPERM);
  EXPECT_EQ(errno_of(allow_but({"getcpu"}, kErrno, 77), SYS_getcpu), 77);
  EXPECT_EQ(errno_of(allow_but({"getcpu"}, kErrno, 0), SYS_getcpu), 0);
  EXPECT_EQ(errno_of(allow_but({"getcpu"}, kErrno, 77), SYS_getuid), 0);
}

TEST(SeccompFilter, KillTrapTraceLog) {
  const auto call = [] { return static_cast<int>(::syscall(SYS_getcpu, nullptr, nullptr, nullptr)); };
  for (const SeccompAction action : {kKill, kKillProcess, kKillThread, kTrap}) {
    const int status = run(allow_but({"getcpu"}, action), call);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << int(action);
  }
  EXPECT_EQ(errno_of(allow_but({"getcpu"}, kTrace), SYS_getcpu), ENOSYS);  // without a tracer
  EXPECT_EQ(errno_of(allow_but({"getcpu"}, kLog), SYS_getcpu), 0);
}

TEST(SeccompFilter, EveryOperator) {
  struct Case {
    SeccompOperator op;
    std::uint64_t value, value_two;
    std::vector<unsigned long> hit, miss;
  };
  const Case cases[] = {
      {kNe, 5, 0, {4, 6}, {5}},
      {kLt, 5, 0, {4}, {5, 6}},
      {kLe, 5, 0, {4, 5}, {6}},
      {kEq, 5, 0, {5}, {4, 6}},
      {kGe, 5, 0, {5, 6}, {4}},
      {kGt, 5, 0, {6}, {4, 5}},
      {kMaskedEq, 0xf0, 0x10, {0x10, 0x1f}, {0x20, 0x110 + 0x20}},
      {kEq, 0x100000005, 0, {0x100000005}, {5}},
  };
  for (const Case& c : cases) {
    const Seccomp config = allow_but({"getpgid"}, kErrno, 77, {{0, c.value, c.value_two, c.op}});
    for (const unsigned long value : c.hit) EXPECT_EQ(errno_of(config, SYS_getpgid, value), 77) << int(c.op) << value;
    for (const unsigned long value : c.miss) EXPECT_NE(errno_of(config, SYS_getpgid, value), 77) << int(c.op) << value;
  }
}

TEST(SeccompFilter, AllArgumentsMustHoldButTheSameOneTwiceIsEither) {
  Seccomp config = allow_but({"getpgid"}, kErrno, 77, {{0, 5, 0, kEq}, {1, 9, 0, kEq}});
  EXPECT_NE(errno_of(config, SYS_getpgid, 5), 77);
  config.syscalls[0].args = {{0, 5, 0, kEq}, {0, 6, 0, kEq}};
  EXPECT_EQ(errno_of(config, SYS_getpgid, 5), 77);
  EXPECT_EQ(errno_of(config, SYS_getpgid, 6), 77);
  EXPECT_NE(errno_of(config, SYS_getpgid, 7), 77);
}

TEST(SeccompFilter, UnknownNamesAreSkippedAndRulesThatSayNothingToo) {
  Seccomp config = allow_but({"no_such_call", "getcpu"}, kErrno, 77);
  config.syscalls.push_back({{"getuid"}, kAllow, {}, {}});
  EXPECT_EQ(errno_of(config, SYS_getcpu), 77);
}

#ifdef __x86_64__
TEST(SeccompFilter, CallsNewerThanTheFilterAnswerEnosys) {
  Seccomp config;
  config.default_action = kErrno;
  config.architectures = {"SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"};
  config.syscalls = {{{"exit_group", "write", "getcpu", "openat2"}, kAllow, {}, {}}};
  EXPECT_EQ(errno_of(config, SYS_getuid), EPERM);        // older than openat2
  EXPECT_EQ(errno_of(config, SYS_openat2 + 1), ENOSYS);  // newer
  EXPECT_EQ(errno_of(config, 9999), ENOSYS);
  config.default_errno_ret = 77;
  EXPECT_EQ(errno_of(config, SYS_getuid), 77);
  EXPECT_EQ(errno_of(config, 9999), ENOSYS);
  config.architectures.clear();  // without x32
  EXPECT_EQ(errno_of(config, 9999), ENOSYS);
  EXPECT_EQ(errno_of(config, SYS_getuid), 77);
  // An x32 call is of another architecture then: the whole process is killed by libseccomp's check.
  EXPECT_TRUE(WIFSIGNALED(run(config, [] { return static_cast<int>(::syscall(0x40000000 + 500)); })));
}
#endif

TEST(SeccompFilter, ABinaryTreeForManyCalls) {
  Seccomp config;
  config.default_action = kErrno;
  SeccompRule rule{{"exit_group", "getcpu"}, kAllow, {}, {}};
  for (const char* name :
       {"accept",  "accept4", "bind",   "brk",   "capget", "chdir",    "chmod",  "chown",  "clone",   "close",
        "connect", "dup",     "dup2",   "dup3",  "execve", "exit",     "fchdir", "fchmod", "fchown",  "fcntl",
        "flock",   "fork",    "fstat",  "fsync", "futex",  "getdents", "getgid", "getpid", "getppid", "ioctl",
        "kill",    "link",    "listen", "lseek", "lstat",  "mkdir",    "mmap"}) {
    rule.names.emplace_back(name);
  }
  config.syscalls = {rule, {{"personality"}, kAllow, {}, {{0, 8, 0, kEq}}}};
  EXPECT_EQ(errno_of(config, SYS_getcpu), 0);
  EXPECT_EQ(errno_of(config, SYS_getppid), 0);
  EXPECT_EQ(errno_of(config, SYS_personality, 8), 0);
  EXPECT_EQ(errno_of(config, SYS_personality, 0), EPERM);
  EXPECT_EQ(errno_of(config, SYS_getuid), EPERM);
}

TEST(SeccompFilter, NotifyGivesAListener) {
  Seccomp config = allow_but({"getcpu"}, kNotify);
  EXPECT_EQ(error_of(config), "linux.seccomp: listenerPath: SCMP_ACT_NOTIFY needs one");
  config.listener_path = "/run/agent.sock";
  config.flags = {SeccompFlag::kWaitKillableRecv, SeccompFlag::kTsync};
  const Filter filter = compiled(config);
  EXPECT_TRUE(filter.notify);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const Result<Fd> listener = load(filter);
    ::_exit(listener && listener->valid() ? 7 : 8);
  }
  int status = -1;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(SeccompFilter, FlagsReachTheKernel) {
  Seccomp config = allow_but({"getcpu"}, kErrno);
  EXPECT_EQ(compiled(config).flags, 4u);  // SPEC_ALLOW where nothing is said
  config.flags.emplace();
  EXPECT_EQ(compiled(config).flags, 0u);
  config.flags = {SeccompFlag::kLog, SeccompFlag::kSpecAllow, SeccompFlag::kTsync, SeccompFlag::kWaitKillableRecv};
  EXPECT_EQ(compiled(config).flags, 6u);
  EXPECT_EQ(errno_of(config, SYS_getcpu), EPERM);
  EXPECT_TRUE(kernel_has_flag(SeccompFlag::kLog));
  EXPECT_FALSE(kernel_has_flag(static_cast<SeccompFlag>(1u << 30)));
}

TEST(SeccompFilter, ErrorsNameThePlace) {
  Seccomp config = allow_but({"getcpu"}, kErrno);
  config.architectures = {"SCMP_ARCH_X86", "SCMP_ARCH_VAX"};
  EXPECT_EQ(error_of(config), "linux.seccomp: architectures[1]: unknown architecture \"SCMP_ARCH_VAX\"");
  EXPECT_EQ(error_of(allow_but({"getcpu"}, kErrno, 1, {{6, 0, 0, kEq}})),
            "linux.seccomp: syscalls[0].args[0].index: 6 is not between 0 and 5");
  EXPECT_EQ(error_of(allow_but({""}, kErrno)), "linux.seccomp: syscalls[0].names: an empty name");
  EXPECT_EQ(error_of(allow_but({"getcpu", "write"}, kNotify)),
            "linux.seccomp: listenerPath: SCMP_ACT_NOTIFY needs one");
  config = allow_but({"getcpu", "write"}, kNotify);
  config.listener_path = "/a";
  EXPECT_EQ(error_of(config), "linux.seccomp: syscalls[0]: SCMP_ACT_NOTIFY cannot be used for the write syscall");
  config = {};
  config.default_action = kNotify;
  EXPECT_EQ(error_of(config), "linux.seccomp: defaultAction: SCMP_ACT_NOTIFY cannot be the default action");
}

TEST(SeccompFilter, ArchitecturesAreTheSpecificationsNames) {
  EXPECT_TRUE(architecture_token("SCMP_ARCH_X86_64"));
  EXPECT_FALSE(architecture_token("x86_64"));
  EXPECT_FALSE(architecture_token("SCMP_ARCH_NATIVE"));
  EXPECT_GE(known_architectures().size(), 18u);
}

}  // namespace
}  // namespace runtime::seccomp

#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "runtime/seccomp/architecture.h"
#include "runtime/seccomp/enosys.h"
#include "runtime/seccomp/filter.h"
#include "runtime/seccomp/support.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::seccomp {

namespace {

using spec::runtime::Seccomp;
using spec::runtime::SeccompAction;
using spec::runtime::SeccompArg;
using spec::runtime::SeccompFlag;
using spec::runtime::SeccompOperator;
using spec::runtime::SeccompRule;

using Context = std::unique_ptr<void, decltype(&::seccomp_release)>;

// libseccomp answers with a negative errno.
Error failed(const std::string& what, int code) { return fail_errno(what, -code); }

std::uint32_t action_token(SeccompAction action, std::optional<std::uint32_t> errno_ret) {
  const auto code = static_cast<std::uint16_t>(errno_ret.value_or(EPERM));
  switch (action) {
    case SeccompAction::kKill:  // the name that thread had before there was a process
    case SeccompAction::kKillThread:
      return SCMP_ACT_KILL_THREAD;
    case SeccompAction::kKillProcess:
      return SCMP_ACT_KILL_PROCESS;
    case SeccompAction::kTrap:
      return SCMP_ACT_TRAP;
    case SeccompAction::kErrno:
      return SCMP_ACT_ERRNO(code);
    case SeccompAction::kTrace:
      return SCMP_ACT_TRACE(code);
    case SeccompAction::kAllow:
      return SCMP_ACT_ALLOW;
    case SeccompAction::kLog:
      return SCMP_ACT_LOG;
    case SeccompAction::kNotify:
      return SCMP_ACT_NOTIFY;
  }
  return SCMP_ACT_KILL_PROCESS;
}

Result<void> check_errno(SeccompAction action, std::optional<std::uint32_t> errno_ret, const std::string& place) {
  constexpr std::uint32_t kMaxErrno = 4095;   // the kernel cuts what is above
  constexpr std::uint32_t kMaxTrace = 65535;  // the bits that there are
  if (!errno_ret) return {};
  if (action != SeccompAction::kErrno && action != SeccompAction::kTrace) {
    return fail(place + ": is for SCMP_ACT_ERRNO and SCMP_ACT_TRACE only");
  }
  if (*errno_ret <= (action == SeccompAction::kErrno ? kMaxErrno : kMaxTrace)) return {};
  return fail(concat(place, ": ", *errno_ret, " is no errno"));
}

scmp_compare comparison(SeccompOperator op) {
  switch (op) {
    case SeccompOperator::kNe:
      return SCMP_CMP_NE;
    case SeccompOperator::kLt:
      return SCMP_CMP_LT;
    case SeccompOperator::kLe:
      return SCMP_CMP_LE;
    case SeccompOperator::kEq:
      return SCMP_CMP_EQ;
    case SeccompOperator::kGe:
      return SCMP_CMP_GE;
    case SeccompOperator::kGt:
      return SCMP_CMP_GT;
    case SeccompOperator::kMaskedEq:
      return SCMP_CMP_MASKED_EQ;
  }
  return SCMP_CMP_EQ;
}

Result<std::vector<scmp_arg_cmp>> conditions(const SeccompRule& rule, const std::string& place) {
  std::vector<scmp_arg_cmp> out;
  for (std::size_t i = 0; i < rule.args.size(); ++i) {
    const SeccompArg& arg = rule.args[i];
    if (arg.index > 5) return fail(concat(place, ".args[", i, "].index: ", arg.index, " is not between 0 and 5"));
    out.push_back({arg.index, comparison(arg.op), arg.value, arg.value_two});
  }
  return out;
}

// libseccomp takes one comparison an argument. With more than one on the same
// argument each becomes a rule of its own, as runc and Docker have it.
bool repeats_an_argument(const std::vector<scmp_arg_cmp>& all) {
  unsigned seen = 0;
  for (const scmp_arg_cmp& one : all) {
    if ((seen & (1u << one.arg)) != 0) return true;
    seen |= 1u << one.arg;
  }
  return false;
}

Result<void> add(const Context& context, std::uint32_t action, const std::string& name, int number,
                 const scmp_arg_cmp* args, std::size_t count) {
  const int code = ::seccomp_rule_add_array(context.get(), action, number, static_cast<unsigned>(count), args);
  if (code < 0 && code != -EEXIST) return failed(concat("rule for ", name), code);
  return {};
}

Result<void> add_rule(const Context& context, const SeccompRule& rule, const std::string& place,
                      std::uint32_t default_action) {
  TRY(check_errno(rule.action, rule.errno_ret, place + ".errnoRet"));
  const std::uint32_t action = action_token(rule.action, rule.errno_ret);
  if (action == default_action) return {};  // says nothing, and libseccomp refuses it
  const std::vector<scmp_arg_cmp> args = TRY(conditions(rule, place));
  const bool one_by_one = repeats_an_argument(args);
  for (const std::string& name : rule.names) {
    if (name.empty()) return fail(place + ".names: an empty name");
    // The child says with it that there is a listener: the agent would have to answer before it has it.
    if (rule.action == SeccompAction::kNotify && name == "write") {
      return fail(concat(place, ": SCMP_ACT_NOTIFY cannot be used for the ", name, " syscall"));
    }
    const int number = ::seccomp_syscall_resolve_name(name.c_str());
    if (number == __NR_SCMP_ERROR) continue;
    if (one_by_one) {
      for (const scmp_arg_cmp& arg : args) TRY_STEP(place, add(context, action, name, number, &arg, 1));
    } else {
      TRY_STEP(place, add(context, action, name, number, args.data(), args.size()));
    }
  }
  return {};
}

Result<std::vector<std::uint32_t>> add_architectures(const Context& context, const Seccomp& config) {
  std::vector<std::uint32_t> tokens = {::seccomp_arch_native()};
  for (std::size_t i = 0; i < config.architectures.size(); ++i) {
    const auto token = architecture_token(config.architectures[i]);
    if (!token) {
      return fail(concat("architectures[", i, "]: unknown architecture \"", config.architectures[i], "\""));
    }
    if (std::find(tokens.begin(), tokens.end(), *token) != tokens.end()) continue;
    const int code = ::seccomp_arch_add(context.get(), *token);
    if (code < 0) {
      return failed("add " + config.architectures[i], code)
          .with_hint(code == -EDOM ? "a filter's architectures have one byte order" : "");
    }
    tokens.push_back(*token);
  }
  return tokens;
}

Result<std::string> export_program(const Context& context) {
  const Fd file(::memfd_create("seccomp", MFD_CLOEXEC));
  if (!file) return fail_errno("memfd_create");
  const int code = ::seccomp_export_bpf(context.get(), file.get());
  if (code < 0) return failed("export the filter", code);
  if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("seek in the filter");
  return read_all(file, BPF_MAXINSNS * sizeof(sock_filter), "the compiled filter");
}

bool has_notify(const Seccomp& config) {
  return std::any_of(config.syscalls.begin(), config.syscalls.end(),
                     [](const SeccompRule& rule) { return rule.action == SeccompAction::kNotify; });
}

std::uint32_t kernel_flags(const Seccomp& config, bool notify) {
  std::uint32_t flags = notify ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
  // runc's choice where none is made: the cost of the mitigation is not worth it since Linux 5.16.
  if (!config.flags) return flags | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  for (const SeccompFlag flag : *config.flags) {
    if (flag == SeccompFlag::kTsync) continue;                        // the process has one thread
    if (flag == SeccompFlag::kWaitKillableRecv && !notify) continue;  // the kernel refuses it then
    flags |= static_cast<std::uint32_t>(flag);
  }
  return flags;
}

// The kernel looks at them before it looks at the program.
Result<void> check_flags(const Seccomp& config) {
  for (const SeccompFlag flag : config.flags.value_or(std::vector<SeccompFlag>())) {
    if (!kernel_has_flag(flag)) return fail(concat("flags: this kernel does not have ", flag_name(flag)));
  }
  return {};
}

Result<void> check(const Seccomp& config, bool notify) {
  TRY(check_flags(config));
  TRY(check_errno(config.default_action, config.default_errno_ret, "defaultErrnoRet"));
  if (config.default_action == SeccompAction::kNotify) {
    return fail("defaultAction: SCMP_ACT_NOTIFY cannot be the default action");
  }
  if (config.listener_path.empty() && !config.listener_metadata.empty()) {
    return fail("listenerMetadata: must not be set without listenerPath");
  }
  if (notify && config.listener_path.empty()) return fail("listenerPath: SCMP_ACT_NOTIFY needs one");
  return {};
}

Result<Filter> compile_filter(const Seccomp& config) {
  Filter filter;
  filter.notify = has_notify(config);
  TRY(check(config, filter.notify));
  filter.flags = kernel_flags(config, filter.notify);

  const std::uint32_t default_action = action_token(config.default_action, config.default_errno_ret);
  const Context context(::seccomp_init(default_action), &::seccomp_release);
  if (!context) return fail("libseccomp refuses the default action");
  const std::vector<std::uint32_t> architectures = TRY(add_architectures(context, config));
  std::size_t names = 0;
  for (std::size_t i = 0; i < config.syscalls.size(); ++i) {
    TRY(add_rule(context, config.syscalls[i], concat("syscalls[", i, "]"), default_action));
    names += config.syscalls[i].names.size();
  }
  // A binary tree rather than a list of comparisons. Older libseccomps have no such thing.
  if (names > 32) (void)::seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);

  const std::vector<sock_filter> prologue = enosys_prologue(config, architectures);
  filter.program.assign(reinterpret_cast<const char*>(prologue.data()), prologue.size() * sizeof(sock_filter));
  const std::string program = TRY(export_program(context));
  filter.program += program;
  if (filter.program.size() > BPF_MAXINSNS * sizeof(sock_filter)) {
    return fail(concat("the filter has more than ", BPF_MAXINSNS, " instructions"));
  }
  return filter;
}

}  // namespace

Result<void> check_known(const Seccomp& config) {
  for (std::size_t i = 0; i < config.syscalls.size(); ++i) {
    for (const std::string& name : config.syscalls[i].names) {
      if (::seccomp_syscall_resolve_name(name.c_str()) != __NR_SCMP_ERROR) continue;
      return fail(concat("linux.seccomp.syscalls[", i, "].names: unknown system call \"", name, "\""));
    }
  }
  return {};
}

Result<Filter> compile(const Seccomp& config) { return TRY_STEP("linux.seccomp", compile_filter(config)); }

}  // namespace runtime::seccomp

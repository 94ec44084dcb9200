#include "runtime/sys/capabilities.h"

#include <linux/capability.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <memory>

#include "spec/base/text.h"

namespace runtime::sys {

namespace {

struct Free {
  void operator()(void* allocated) const { ::cap_free(allocated); }
};
using Set = std::unique_ptr<std::remove_pointer_t<cap_t>, Free>;

constexpr std::uint64_t bit(int number) { return std::uint64_t{1} << number; }

void set_flag(const Set& set, cap_flag_t flag, std::uint64_t bits) {
  while (bits != 0) {
    const cap_value_t number = std::countr_zero(bits);
    ::cap_set_flag(set.get(), flag, 1, &number, CAP_SET);
    bits &= bits - 1;
  }
}

// Which of the wanted ones we do not have ourselves, for the error.
std::string missing(std::uint64_t wanted) {
  const Set have(::cap_get_proc());
  std::vector<std::string> names;
  for (int number = 0; have != nullptr && number <= CAP_LAST_CAP; ++number) {
    cap_flag_value_t permitted = CAP_CLEAR;
    ::cap_get_flag(have.get(), number, CAP_PERMITTED, &permitted);
    if ((wanted & bit(number)) != 0 && permitted == CAP_CLEAR) names.push_back(capability_name(number));
  }
  return join(names, ", ");
}

}  // namespace

std::optional<int> capability_number(std::string_view name) {
  std::string lower = to_lower(name);
  if (!lower.starts_with("cap_")) lower.insert(0, "cap_");
  cap_value_t number = 0;
  if (::cap_from_name(lower.c_str(), &number) < 0) return std::nullopt;
  return number;
}

std::string capability_name(int number) {
  const std::unique_ptr<char, Free> lower(::cap_to_name(number));
  std::string name = lower.get();
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

std::uint64_t capability_bits(const std::vector<std::string>& names, std::set<std::string>& unknown) {
  std::uint64_t bits = 0;
  for (const std::string& name : names) {
    if (const std::optional<int> number = capability_number(name)) {
      bits |= bit(*number);
    } else {
      unknown.insert(name);
    }
  }
  return bits;
}

Result<void> limit_bounding_set(std::uint64_t keep) {
  const cap_value_t end = ::cap_max_bits();  // CAP_IS_SUPPORTED would ask the kernel for each
  for (cap_value_t number = 0; number < end; ++number) {
    if ((keep & bit(number)) != 0 || ::cap_drop_bound(number) == 0) continue;
    const int reason = errno;
    if (::cap_get_bound(number) == 0) continue;
    return fail_errno("drop " + capability_name(number) + " from the bounding set", reason);
  }
  return {};
}

Result<std::vector<Error>> set_capabilities(const CapabilitySets& sets) {
  const Set wanted(::cap_init());
  if (wanted == nullptr) return fail_errno("capabilities");
  set_flag(wanted, CAP_EFFECTIVE, sets.effective);
  set_flag(wanted, CAP_PERMITTED, sets.permitted);
  set_flag(wanted, CAP_INHERITABLE, sets.inheritable);
  if (::cap_set_proc(wanted.get()) < 0) {
    const int reason = errno;
    const std::string names = missing(sets.permitted | sets.effective);
    Error error = fail_errno("set the capabilities", reason);
    return names.empty() ? error : std::move(error).with_hint("the runtime itself does not have " + names);
  }
  // One call; cap_reset_ambient asks for each capability first.
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) return fail_errno("clear the ambient set");
  std::vector<Error> refused;
  for (int number = 0; number <= CAP_LAST_CAP; ++number) {
    if ((sets.ambient & bit(number)) == 0 || ::cap_set_ambient(number, CAP_SET) == 0) continue;
    refused.push_back(fail_errno("can't raise ambient capability " + capability_name(number)));
  }
  return refused;
}

Result<void> replace_capabilities(const CapabilitySets& sets) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2];
  for (int half = 0; half < 2; ++half) {
    data[half].effective = static_cast<std::uint32_t>(sets.effective >> (32 * half));
    data[half].permitted = static_cast<std::uint32_t>(sets.permitted >> (32 * half));
    data[half].inheritable = static_cast<std::uint32_t>(sets.inheritable >> (32 * half));
  }
  if (::syscall(SYS_capset, &header, data) < 0) return fail_errno("give up CAP_SYS_ADMIN");
  return {};
}

}  // namespace runtime::sys

#include "spec/bundle/seccomp.h"

#include <algorithm>
#include <cerrno>
#include <set>

#include "spec/base/text.h"
#include "spec/bundle/seccomp_table.h"

namespace spec::bundle {

namespace {

using namespace seccomp_table;
using runtime::SeccompAction;
using runtime::SeccompArg;
using runtime::SeccompOperator;
using runtime::SeccompRule;

bool has_word(std::string_view words, std::string_view word) {
  const std::vector<std::string> all = split_words(words);
  return std::find(all.begin(), all.end(), word) != all.end();
}

SeccompRule allow(std::string_view name, std::vector<SeccompArg> args) {
  return {{std::string(name)}, SeccompAction::kAllow, std::nullopt, std::move(args)};
}

// The calls that are allowed whatever their arguments are: one rule, each name once.
SeccompRule allowed(const std::vector<std::string>& bounding, std::string_view architecture) {
  std::set<std::string> names;
  const auto add = [&](std::string_view words) {
    for (std::string& word : split_words(words)) names.insert(std::move(word));
  };
  add(kAlways);
  add(kTracing);
  for (const ByCapability& group : kByCapability) {
    if (std::find(bounding.begin(), bounding.end(), group.capability) != bounding.end()) add(group.names);
  }
  for (const ByArchitecture& group : kByArchitecture) {
    if (has_word(group.architectures, architecture)) add(group.names);
  }
  return {{names.begin(), names.end()}, SeccompAction::kAllow, std::nullopt, {}};
}

void add_by_argument(std::vector<SeccompRule>& rules) {
  rules.push_back(allow("socket", {{0, kFamilyAlg, 0, SeccompOperator::kLt}}));
  rules.push_back(allow("socket", {{0, kFamilyAlg + 1, 0, SeccompOperator::kEq}}));
  rules.push_back(allow("socket", {{0, kFamilyVsock, 0, SeccompOperator::kGt}}));
  for (const std::uint64_t persona : kPersonalities) {
    rules.push_back(allow("personality", {{0, persona, 0, SeccompOperator::kEq}}));
  }
}

void add_clone_without_namespaces(std::vector<SeccompRule>& rules, std::string_view architecture) {
  // s390's clone takes the stack first and the flags second.
  const std::uint32_t flags = architecture.starts_with("s390") ? 1 : 0;
  rules.push_back(allow("clone", {{flags, kNamespaceFlags, 0, SeccompOperator::kMaskedEq}}));
  rules.push_back({{"clone3"}, SeccompAction::kErrno, ENOSYS, {}});
}

}  // namespace

runtime::Seccomp default_seccomp(const std::vector<std::string>& bounding, std::string_view architecture) {
  runtime::Seccomp filter;
  filter.default_action = SeccompAction::kErrno;
  filter.default_errno_ret = EPERM;
  for (const Machine& machine : kMachines) {
    if (machine.architecture == architecture) filter.architectures = split_words(machine.names);
  }
  filter.syscalls.push_back(allowed(bounding, architecture));
  add_by_argument(filter.syscalls);
  if (std::find(bounding.begin(), bounding.end(), "CAP_SYS_ADMIN") == bounding.end()) {
    add_clone_without_namespaces(filter.syscalls, architecture);
  }
  return filter;
}

}  // namespace spec::bundle

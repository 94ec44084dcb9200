#include "runtime/init/child.h"
#include "runtime/init/handshake.h"

namespace runtime::init {

namespace {

Result<void> load(Child& child) {
  Fd listener = TRY(seccomp::load(*child.plan.filter));
  if (!listener) return {};
  // A number, not the descriptor: sendmsg(2) may be what the filter stops.
  TRY(say(child.plan.channel, Word::kListener, std::to_string(listener.get())));
  return expect(child.plan.channel, Word::kProceed);
}

}  // namespace

Result<void> load_filter_with_privilege(Child& child) {
  if (child.plan.filter == nullptr || child.process().no_new_privileges) return {};
  return load(child);
}

Result<void> load_filter_last(Child& child) {
  if (child.plan.filter == nullptr || !child.process().no_new_privileges) return {};
  return load(child);
}

}  // namespace runtime::init

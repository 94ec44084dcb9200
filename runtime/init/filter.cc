#include <linux/capability.h>

#include "runtime/init/child.h"
#include "runtime/init/handshake.h"
#include "runtime/log/log.h"
#include "runtime/sys/capabilities.h"

namespace runtime::init {

namespace {

Result<void> load(Child& child) {
  const sys::CapabilitySets wanted = capability_sets(child.process());
  const bool privileged = !child.process().no_new_privileges;
  const bool stays = ((wanted.permitted & wanted.effective) >> CAP_SYS_ADMIN & 1) != 0;
  log::debug("seccomp filter flags: ", child.plan.filter->flags);
  Fd listener = TRY(seccomp::load(*child.plan.filter));
  // From here on a call that is not needed is a call that the filter may deny.
  if (listener) {
    // A number, not the descriptor: sendmsg(2) may be what the filter stops.
    TRY(say(child.plan.channel, Word::kListener, std::to_string(listener.get())));
    TRY(expect(child.plan.channel, Word::kProceed));
  }
  // become_user() left it for this.
  if (privileged && !stays) TRY(sys::replace_capabilities(wanted));
  return {};
}

}  // namespace

Result<void> load_notifying_filter(Child& child) {
  if (child.plan.filter == nullptr || !child.plan.filter->notify) return {};
  return load(child);
}

Result<void> load_filter(Child& child) {
  if (child.plan.filter == nullptr || child.plan.filter->notify) return {};
  return load(child);
}

}  // namespace runtime::init

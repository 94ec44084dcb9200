// Which security modules this kernel runs with.
#pragma once

namespace runtime::sys {

bool kernel_has_selinux();
bool kernel_has_apparmor();

}  // namespace runtime::sys

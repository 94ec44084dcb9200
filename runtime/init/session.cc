#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/magic.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#include "runtime/init/child.h"
#include "runtime/init/handshake.h"
#include "runtime/init/target.h"
#include "runtime/sys/mount.h"
#include "runtime/sys/socket.h"
#include "spec/base/file.h"
#include "spec/base/in_root.h"

namespace runtime::init {

namespace {

struct Terminal {
  Fd master;
  Fd slave;
};

// A new terminal of the container's own devpts. The file system is checked and
// the slave comes from the master, not from a path: a ptmx or pts/N of the
// image's is never used (CVE-2025-52565).
Result<Terminal> make_terminal() {
  Fd pts = TRY(open_dir(FdRef::cwd(), "/dev/pts", O_PATH));
  struct statfs status;
  if (::fstatfs(pts.get(), &status) < 0) return fail_errno("/dev/pts");
  if (status.f_type != DEVPTS_SUPER_MAGIC) {
    return fail("/dev/pts is no devpts").with_hint("a terminal needs a mount of type devpts there");
  }
  Terminal terminal;
  terminal.master = TRY(open_at(pts, "ptmx", O_RDWR | O_NOCTTY | O_NOFOLLOW));
  struct stat device;
  if (::fstat(terminal.master.get(), &device) < 0) return fail_errno("/dev/pts/ptmx");
  if (!S_ISCHR(device.st_mode) || device.st_rdev != ::makedev(5, 2))
    return fail("/dev/pts/ptmx is no terminal multiplexer");
  int locked = 0;
  if (::ioctl(terminal.master.get(), TIOCSPTLCK, &locked) < 0) return fail_errno("unlock the terminal");
  terminal.slave = Fd(::ioctl(terminal.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!terminal.slave) return fail_errno("open the terminal");
  return terminal;
}

// A line ends with "\n" alone, as without a terminal: the runtime copies it
// to a terminal that adds its own "\r", or to a pipe or file that wants none.
Result<void> leave_line_ends(FdRef slave) {
  termios settings;
  if (::tcgetattr(slave.get(), &settings) < 0) return fail_errno("settings of the terminal");
  settings.c_oflag &= ~static_cast<tcflag_t>(ONLCR);
  if (::tcsetattr(slave.get(), TCSANOW, &settings) < 0) return fail_errno("settings of the terminal");
  return {};
}

// The wanted one; in the foreground that of the user's terminal, before the process can ask for it.
Result<void> set_size(const Child& child, FdRef master) {
  winsize size = {};
  if (const auto& wanted = child.process().console_size) {
    size.ws_row = static_cast<unsigned short>(wanted->height);
    size.ws_col = static_cast<unsigned short>(wanted->width);
  } else if (child.plan.console_socket || ::ioctl(STDIN_FILENO, TIOCGWINSZ, &size) < 0) {
    return {};
  }
  if (::ioctl(master.get(), TIOCSWINSZ, &size) < 0) return fail_errno("size of the terminal");
  return {};
}

// The terminal is /dev/console, too. Whatever the image has under that name is
// covered, never followed.
Result<void> mount_console(FdRef slave) {
  Fd root = TRY(open_dir(FdRef::cwd(), "/", O_PATH));
  Parent dev = TRY(open_parent_in_root(root, "/dev/console"));
  Fd target(::openat(dev.dir.get(), dev.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!target) {
    Fd made(::openat(dev.dir.get(), dev.name.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!made) return fail_errno("/dev/console");
    target = TRY(open_at(dev.dir, dev.name, O_PATH | O_NOFOLLOW));
  }
  struct stat status;
  if (::fstat(target.get(), &status) < 0) return fail_errno("/dev/console");
  if (S_ISLNK(status.st_mode)) return fail("/dev/console is a link: refused");
  Fd tree = TRY(sys::clone_tree(slave, "", sys::Depth::kOne));
  return sys::attach(tree, target, "/dev/console");
}

Result<void> hand_over(Child& child, FdRef master) {
  if (child.plan.console_socket) {
    TRY_STEP("console socket", sys::send_fd(child.plan.console_socket, "/dev/ptmx", master));
    child.plan.console_socket.reset();
    return {};
  }
  const char word = static_cast<char>(Word::kTerminal);
  return sys::send_fd(child.plan.channel, std::string_view(&word, 1), master);
}

}  // namespace

Result<void> start_session(Child&) {
  // EPERM: we lead one already.
  if (::setsid() < 0 && errno != EPERM) return fail_errno("setsid");
  return {};
}

Result<void> join_keyring(Child& child) {
  if (!child.plan.new_keyring) return {};
  // By name: what `exec` adds to the container gets its keyring.
  const std::string name = "_ses." + child.plan.container_id;
  if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, name.c_str()) >= 0) return {};
  if (errno == ENOSYS || errno == EPERM) return {};  // a kernel without keys, or a filter around us
  return fail_errno("keyctl").with_hint("--no-new-keyring goes without one");
}

Result<void> open_terminal(Child& child) {
  if (!child.process().terminal) return {};
  Terminal terminal = TRY(make_terminal());
  if (!child.plan.console_socket) TRY(leave_line_ends(terminal.slave));
  TRY(set_size(child, terminal.master));
  if (child.container != nullptr) TRY(mount_console(terminal.slave));
  TRY(hand_over(child, terminal.master));
  if (::ioctl(terminal.slave.get(), TIOCSCTTY, 0) < 0) return fail_errno("controlling terminal");
  for (int number = 0; number <= 2; ++number) {
    if (::dup2(terminal.slave.get(), number) < 0) return fail_errno("dup2");
  }
  return {};
}

}  // namespace runtime::init

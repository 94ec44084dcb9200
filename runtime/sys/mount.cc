#include "runtime/sys/mount.h"

#include <fcntl.h>
#include <unistd.h>

#include "spec/base/text.h"

namespace runtime::sys {

namespace {

// The kernel's last message of a file system context ("e overlay: ..."),
// which says more than errno.
std::string context_message(FdRef context) {
  char text[512];
  std::string message;
  for (ssize_t n; (n = ::read(context.get(), text, sizeof text)) > 2;) {
    message = std::string(trim(std::string_view(text + 2, static_cast<std::size_t>(n) - 2)));
  }
  return message;
}

Error context_error(FdRef context, const std::string& what) {
  Error error = fail_errno(what);
  const std::string message = context_message(context);
  if (!message.empty()) error.message += ": " + message;
  return error;
}

}  // namespace

Result<Fd> fsopen(const std::string& type) {
  Fd context(::fsopen(type.c_str(), FSOPEN_CLOEXEC));
  if (!context) {
    if (errno == ENODEV) return fail_errno("file system type \"" + type + "\"");
    return fail_errno("fsopen " + type);
  }
  return context;
}

Result<void> set_string(FdRef context, const std::string& key, const std::string& value) {
  if (::fsconfig(context.get(), FSCONFIG_SET_STRING, key.c_str(), value.c_str(), 0) == 0) return {};
  return context_error(context, "option " + key + "=" + value);
}

Result<void> set_option(FdRef context, const std::string& option) {
  const std::size_t equals = option.find('=');
  if (equals != std::string::npos) return set_string(context, option.substr(0, equals), option.substr(equals + 1));
  if (::fsconfig(context.get(), FSCONFIG_SET_FLAG, option.c_str(), nullptr, 0) == 0) return {};
  return context_error(context, "option " + option);
}

Result<Fd> make_mount(FdRef context, std::uint64_t attributes) {
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) < 0) return context_error(context, "create");
  Fd mount(::fsmount(context.get(), FSMOUNT_CLOEXEC, static_cast<unsigned>(attributes)));
  if (!mount) return context_error(context, "fsmount");
  return mount;
}

Result<void> reconfigure(FdRef target, const std::vector<std::string>& options) {
  Fd context(::fspick(target.get(), "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH));
  if (!context) return fail_errno("fspick");
  for (const std::string& option : options) TRY(set_option(context, option));
  if (::fsconfig(context.get(), FSCONFIG_CMD_RECONFIGURE, nullptr, nullptr, 0) < 0) {
    return context_error(context, "remount");
  }
  return {};
}

Result<Fd> clone_tree(FdRef dir, const std::string& path, Depth depth, unsigned flags) {
  flags |= OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC;
  if (path.empty()) flags |= AT_EMPTY_PATH;
  if (depth == Depth::kRecursive) flags |= AT_RECURSIVE;
  Fd tree(::open_tree(dir.get(), path.c_str(), flags));
  if (!tree) return fail_errno(path.empty() ? "open_tree" : path);
  return tree;
}

Result<void> set_attributes(FdRef mount, const Attributes& attributes, Depth depth) {
  mount_attr attr = {};
  attr.attr_set = attributes.set;
  attr.attr_clr = attributes.clear;
  attr.propagation = attributes.propagation;
  if (attributes.user_namespace >= 0) attr.userns_fd = static_cast<std::uint64_t>(attributes.user_namespace);
  const unsigned flags = AT_EMPTY_PATH | (depth == Depth::kRecursive ? AT_RECURSIVE : 0U);
  if (::mount_setattr(mount.get(), "", flags, &attr, sizeof attr) == 0) return {};
  return fail_errno("mount_setattr");
}

Result<void> set_propagation(const std::string& path, std::uint64_t propagation, Depth depth) {
  mount_attr attr = {};
  attr.propagation = propagation;
  const unsigned flags = depth == Depth::kRecursive ? AT_RECURSIVE : 0U;
  if (::mount_setattr(AT_FDCWD, path.c_str(), flags, &attr, sizeof attr) == 0) return {};
  return fail_errno("propagation of " + path);
}

Result<void> attach(FdRef mount, FdRef target, const std::string& name) {
  if (::move_mount(mount.get(), "", target.get(), "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0) {
    return {};
  }
  return fail_errno("mount on " + name);
}

Result<void> attach_at(FdRef mount, FdRef folder, const std::string& name) {
  if (::move_mount(mount.get(), "", folder.get(), name.c_str(), MOVE_MOUNT_F_EMPTY_PATH) == 0) return {};
  return fail_errno("mount on " + name);
}

}  // namespace runtime::sys

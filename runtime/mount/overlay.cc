#include "runtime/mount/overlay.h"

#include <fcntl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>

#include "runtime/mount/detached.h"
#include "runtime/sys/mount.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::mount {

namespace {

using spec::runtime::Mount;

constexpr std::size_t kMaxValue = 255;  // of fsconfig(2)
constexpr std::size_t kMaxData = 4095;  // of mount(2)

struct Parts {
  std::vector<std::string> lowers;  // absolute, the topmost first
  std::string upper;                // absolute, or empty
  std::string work;
  std::vector<std::string> others;
};

std::string absolute(const std::string& path, const std::string& bundle) {
  return path.starts_with('/') ? path : bundle + "/" + path;
}

// "a:b\:c" has two names, "a" and "b:c", as overlayfs reads it.
std::vector<std::string> split_lowers(std::string_view text) {
  std::vector<std::string> names(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':') {
      names.emplace_back();
    } else {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      names.back() += text[i];
    }
  }
  return names;
}

Parts take_apart(const std::vector<std::string>& options, const std::string& bundle) {
  Parts parts;
  for (const std::string& option : options) {
    const std::string_view text = option;
    if (text.starts_with("lowerdir=")) {
      for (const std::string& name : split_lowers(text.substr(9))) parts.lowers.push_back(absolute(name, bundle));
    } else if (text.starts_with("upperdir=")) {
      parts.upper = absolute(option.substr(9), bundle);
    } else if (text.starts_with("workdir=")) {
      parts.work = absolute(option.substr(8), bundle);
    } else {
      parts.others.push_back(option);
    }
  }
  return parts;
}

// A name that is too long for fsconfig is given as that of a descriptor, which `open` keeps.
Result<void> set_folder(FdRef context, const char* key, const std::string& path, std::vector<Fd>& open) {
  if (path.size() <= kMaxValue) return sys::set_string(context, key, path);
  Fd folder = TRY(open_dir(FdRef::cwd(), path, O_PATH));
  TRY(sys::set_string(context, key, concat("/proc/self/fd/", folder.get())));
  open.push_back(std::move(folder));
  return {};
}

// A layer with the ids of a user namespace.
Result<void> add_mapped_layer(FdRef context, const std::string& path, FdRef user_namespace, std::vector<Fd>& open) {
  Fd tree = TRY(sys::clone_tree(FdRef::cwd(), path, sys::Depth::kOne));
  Result<void> mapped =
      sys::set_attributes(tree, {.set = MOUNT_ATTR_IDMAP, .user_namespace = user_namespace.get()}, sys::Depth::kOne);
  if (!mapped) return std::move(mapped).error().with_hint("does the file system support idmapped mounts?");
  Result<void> set = sys::set_string(context, "lowerdir+", concat("/proc/self/fd/", tree.get()));
  if (!set) return std::move(set).error().with_hint("an overlay in a user namespace needs Linux 6.15");
  open.push_back(std::move(tree));
  return {};
}

// The longest folder that all paths begin with.
std::string common_folder(const std::vector<std::string>& paths) {
  std::string common = paths.front().substr(0, paths.front().rfind('/') + 1);
  for (const std::string& path : paths) {
    while (!path.starts_with(common)) common.resize(common.rfind('/', common.size() - 2) + 1);
  }
  return common;
}

std::string escape(const std::string& path) {
  std::string out;
  for (const char c : path) {
    if (c == ':' || c == ',' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// mount(2) does not say which of its folders is missing.
Error mount_error(const Parts& parts) {
  const Error error = fail_errno("overlay");
  std::vector<std::string> folders = parts.lowers;
  if (!parts.upper.empty()) folders.push_back(parts.upper);
  if (!parts.work.empty()) folders.push_back(parts.work);
  for (const std::string& folder : folders) {
    if (::access(folder.c_str(), F_OK) < 0) return fail_errno(folder);
  }
  return error;
}

unsigned long mount_flags(std::uint64_t attributes) {
  unsigned long flags = 0;
  if ((attributes & MOUNT_ATTR_NOSUID) != 0) flags |= MS_NOSUID;
  if ((attributes & MOUNT_ATTR_NODEV) != 0) flags |= MS_NODEV;
  if ((attributes & MOUNT_ATTR_NOEXEC) != 0) flags |= MS_NOEXEC;
  return flags;
}

}  // namespace

std::string upper_folder(const Mount& mount, const std::string& bundle) {
  return mount.type == "overlay" ? take_apart(mount.options, bundle).upper : "";
}

bool kernel_takes_single_layers() {
  utsname name;
  int major = 0;
  int minor = 0;
  if (::uname(&name) < 0 || std::sscanf(name.release, "%d.%d", &major, &minor) != 2) return false;
  return major > 6 || (major == 6 && minor >= 8);
}

Result<Fd> make_overlay(const Mount& mount, const Options& options, const std::string& bundle, FdRef user_namespace) {
  const Parts parts = take_apart(options.filesystem, bundle);
  Fd context = TRY(sys::fsopen("overlay"));
  TRY(sys::set_string(context, "source", mount.source.empty() ? "overlay" : mount.source));
  std::vector<Fd> open;
  for (const std::string& lower : parts.lowers) {
    if (user_namespace.valid()) {
      TRY_STEP(lower, add_mapped_layer(context, lower, user_namespace, open));
    } else {
      TRY_STEP(lower, set_folder(context, "lowerdir+", lower, open));
    }
  }
  if (!parts.upper.empty()) TRY(set_folder(context, "upperdir", parts.upper, open));
  if (!parts.work.empty()) TRY(set_folder(context, "workdir", parts.work, open));
  for (const std::string& option : parts.others) TRY(sys::set_option(context, option));
  TRY(set_label(context, "overlay", options.label));
  return sys::make_mount(context, options.own.set);
}

Result<void> mount_overlay_at(const Mount& mount, const Options& options, const std::string& bundle,
                              const std::string& target) {
  const Parts parts = take_apart(options.filesystem, bundle);
  if (parts.lowers.empty()) return fail("no lowerdir");
  const std::string folder = common_folder(parts.lowers);
  if (::chdir(folder.c_str()) < 0) return fail_errno(folder);
  std::vector<std::string> names;
  for (const std::string& lower : parts.lowers) names.push_back(escape(lower.substr(folder.size())));
  std::string data = "lowerdir=" + join(names, ":");
  if (!parts.upper.empty()) data += ",upperdir=" + escape(parts.upper);
  if (!parts.work.empty()) data += ",workdir=" + escape(parts.work);
  for (const std::string& option : parts.others) data += "," + option;
  const Label& label = options.label;
  if (!label.value.empty()) data += concat(",", label.option, "=\"", label.value, "\"");
  if (data.size() > kMaxData)
    return fail("the options of the overlay do not fit in a page").with_hint("Linux 6.8 has no such limit");
  if (::mount(mount.source.empty() ? "overlay" : mount.source.c_str(), target.c_str(), "overlay",
              mount_flags(options.own.set), data.c_str()) < 0) {
    return mount_error(parts);
  }
  return {};
}

}  // namespace runtime::mount

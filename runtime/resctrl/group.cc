#include "runtime/resctrl/group.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "runtime/resctrl/schemata.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::resctrl {

namespace {

constexpr const char* kDefaultRoot = "/sys/fs/resctrl";
constexpr long kMagic = 0x7655821;  // RDTGROUP_SUPER_MAGIC of <linux/magic.h>
constexpr std::uint64_t kMaxFile = 64 << 10;

// What the kernel says of the last thing that it refused.
std::string last_status(const std::string& folder) {
  for (std::string root = folder; root.size() > 1; root.resize(root.rfind('/'))) {
    const Result<std::string> text = read_file(root + "/info/last_cmd_status", kMaxFile);
    if (text && trim(*text) != "ok") return std::string(trim(*text));
  }
  return "";
}

Result<void> write_file(const std::string& folder, const char* name, const std::string& text) {
  const std::string path = folder + "/" + name;
  // Of no effect in resctrl, whose files are always there.
  Fd file = TRY(open_at(FdRef::cwd(), path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
  if (::write(file.get(), text.data(), text.size()) >= 0) return {};
  return fail_errno(path).with_hint(last_status(folder));
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Result<void> make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0) return {};
  const Error error = fail_errno(path);
  return Error(error).with_hint(error.number == ENOSPC ? "the processor has no more of these classes of service"
                                                       : last_status(path));
}

bool has_schemata(const spec::runtime::IntelRdt& wanted) {
  return !wanted.l3_cache_schema.empty() || !wanted.mem_bw_schema.empty() || !wanted.schemata.empty();
}

Result<void> check_existing(const std::string& folder, const spec::runtime::IntelRdt& wanted) {
  const std::string present = TRY(read_file(folder + "/schemata", kMaxFile));
  for (const std::string& line : {wanted.l3_cache_schema, wanted.mem_bw_schema}) {
    if (line.empty() || schemata_contain(present, line)) continue;
    return fail(concat("closID \"", wanted.clos_id, "\" is there and is not \"", line, "\""))
        .with_hint(concat("see ", folder, "/schemata"));
  }
  return {};
}

Result<void> write_schemata(const std::string& folder, const spec::runtime::IntelRdt& wanted) {
  std::string text;
  for (const std::string& line : {wanted.l3_cache_schema, wanted.mem_bw_schema}) {
    if (!line.empty()) text += line + "\n";
  }
  for (const std::string& line : wanted.schemata) text += line + "\n";
  return text.empty() ? Result<void>() : write_file(folder, "schemata", text);
}

void remove_folder(const std::string& path) {
  if (!path.empty()) ::rmdir(path.c_str());
}

}  // namespace

Result<std::string> find_root() {
  struct statfs status;
  if (::statfs(kDefaultRoot, &status) == 0 && status.f_type == kMagic) return std::string(kDefaultRoot);
  // Of /proc, nothing is known of a file's size.
  Fd file = TRY(open_at(FdRef::cwd(), "/proc/self/mountinfo", O_RDONLY));
  const std::string mounts = TRY(read_all(file, 16 << 20, "/proc/self/mountinfo"));
  for (const std::string& line : split(mounts, '\n')) {
    if (line.find(" - resctrl ") == std::string::npos) continue;
    const std::vector<std::string> words = split_words(line);
    if (words.size() > 4) return words[4];
  }
  return fail("no resctrl file system is mounted")
      .with_hint("a processor and a kernel with resource control, and: mount -t resctrl resctrl /sys/fs/resctrl");
}

Group plan(const std::string& root, const spec::runtime::IntelRdt& wanted, const std::string& id) {
  Group group;
  group.folder = wanted.clos_id == "/" ? root : root + "/" + (wanted.clos_id.empty() ? id : wanted.clos_id);
  group.own = wanted.clos_id.empty() && !exists(group.folder);
  if (wanted.enable_monitoring) group.monitor = group.folder + "/mon_groups/" + id;
  return group;
}

Result<NewGroup> make(const Group& group, const spec::runtime::IntelRdt& wanted) {
  NewGroup made;
  if (exists(group.folder)) {
    if (has_schemata(wanted)) TRY(check_existing(group.folder, wanted));
  } else if (!wanted.clos_id.empty() && !has_schemata(wanted)) {
    return fail(concat("closID \"", wanted.clos_id, "\" is not there"))
        .with_hint("without schemata it must have been made before");
  } else {
    TRY(make_folder(group.folder));
    made.made_.folder = group.folder;
  }
  TRY(write_schemata(group.folder, wanted));
  if (group.monitor.empty()) return made;
  // The kernel makes mon_groups itself.
  TRY(make_folder(group.monitor));
  made.made_.monitor = group.monitor;
  return made;
}

NewGroup::~NewGroup() {
  remove_folder(made_.monitor);
  remove_folder(made_.folder);
}

Result<void> enter(const Group& group, pid_t pid) {
  TRY(write_file(group.folder, "tasks", std::to_string(pid)));
  if (!group.monitor.empty()) TRY(write_file(group.monitor, "tasks", std::to_string(pid)));
  return {};
}

Result<void> update(const Group& group, const spec::runtime::IntelRdt& wanted) {
  return write_schemata(group.folder, wanted);
}

Result<void> remove(const Group& group) {
  for (const std::string& path : {group.monitor, group.own ? group.folder : std::string()}) {
    if (!path.empty() && ::rmdir(path.c_str()) < 0 && errno != ENOENT) return fail_errno(path);
  }
  return {};
}

}  // namespace runtime::resctrl

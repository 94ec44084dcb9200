#include "runtime/cgroup/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace runtime::cgroup {

Result<void> write_value(const std::string& folder, const std::string& file, std::string_view value) {
  const std::string path = concat(folder, "/", file);
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) return fail_errno(path);
  if (::write(fd.get(), value.data(), value.size()) < 0) return fail_errno(concat("set ", path, " to ", value));
  return {};
}

Result<std::string> read_value(const std::string& folder, const std::string& file) {
  const std::string path = concat(folder, "/", file);
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return fail_errno(path);
  const std::string text = TRY(read_all(fd, 16 << 20, path));
  return std::string(trim(text));
}

Result<std::vector<std::string>> read_words(const std::string& folder, const std::string& file) {
  const std::string text = TRY(read_value(folder, file));
  return split_words(text);
}

Result<std::vector<std::string>> children(const std::string& folder) {
  std::vector<std::string> names;
  // Each child is a link on its parent's count: most cgroups have none, and need no listing.
  struct stat info;
  if (::stat(folder.c_str(), &info) < 0) return fail_errno(folder);
  if (info.st_nlink == 2) return names;
  const auto close = [](DIR* stream) { ::closedir(stream); };
  const std::unique_ptr<DIR, decltype(close)> dir(::opendir(folder.c_str()), close);
  if (!dir) return fail_errno(folder);
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") names.push_back(name);
  }
  return names;
}

Result<std::vector<pid_t>> processes(const std::string& folder) {
  const std::vector<std::string> words = TRY(read_words(folder, "cgroup.procs"));
  std::vector<pid_t> pids;
  for (const std::string& word : words) {
    // 0 is a process outside our pid namespace: no signal reaches it.
    const auto pid = parse_number<pid_t>(word);
    if (pid && *pid > 0) pids.push_back(*pid);
  }
  return pids;
}

const std::string* find_folder(const Paths& paths, std::string_view controller) {
  for (const auto& [name, folder] : paths) {
    const std::vector<std::string> controllers = split(name, ',');
    if (std::find(controllers.begin(), controllers.end(), controller) != controllers.end()) return &folder;
  }
  return nullptr;
}

bool is_unified_only(const Paths& paths) {
  return std::all_of(paths.begin(), paths.end(),
                     [](const auto& entry) { return entry.first.empty() || entry.first.starts_with("name="); });
}

}  // namespace runtime::cgroup

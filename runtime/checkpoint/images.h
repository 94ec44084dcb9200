// The folder of a checkpoint: CRIU's images, and descriptors.json.
//
// A checkpoint may come from anywhere: a link in it would have CRIU put the
// host's files into the memory of a container, or write over them.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::checkpoint {

struct Folders {
  Fd images;
  Fd work;
  std::string images_path;
  std::string work_path;
};

// For a checkpoint; made, mode 0700, where they are missing. "" is "checkpoint"
// in the working folder, and the images' folder for `work_path`.
Result<Folders> make_folders(const std::string& images_path, const std::string& work_path);
// For a restore: regular files only, and in `work` none of other kind under a name that CRIU
// writes to. The link "parent" is followed where it is relative, to the same rules.
Result<Folders> open_folders(const std::string& images_path, const std::string& work_path);
// The images for CRIU to read. The root of a user namespace reads some of them, to whom root's folder is closed: seen
// with the ids of `user_namespace`, where there is one, it is his. A checkpoint with a parent is left as it is.
Result<Fd> open_images(const std::string& path, FdRef user_namespace);
// --parent-path: relative to the images' folder, and there.
Result<void> check_parent(FdRef images, const std::string& parent_path);

// What standard input, output and error of the first process were when it began: "pipe:[1234]",
// "/dev/null". The format is runc's.
Result<void> write_descriptors(FdRef images, const std::vector<std::string>& descriptors);
// At most three; missing is an error.
Result<std::vector<std::string>> read_descriptors(FdRef images);
// "pipe:[1234]"
bool is_pipe(const std::string& descriptor);

constexpr const char* kDumpLog = "dump.log";
constexpr const char* kRestoreLog = "restore.log";

}  // namespace runtime::checkpoint

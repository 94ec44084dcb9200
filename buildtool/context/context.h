// The files that COPY and ADD read: a local folder without what .dockerignore
// names, or the root of another stage.
//
// The folder is hostile: each path is looked up inside it, and what is found is
// opened by descriptor, whatever links it holds and whoever changes it meanwhile.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "buildtool/context/ignore.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::context {

struct Entry {
  std::string path;  // inside the context, real (no link on the way), no "/" in front; "" is its root
  mode_t mode = 0;   // type and permissions, as in st_mode
  uid_t uid = 0;     // 0 where owners are dropped
  gid_t gid = 0;
  std::uint64_t size = 0;    // of a regular file
  std::int64_t seconds = 0;  // the time of the last change, since 1970
  std::uint32_t nanoseconds = 0;
  // What tells whether a regular file is as it was (DigestMemory): where it is, and when anything in it was changed.
  std::uint64_t on_device = 0;
  std::uint64_t inode = 0;
  std::int64_t change_seconds = 0;
  std::int64_t change_nanoseconds = 0;
  dev_t device = 0;         // of a device file
  std::string link_target;  // of a symbolic link
};

// What one source of COPY found: a file, or a folder with all below it.
struct Found {
  // The last component as it was asked for or matched, links not followed: what
  // a file is called when it is copied into a folder. "" for the root.
  std::string name;
  // The file alone; or the folder itself first, then everything below it, each
  // folder before its content, sorted by the bytes of the components.
  std::vector<Entry> entries;

  bool is_folder() const { return S_ISDIR(entries.front().mode); }
  // The path of an entry below the found folder; "" for the first.
  std::string_view below(const Entry& entry) const;
};

enum class Owners {
  kDropped,  // a local context: everything belongs to 0:0, as Docker has it
  kKept,     // another stage
};

class DigestMemory;

class Context {
 public:
  Context(Fd root, Ignore ignore, Owners owners);

  // Files that match `source`: a path, or with * ? [ ] a pattern whose matches
  // come sorted. Links on the way and as the source itself are followed inside
  // the context; links below a found folder are entries. A path that is not
  // there, or is ignored, is an error with number ENOENT ("/x": not found); a pattern that
  // matches nothing finds nothing. Sockets are left out.
  Result<std::vector<Found>> find(std::string_view source) const;
  // The same for a path whose characters all stand for themselves.
  Result<Found> find_exactly(std::string_view path) const;

  // What is no part of it.
  const Ignore& ignore() const { return ignore_; }

  // From now on digests are looked up there, and noted.
  void set_memory(std::shared_ptr<DigestMemory> memory) { memory_ = std::move(memory); }
  DigestMemory* memory() const { return memory_.get(); }
  FdRef root() const { return root_; }

  // The content of a regular file, O_RDONLY; never blocks, never follows a link,
  // fails where it is no longer a regular file.
  Result<Fd> open(const Entry& entry) const;

 private:
  Result<std::optional<Found>> find_one(const std::string& path) const;
  Result<bool> is_there(const std::string& path) const;
  Result<void> find_matches(const std::string& folder, std::span<const std::string> patterns,
                            std::vector<std::string>& out) const;
  Fd root_;
  Ignore ignore_;
  Owners owners_;
  std::shared_ptr<DigestMemory> memory_;
};

// Opens the context folder of the command line and its ignore file:
// DOCKERFILE.dockerignore beside the Dockerfile if that is there, else the
// context's own .dockerignore. `dockerfile` is the Dockerfile's path, "" where
// it has none (standard input).
Result<Context> open_local(const std::string& folder, const std::string& dockerfile);
// The same for a folder that was made of what comes from elsewhere: the
// Dockerfile's path is one inside it, "" where it is not there.
Result<Context> open_fetched(Fd root, const std::string& dockerfile);

// "sha256:..." over names, types, permissions, owners, link targets, contents
// and the files' extended attributes, not over times: equal for equal copies,
// whatever a found folder is called.
Result<std::string> digest(const Context& context, const std::vector<Found>& found);

}  // namespace buildtool::context

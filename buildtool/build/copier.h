// Copying what COPY found into a stage's root, as `cp -a` with COPY's rules.
//
// Both sides are hostile: sources are opened through their context, everything
// in the root by descriptor, and no link in it is ever followed out of it.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildtool/build/interrupt.h"
#include "buildtool/build/mode.h"
#include "buildtool/build/owner.h"
#include "buildtool/context/context.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct CopyOptions {
  std::optional<Owner> owner;  // --chown; else the source's
  std::optional<Mode> mode;    // --chmod; else the source's
  context::Ignore exclude;     // --exclude, relative to a found folder
};

class Copier {
 public:
  // All must outlive it.
  Copier(const context::Context& source, FdRef root, const CopyOptions& options, const Interrupt& interrupt)
      : source_(source), root_(root), options_(options), interrupt_(interrupt) {}

  // `destination` is absolute. With a "/" at its end, or where a folder is
  // there, a file goes into it under its own name, else it gets that name; a
  // folder's content goes into it. Missing folders are made with mode 0755, or
  // that of --chmod where it is a number, and --chown's owner.
  // Fails where a file would take a folder's place, or a folder a file's.
  Result<void> copy(const context::Found& found, const std::string& destination);

 private:
  // A folder of the destination that is being filled.
  struct Open {
    std::string path;  // below the found folder
    Fd folder;
    const context::Entry* entry;  // what it is a copy of; nullptr: it keeps what it has
  };
  Result<void> copy_file(const context::Found& found, const std::string& destination);
  Result<void> copy_folder(const context::Found& found, const std::string& destination);
  Result<Fd> enter(FdRef parent, const std::string& name, const context::Entry& entry);
  Result<void> make_way(FdRef folder, const std::string& name, const context::Entry& entry);
  Result<void> put(FdRef folder, const std::string& name, const context::Entry& entry);
  Result<void> put_content(FdRef folder, const std::string& name, const context::Entry& entry);
  Result<void> set_owner_and_times(FdRef folder, const std::string& name, const context::Entry& entry);
  Result<void> leave(std::vector<Open>& open);
  mode_t new_folder_mode() const;

  const context::Context& source_;
  FdRef root_;
  const CopyOptions& options_;
  const Interrupt& interrupt_;
};

}  // namespace buildtool::build

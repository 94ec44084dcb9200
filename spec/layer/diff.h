// Making a layer's tar from folders: what apply() does, backwards.
//
// Entries are sorted by path, a folder before what it holds, whiteouts first;
// every folder on the way to a change is an entry (so the layer is
// self-contained); names of one file are hard links to the first. Sockets are
// left out, as Docker does. The same folders give the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/base/stream.h"

namespace spec::layer {

struct DiffOptions {
  std::optional<std::int64_t> clamp_time;  // SOURCE_DATE_EPOCH: later times become this one
  // Paths that are left out (with all below them): what a run put there for
  // itself, such as mount points of its own.
  std::vector<std::string> exclude;
};

struct Diff {
  std::uint64_t bytes = 0;    // of the tar
  std::uint64_t entries = 0;  // 0: nothing was changed; the tar has only its end
};

// An overlay's upper folder: its 0/0 devices and opaque marks become whiteouts.
Result<Diff> diff_upper(FdRef upper, Sink& out, const DiffOptions& options = {});

// What turns the tree `before` into the tree `after`. A file is changed when its
// kind, mode, owner, size, time, xattrs, link target or device are others.
Result<Diff> diff_trees(FdRef before, FdRef after, Sink& out, const DiffOptions& options = {});

// All of a tree.
Result<Diff> tar_tree(FdRef tree, Sink& out, const DiffOptions& options = {});

}  // namespace spec::layer

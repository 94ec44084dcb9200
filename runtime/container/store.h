// The state root: a folder a container, named by its id.
//
//   ID/creating.json   the record while `create` goes on
//   ID/state.json      the same file, renamed, once the container is created
//   ID/config.json     a copy of the bundle's, as it was when the container was created
//   ID/start.fifo      there until `start`; what `start` writes to
//   ID/report.fifo     where `start` hears how it went
//
// A folder is locked by whoever changes the container (flock(2) on the folder
// itself). `delete` renames it away first: it is there whole or not at all.
#pragma once

#include <string>
#include <vector>

#include "runtime/container/record.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::container {

constexpr const char* kCreatingFile = "creating.json";
constexpr const char* kStateFile = "state.json";
constexpr const char* kStartFifo = "start.fifo";
constexpr const char* kReportFifo = "report.fifo";

// One container's folder.
class Folder {
 public:
  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&&) = delete;
  // Removes a folder that was made and not kept.
  ~Folder();

  FdRef fd() const { return fd_; }
  FdRef root() const { return root_; }
  const std::string& id() const { return id_; }
  void keep() { made_ = false; }

  // Waits for the lock, which is held while this object lives. An error with
  // ENOENT where the container was deleted meanwhile.
  Result<void> lock();
  // Also of the copies that a child has of the descriptor.
  void unlock();

  // state.json, or creating.json: `complete` tells which.
  struct Loaded {
    Record record;
    bool complete = false;
  };
  // ENOENT in Error::number: no record yet, `create` has just begun (or was killed).
  Result<Loaded> load() const;
  Result<void> save_creating(const Record& record) const;
  Result<void> complete() const;
  // Writes a record that was loaded and changed in its place.
  Result<void> replace(const Loaded& loaded) const;

  // Whether start.fifo is there: created and not started.
  bool waits_for_start() const;

  // Renames it away, then removes it.
  Result<void> remove();

 private:
  friend class Store;
  Folder(Fd root, Fd fd, std::string id) : root_(std::move(root)), fd_(std::move(fd)), id_(std::move(id)) {}
  Fd root_;
  Fd fd_;
  std::string id_;
  bool made_ = false;
};

class Store {
 public:
  // `path` is made, mode 0700, when it is missing.
  static Result<Store> open(const std::string& path);

  // A new folder, locked; removed again unless it is kept. An error where the id is taken.
  Result<Folder> make(const std::string& id) const;
  // `container "ID" does not exist` is an error with ENOENT.
  Result<Folder> find(const std::string& id) const;
  // The same, locked.
  Result<Folder> find_locked(const std::string& id) const;
  FdRef root() const { return root_; }
  // What a `delete` that was killed left of folders of that id, which it had renamed away.
  Result<void> remove_leftovers(const std::string& id) const;
  // The ids, sorted.
  Result<std::vector<std::string>> ids() const;
  // Those that an extended regular expression (regex(7)) is found in.
  Result<std::vector<std::string>> ids_matching(const std::string& expression) const;

 private:
  explicit Store(Fd root) : root_(std::move(root)) {}
  Fd root_;
};

}  // namespace runtime::container

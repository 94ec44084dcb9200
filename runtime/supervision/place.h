// Where supervised containers are: a folder each, STATE_ROOT/.supervised/ID.
//
//   settings.json   how it is to be looked after; written by the verbs
//   status.json     what became of it; written by its supervisor
//   lock            held by the supervisor while it lives, flock(2): a kill -9 frees it
//   control         the socket that the supervisor listens on (protocol.h)
//   stdout, stderr  FIFOs; the container has both ends open, so that it survives its supervisor
//
// It stays when the container has ended, until `delete`. A container that an
// orchestrator made has none, and no id begins with a dot.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/supervision/settings.h"
#include "runtime/supervision/status.h"
#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"

namespace runtime::supervision {

constexpr const char* kControl = "control";

class Place {
 public:
  // A new one with these settings, whole or not at all. An error where the id or the name is taken.
  static Result<Place> make(const std::string& state_root, const Settings& settings);
  // By its whole id.
  static Result<Place> open(const std::string& state_root, const std::string& id);
  // By id, by name, or by the beginning of an id that only one has. None where there is no such
  // supervised container; an error where the beginning is that of several.
  static Result<std::optional<Place>> find(const std::string& state_root, const std::string& text);
  // Whether a container may be made with the id: not where it is a supervised one's, but for its own supervisor.
  static Result<void> check_free(const std::string& state_root, const std::string& id);
  // The folder that they are in; there is none before the first one.
  static std::string folder_of_all(const std::string& state_root);
  // All, the newest first.
  static Result<std::vector<Place>> list(const std::string& state_root);

  const std::string& id() const { return id_; }
  FdRef folder() const { return folder_; }
  const std::string& state_root() const { return state_root_; }
  std::string path() const;  // of the folder

  Result<Settings> settings() const;
  Result<Status> status() const;
  Result<void> save(const Settings& settings) const;
  Result<void> save(const Status& status) const;

  // For supervisors alone; EWOULDBLOCK in Error::number where another lives. (Connection tells whether one does.)
  Result<FileLock> lock() const;

  // Another name; an error where it is taken.
  Result<void> rename(const std::string& name) const;
  Result<void> set_restart(const Restart& restart) const;
  // All of it. Gone is fine.
  Result<void> remove() const;

 private:
  Place(std::string state_root, Fd above, Fd folder, std::string id)
      : state_root_(std::move(state_root)), above_(std::move(above)), folder_(std::move(folder)), id_(std::move(id)) {}
  std::string state_root_;
  Fd above_;
  Fd folder_;
  std::string id_;
};

}  // namespace runtime::supervision

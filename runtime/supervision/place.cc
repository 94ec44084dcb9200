#include "runtime/supervision/place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/runtime/validate.h"

namespace runtime::supervision {

namespace {

constexpr const char* kFolder = ".supervised";
constexpr const char* kSettings = "settings.json";
constexpr const char* kStatus = "status.json";
constexpr const char* kLock = "lock";
constexpr std::uint64_t kMaxFile = 4 << 20;

// Names are given out one after the other.
Result<FileLock> lock_names(FdRef above) { return FileLock::wait(above, ".names", LockKind::kExclusive); }

Result<void> check_name(const std::string& state_root, const std::string& name) {
  const std::vector<Place> others = TRY(Place::list(state_root));
  for (const Place& other : others) {
    const Result<Settings> theirs = other.settings();
    if (theirs && theirs->name == name) {
      return fail(concat("Conflict. The container name \"/", name, "\" is already in use by container \"", other.id(),
                         "\". You have to remove (or rename) that container to be able to reuse that name."));
    }
  }
  return {};
}

}  // namespace

std::string Place::folder_of_all(const std::string& state_root) { return state_root + "/" + kFolder; }

Result<Place> Place::make(const std::string& state_root, const Settings& settings) {
  TRY(make_dirs(FdRef::cwd(), folder_of_all(state_root), 0700));
  Fd above = TRY(open_dir(folder_of_all(state_root)));
  const FileLock names = TRY(lock_names(above));
  if (::faccessat(above.get(), settings.id.c_str(), F_OK, 0) == 0) {
    return fail("container with id \"" + settings.id + "\" already exists");
  }
  TRY(check_name(state_root, settings.name));
  const std::string hidden = ".new-" + settings.id;
  TRY(remove_tree(above, hidden));
  if (::mkdirat(above.get(), hidden.c_str(), 0700) < 0) return fail_errno(hidden);
  Fd folder = TRY(open_dir(above, hidden));
  for (const char* fifo : {"stdout", "stderr"}) {
    if (::mkfifoat(folder.get(), fifo, 0600) < 0) return fail_errno(fifo);
  }
  Place place(state_root, std::move(above), std::move(folder), settings.id);
  TRY(place.save(settings));
  TRY(place.save(Status{}));
  if (::renameat(place.above_.get(), hidden.c_str(), place.above_.get(), settings.id.c_str()) < 0) {
    return fail_errno(settings.id);
  }
  return place;
}

Result<Place> Place::open(const std::string& state_root, const std::string& id) {
  Fd above = TRY(open_dir(folder_of_all(state_root)));
  Fd folder = TRY(open_dir(above, id));
  return Place(state_root, std::move(above), std::move(folder), id);
}

Result<void> Place::check_free(const std::string& state_root, const std::string& id) {
  if (!spec::runtime::validate_id(id)) return {};  // refused elsewhere
  const Result<Place> place = open(state_root, id);
  if (!place) return {};
  const Result<Status> status = place->status();
  if (status && status->supervisor == ::getppid()) return {};
  return fail("container with id \"" + id + "\" already exists").with_hint("`runtime rm` deletes it");
}

Result<std::vector<Place>> Place::list(const std::string& state_root) {
  std::vector<Place> places;
  const Result<std::vector<std::string>> ids = list_dir(FdRef::cwd(), folder_of_all(state_root));
  if (!ids && ids.error().number == ENOENT) return places;
  if (!ids) return ids.error();
  std::vector<std::pair<std::string, Place>> found;
  for (const std::string& id : *ids) {
    if (id.starts_with('.')) continue;
    Result<Place> place = open(state_root, id);
    if (!place) continue;  // deleted meanwhile
    const Result<Settings> settings = place->settings();
    if (settings) found.emplace_back(settings->created, std::move(*place));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [created, place] : found) places.push_back(std::move(place));
  return places;
}

Result<std::optional<Place>> Place::find(const std::string& state_root, const std::string& text) {
  if (::access(folder_of_all(state_root).c_str(), F_OK) < 0) return std::optional<Place>();
  if (spec::runtime::validate_id(text)) {
    Result<Place> named = open(state_root, text);
    if (named) return std::optional<Place>(std::move(*named));
  }
  std::vector<Place> places = TRY(list(state_root));
  std::vector<Place*> begin;
  for (Place& place : places) {
    const Result<Settings> settings = place.settings();
    if (settings && "/" + settings->name == (text.starts_with('/') ? text : "/" + text)) {
      return std::optional<Place>(std::move(place));
    }
    if (!text.empty() && place.id().starts_with(text)) begin.push_back(&place);
  }
  if (begin.empty()) return std::optional<Place>();
  if (begin.size() > 1) return fail("Multiple IDs found with provided prefix: " + text);
  return std::optional<Place>(std::move(*begin.front()));
}

Result<Settings> Place::settings() const {
  const std::string text = TRY(read_file(folder_, kSettings, kMaxFile));
  return TRY_STEP("container " + id_ + ": " + kSettings, parse_settings(text));
}

Result<Status> Place::status() const {
  const std::string text = TRY(read_file(folder_, kStatus, kMaxFile));
  return TRY_STEP("container " + id_ + ": " + kStatus, parse_status(text));
}

Result<void> Place::save(const Settings& settings) const {
  return replace_file(folder_, kSettings, write_settings(settings), 0600, Durable::kNo);
}
Result<void> Place::save(const Status& status) const {
  return replace_file(folder_, kStatus, write_status(status), 0600, Durable::kNo);
}

Result<FileLock> Place::lock() const { return FileLock::try_now(folder_, kLock, LockKind::kExclusive); }

Result<void> Place::rename(const std::string& name) const {
  TRY_STEP("name", spec::runtime::validate_id(name));
  const FileLock names = TRY(lock_names(above_));
  Settings changed = TRY(settings());
  if (changed.name == name) return fail("Renaming a container with the same name as its current name");
  TRY_STEP("Error when allocating new name", check_name(state_root_, name));
  changed.name = name;
  return save(changed);
}

Result<void> Place::set_restart(const Restart& restart) const {
  const FileLock names = TRY(lock_names(above_));  // nobody else changes the settings
  Settings changed = TRY(settings());
  if (changed.remove && restart.policy != Policy::kNo) {
    return fail("Restart policy cannot be updated because AutoRemove is enabled for the container");
  }
  changed.restart = restart;
  return save(changed);
}

std::string Place::path() const { return folder_of_all(state_root_) + "/" + id_; }

Result<void> Place::remove() const {
  const std::string away = ".deleted-" + id_;
  TRY(remove_tree(above_, away));
  if (::renameat(above_.get(), id_.c_str(), above_.get(), away.c_str()) < 0) {
    if (errno == ENOENT) return {};
    return fail_errno(id_);
  }
  return remove_tree(above_, away);
}

}  // namespace runtime::supervision

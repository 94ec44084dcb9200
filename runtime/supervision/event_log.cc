#include "runtime/supervision/event_log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/json/table.h"

namespace runtime::supervision {

namespace json = ::spec::json;

namespace {

constexpr const char* kEvents = ".events";
constexpr const char* kEventsBefore = ".events.1";
constexpr off_t kMaxSize = 1 << 20;
constexpr std::int64_t kSecond = 1'000'000'000;

struct Actor {
  std::string id;
  Attributes attributes;
};
// Docker's `events --format json`.
struct Event {
  std::string status;
  std::string id;
  std::string from;
  std::string type = "container";
  std::string action;
  Actor actor;
  std::string scope = "local";
  std::int64_t time = 0;
  std::int64_t time_nano = 0;
};
constexpr auto describe(const Actor*) {
  return std::tuple{json::required("ID", &Actor::id), json::required("Attributes", &Actor::attributes)};
}
constexpr auto describe(const Event*) {
  return std::tuple{json::written("status", &Event::status),     json::written("id", &Event::id),
                    json::written("from", &Event::from),         json::written("Type", &Event::type),
                    json::written("Action", &Event::action),     json::written("Actor", &Event::actor),
                    json::written("scope", &Event::scope),       json::written("time", &Event::time),
                    json::written("timeNano", &Event::time_nano)};
}

std::int64_t nanoseconds(std::timespec time) { return time.tv_sec * kSecond + time.tv_nsec; }

bool is_named(FdRef folder, FdRef file) {
  struct stat named;
  struct stat open;
  return ::fstatat(folder.get(), kEvents, &named, AT_SYMLINK_NOFOLLOW) == 0 && ::fstat(file.get(), &open) == 0 &&
         named.st_ino == open.st_ino;
}

// The newest file, locked: nobody else writes, and it is not put away meanwhile.
Result<Fd> open_locked(FdRef folder) {
  while (true) {
    Fd file = TRY(open_at(folder, kEvents, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0600));
    if (::flock(file.get(), LOCK_EX) < 0) return fail_errno(kEvents);
    if (!is_named(folder, file)) continue;  // put away while we waited
    if (::lseek(file.get(), 0, SEEK_END) < kMaxSize) return file;
    if (::renameat(folder.get(), kEvents, folder.get(), kEventsBefore) < 0) return fail_errno(kEvents);
  }
}

Result<void> append(const std::string& state_root, const std::string& line) {
  const Fd folder = TRY(open_dir(Place::folder_of_all(state_root)));
  const Fd file = TRY(open_locked(folder));
  return write_all(file, line, kEvents);
}

}  // namespace

void tell_event(const std::string& state_root, const Settings& settings, std::string_view action,
                Attributes attributes) {
  const std::timespec time = now();
  Event event;
  event.id = event.actor.id = settings.id;
  event.status = event.action = action;
  event.from = settings.image;
  event.time = time.tv_sec;
  event.time_nano = nanoseconds(time);
  attributes.emplace("image", settings.image);
  attributes.emplace("name", settings.name);
  event.actor.attributes = std::move(attributes);
  (void)append(state_root, json::encode_text(event) + '\n');
}

void tell_event(const Place& place, std::string_view action, Attributes attributes) {
  const Result<Settings> settings = place.settings();
  if (settings) tell_event(place.state_root(), *settings, action, std::move(attributes));
}

namespace {

using Take = std::function<Result<void>(const json::Value&)>;

// Reads events out of a file that grows.
class EventReader {
 public:
  EventReader(const EventQuery& query, const Take& take) : query_(query), take_(take) {}

  // To the end that the file has now.
  Result<void> read(FdRef file) {
    char buffer[16384];
    ssize_t n;
    while ((n = ::read(file.get(), buffer, sizeof buffer)) > 0) {
      rest_.append(buffer, static_cast<std::size_t>(n));
      std::size_t begin = 0;
      for (std::size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
        TRY(take_line(std::string_view(rest_).substr(begin, end - begin)));
      }
      rest_.erase(0, begin);
    }
    if (n < 0) return fail_errno(kEvents);
    return {};
  }

 private:
  Result<void> take_line(std::string_view line) {
    const Result<json::Value> event = json::parse(line);
    if (!event) return {};  // cut off by a disk that was full
    Event read;
    if (!json::decode(*event, json::Place(), read)) return {};
    if (query_.since && read.time_nano < nanoseconds(*query_.since)) return {};
    if (query_.until && read.time_nano > nanoseconds(*query_.until)) return {};
    return take_(*event);
  }

  const EventQuery& query_;
  const Take& take_;
  std::string rest_;
};

// How long until `until` in milliseconds; -1 is for ever.
int wait_for(const EventQuery& query) {
  if (!query.until) return -1;
  const std::int64_t left = nanoseconds(*query.until) - nanoseconds(now());
  return static_cast<int>(std::clamp<std::int64_t>((left + 999'999) / 1'000'000, 0, 1 << 30));
}

}  // namespace

Result<void> follow_events(const std::string& state_root, const EventQuery& query, const Take& take) {
  const std::string path = Place::folder_of_all(state_root);
  TRY(make_dirs(FdRef::cwd(), path, 0700));
  const Fd folder = TRY(open_dir(path));
  const Fd changes(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!changes) return fail_errno("inotify");
  if (::inotify_add_watch(changes.get(), path.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0)
    return fail_errno(path);
  EventReader reader(query, take);
  if (query.since) {
    if (const Result<Fd> before = open_at(folder, kEventsBefore, O_RDONLY | O_NOFOLLOW)) TRY(reader.read(*before));
  }
  Fd file = TRY(open_at(folder, kEvents, O_RDONLY | O_CREAT | O_NOFOLLOW, 0600));
  if (!query.since) ::lseek(file.get(), 0, SEEK_END);
  while (true) {
    const bool is_newest = is_named(folder, file);
    TRY(reader.read(file));
    if (!is_newest) {
      file = TRY(open_at(folder, kEvents, O_RDONLY | O_CREAT | O_NOFOLLOW, 0600));
      continue;
    }
    const int milliseconds = wait_for(query);
    if (milliseconds == 0) return {};
    pollfd ready = {changes.get(), POLLIN, 0};
    if (::poll(&ready, 1, milliseconds) < 0 && errno != EINTR) return fail_errno("poll");
    char ignored[4096];
    while (::read(changes.get(), ignored, sizeof ignored) > 0) {
    }
  }
}

}  // namespace runtime::supervision

#include "runtime/supervision/log_reader.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <vector>

#include "runtime/supervision/connection.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/cli/duration.h"

namespace runtime::supervision {

namespace {

using Take = std::function<Result<void>(const LogEntry&)>;

bool is_before(std::timespec a, std::timespec b) {
  return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

// The files that are there, the oldest first.
Result<std::vector<Fd>> open_files(const Log& log) {
  std::vector<Fd> files;
  for (unsigned i = log.max_files; i-- > 0;) {
    const std::string path = i == 0 ? log.path : concat(log.path, '.', i);
    Result<Fd> file = open_at(FdRef::cwd(), path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!file && file.error().number == ENOENT) continue;
    if (!file) return std::move(file).error();
    files.push_back(std::move(*file));
  }
  return files;
}

// Puts a file's position before its last `count` lines, and says how many it has of them.
Result<std::uint64_t> seek_back(FdRef file, std::uint64_t count) {
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size < 0) return fail_errno("log");
  std::uint64_t lines = 0;
  char buffer[16384];
  for (off_t end = size; end > 0;) {
    const off_t begin = std::max<off_t>(0, end - static_cast<off_t>(sizeof buffer));
    const ssize_t n = ::pread(file.get(), buffer, static_cast<std::size_t>(end - begin), begin);
    if (n != end - begin) return fail_errno("log");
    for (ssize_t i = n - 1; i >= 0; --i) {
      if (buffer[i] != '\n' || begin + i == size - 1) continue;
      if (++lines < count) continue;
      ::lseek(file.get(), begin + i + 1, SEEK_SET);
      return count;
    }
    end = begin;
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return lines + (size > 0 ? 1 : 0);
}

// Lines out of what is read in pieces.
class Lines {
 public:
  Lines(const LogQuery& query, LogFormat format, const Take& take) : query_(query), format_(format), take_(take) {}

  // To the end that the file has now.
  Result<void> read(FdRef file) {
    char buffer[16384];
    ssize_t n;
    while ((n = ::read(file.get(), buffer, sizeof buffer)) > 0) TRY(add({buffer, static_cast<std::size_t>(n)}));
    if (n < 0) return fail_errno("log");
    return {};
  }

 private:
  Result<void> add(std::string_view text) {
    rest_ += text;
    std::size_t begin = 0;
    for (std::size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const auto entry = parse_log_entry(format_, std::string_view(rest_).substr(begin, end - begin));
      if (!entry) continue;  // not of ours, or cut off by a disk that was full
      if (query_.since && is_before(entry->time, *query_.since)) continue;
      if (query_.until && is_before(*query_.until, entry->time)) continue;
      TRY(take_(*entry));
    }
    rest_.erase(0, begin);
    return {};
  }

  const LogQuery& query_;
  LogFormat format_;
  const Take& take_;
  std::string rest_;
};

bool is_same_file(FdRef a, FdRef b) {
  struct stat one;
  struct stat other;
  return ::fstat(a.get(), &one) == 0 && ::fstat(b.get(), &other) == 0 && one.st_ino == other.st_ino &&
         one.st_dev == other.st_dev;
}

// The file that was begun after this one; where this one has been deleted, the oldest that is there. None: it is the
// newest.
Result<Fd> next_file(const Log& log, FdRef file) {
  std::vector<Fd> files = TRY(open_files(log));
  std::size_t next = 0;
  for (std::size_t i = 0; file.valid() && i < files.size(); ++i) {
    if (is_same_file(file, files[i])) next = i + 1;
  }
  return next < files.size() ? std::move(files[next]) : Fd();
}

// Reads on in the newest file, and in those that come after it, until the supervisor has gone.
Result<void> follow(const Connection& connection, const Log& log, Fd file, Lines& lines) {
  const Fd changes(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!changes) return fail_errno("inotify");
  const std::string folder = log.path.substr(0, log.path.rfind('/') + 1);
  if (::inotify_add_watch(changes.get(), folder.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) {
    return fail_errno(folder);
  }
  bool is_over = false;
  while (true) {
    if (file) TRY(lines.read(file));
    if (Fd next = TRY(next_file(log, file)); next) {
      if (file) TRY(lines.read(file));  // what came before it was put away
      file = std::move(next);
      continue;
    }
    if (is_over) return {};
    pollfd files[] = {{changes.get(), POLLIN, 0}, {connection.fd().get(), POLLIN, 0}};
    if (::poll(files, 2, -1) < 0 && errno != EINTR) return fail_errno("poll");
    char events[4096];
    while (::read(changes.get(), events, sizeof events) > 0) {
    }
    if (files[1].revents != 0) {
      const std::optional<Message> message = TRY(connection.receive());
      is_over = !message;
    }
  }
}

}  // namespace

Result<void> read_log(const Place& place, const LogQuery& query, const Take& take) {
  const Settings settings = TRY(place.settings());
  if (settings.log.format == LogFormat::kNone) {
    return fail("configured logging driver does not support reading");
  }
  // Before the files are looked at, so that no end is missed.
  std::optional<Connection> connection;
  if (query.follow) connection = TRY(Connection::open(place));
  std::vector<Fd> files = TRY(open_files(settings.log));
  std::size_t first = 0;
  if (query.tail) {
    std::uint64_t wanted = *query.tail;
    for (first = files.size(); first > 0 && wanted > 0; --first) {
      wanted -= TRY(seek_back(files[first - 1], wanted));
    }
    if (first == files.size() && !files.empty()) {
      first = files.size() - 1;  // none of what is there, but of what comes
      ::lseek(files.back().get(), 0, SEEK_END);
    }
  }
  Lines lines(query, settings.log.format, take);
  for (std::size_t i = first; i < files.size(); ++i) TRY(lines.read(files[i]));
  if (!connection) return {};
  return follow(*connection, settings.log, files.empty() ? Fd() : std::move(files.back()), lines);
}

Result<std::timespec> parse_log_time(const std::string& text) {
  if (const auto time = parse_time(text)) return *time;
  if (const auto day = parse_time(text + "T00:00:00Z")) return *day;
  if (const auto local = parse_time(text + "Z")) return *local;
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  const auto of = [](double s) {
    return std::timespec{static_cast<std::time_t>(std::floor(s)), static_cast<long>((s - std::floor(s)) * 1e9)};
  };
  if (!text.empty() && *end == '\0' && std::isfinite(seconds)) return of(seconds);
  const Result<std::int64_t> ago = spec::cli::parse_duration(text);
  if (!ago) return fail(text.empty() ? "a time is missing" : concat("\"", text, "\" is no time"));
  const std::timespec present = now();
  return of(static_cast<double>(present.tv_sec) + static_cast<double>(present.tv_nsec - *ago) / 1e9);
}

}  // namespace runtime::supervision

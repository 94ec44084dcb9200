#include "runtime/systemd/manager.h"

#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string_view>

#include "spec/base/text.h"

namespace runtime::systemd {

namespace {

using base::concat;
using base::fail;
using base::fail_errno;

constexpr const char* kService = "org.freedesktop.systemd1";
constexpr const char* kPath = "/org/freedesktop/systemd1";
constexpr const char* kInterface = "org.freedesktop.systemd1.Manager";
constexpr std::uint64_t kJobTimeout = 30'000'000;  // microseconds

Result<void> check(int code, const char* what) {
  if (code >= 0) return {};
  return fail_errno(what, -code);
}

// systemd's own socket: a hop less than the bus, and no bus is needed.
int open_private(const std::string& path, sd_bus** bus) {
  int code = ::sd_bus_new(bus);
  if (code < 0) return code;
  code = ::sd_bus_set_address(*bus, ("unix:path=" + path).c_str());
  if (code >= 0) code = ::sd_bus_start(*bus);
  if (code >= 0) return code;
  *bus = ::sd_bus_unref(*bus);
  return code;
}

int open_users_bus(sd_bus** bus) {
  const char* folder = std::getenv("XDG_RUNTIME_DIR");
  // What the user has set up is his choice; else systemd's own socket.
  if (std::getenv("DBUS_SESSION_BUS_ADDRESS") == nullptr && folder != nullptr &&
      open_private(concat(folder, "/systemd/private"), bus) >= 0) {
    return 0;
  }
  return ::sd_bus_open_user(bus);
}

int open_systems_bus(sd_bus** bus) {
  if (::geteuid() == 0 && open_private("/run/systemd/private", bus) >= 0) return 0;
  return ::sd_bus_open_system(bus);
}

// The jobs that have ended: path to result. One bus a process.
std::map<std::string, std::string>& ended_jobs() {
  static std::map<std::string, std::string> jobs;
  return jobs;
}

int job_removed(sd_bus_message* message, void*, sd_bus_error*) {
  std::uint32_t id = 0;
  const char* path = nullptr;
  const char* unit = nullptr;
  const char* result = nullptr;
  if (::sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) >= 0) ended_jobs()[path] = result;
  return 0;
}

bool is_error(const sd_bus_error& error, std::string_view name) { return error.name != nullptr && error.name == name; }

// What an older systemd says of a property, or of a value, that it does not know.
bool may_be_unknown(const sd_bus_error& error) {
  return is_error(error, SD_BUS_ERROR_PROPERTY_READ_ONLY) || is_error(error, SD_BUS_ERROR_INVALID_ARGS) ||
         is_error(error, SD_BUS_ERROR_UNKNOWN_PROPERTY);
}

struct Message {
  sd_bus_message* message = nullptr;
  explicit Message(sd_bus_message* owned = nullptr) : message(owned) {}
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;
  ~Message() { ::sd_bus_message_unref(message); }
};

}  // namespace

struct Manager::Reply {
  sd_bus_message* message = nullptr;
  sd_bus_error error = SD_BUS_ERROR_NULL;
  Reply() = default;
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;
  ~Reply() { clear(); }
  void clear() {
    message = ::sd_bus_message_unref(message);
    ::sd_bus_error_free(&error);
  }
};

Result<Manager> Manager::connect(bool of_user) {
  sd_bus* bus = nullptr;
  const int code = of_user ? open_users_bus(&bus) : open_systems_bus(&bus);
  if (code < 0 && of_user) {
    return fail_errno("cannot reach the user's systemd", -code)
        .with_hint(
            "it needs a session: XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS, the package dbus-user-session; see "
            "loginctl enable-linger; --cgroup-manager cgroupfs does without");
  }
  if (code < 0) return fail_errno("cannot reach systemd", -code).with_hint("--cgroup-manager cgroupfs does without");
  Manager manager(bus);
  // systemd tells who asked for a job of its end; who listens is not asked first.
  TRY(check(::sd_bus_match_signal_async(bus, nullptr, nullptr, kPath, kInterface, "JobRemoved", job_removed, nullptr,
                                        nullptr),
            "listen for jobs"));
  return manager;
}

Result<sd_bus_message*> Manager::new_call(const char* method) {
  sd_bus_message* call = nullptr;
  TRY(check(::sd_bus_message_new_method_call(bus_.get(), &call, kService, kPath, kInterface, method), method));
  return call;
}

Result<void> Manager::send(sd_bus_message* call, Reply& reply) {
  const int code = ::sd_bus_call(bus_.get(), call, kJobTimeout, &reply.error, &reply.message);
  if (code >= 0) return {};
  if (reply.error.message == nullptr) return fail_errno("systemd", -code);
  Error error = fail(concat("systemd: ", reply.error.message));
  error.number = -code;
  return error;
}

Result<void> Manager::try_start(const std::string& unit, Words properties, bool optional_too, Reply& reply) {
  reply.clear();
  Message call(TRY(new_call("StartTransientUnit")));
  TRY(check(::sd_bus_message_append(call.message, "ss", unit.c_str(), "replace"), "append the unit"));
  TRY(append_properties(call.message, properties, optional_too));
  TRY(check(::sd_bus_message_append(call.message, "a(sa(sv))", 0), "append no other units"));
  return send(call.message, reply);
}

Result<void> Manager::start(const std::string& unit, Words properties) {
  Reply reply;
  bool optional_too = true;
  Result<void> started = try_start(unit, properties, optional_too, reply);
  if (!started && may_be_unknown(reply.error)) {
    optional_too = false;
    started = try_start(unit, properties, optional_too, reply);
  }
  if (!started && is_error(reply.error, "org.freedesktop.systemd1.UnitExists")) {
    // Perhaps one that has failed long ago.
    reset_failed(unit);
    started = try_start(unit, properties, optional_too, reply);
  }
  if (!started) {
    if (is_error(reply.error, "org.freedesktop.systemd1.UnitExists")) {
      return std::move(started).error().with_hint("choose another id, or another linux.cgroupsPath");
    }
    return started;
  }
  return wait_for(reply, unit);
}

Result<void> Manager::stop(const std::string& unit) {
  Reply reply;
  Message call(TRY(new_call("StopUnit")));
  TRY(check(::sd_bus_message_append(call.message, "ss", unit.c_str(), "replace"), "append the unit"));
  if (Result<void> sent = send(call.message, reply); !sent) {
    return is_error(reply.error, "org.freedesktop.systemd1.NoSuchUnit") ? Result<void>() : sent;
  }
  Result<void> stopped = wait_for(reply, unit);
  reset_failed(unit);
  return stopped;
}

Result<void> Manager::try_set(const std::string& unit, Words properties, bool optional_too, Reply& reply) {
  reply.clear();
  Message call(TRY(new_call("SetUnitProperties")));
  constexpr int kRuntime = 1;  // forgotten with the unit
  TRY(check(::sd_bus_message_append(call.message, "sb", unit.c_str(), kRuntime), "append the unit"));
  TRY(append_properties(call.message, properties, optional_too));
  return send(call.message, reply);
}

Result<void> Manager::set(const std::string& unit, Words properties) {
  Reply reply;
  Result<void> done = try_set(unit, properties, true, reply);
  if (!done && may_be_unknown(reply.error)) done = try_set(unit, properties, false, reply);
  return done;
}

Result<void> Manager::attach(const std::string& unit, const std::string& below, std::uint32_t pid) {
  Reply reply;
  Message call(TRY(new_call("AttachProcessesToUnit")));
  TRY(check(::sd_bus_message_append(call.message, "ssau", unit.c_str(), below.c_str(), 1, pid), "append the process"));
  return send(call.message, reply);
}

Result<void> Manager::wait_for(const Reply& reply, const std::string& unit) {
  const char* job = nullptr;
  TRY(check(::sd_bus_message_read(reply.message, "o", &job), "read the job"));
  while (ended_jobs().find(job) == ended_jobs().end()) {
    const int processed = ::sd_bus_process(bus_.get(), nullptr);
    TRY(check(processed, "listen to systemd"));
    if (processed > 0) continue;
    const int ready = ::sd_bus_wait(bus_.get(), kJobTimeout);
    TRY(check(ready, "wait for systemd"));
    if (ready == 0) {
      reset_failed(unit);
      return fail(concat("systemd: no answer about ", unit, " in 30 seconds"));
    }
  }
  const std::string& result = ended_jobs()[job];
  if (result == "done") return {};
  reset_failed(unit);
  return fail(concat("systemd: ", unit, ": the job ended as \"", result, "\""));
}

void Manager::reset_failed(const std::string& unit) {
  Reply reply;
  const Result<sd_bus_message*> call = new_call("ResetFailedUnit");
  if (!call) return;
  const Message owned(*call);
  if (::sd_bus_message_append(*call, "s", unit.c_str()) >= 0) (void)send(*call, reply);
}

}  // namespace runtime::systemd

// systemd, seen over D-Bus: the calls that containers need
// (org.freedesktop.systemd1(5)).
#pragma once

#include <systemd/sd-bus.h>

#include <memory>
#include <string>

#include "runtime/systemd/message.h"

namespace runtime::systemd {

class Manager {
 public:
  // The machine's systemd, or the user's own.
  static Result<Manager> connect(bool of_user);

  // Those that make a job wait for its end.
  Result<void> start(const std::string& unit, Words properties);
  Result<void> stop(const std::string& unit);
  Result<void> set(const std::string& unit, Words properties);
  Result<void> attach(const std::string& unit, const std::string& below, std::uint32_t pid);

 private:
  struct CloseBus {
    void operator()(sd_bus* bus) const { ::sd_bus_flush_close_unref(bus); }
  };
  struct Reply;
  explicit Manager(sd_bus* bus) : bus_(bus) {}
  Result<sd_bus_message*> new_call(const char* method);
  Result<void> send(sd_bus_message* call, Reply& reply);
  Result<void> try_start(const std::string& unit, Words properties, bool optional_too, Reply& reply);
  Result<void> try_set(const std::string& unit, Words properties, bool optional_too, Reply& reply);
  Result<void> wait_for(const Reply& reply, const std::string& unit);
  void reset_failed(const std::string& unit);
  std::unique_ptr<sd_bus, CloseBus> bus_;
};

}  // namespace runtime::systemd

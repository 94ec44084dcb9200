// What was set up for a container: the one thing that the network's hook, `imagetool network` and `runtime` share.
//
// A file for every container that has a network now, KEY.json in the folder of the machine's user (FOLDER below),
// where KEY is made of the absolute path of its bundle. It is there from before the first interface is made until
// the last is gone, so that whatever a kill -9 leaves is known; gone after a reboot, as what it tells of.
//
//   FOLDER/lock         flock(2) of who sets up, takes down or changes any of them
//   FOLDER/KEY.json     a Record
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/json/value.h"
#include "spec/network/port.h"

namespace spec::network {

// One interface of the container.
struct Endpoint {
  std::string network;     // its name
  std::string network_id;  // other stores have other networks of this name; "" of an ordinary user's
  std::string interface;   // "eth0"
  std::string ip;          // without its prefix; "" where there is none
  std::string ip6;
  unsigned prefix = 0;
  unsigned prefix6 = 0;
  std::string gateway;
  std::string gateway6;
  std::string mac;
  std::vector<std::string> aliases;
  json::Value config;  // the conflist that it was made by, which takes it down
  json::Value result;  // what the plugins answered; null until they have
};

// A process, which is another one than a later one of the same id.
struct ProcessId {
  pid_t pid = 0;
  std::uint64_t start_time = 0;
};

struct Record {
  std::string key;     // what the plugins know the container by
  std::string id;      // the runtime's
  std::string name;    // `imagetool bundle --name`; "" is none
  std::string host;    // its host name
  std::string bundle;  // absolute
  ProcessId process;   // its first
  ProcessId keeper;    // the process that stays with it (imagetool/network/keeper.h); pid 0 where none does
  ProcessId pasta;     // of an ordinary user's container; pid 0: none
  std::vector<Endpoint> endpoints;
  std::vector<Port> ports;                 // all with their host_port
  std::vector<std::string> gateway_names;  // for the host
};

// /run/imagetool/network, or for an ordinary user $XDG_RUNTIME_DIR/imagetool/network.
std::string record_folder();
std::string record_key(const std::string& bundle);

Result<Record> parse_record(std::string_view text);
std::string write_record(const Record& record);

// Of the container that runs on the bundle: none where it has no network, or has ended.
Result<std::optional<Record>> find_record(const std::string& bundle);
// All in the folder, by id, also those of containers that have ended; what cannot be read is left out.
Result<std::vector<Record>> list_records(FdRef folder);

// None where there is no such process, or it is a zombie.
std::optional<ProcessId> identify(pid_t pid);
bool is_alive(const ProcessId& process);

}  // namespace spec::network

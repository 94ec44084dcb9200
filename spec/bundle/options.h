// What whoever makes a bundle wants beyond what the image says.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "spec/bundle/seccomp_profile.h"
#include "spec/image/config.h"
#include "spec/runtime/config.h"

namespace spec::bundle {

enum class Network {
  kNone,    // a network namespace of its own with nothing in it but lo, as runc makes it
  kHost,    // the host's: no network namespace
  kOwn,     // one of its own, which a hook of options.hooks sets up, and its address in /etc/hosts
  kJoined,  // another container's: options.network_path
};

enum class Ipc {
  kPrivate,
  kNone,  // private, without /dev/shm
  kHost,  // the host's namespace, /dev/shm and /dev/mqueue
};

// Whether the first process is systemd (systemd.h).
enum class Systemd { kNo, kByCommand, kYes };

// A device of the host in the container, and what may be done with it ("rwm").
struct DeviceGrant {
  runtime::Device device;
  std::string access;
};

// What belongs to a user namespace: both lists are set, or neither is.
struct IdMaps {
  std::vector<runtime::IdMapping> uids;
  std::vector<runtime::IdMapping> gids;
};

struct Options {
  // Instead of the image's Entrypoint; its Cmd then goes too, as with
  // `docker run --entrypoint`. Set and empty: the command stands alone.
  std::optional<std::vector<std::string>> entrypoint;
  std::vector<std::string> command;  // instead of the image's Cmd; empty: the image's
  std::string init_program;          // of the host, absolute: process 1, which starts the command; empty: none

  std::vector<std::string> env;     // "NAME=value" wins over the image's, "NAME" takes it away
  std::string working_dir;          // absolute; empty: the image's, else /
  std::optional<std::string> user;  // as Config.User (user.h)
  std::vector<std::string> groups;  // additional ones, names or numbers
  bool terminal = false;
  Systemd systemd = Systemd::kNo;
  std::optional<image::Healthcheck> healthcheck;  // its members win over the image's; "NONE" turns that off

  std::string hostname;  // empty: none is set
  Network network = Network::kNone;
  std::string network_path;                // of a network namespace
  std::string network_files;               // of kJoined: the bundle whose hosts, hostname and resolv.conf are seen
  std::vector<std::string> hosts;          // lines for /etc/hosts: "ADDRESS<tab>NAME"
  std::optional<std::string> resolv_conf;  // the text of /etc/resolv.conf
  runtime::Hooks hooks;
  Ipc ipc = Ipc::kPrivate;
  bool host_pid = false;
  bool host_uts = false;  // the hostname is then the host's
  bool host_cgroup = false;
  std::optional<IdMaps> id_maps;  // a user namespace

  // After the default ones, in their order, but none before one that it lies in. A default one of the same
  // destination, or below a new /dev, is left out.
  std::vector<runtime::Mount> mounts;
  std::uint64_t shm_size = 64 << 20;  // of /dev/shm
  bool read_only = false;             // the root file system

  bool privileged = false;                    // all capabilities and devices, no filter, nothing masked
  std::vector<std::string> add_capabilities;  // as `docker run --cap-add` (capabilities.h)
  std::vector<std::string> drop_capabilities;
  bool no_new_privileges = false;
  bool no_seccomp = false;
  std::optional<SeccompProfile> seccomp;  // instead of the default one
  std::string apparmor_profile;
  std::string process_label;  // SELinux
  std::string mount_label;
  std::vector<std::string> mask;    // more paths to hide
  std::vector<std::string> unmask;  // hidden or read-only by default, and not here; a pattern as in fnmatch(3)
  bool unmask_all = false;
  std::vector<DeviceGrant> devices;
  std::map<std::string, runtime::NetDevice> net_devices;  // by the name on the host
  std::optional<runtime::IntelRdt> intel_rdt;
  std::map<std::string, std::string> sysctl;

  std::vector<runtime::Rlimit> rlimits;
  runtime::Resources resources;                    // without device rules
  std::map<std::string, std::string> annotations;  // win over the image's
};

}  // namespace spec::bundle

// What is asked of CRIU and what it answers: its RPC protocol
// (criu's images/rpc.proto; the members have its names).
#pragma once

#include <sched.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/base/result.h"

namespace runtime::checkpoint {

enum class RequestType : unsigned {
  kDump = 1,
  kRestore = 2,
  kNotify = 6,  // CRIU's; the same back is the answer
  kFeatureCheck = 9,
  kVersion = 10,
  kSinglePreDump = 13,
};

// --manage-cgroups-mode
enum class CgroupMode : unsigned { kIgnore = 0, kSoft = 3, kFull = 4, kStrict = 5, kDefault = 6 };
// "soft", "full", "strict", "ignore"; "" is the default
std::optional<CgroupMode> parse_cgroup_mode(std::string_view name);

struct PageServer {
  std::string address;
  std::uint16_t port = 0;
};
struct ExternalMount {
  std::string key;
  std::string value;
  bool operator==(const ExternalMount&) const = default;
};
struct InheritedDescriptor {
  std::string key;
  int number = -1;  // in CRIU's own process
};
struct JoinedNamespace {
  std::string type;
  std::string path;
};
struct CgroupRoot {
  std::string controllers;  // "" is v2
  std::string path;
};

struct Options {
  int images_dir = -1;  // descriptors in CRIU's own process, as all here
  int work_dir = -1;
  int pid = 0;
  std::string root;
  std::string log_file;
  std::string parent_images;
  std::string config_file;
  std::string freeze_cgroup;
  std::string lsm_profile;
  std::string lsm_mount_context;
  std::optional<PageServer> page_server;
  CgroupMode cgroup_mode = CgroupMode::kDefault;
  // CLONE_NEW* of those that are made new and empty: whoever made a network makes it again.
  std::uint32_t empty_namespaces = CLONE_NEWNET;
  bool leave_running = false;
  bool ext_unix_sk = false;
  bool tcp_established = false;
  bool tcp_close = false;
  bool tcp_skip_in_flight = false;
  bool shell_job = false;
  bool file_locks = false;
  bool link_remap = false;
  bool auto_dedup = false;
  bool lazy_pages = false;
  bool evasive_devices = false;
  bool restore_sibling = false;  // the restored process becomes our child
  std::vector<ExternalMount> mounts;
  std::vector<std::string> external;
  std::vector<InheritedDescriptor> inherited;
  std::vector<JoinedNamespace> joined;
  std::vector<CgroupRoot> cgroup_roots;
};

// What a kernel and a CRIU may lack.
struct Features {
  bool mem_track = false;
  bool lazy_pages = false;
};

std::string write_version_request();
std::string write_feature_request(const Features& wanted);
std::string write_request(RequestType type, const Options& options);
std::string write_notify_reply();

struct Reply {
  unsigned type = 0;  // a RequestType
  bool success = false;
  int error = 0;        // an errno
  std::string message;  // of an error
  std::string notify;   // the point that a notification is of
  int pid = 0;          // of a notification, and of what was restored
  Features features;
  unsigned version = 0;  // 31701 is 3.17.1
};
Result<Reply> read_reply(std::string_view bytes);

}  // namespace runtime::checkpoint

#include "runtime/checkpoint/message.h"

#include <algorithm>

#include "runtime/checkpoint/wire.h"

namespace runtime::checkpoint {

namespace {

// criu_req and criu_resp
enum RequestField : unsigned { kType = 1, kOptions = 2, kNotifySuccess = 3, kFeatures = 5 };
enum ReplyField : unsigned {
  kReplyType = 1,
  kSuccess = 2,
  kRestored = 4,
  kNotification = 5,
  kErrno = 7,
  kReplyFeatures = 8,
  kErrorMessage = 9,
  kVersionReply = 10
};

// criu_opts: the numbers of those that are plain values.
template <class Value>
struct Plain {
  unsigned field;
  Value Options::*member;
};
constexpr Plain<bool> kFlags[] = {
    {3, &Options::leave_running},       {4, &Options::ext_unix_sk}, {5, &Options::tcp_established},
    {6, &Options::evasive_devices},     {7, &Options::shell_job},   {8, &Options::file_locks},
    {16, &Options::auto_dedup},         {18, &Options::link_remap}, {26, &Options::restore_sibling},
    {46, &Options::tcp_skip_in_flight}, {48, &Options::lazy_pages}, {52, &Options::tcp_close},
};
constexpr Plain<std::string> kTexts[] = {
    {10, &Options::log_file},          {13, &Options::root},        {14, &Options::parent_images},
    {44, &Options::freeze_cgroup},     {51, &Options::config_file}, {53, &Options::lsm_profile},
    {63, &Options::lsm_mount_context},
};
enum OptionField : unsigned {
  kImagesDir = 1,
  kPid = 2,
  kLogLevel = 9,
  kPageServer = 11,
  kNotifyScripts = 12,
  kTrackMemory = 15,
  kWorkDir = 17,
  kExternalMount = 23,
  kManageCgroups = 24,
  kCgroupRoot = 25,
  kInheritedDescriptor = 27,
  kManageCgroupsMode = 34,
  kExternal = 37,
  kEmptyNamespaces = 38,
  kJoinNamespace = 39,
  kOrphanTerminals = 50
};

// A message of two texts, the first of which is left out where it is empty.
WireWriter pair(const std::string& first, const std::string& second) {
  WireWriter out;
  if (!first.empty()) out.text(1, first);
  out.text(2, second);
  return out;
}

void write_lists(WireWriter& out, const Options& options) {
  for (const ExternalMount& mount : options.mounts) out.message(kExternalMount, pair(mount.key, mount.value));
  for (const CgroupRoot& root : options.cgroup_roots) out.message(kCgroupRoot, pair(root.controllers, root.path));
  for (const JoinedNamespace& joined : options.joined) out.message(kJoinNamespace, pair(joined.type, joined.path));
  for (const std::string& external : options.external) out.text(kExternal, external);
  for (const InheritedDescriptor& inherited : options.inherited) {
    WireWriter message;
    message.text(1, inherited.key);
    message.number(2, static_cast<std::uint64_t>(inherited.number));
    out.message(kInheritedDescriptor, message);
  }
}

WireWriter write_options(const Options& options) {
  constexpr unsigned kDebugMessages = 4;
  WireWriter out;
  out.number(kImagesDir, static_cast<std::uint64_t>(options.images_dir));
  if (options.work_dir >= 0) out.number(kWorkDir, static_cast<std::uint64_t>(options.work_dir));
  if (options.pid > 0) out.number(kPid, static_cast<std::uint64_t>(options.pid));
  out.number(kLogLevel, kDebugMessages);
  out.number(kNotifyScripts, 1);
  out.number(kOrphanTerminals, 1);
  out.number(kManageCgroups, 1);
  out.number(kManageCgroupsMode, static_cast<unsigned>(options.cgroup_mode));
  if (!options.parent_images.empty()) out.number(kTrackMemory, 1);
  if (options.empty_namespaces != 0) out.number(kEmptyNamespaces, options.empty_namespaces);
  for (const auto& [field, member] : kFlags) {
    if (options.*member) out.number(field, 1);
  }
  for (const auto& [field, member] : kTexts) {
    if (!(options.*member).empty()) out.text(field, options.*member);
  }
  if (options.page_server) {
    WireWriter server;
    server.text(1, options.page_server->address);
    server.number(2, options.page_server->port);
    out.message(kPageServer, server);
  }
  write_lists(out, options);
  return out;
}

WireWriter begin_request(RequestType type) {
  WireWriter out;
  out.number(kType, static_cast<unsigned>(type));
  return out;
}

Result<void> read_features(std::string_view bytes, Features& features) {
  WireReader reader(bytes);
  while (const std::optional<WireField> field = TRY(reader.next())) {
    if (field->field == 1) features.mem_track = field->number != 0;
    if (field->field == 2) features.lazy_pages = field->number != 0;
  }
  return {};
}

Result<void> read_notification(std::string_view bytes, Reply& reply) {
  WireReader reader(bytes);
  while (const std::optional<WireField> field = TRY(reader.next())) {
    if (field->field == 1) reply.notify = field->text;
    if (field->field == 2) reply.pid = static_cast<int>(field->number);
  }
  return {};
}

Result<void> read_restored(std::string_view bytes, Reply& reply) {
  WireReader reader(bytes);
  while (const std::optional<WireField> field = TRY(reader.next())) {
    if (field->field == 1) reply.pid = static_cast<int>(field->number);
  }
  return {};
}

Result<void> read_version(std::string_view bytes, Reply& reply) {
  unsigned parts[3] = {};  // major, minor, sublevel
  WireReader reader(bytes);
  while (const std::optional<WireField> field = TRY(reader.next())) {
    const unsigned number = static_cast<unsigned>(std::min<std::uint64_t>(field->number, 99));
    if (field->field == 1) parts[0] = number;
    if (field->field == 2) parts[1] = number;
    if (field->field == 4) parts[2] = number;
  }
  reply.version = parts[0] * 10000 + parts[1] * 100 + parts[2];
  return {};
}

Result<void> read_field(const WireField& field, Reply& reply) {
  switch (field.field) {
    case kReplyType:
      reply.type = static_cast<unsigned>(field.number);
      return {};
    case kSuccess:
      reply.success = field.number != 0;
      return {};
    case kRestored:
      return read_restored(field.text, reply);
    case kNotification:
      return read_notification(field.text, reply);
    case kErrno:
      reply.error = static_cast<int>(field.number);
      return {};
    case kReplyFeatures:
      return read_features(field.text, reply.features);
    case kErrorMessage:
      reply.message = field.text;
      return {};
    case kVersionReply:
      return read_version(field.text, reply);
    default:
      return {};
  }
}

}  // namespace

std::optional<CgroupMode> parse_cgroup_mode(std::string_view name) {
  if (name.empty()) return CgroupMode::kDefault;
  if (name == "soft") return CgroupMode::kSoft;
  if (name == "full") return CgroupMode::kFull;
  if (name == "strict") return CgroupMode::kStrict;
  if (name == "ignore") return CgroupMode::kIgnore;
  return std::nullopt;
}

std::string write_version_request() { return begin_request(RequestType::kVersion).bytes(); }

std::string write_feature_request(const Features& wanted) {
  WireWriter features;
  if (wanted.mem_track) features.number(1, 1);
  if (wanted.lazy_pages) features.number(2, 1);
  WireWriter out = begin_request(RequestType::kFeatureCheck);
  out.message(kFeatures, features);
  return out.bytes();
}

std::string write_request(RequestType type, const Options& options) {
  WireWriter out = begin_request(type);
  out.message(kOptions, write_options(options));
  return out.bytes();
}

std::string write_notify_reply() {
  WireWriter out = begin_request(RequestType::kNotify);
  out.number(kNotifySuccess, 1);
  return out.bytes();
}

Result<Reply> read_reply(std::string_view bytes) {
  Reply reply;
  WireReader reader(bytes);
  while (const std::optional<WireField> field = TRY(reader.next())) TRY(read_field(*field, reply));
  return reply;
}

}  // namespace runtime::checkpoint

#include "runtime/checkpoint/message.h"

#include <algorithm>

#define PROTOZERO_USE_VIEW std::string_view
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include "spec/base/text.h"

namespace runtime::checkpoint {

namespace {

using protozero::pbf_reader;
using protozero::pbf_writer;

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
void add_pair(pbf_writer& out, unsigned field, const std::string& first, const std::string& second) {
  pbf_writer pair(out, field);
  if (!first.empty()) pair.add_string(1, first);
  pair.add_string(2, second);
}

void add_lists(pbf_writer& out, const Options& options) {
  for (const ExternalMount& mount : options.mounts) add_pair(out, kExternalMount, mount.key, mount.value);
  for (const CgroupRoot& root : options.cgroup_roots) add_pair(out, kCgroupRoot, root.controllers, root.path);
  for (const JoinedNamespace& joined : options.joined) add_pair(out, kJoinNamespace, joined.type, joined.path);
  for (const std::string& external : options.external) out.add_string(kExternal, external);
  for (const InheritedDescriptor& inherited : options.inherited) {
    pbf_writer message(out, kInheritedDescriptor);
    message.add_string(1, inherited.key);
    message.add_int32(2, inherited.number);
  }
}

void add_options(pbf_writer& request, const Options& options) {
  constexpr int kDebugMessages = 4;
  pbf_writer out(request, kOptions);
  out.add_int32(kImagesDir, options.images_dir);
  if (options.work_dir >= 0) out.add_int32(kWorkDir, options.work_dir);
  if (options.pid > 0) out.add_int32(kPid, options.pid);
  out.add_int32(kLogLevel, kDebugMessages);
  out.add_bool(kNotifyScripts, true);
  out.add_bool(kOrphanTerminals, true);
  out.add_bool(kManageCgroups, true);
  out.add_enum(kManageCgroupsMode, static_cast<int>(options.cgroup_mode));
  if (!options.parent_images.empty()) out.add_bool(kTrackMemory, true);
  if (options.empty_namespaces != 0) out.add_uint32(kEmptyNamespaces, options.empty_namespaces);
  for (const auto& [field, member] : kFlags) {
    if (options.*member) out.add_bool(field, true);
  }
  for (const auto& [field, member] : kTexts) {
    if (!(options.*member).empty()) out.add_string(field, options.*member);
  }
  if (options.page_server) {
    pbf_writer server(out, kPageServer);
    server.add_string(1, options.page_server->address);
    server.add_int32(2, options.page_server->port);
  }
  add_lists(out, options);
}

// A request of `type`; `add` puts what else is in it.
template <class Add>
std::string request(RequestType type, const Add& add) {
  std::string bytes;
  pbf_writer out(bytes);
  out.add_enum(kType, static_cast<int>(type));
  add(out);
  return bytes;
}

// Fields by number and type: what has another type is passed over like what is not known.
constexpr std::uint32_t number(unsigned field) {
  return protozero::tag_and_type(field, protozero::pbf_wire_type::varint);
}
constexpr std::uint32_t text(unsigned field) {
  return protozero::tag_and_type(field, protozero::pbf_wire_type::length_delimited);
}

// Calls `take` for each field; it says whether it has read it.
template <class Take>
void read_fields(pbf_reader message, const Take& take) {
  while (message.next()) {
    if (!take(message, message.tag_and_type())) message.skip();
  }
}

bool read_feature(pbf_reader& message, std::uint32_t field, Features& features) {
  switch (field) {
    case number(1):
      features.mem_track = message.get_bool();
      return true;
    case number(2):
      features.lazy_pages = message.get_bool();
      return true;
    default:
      return false;
  }
}

bool read_notification(pbf_reader& message, std::uint32_t field, Reply& reply) {
  switch (field) {
    case text(1):
      reply.notify = message.get_string();
      return true;
    case number(2):
      reply.pid = message.get_int32();
      return true;
    default:
      return false;
  }
}

bool read_restored(pbf_reader& message, std::uint32_t field, Reply& reply) {
  if (field != number(1)) return false;
  reply.pid = message.get_int32();
  return true;
}

// Major 1, minor 2, sublevel 4: each two digits of the version.
bool read_version(pbf_reader& message, std::uint32_t field, Reply& reply) {
  const unsigned place = field == number(1) ? 10000 : field == number(2) ? 100 : field == number(4) ? 1 : 0;
  if (place == 0) return false;
  reply.version += place * static_cast<unsigned>(std::clamp(message.get_int32(), 0, 99));
  return true;
}

bool read_field(pbf_reader& message, std::uint32_t field, Reply& reply) {
  const auto read_into = [&](auto& to, const auto& take) {
    read_fields(message.get_message(), [&](pbf_reader& inner, std::uint32_t found) { return take(inner, found, to); });
  };
  switch (field) {
    case number(kReplyType):
      reply.type = message.get_uint32();
      return true;
    case number(kSuccess):
      reply.success = message.get_bool();
      return true;
    case text(kRestored):
      read_into(reply, read_restored);
      return true;
    case text(kNotification):
      read_into(reply, read_notification);
      return true;
    case number(kErrno):
      reply.error = message.get_int32();
      return true;
    case text(kReplyFeatures):
      read_into(reply.features, read_feature);
      return true;
    case text(kErrorMessage):
      reply.message = message.get_string();
      return true;
    case text(kVersionReply):
      read_into(reply, read_version);
      return true;
    default:
      return false;
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

std::string write_version_request() {
  return request(RequestType::kVersion, [](pbf_writer&) {});
}

std::string write_feature_request(const Features& wanted) {
  return request(RequestType::kFeatureCheck, [&](pbf_writer& out) {
    pbf_writer features(out, kFeatures);
    if (wanted.mem_track) features.add_bool(1, true);
    if (wanted.lazy_pages) features.add_bool(2, true);
  });
}

std::string write_request(RequestType type, const Options& options) {
  return request(type, [&](pbf_writer& out) { add_options(out, options); });
}

std::string write_notify_reply() {
  return request(RequestType::kNotify, [](pbf_writer& out) { out.add_bool(kNotifySuccess, true); });
}

// The library throws at what is cut short or makes no sense: no further than here.
Result<Reply> read_reply(std::string_view bytes) {
  Reply reply;
  try {
    read_fields(pbf_reader(bytes),
                [&](pbf_reader& message, std::uint32_t field) { return read_field(message, field, reply); });
  } catch (const protozero::exception& error) {
    return fail(concat("message: ", error.what()));
  }
  return reply;
}

}  // namespace runtime::checkpoint

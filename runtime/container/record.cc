#include "runtime/container/record.h"

#include <array>

#include "spec/base/text.h"
#include "spec/json/table.h"
#include "spec/runtime/tables.h"

namespace runtime::resctrl {

constexpr auto describe(const Group*) {
  return std::tuple{spec::json::required("folder", &Group::folder), spec::json::optional("monitor", &Group::monitor),
                    spec::json::optional("own", &Group::own)};
}

}  // namespace runtime::resctrl

namespace runtime::container {

namespace json = ::spec::json;

}  // namespace runtime::container

namespace runtime::cgroup {

namespace json = ::spec::json;

constexpr auto describe(const Manager*) {
  using enum Manager;
  return std::array{json::name(kCgroupfs, "cgroupfs"), json::name(kSystemd, "systemd"),
                    json::name(kDisabled, "disabled")};
}

constexpr auto describe(const Address*) {
  return std::tuple{json::required("manager", &Address::manager), json::optional("unit", &Address::unit),
                    json::optional("paths", &Address::paths)};
}

}  // namespace runtime::cgroup

namespace runtime::container {

constexpr auto describe(const Upper*) {
  return std::tuple{json::required("device", &Upper::device), json::required("inode", &Upper::inode)};
}

constexpr auto describe(const Record*) {
  return std::tuple{json::required("version", &Record::version),
                    json::required("ociVersion", &Record::oci_version),
                    json::required("id", &Record::id),
                    json::required("bundle", &Record::bundle),
                    json::required("rootfs", &Record::rootfs),
                    json::required("created", &Record::created),
                    json::required("owner", &Record::owner),
                    json::required("pid", &Record::pid),
                    json::required("startTime", &Record::start_time),
                    json::required("bootId", &Record::boot_id),
                    json::required("ownPidNamespace", &Record::own_pid_namespace),
                    json::required("cgroup", &Record::cgroup),
                    json::optional("resources", &Record::resources),
                    json::optional("annotations", &Record::annotations),
                    json::required("hooks", &Record::hooks),
                    json::optional("upper", &Record::upper),
                    json::optional("descriptors", &Record::descriptors),
                    json::optional("intelRdt", &Record::intel_rdt)};
}

Result<Record> parse_record(std::string_view text) {
  Record record = TRY(json::decode_text<Record>(text));
  if (record.version != Record().version) return fail(concat("unknown version ", record.version));
  return record;
}

std::string write_record(const Record& record) { return json::encode_text(record); }

}  // namespace runtime::container

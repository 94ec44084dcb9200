#include "runtime/container/record.h"

#include "spec/base/text.h"
#include "spec/json/table.h"
#include "spec/runtime/tables.h"

namespace runtime::container {

namespace json = ::spec::json;

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
                    json::optional("cgroupPaths", &Record::cgroup_paths),
                    json::optional("annotations", &Record::annotations),
                    json::required("hooks", &Record::hooks),
                    json::optional("upper", &Record::upper)};
}

Result<Record> parse_record(std::string_view text) {
  Record record = TRY(json::decode_text<Record>(text));
  if (record.version != Record().version) return fail(concat("unknown version ", record.version));
  return record;
}

std::string write_record(const Record& record) { return json::encode_text(record); }

}  // namespace runtime::container

#include "imagetool/endpoint/take_down.h"

#include "imagetool/endpoint/bound.h"
#include "imagetool/endpoint/files.h"
#include "imagetool/endpoint/keeper.h"
#include "imagetool/endpoint/pasta.h"
#include "imagetool/endpoint/plug.h"

namespace imagetool::endpoint {

namespace {

Result<void> end(const Records& records, const Record& record) {
  stop_keeper(record);
  stop_pasta(record);
  Result<void> first;
  for (auto endpoint = record.endpoints.rbegin(); endpoint != record.endpoints.rend(); ++endpoint) {
    Result<void> done = unplug(record, *endpoint);
    if (!done && first) first = std::move(done).error().step("network " + endpoint->network);
  }
  // Where something is left, the next sweep finds it.
  TRY(first);
  TRY(unbind_namespace(record));
  TRY(records.remove(record));
  return write_hosts(records, record);
}

}  // namespace

Result<void> take_down(const Records& records, const std::string& bundle, const spec::network::ProcessId* process) {
  const std::optional<Record> record = TRY(records.find(bundle));
  if (!record) return {};
  if (process != nullptr &&
      (record->process.pid != process->pid || record->process.start_time != process->start_time)) {
    return {};
  }
  return end(records, *record);
}

Result<void> sweep(const Records& records) {
  Result<void> first;
  for (const Record& record : TRY(records.list())) {
    if (spec::network::is_alive(record.process)) continue;
    Result<void> done = end(records, record);
    if (!done && first) first = std::move(done);
  }
  return first;
}

}  // namespace imagetool::endpoint

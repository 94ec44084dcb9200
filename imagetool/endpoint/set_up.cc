#include "imagetool/endpoint/set_up.h"

#include <unistd.h>

#include "imagetool/endpoint/files.h"
#include "imagetool/endpoint/keeper.h"
#include "imagetool/endpoint/pasta.h"
#include "imagetool/endpoint/plug.h"
#include "imagetool/endpoint/take_down.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"
#include "spec/network/request.h"
#include "spec/runtime/state_root.h"

namespace imagetool::endpoint {

namespace {

using spec::network::Request;

constexpr std::uint64_t kMaxName = 4096;
constexpr std::uint64_t kMaxSettings = 4 << 20;

// The name that `runtime run --name` gave it, where a person started it.
std::string supervised_name(const spec::runtime::State& state) {
  const std::string path = concat(spec::runtime::default_state_root(), "/.supervised/", state.id, "/settings.json");
  const Result<std::string> text = read_file(path, kMaxSettings);
  if (!text) return "";
  const Result<spec::json::Value> settings = spec::json::parse(*text);
  const spec::json::Value* name = settings ? settings->find("name") : nullptr;
  const spec::json::Value* bundle = settings ? settings->find("bundle") : nullptr;
  if (name == nullptr || name->string() == nullptr || bundle == nullptr || bundle->string() == nullptr) return "";
  return *bundle->string() == state.bundle ? *name->string() : "";
}

Result<Record> make_record(const spec::runtime::State& state, const Request& request) {
  Record record;
  record.key = spec::network::record_key(state.bundle);
  record.id = state.id;
  record.bundle = state.bundle;
  record.gateway_names = request.gateway_names;
  record.name = supervised_name(state);
  const auto name = state.annotations.find("imagetool/name");
  if (record.name.empty() && name != state.annotations.end()) record.name = name->second;
  const Result<std::string> host = read_file(state.bundle + "/hostname", kMaxName);
  if (host) record.host = std::string(trim(*host));
  const auto process = spec::network::identify(state.pid);
  if (!process) return fail(concat("pid ", state.pid, ": no such process"));
  record.process = *process;
  return record;
}

// The record is there before each interface is, so that whatever is made is known.
Result<void> plug_all(const Records& records, Record& record, const Request& request,
                      const network::Networks& networks) {
  for (const spec::network::Attachment& attachment : request.networks) {
    const network::Network network = TRY(networks.find(attachment.network));
    record.endpoints.push_back(plan(record, network, attachment));
    TRY(records.save(record));
    Result<void> plugged = plug(record, record.endpoints.back());
    if (!plugged) record.endpoints.pop_back();  // what its first plugins did they have undone
    TRY(records.save(record));
    TRY_STEP("network " + network.name, std::move(plugged));
  }
  return {};
}

Result<void> begin(const Records& records, Record& record, const Request& request, const network::Networks& networks) {
  std::vector<Reserved> reserved = TRY(reserve(request.ports));
  for (const Reserved& port : reserved) record.ports.push_back(port.port);
  if (!request.networks.empty() && request.networks[0].network == kPasta) {
    Endpoint& endpoint = record.endpoints.emplace_back();
    endpoint.network = kPasta;
    endpoint.interface = "eth0";
  } else {
    TRY(plug_all(records, record, request, networks));
    if (!reserved.empty()) TRY(start_keeper(record, std::move(reserved)));
  }
  TRY(records.save(record));
  TRY(write_resolv_conf(record, request));
  return write_hosts(records, record);
}

}  // namespace

Result<void> set_up(const Records& records, const spec::runtime::State& state, const network::Networks& networks) {
  const std::optional<Request> request = TRY(spec::network::find_request(state.annotations));
  if (!request) return {};
  (void)sweep(records);  // what cannot be removed now is tried again at the next start
  // One that cannot be taken down, since a plugin is gone, is no reason not to start.
  if (const auto other = TRY(records.find(state.bundle)); other && spec::network::is_alive(other->process)) {
    return fail(concat("container \"", other->id, "\" has the network of this bundle"));
  }
  Record record = TRY(make_record(state, *request));
  Result<void> begun = begin(records, record, *request, networks);
  if (begun) return begun;
  TRY(records.save(record));
  (void)take_down(records, record.bundle);  // the first error is the one that tells
  return begun;
}

Result<void> set_up_started(const Records& records, const spec::runtime::State& state) {
  std::optional<Record> record = TRY(records.find(state.bundle));
  if (!record || record->endpoints.empty() || record->endpoints[0].network != kPasta) return {};
  TRY(start_pasta(*record));
  TRY(start_keeper(*record, {}));
  return records.save(*record);
}

}  // namespace imagetool::endpoint

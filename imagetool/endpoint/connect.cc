#include "imagetool/endpoint/connect.h"

#include <algorithm>
#include <climits>
#include <cstdlib>

#include "imagetool/endpoint/files.h"
#include "imagetool/endpoint/plug.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::endpoint {

namespace json = spec::json;
using spec::network::Attachment;
using spec::network::Request;

namespace {

constexpr std::uint64_t kMaxConfig = 16 << 20;

// The bundle, and its container where it runs.
struct Found {
  std::string bundle;
  std::optional<Record> running;
};

Result<Found> find_container(const Records& records, const std::string& text) {
  char path[PATH_MAX];
  const std::string bundle = ::realpath(text.c_str(), path) == nullptr ? "" : path;
  Found by_beginning;
  for (Record& record : TRY(records.list())) {
    if (!spec::network::is_alive(record.process)) continue;
    const bool whole = record.name == text || record.id == text || record.bundle == bundle;
    if (!whole && !record.id.starts_with(text)) continue;
    if (!whole && by_beginning.running) return fail("multiple IDs found with provided prefix: " + text);
    const std::string place = record.bundle;
    Found found{place, std::move(record)};
    if (whole) return found;
    by_beginning = std::move(found);
  }
  if (by_beginning.running) return by_beginning;
  if (text.find('/') == std::string::npos || bundle.empty()) {
    return fail("No such container: " + text);
  }
  return Found{bundle, std::nullopt};
}

// As a message names it.
std::string name_of(const Found& found) {
  if (!found.running) return found.bundle;
  return found.running->name.empty() ? found.running->id : found.running->name;
}

// What a change makes of the bundle's annotation.
template <class Change>
Result<void> change_request(const std::string& bundle, const Change& change) {
  const std::string path = bundle + "/config.json";
  const std::string text = TRY(read_file(path, kMaxConfig));
  json::Value config = TRY_STEP(path, json::parse(text));
  for (json::Member& member : *config.object()) {
    if (member.name != "annotations" || member.value.object() == nullptr) continue;
    for (json::Member& annotation : *member.value.object()) {
      if (annotation.name != spec::network::kAnnotation || annotation.value.string() == nullptr) continue;
      Request request = TRY_STEP(path, spec::network::parse_request(*annotation.value.string()));
      TRY(change(request));
      annotation.value = spec::network::write_request(request);
      return replace_file(FdRef::cwd(), path, json::write(config, json::Style::kIndented), 0644, Durable::kNo);
    }
  }
  return fail("container " + bundle + " has no network of its own")
      .with_hint("imagetool bundle --network gives it one");
}

}  // namespace

Result<void> connect(const Records& records, const network::Networks& networks, const std::string& container,
                     const Attachment& attachment) {
  Found found = TRY(find_container(records, container));
  const network::Network network = TRY(networks.find(attachment.network));
  Attachment named = attachment;
  named.network = network.name;
  if (found.running) {
    Record& record = *found.running;
    for (const Endpoint& endpoint : record.endpoints) {
      if (endpoint.network_id != network::id_of(network)) continue;
      return fail(concat("endpoint with name ", name_of(found), " already exists in network ", network.name));
    }
    record.endpoints.push_back(plan(record, network, named));
    TRY(records.save(record));
    if (Result<void> plugged = plug(record, record.endpoints.back()); !plugged) {
      record.endpoints.pop_back();
      TRY(records.save(record));
      return plugged;
    }
    TRY(records.save(record));
    TRY(write_hosts(records, record));
  }
  return change_request(found.bundle, [&](Request& request) -> Result<void> {
    std::erase_if(request.networks, [&](const Attachment& other) { return other.network == named.network; });
    request.networks.push_back(named);
    return {};
  });
}

Result<void> disconnect(const Records& records, const std::string& container, const std::string& network) {
  Found found = TRY(find_container(records, container));
  bool was = false;
  if (found.running) {
    Record& record = *found.running;
    const Record before = record;
    for (auto endpoint = record.endpoints.begin(); endpoint != record.endpoints.end(); ++endpoint) {
      if (endpoint->network != network) continue;
      TRY(unplug(record, *endpoint));
      record.endpoints.erase(endpoint);
      TRY(records.save(record));
      TRY(write_hosts(records, before));
      was = true;
      break;
    }
  }
  return change_request(found.bundle, [&](Request& request) -> Result<void> {
    was = std::erase_if(request.networks, [&](const Attachment& other) { return other.network == network; }) > 0 || was;
    if (was) return {};
    return fail(concat("container ", name_of(found), " is not connected to network ", network));
  });
}

}  // namespace imagetool::endpoint

#include "runtime/container/joined_network.h"

#include <algorithm>

#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "spec/base/text.h"
#include "spec/network/request.h"

namespace runtime::container {

namespace {

using spec::runtime::Namespace;
using spec::runtime::NamespaceType;

Result<pid_t> first_process_of(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find(id));
  const Record record = TRY(folder.load()).record;
  TRY(open_first_process(record));
  return record.pid;
}

}  // namespace

Result<void> resolve_joined_network(const std::string& state_root, spec::runtime::Config& config) {
  const auto joined = config.annotations.find(spec::network::kJoined);
  if (joined == config.annotations.end()) return {};
  std::vector<Namespace>& all = config.linux.namespaces;
  const auto network =
      std::find_if(all.begin(), all.end(), [](const Namespace& one) { return one.type == NamespaceType::kNetwork; });
  if (network == all.end()) return {};
  const Result<pid_t> pid = first_process_of(state_root, joined->second);
  if (!pid) return fail("cannot join network of a non running container: " + joined->second);
  network->path = concat("/proc/", *pid, "/ns/net");
  return {};
}

}  // namespace runtime::container

#include "buildtool/build/own_ids.h"

#include "spec/layout/user_namespace.h"

namespace buildtool::build {

namespace layout = spec::layout;

Result<spec::bundle::IdMaps> own_ids() {
  layout::OwnMaps maps = TRY(layout::own_maps());
  for (spec::runtime::IdMappings* const all : {&maps.uids, &maps.gids}) {
    for (spec::runtime::IdMapping& one : *all) one.host_id = one.container_id;
  }
  return spec::bundle::IdMaps{std::move(maps.uids), std::move(maps.gids)};
}

Error with_ids_hint(Error error) {
  if (layout::ids_of_process() != layout::Ids::kSingle) return error;
  return std::move(error).with_hint("where it needs another user: this one has no ids in /etc/subuid and /etc/subgid");
}

}  // namespace buildtool::build

// The mounts of a container that its parent makes, detached, because the child
// could not: its root, where that is a mount, and in a user namespace or with
// mapped ids the bind mounts.
#pragma once

#include <optional>
#include <string>

#include "runtime/container/bundle.h"
#include "runtime/container/store.h"
#include "runtime/container/upper.h"
#include "runtime/init/plan.h"
#include "runtime/mount/options.h"
#include "runtime/process/way.h"
#include "spec/base/result.h"

namespace runtime::container {

class ParentMounts {
 public:
  // Fills plan.trees and what the plan says of the root. All three are
  // borrowed, and the plan's namespaces are known already.
  ParentMounts(const Bundle& bundle, const process::Way& way, init::ContainerPlan& plan)
      : bundle_(bundle), way_(way), plan_(plan) {}

  // A mount on "/": made here, where every path of the host is at hand. Its
  // upper folder is claimed for the container.
  Result<void> make_root(const Store& store);
  // Sources that a user namespace's root may not reach, and idmapped ones.
  Result<void> make_others();

  // Device nodes, where the child's user namespace cannot have any made. `folder`
  // is the container's state folder.
  Result<void> make_devices(FdRef folder);
  // Once the child has mounted them: what they were made as in the folder.
  void remove_devices(FdRef folder);

  // Maps the ids of a detached mount that the child has made from what is mounted in its root.
  Result<void> map_childs(std::size_t index, FdRef tree);

  // What the root's upper folder is, once it is claimed: the caller's to release.
  const std::optional<Upper>& upper() const { return upper_; }

 private:
  const spec::runtime::Config& config() const { return bundle_.config; }
  Result<void> make_root(const Store& store, const spec::runtime::Mount& wanted, Fd& tree);
  bool keeps_all_ids() const;
  Result<void> map_ids(const spec::runtime::Mount& wanted, const mount::Options& options, FdRef tree);
  Result<FdRef> containers_ids();

  const Bundle& bundle_;
  const process::Way& way_;
  init::ContainerPlan& plan_;
  std::optional<Upper> upper_;
  Fd ids_;  // see containers_ids()
};

}  // namespace runtime::container

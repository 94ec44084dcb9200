// Whose ids the files of unpacked layers have: for root those that the layers
// say; for an ordinary user those of a user namespace of his.
#pragma once

#include "spec/base/result.h"
#include "spec/runtime/subordinate_ids.h"

namespace spec::layout {

enum class Ids {
  kRoot,    // all of the machine's
  kMapped,  // the user's own, and his subordinate ones
  kSingle,  // the user's own alone, whatever a layer says
};

// As this process is now.
Ids ids_of_process();

// Moves an ordinary user's process, which must have one thread, into a user
// namespace where he is root, with all ids that newuidmap and newgidmap give
// him, or else with his own alone. Then files of all these ids can be made,
// read and removed. Root stays where it is, and so does everyone where the
// machine allows no user namespaces.
Result<void> enter_user_namespace();

// What a container has to map so that the layers' files are its own. Not for Ids::kRoot.
struct OwnMaps {
  runtime::IdMappings uids;
  runtime::IdMappings gids;
};
Result<OwnMaps> own_maps();

}  // namespace spec::layout

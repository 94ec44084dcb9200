// What `state` and `list` show of containers: runc's members.
#pragma once

#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/runtime/state.h"

namespace runtime::container {

struct Listing {
  std::string oci_version;
  std::string id;
  std::int32_t pid = 0;  // 0 once stopped
  std::string status;
  std::string bundle;
  std::string rootfs;
  std::string created;
  std::map<std::string, std::string> annotations;
  std::string supervisor;  // of a container that has one: "running", "killed" or "" once it has ended
  std::string owner;       // a user's name, "#1000" where it has none
};

Result<Listing> describe_container(const std::string& state_root, const std::string& id);
// Every container, by id. One that is deleted meanwhile is left out.
Result<std::vector<Listing>> list_containers(const std::string& state_root);

// Indented JSON with a newline at its end.
std::string write_listing(const Listing& listing);
// A JSON list on one line, or "null" where there is none, as runc has it.
std::string write_listings(const std::vector<Listing>& listings);

}  // namespace runtime::container

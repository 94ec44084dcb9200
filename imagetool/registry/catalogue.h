// What a registry has: the tags of a repository, and its repositories
// (distribution-spec, "Listing Tags"; Docker's _catalog), page by page.
#pragma once

#include <string>
#include <vector>

#include "imagetool/registry/resolve.h"
#include "spec/image/reference.h"

namespace imagetool::registry {

// Of a repository at one endpoint, in the registry's order.
Result<std::vector<std::string>> list_tags(Repository& repository);
// The same, asked as for a manifest: mirrors, then the origin.
Result<std::vector<std::string>> list_tags(Transport& transport, const Settings& settings,
                                           const spec::image::Reference& reference);

// Where the next page is: `<URL>; rel="next"` of the Link header (RFC 8288); "" on the last one.
std::string next_page(const Response& response);

// All repositories that the registry ("host:5000") tells of.
Result<std::vector<std::string>> list_repositories(Transport& transport, const Settings& settings,
                                                   const std::string& registry);

}  // namespace imagetool::registry

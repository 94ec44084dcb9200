// Networks that a container gets, or loses, after its bundle was made.
#pragma once

#include <string>

#include "imagetool/endpoint/records.h"
#include "imagetool/network/networks.h"
#include "spec/base/result.h"
#include "spec/network/request.h"

namespace imagetool::endpoint {

// `container` is the name or the id, or the beginning of an id, of one that runs, or a bundle's path. One that runs
// has it at once; the bundle's annotation says so for its next start. One without a network of its own can have none.
Result<void> connect(const Records& records, const network::Networks& networks, const std::string& container,
                     const spec::network::Attachment& attachment);
// `container web is not connected to network front`
Result<void> disconnect(const Records& records, const std::string& container, const std::string& network);

}  // namespace imagetool::endpoint

// The network of a bundle: what was asked for, as its config.json has it.
#pragma once

#include "imagetool/options/network.h"
#include "spec/base/result.h"
#include "spec/bundle/options.h"
#include "spec/image/config.h"
#include "spec/layout/store.h"

namespace imagetool::local {

// Of `--network container:ID`: the namespace, the files and the host name of that container, of which `runtime state`
// tells; `state_root` is the runtime's. Nothing for any other network.
Result<void> join_network(const options::NetworkWish& wish, const std::string& state_root,
                          spec::bundle::Options& options);

// options.network is set (options/network.h). A network of its own: the annotation (spec/network/request.h) and the
// hooks. Warns on standard error where ports are published that cannot be.
Result<void> add_network(const spec::layout::Store& store, const options::NetworkWish& wish,
                         const spec::image::ImageConfig& image, spec::bundle::Options& options);

}  // namespace imagetool::local

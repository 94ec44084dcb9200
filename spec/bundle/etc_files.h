// The files that a container gets from whoever starts it, not from its image:
// /etc/hostname, /etc/hosts and /etc/resolv.conf.
#pragma once

#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/bundle/options.h"

namespace spec::bundle {

// Writes them into the bundle's folder and returns the bind mounts that show
// them. With the host's network hosts and resolv.conf are copies of the host's;
// without one hosts has only this machine's own names, and resolv.conf is left
// to the image; options.hosts and options.resolv_conf win. options.hostname, where it is not the host's, is in hosts,
// too, unless a hook writes it there with its address. A destination that options.mounts covers is left out. In another
// container's network the files are that one's.
Result<std::vector<runtime::Mount>> write_etc_files(FdRef bundle, const Options& options);

// The host's name where `hosts`; else `wanted` where it is a name that a machine
// can have; else "container".
std::string default_hostname(bool hosts, const std::string& wanted);

}  // namespace spec::bundle

// Bad blobs, fetched again from where their images' names say.
#pragma once

#include "imagetool/local/fsck.h"
#include "imagetool/registry/resolve.h"

namespace imagetool::transfer {

class RegistryRepairer : public local::Repairer {
 public:
  // Both must outlive it.
  RegistryRepairer(registry::Transport& transport, const registry::Settings& settings)
      : transport_(transport), settings_(settings) {}
  // Mirrors are asked, too. The error is the last one's.
  Result<void> fetch(const spec::layout::Lease& lease, const spec::image::Descriptor& blob,
                     const std::vector<std::string>& names) override;

 private:
  registry::Transport& transport_;
  const registry::Settings& settings_;
};

}  // namespace imagetool::transfer

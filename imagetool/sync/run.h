// `imagetool sync`: repositories that are kept the same as others.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "imagetool/sync/file.h"
#include "spec/base/result.h"

namespace imagetool::sync {

struct RunOptions {
  std::string root;  // the store's folder
  bool tls_verify = true;
  bool dry_run = false;
};

struct Outcome {
  std::size_t copied = 0;  // with dry_run: that would be
  std::size_t same = 0;    // that had been there
  std::vector<std::string> failed;
  std::vector<std::string> limits;  // what registries say of their limits, for people
};

// Image after image; what fails is told of, and the next one done. An image whose digest is the destination's is not
// moved, so that a run that ended early goes on where it was. `say` gets a line for each image.
// An error is about what nothing can be done with: an interruption.
Result<Outcome> run(const std::vector<Job>& jobs, const RunOptions& options,
                    const std::function<void(const std::string& line)>& say);

}  // namespace imagetool::sync

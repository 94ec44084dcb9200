// An entry of sigstore's transparency log that comes with a signature, checked without asking the log.
#pragma once

#include <string>

#include "imagetool/signature/key.h"
#include "spec/base/result.h"

namespace imagetool::signature {

// `bundle` is cosign's annotation. The log's key has signed the entry, and the entry is about just this payload, this
// signature (its bytes) and this key.
Result<void> check_log_entry(const std::string& bundle, const PublicKey& log, const std::string& payload,
                             const std::string& signature, const PublicKey& key);

}  // namespace imagetool::signature

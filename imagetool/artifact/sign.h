// Signatures as cosign keeps them: of a digest, under a tag that stands for it.
#pragma once

#include <string>

#include "imagetool/artifact/push.h"
#include "imagetool/signature/key.h"
#include "imagetool/transfer/progress.h"
#include "spec/base/result.h"

namespace imagetool::artifact {

struct SignWish {
  std::string identity;    // the name that is signed; empty: the place's
  bool recursive = false;  // of an index each image, too
};

// Adds a signature to those that there are. Returns the digest that was signed.
Result<spec::image::Digest> sign(const Where& where, const signature::PrivateKey& key, const SignWish& wish,
                                 transfer::Progress& progress);

}  // namespace imagetool::artifact

// Which kind of document some bytes are, before they are used as one.
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace spec::image {

// The media type under which `text` is a manifest or an index. `declared` is
// what the sender said (Content-Type, a descriptor's mediaType), or empty.
// Where the document has a mediaType of its own, both must be equal; where
// neither names a type that we know, the document's members decide.
//
// The same bytes are never valid as two types (CVE-2021-41190): a document
// with `manifests` and one of `layers`, `config`, `fsLayers` is an error.
Result<std::string> document_type(std::string_view text, std::string_view declared);

// The check behind it, on a document that is parsed already.
Result<std::string> parsed_document_type(const json::Value& document, std::string_view declared);

}  // namespace spec::image

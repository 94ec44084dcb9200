#include "spec/image/descriptor.h"

#include <limits>

#include "spec/json/table.h"

namespace spec::image {

constexpr auto describe(const Descriptor*) {
  return std::tuple{json::required("mediaType", &Descriptor::media_type),
                    json::required("digest", &Descriptor::digest),
                    json::required("size", &Descriptor::size),
                    json::optional("urls", &Descriptor::urls),
                    json::optional("annotations", &Descriptor::annotations),
                    json::optional("data", &Descriptor::data),
                    json::optional("platform", &Descriptor::platform),
                    json::optional("artifactType", &Descriptor::artifact_type),
                    json::rest(&Descriptor::others)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Descriptor& out) {
  TRY(json::decode<Descriptor>(value, place, out));
  if (out.size > std::numeric_limits<std::int64_t>::max()) {
    return json::Place(place, "size").error(concat("number out of range: ", out.size));
  }
  return {};
}

json::Value encode(const Descriptor& descriptor) { return json::encode<Descriptor>(descriptor); }

}  // namespace spec::image

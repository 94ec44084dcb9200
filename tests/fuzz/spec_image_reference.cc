// Names of images: what was understood reads as the same again.
#include "spec/image/reference.h"
#include "tests/fuzz/target.h"

namespace {

void read_reference(std::string_view bytes) {
  const auto reference = spec::image::parse_reference(bytes);
  if (!reference) return;
  const auto again = spec::image::parse_reference(reference->text());
  fuzz::require(again && again->text() == reference->text(), "a name's whole text reads as itself");
}

const fuzz::Added added({"spec_image_reference",
                         read_reference,
                         {"centos", "host:5000/a__b/c-d:v1.0", "[::1]:5000/a", "a/b@sha256:" + std::string(64, 'a')}});

}  // namespace

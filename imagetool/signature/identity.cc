#include "imagetool/signature/identity.h"

#include "spec/base/text.h"

namespace imagetool::signature {

namespace image = spec::image;

namespace {

Result<std::string> text_at(const spec::json::Value& value, const char* name) {
  const spec::json::Value* member = value.find(name);
  if (member == nullptr || member->string() == nullptr || member->string()->empty()) {
    return fail(concat("signedIdentity: ", name, ": expected a text"));
  }
  return *member->string();
}

// "name:tag" or "name@digest"; what has neither names no image exactly.
bool is_exact(const image::Reference& reference) { return !reference.digest.empty() || !reference.default_tag; }

bool same_exactly(const image::Reference& a, const image::Reference& b) {
  return is_exact(a) && a.name() == b.name() && a.digest == b.digest && (!a.digest.empty() || a.tag == b.tag);
}

}  // namespace

Result<Identity> Identity::parse(const spec::json::Value* value) {
  Identity identity;
  if (value == nullptr) return identity;
  const std::string type = TRY(text_at(*value, "type"));
  if (type == "matchRepoDigestOrExact") return identity;
  if (type == "matchExact") {
    identity.kind_ = Kind::kMatchExact;
  } else if (type == "matchRepository") {
    identity.kind_ = Kind::kMatchRepository;
  } else if (type == "exactReference") {
    identity.kind_ = Kind::kExactReference;
    identity.name_ = TRY(text_at(*value, "dockerReference"));
  } else if (type == "exactRepository") {
    identity.kind_ = Kind::kExactRepository;
    identity.name_ = TRY(text_at(*value, "dockerRepository"));
  } else if (type == "remapIdentity") {
    identity.kind_ = Kind::kRemap;
    identity.prefix_ = TRY(text_at(*value, "prefix"));
    identity.signed_prefix_ = TRY(text_at(*value, "signedPrefix"));
  } else {
    return fail("signedIdentity: \"" + type + "\" is not known");
  }
  return identity;
}

bool Identity::matches(const std::string& signed_name, const image::Reference& wanted) const {
  const Result<image::Reference> signed_reference = image::parse_reference(signed_name);
  if (!signed_reference) return false;
  const auto repo_digest_or_exact = [&](const image::Reference& name) {
    return name.digest.empty() ? same_exactly(*signed_reference, name) : signed_reference->name() == name.name();
  };
  switch (kind_) {
    case Kind::kMatchRepoDigestOrExact:
      return repo_digest_or_exact(wanted);
    case Kind::kMatchExact:
      return same_exactly(*signed_reference, wanted);
    case Kind::kMatchRepository:
      return signed_reference->name() == wanted.name();
    case Kind::kExactReference: {
      const Result<image::Reference> named = image::parse_reference(name_);
      return named && same_exactly(*signed_reference, *named);
    }
    case Kind::kExactRepository: {
      const Result<image::Reference> named = image::parse_reference(name_);
      return named && signed_reference->name() == named->name();
    }
    case Kind::kRemap: {
      const std::string name = wanted.text();
      const bool below =
          name.starts_with(prefix_) && (name.size() == prefix_.size() ||
                                        std::string_view("/:@").find(name[prefix_.size()]) != std::string_view::npos);
      if (!below) return repo_digest_or_exact(wanted);
      const Result<image::Reference> remapped = image::parse_reference(signed_prefix_ + name.substr(prefix_.size()));
      return remapped && repo_digest_or_exact(*remapped);
    }
  }
  return false;
}

}  // namespace imagetool::signature

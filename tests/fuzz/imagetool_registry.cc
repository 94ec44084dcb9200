// What servers' headers and people's configuration files say of registries.
#include "imagetool/registry/challenge.h"
#include "imagetool/registry/policy.h"
#include "imagetool/registry/registries_conf.h"
#include "imagetool/registry/url.h"
#include "tests/fuzz/target.h"

namespace {

using namespace imagetool::registry;

void read_challenges(std::string_view bytes) { static_cast<void>(parse_challenges(bytes)); }
const fuzz::Added challenges(
    {"imagetool_registry_challenge",
     read_challenges,
     {R"(Bearer realm="https://auth/token",service="a\"b", scope="x:y:pull" , Basic realm=z)"}});

void read_url(std::string_view bytes) {
  const auto url = parse_url(bytes);
  if (!url) return;
  const auto again = parse_url(url->text());
  fuzz::require(again && *again == *url, "a URL reads as itself");
  static_cast<void>(static_cast<bool>(resolve(*url, bytes)));
}
const fuzz::Added urls({"imagetool_registry_url",
                        read_url,
                        {"https://host.example:5000/v2/a/blobs/uploads/x?state=%20y&n=1", "HTTP://[::1]/v2/"}});

void read_policy(std::string_view bytes) { static_cast<void>(static_cast<bool>(Policy::parse(bytes, "policy.json"))); }
const fuzz::Added policies(
    {"imagetool_registry_policy",
     read_policy,
     {R"({"default": [{"type": "reject"}], "transports": {"docker": {"a.b/c": [{"type": "insecureAcceptAnything"}]}}})"}});

void read_registries(std::string_view bytes) {
  static_cast<void>(static_cast<bool>(parse_registries_conf(bytes, "registries.conf")));
}
const fuzz::Added registries(
    {"imagetool_registry_conf",
     read_registries,
     {"unqualified-search-registries = [\"docker.io\"]\nshort-name-mode = \"permissive\"\n[[registry]]\n"
      "prefix = \"*.example.org\"\nlocation = \"a/b\"\nblocked = true\n[[registry.mirror]]\n"
      "location = \"m:5000\"\ninsecure = true\n[aliases]\n\"x\" = \"docker.io/library/x\"\n"}});

}  // namespace

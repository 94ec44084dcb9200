#include "imagetool/registry/auth_files.h"
#include "imagetool/registry/docker_daemon.h"
#include "imagetool/registry/endpoint.h"
#include "imagetool/registry/policy.h"
#include "imagetool/registry/short_name.h"

#include <gtest/gtest.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"

namespace imagetool::registry {
namespace {

using spec::image::Reference;

Reference reference(const std::string& text) { return *spec::image::parse_reference(text); }

std::vector<std::string> hosts(const std::string& name, const RegistriesConf& conf) {
  std::vector<std::string> out;
  const Result<std::vector<Endpoint>> all = endpoints(reference(name), conf, false);
  EXPECT_TRUE(all) << all.error().text();
  for (const Endpoint& one : *all) out.push_back(one.registry + (one.insecure ? "!" : ""));
  return out;
}

RegistriesConf conf_of(const std::string& text) {
  Result<RegistriesConf> conf = parse_registries_conf(text, "conf");
  EXPECT_TRUE(conf) << conf.error().text();
  return *conf;
}

TEST(ShortName, IsAnAliasOrSearchedOrDockers) {
  const RegistriesConf conf = conf_of(R"(
unqualified-search-registries = ["a.example.com", "docker.io"]
[aliases]
"fedora" = "registry.example.com/fedora"
)");
  const auto texts = [&](const std::string& typed) {
    std::vector<std::string> out;
    const Result<std::vector<Reference>> all = meanings(typed, conf);
    for (const Reference& one : *all) out.push_back(one.text());
    return out;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts("fedora:40"), Texts{"registry.example.com/fedora:40"});
  EXPECT_EQ(texts("me/app"), (Texts{"a.example.com/me/app:latest", "docker.io/me/app:latest"}));
  EXPECT_EQ(texts("x"), (Texts{"a.example.com/x:latest", "docker.io/library/x:latest"}));
  EXPECT_EQ(texts("docker.io/fedora"), Texts{"docker.io/library/fedora:latest"});
  EXPECT_EQ(texts("localhost:5000/x"), Texts{"localhost:5000/x:latest"});
  EXPECT_EQ((*meanings("x", RegistriesConf()))[0].text(), "docker.io/library/x:latest");
}

TEST(RegistriesConf, ALaterFileReplacesARuleAndAddsAliases) {
  RegistriesConf conf = conf_of(R"(
unqualified-search-registries = ["a.example.com"]
[aliases]
"one" = "a.example.com/one"
"two" = "a.example.com/two"
[[registry]]
location = "r.example.com"
blocked = true
)");
  ASSERT_TRUE(add_registries_conf(R"(
[aliases]
"two" = ""
[[registry]]
location = "r.example.com"
insecure = true
)",
                                  "later", conf));
  EXPECT_EQ(hosts("r.example.com/x", conf), std::vector<std::string>{"r.example.com!"});
  EXPECT_EQ(conf.search, std::vector<std::string>{"a.example.com"});
  EXPECT_TRUE(conf.aliases.contains("one"));
  EXPECT_FALSE(conf.aliases.contains("two"));
}

TEST(RegistriesConf, PullFromMirrorSaysForWhichNames) {
  const RegistriesConf conf = conf_of(R"(
[[registry]]
location = "r.example.com"
[[registry.mirror]]
location = "digests.example.com"
pull-from-mirror = "digest-only"
[[registry.mirror]]
location = "tags.example.com"
pull-from-mirror = "tag-only"
)");
  using Hosts = std::vector<std::string>;
  EXPECT_EQ(hosts("r.example.com/x:1", conf), (Hosts{"tags.example.com", "r.example.com"}));
  EXPECT_EQ(hosts("r.example.com/x@sha256:" + std::string(64, 'a'), conf),
            (Hosts{"digests.example.com", "r.example.com"}));
  EXPECT_EQ(parse_registries_conf("[[registry]]\nlocation=\"a\"\npull-from-mirror=\"some\"", "conf").error().text(),
            "conf: pull-from-mirror: \"some\" is none of all, digest-only and tag-only");
}

class FilesTest : public testing::Test {
 protected:
  void SetUp() override { dir_.emplace(*TemporaryDir::make_in_tmp()); }
  std::string write(const std::string& name, const std::string& text) {
    const std::string path = dir_->path() + "/" + name;
    EXPECT_TRUE(replace_file(FdRef::cwd(), path, text, 0600, Durable::kNo));
    return path;
  }
  std::optional<TemporaryDir> dir_;
};

TEST_F(FilesTest, DaemonJsonHasMirrorsOfTheHubAndInsecureNetworks) {
  RegistriesConf conf;
  const std::string path = write("daemon.json", R"({"registry-mirrors": ["https://m.example.com/", "http://n:5000"],
    "insecure-registries": ["10.1.0.0/15", "fd00::/8", "host:5000"]})");
  ASSERT_TRUE(add_docker_daemon(path, conf));
  using Hosts = std::vector<std::string>;
  EXPECT_EQ(hosts("busybox", conf), (Hosts{"m.example.com", "n:5000!", "docker.io"}));
  EXPECT_EQ(hosts("host:5000/x", conf), Hosts{"host:5000!"});
  EXPECT_EQ(hosts("host:5001/x", conf), Hosts{"host:5001"});
  EXPECT_EQ(hosts("10.0.255.255:1/x", conf), Hosts{"10.0.255.255:1!"});
  EXPECT_EQ(hosts("10.2.0.0:1/x", conf), Hosts{"10.2.0.0:1"});
  EXPECT_TRUE(is_insecure(conf, "[fd12::1]:5000"));
  EXPECT_FALSE(is_insecure(conf, "[fe80::1]:5000"));
  EXPECT_TRUE(add_docker_daemon("/nonexistent", conf));
}

TEST_F(FilesTest, CredentialsOfARepositoryComeBeforeItsRegistrys) {
  // "YTpi" is a:b, "Yzpk" is c:d
  const std::string first = write("first.json", R"({"auths": {"h.example.com/team": {"auth": "YTpi"}}})");
  const std::string second = write("second.json", R"({"auths": {"https://h.example.com/v1/": {"auth": "Yzpk"}}})");
  const AuthFiles files{first, {first, second}};
  EXPECT_EQ((*find_credentials(files, "h.example.com", "team/app"))->user, "a");
  EXPECT_EQ((*find_credentials(files, "h.example.com", "other/app"))->user, "c");
  EXPECT_FALSE(find_credentials(files, "i.example.com", "team/app")->has_value());
}

TEST_F(FilesTest, HttpHeadersCannotReplaceOurOwn) {
  const std::string path = write("config.json", R"({"HttpHeaders": {"X-Meta": "one", "Authorization": "Basic x",
    "X-Bad": "a\r\nHost: b", "A: b": "c"}})");
  const auto headers = *extra_headers({path, {path}});
  ASSERT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers[0].first, "X-Meta");
}

TEST(Policy, TheMostParticularScopeCounts) {
  const Policy policy = *Policy::parse(R"({
    "default": [{"type": "reject"}],
    "transports": {"docker": {
      "docker.io/library": [{"type": "insecureAcceptAnything"}],
      "docker.io/library/bad": [{"type": "reject"}],
      "docker.io/library/bad:good": [{"type": "insecureAcceptAnything"}],
      "*.example.com": [{"type": "insecureAcceptAnything"}, {"type": "sigstoreSigned"}],
      "odd.example.org": [{"type": "other"}]},
      "docker-archive": {"": [{"type": "sigstoreSigned"}]},
      "oci": {"": [{"type": "insecureAcceptAnything"}]}}})",
                                       "policy.json");
  EXPECT_TRUE(policy.allows(reference("busybox")));
  EXPECT_EQ(policy.allows(reference("bad")).error().text(),
            "docker.io/library/bad:latest: rejected by policy.json: docker.io/library/bad");
  EXPECT_TRUE(policy.allows(reference("bad:good")));
  EXPECT_EQ(policy.allows(reference("me/app")).error().text(), "docker.io/me/app:latest: rejected by policy.json");
  // What signatures have to meet.
  EXPECT_EQ(policy.allows(reference("a.example.com/x"))->size(), 1U);
  EXPECT_EQ(policy.allows(reference("busybox"))->size(), 0U);
  EXPECT_EQ(
      policy.allows(reference("odd.example.org/x")).error().text(),
      "odd.example.org/x:latest: policy.json: odd.example.org demands \"other\", which is not understood: refused");
  EXPECT_EQ(policy.allows("docker-archive").error().text(),
            "docker-archive: policy.json demands signatures, which there are none of there");
  EXPECT_TRUE(policy.allows("oci"));
  EXPECT_FALSE(policy.allows("dir"));
  EXPECT_TRUE(Policy().allows(reference("busybox")));
  EXPECT_FALSE(Policy::parse("{}", "policy.json"));
}

}  // namespace
}  // namespace imagetool::registry

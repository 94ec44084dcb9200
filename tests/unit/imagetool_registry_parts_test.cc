#include <gtest/gtest.h>

#include "imagetool/registry/challenge.h"
#include "imagetool/registry/docker_config.h"
#include "imagetool/registry/endpoint.h"
#include "imagetool/registry/login.h"
#include "imagetool/registry/realm.h"
#include "imagetool/registry/refusal.h"
#include "imagetool/registry/registries_conf.h"
#include "imagetool/registry/url.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/image/base64.h"

namespace imagetool::registry {
namespace {

TEST(Url, KnowsItsOrigin) {
  EXPECT_EQ(parse_url("https://Example.com/v2/?a=b")->origin(), "https://example.com:443");
  EXPECT_EQ(parse_url("http://localhost:5000/")->origin(), "http://localhost:5000");
  EXPECT_EQ(parse_url("https://example.com/v2/?a=b")->text(), "https://example.com/v2/?a=b");
  EXPECT_EQ(parse_url("https://[::1]:5000/x")->text(), "https://[::1]:5000/x");
}

// I7: what a registry sends us is a URL of the web, without credentials in it.
TEST(Url, RefusesOtherSchemesUsersAndControlCharacters) {
  for (const char* text : {"file:///etc/passwd", "ftp://x/", "gopher://x/", "https://user:pw@x/", "//x/", "/v2/", "",
                           "https://x/\r\nHost: y", "https://"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, ResolvesLocations) {
  const Url base = *parse_url("https://example.com/v2/a/blobs/uploads/");
  EXPECT_EQ(resolve(base, "/v2/b?x=1")->text(), "https://example.com/v2/b?x=1");
  EXPECT_EQ(resolve(base, "https://cdn.example.org/b")->text(), "https://cdn.example.org/b");
  EXPECT_EQ(resolve(base, "//cdn.example.org/b")->text(), "https://cdn.example.org/b");
  EXPECT_FALSE(resolve(base, "file:///etc/passwd"));
}

TEST(Url, QueriesAreEscaped) {
  Url url = *parse_url("https://x/token");
  add_query(url, "scope", "repository:a/b:pull,push");
  add_query(url, "account", "a&b=c");
  EXPECT_EQ(url.text(), "https://x/token?scope=repository%3Aa%2Fb%3Apull%2Cpush&account=a%26b%3Dc");
}

TEST(Url, LocalHostsAreRecognisedInAllSpellings) {
  for (const char* text : {"http://127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://2130706433/",
                           "http://169.254.169.254/", "http://0.0.0.0/", "http://localhost/", "http://[::1]/",
                           "http://[::ffff:169.254.169.254]/", "http://[fe80::1]/", "http://a.localhost/"}) {
    EXPECT_FALSE(allows(Reach::kNotLocal, parse_url(text)->host)) << text;
  }
  for (const char* text : {"http://10.0.0.1/", "http://example.com/", "http://[2001:db8::1]/"}) {
    EXPECT_TRUE(allows(Reach::kNotLocal, parse_url(text)->host)) << text;
  }
  EXPECT_TRUE(allows(Reach::kNotLink, "127.0.0.1"));
  EXPECT_FALSE(allows(Reach::kNotLink, "169.254.169.254"));
  EXPECT_TRUE(allows(Reach::kAnywhere, "169.254.169.254"));
}

TEST(Base64, RoundTrip) {
  for (const char* text : {"", "a", "ab", "abc", "user:pass:word"}) {
    EXPECT_EQ(spec::image::decode_base64(spec::image::encode_base64(text)), text);
  }
  EXPECT_EQ(spec::image::encode_base64("user:pass"), "dXNlcjpwYXNz");
  EXPECT_EQ(spec::image::encode_base64("\xff\xfe\xfb"), "//77");
  EXPECT_EQ(spec::image::decode_base64("+/8="), "\xfb\xff");
  EXPECT_FALSE(spec::image::decode_base64("dXNlc"));
  EXPECT_FALSE(spec::image::decode_base64("dX=lcjpw"));
  EXPECT_FALSE(spec::image::decode_base64("d==="));
  EXPECT_FALSE(spec::image::decode_base64("!!!!"));
}

TEST(Challenge, ReadsAllOfThem) {
  const std::vector<Challenge> all = parse_challenges(
      R"(Basic realm="a, b", Bearer realm="https://x/token",service="s",scope="repository:a/b:pull,push", Other)");
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].scheme, "basic");
  EXPECT_EQ(all[0].parameter("realm"), "a, b");
  EXPECT_EQ(all[1].parameter("scope"), "repository:a/b:pull,push");
  EXPECT_EQ(all[1].parameter("nothing"), "");
  EXPECT_EQ(all[2].scheme, "other");
}

TEST(Challenge, SurvivesNonsense) {
  EXPECT_TRUE(parse_challenges("").empty());
  EXPECT_TRUE(parse_challenges("=\"").empty());
  EXPECT_EQ(parse_challenges("Bearer realm=\"never ends").size(), 1U);
  EXPECT_EQ(parse_challenges("BEARER Realm = \"a\\\"b\"").at(0).parameter("realm"), "a\"b");
}

TEST(Realm, PasswordsGoOnlyToTheRegistrysOwnSite) {
  EXPECT_TRUE(same_site("registry-1.docker.io", "auth.docker.io"));
  EXPECT_TRUE(same_site("registry.gitlab.com", "gitlab.com"));
  EXPECT_TRUE(same_site("example.com", "auth.example.com"));
  EXPECT_TRUE(same_site("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(same_site("registry-1.docker.io", "evil.example"));
  EXPECT_FALSE(same_site("example.com", "evil.com"));
  EXPECT_FALSE(same_site("docker.io", "evil.io"));
  EXPECT_FALSE(same_site("a.docker.io", "evildocker.io"));
  EXPECT_FALSE(same_site("10.0.0.1", "11.0.0.1"));
  const Url registry = *parse_url("https://registry.example.com/v2/");
  EXPECT_FALSE(check_realm(registry, *parse_url("https://evil.org/token"), true));
  EXPECT_TRUE(check_realm(registry, *parse_url("https://evil.org/token"), false));
  EXPECT_FALSE(check_realm(registry, *parse_url("http://registry.example.com/token"), false));
}

class DockerConfig : public testing::Test {
 protected:
  TemporaryDir folder_ = *TemporaryDir::make_in_tmp();
  std::string path_ = folder_.path() + "/sub/config.json";

  void write(const std::string& text) {
    ASSERT_TRUE(make_dirs(folder_.fd(), "sub", 0700));
    ASSERT_TRUE(replace_file(folder_.fd(), "sub/config.json", text, 0600, Durable::kNo));
  }
  std::string read() { return *read_file(path_, 1 << 20); }
};

TEST_F(DockerConfig, StoresFindsAndErases) {
  EXPECT_FALSE(find_credentials(path_, "host:5000")->has_value());
  ASSERT_TRUE(store_credentials(path_, "host:5000", {"bob", "se:cret", ""}));
  ASSERT_TRUE(store_credentials(path_, "docker.io", {"hub", "pw", ""}));
  const std::optional<Credentials> found = *find_credentials(path_, "host:5000");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->user, "bob");
  EXPECT_EQ(found->password, "se:cret");
  EXPECT_NE(read().find("https://index.docker.io/v1/"), std::string::npos);
  struct stat info {};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600U);
  EXPECT_TRUE(*erase_credentials(path_, "host:5000"));
  EXPECT_FALSE(*erase_credentials(path_, "host:5000"));
  EXPECT_EQ((*find_credentials(path_, "docker.io"))->user, "hub");
}

TEST_F(DockerConfig, KeepsWhatItDoesNotKnow) {
  write(R"({"credsStore":"x","auths":{"https://host:5000/v2/":{"auth":"b2xkOnB3"}},"HttpHeaders":{"A":"b"}})");
  EXPECT_EQ((*find_credentials(path_, "host:5000"))->user, "old");
  ASSERT_TRUE(store_credentials(path_, "host:5000", {"new", "pw", ""}));
  EXPECT_NE(read().find("credsStore"), std::string::npos);
  EXPECT_NE(read().find("HttpHeaders"), std::string::npos);
  EXPECT_EQ(read().find("/v2/"), std::string::npos);
}

TEST_F(DockerConfig, CredentialsAreBoundToHostAndPort) {
  write(R"({"auths":{"host:5000":{"auth":"b2xkOnB3"}}})");
  EXPECT_FALSE(find_credentials(path_, "host")->has_value());
  EXPECT_FALSE(find_credentials(path_, "host:5001")->has_value());
  EXPECT_FALSE(find_credentials(path_, "docker.io")->has_value());
}

TEST_F(DockerConfig, BadFilesAreNamed) {
  write("{");
  EXPECT_TRUE(find_credentials(path_, "x").error().text().starts_with(path_ + ": line 1"));
  write(R"({"auths":{"host:1":{"auth":"!!!!"}}})");
  EXPECT_EQ(find_credentials(path_, "host:1").error().text(),
            path_ + ": auths.host:1.auth: not base64 of USER:PASSWORD");
}

constexpr const char* kConf = R"(
unqualified-search-registries = ["docker.io"]
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "localhost:5000"
insecure = true
[[registry.mirror]]
location = "mirror.example/hub"
[[registry]]
prefix = "docker.io/blocked"
blocked = true
[[registry]]
prefix = "*.corp.example"
insecure = true
[[registry]]
prefix = "old.example/a"
location = "new.example:8443/b/c"
)";

std::string places(const std::string& name, const char* text = kConf) {
  const Result<RegistriesConf> conf = parse_registries_conf(text, "conf");
  if (!conf) return conf.error().text();
  const Result<std::vector<Endpoint>> all = endpoints(*spec::image::parse_reference(name), *conf, false);
  if (!all) return all.error().text();
  std::string out;
  for (const Endpoint& one : *all) {
    out += (out.empty() ? "" : " ") + one.host + "|" + one.repository + (one.insecure ? "|insecure" : "");
  }
  return out;
}

TEST(RegistriesConf, MirrorsComeBeforeTheOrigin) {
  EXPECT_EQ(places("busybox"),
            "localhost:5000|library/busybox|insecure mirror.example|hub/library/busybox "
            "registry-1.docker.io|library/busybox");
  EXPECT_EQ(places("quay.example/x/y"), "quay.example|x/y");
}

TEST(RegistriesConf, LongestPrefixWinsAndEndsAtASlash) {
  EXPECT_EQ(places("blocked/x"), "docker.io/blocked/x: registry docker.io/blocked is blocked by registries.conf");
  EXPECT_NE(places("blockedx/x").find("registry-1.docker.io|blockedx/x"), std::string::npos);
  EXPECT_EQ(places("a.corp.example/x"), "a.corp.example|x|insecure");
  EXPECT_EQ(places("old.example/a/x"), "new.example:8443|b/c/x");
  EXPECT_EQ(places("old.example/ab/x"), "old.example|ab/x");
}

TEST(RegistriesConf, ErrorsNameFileAndPlace) {
  EXPECT_TRUE(places("x", "[[registry]\n").starts_with("conf: line 1: "));
  EXPECT_EQ(places("x", "[[registry]]\nblocked = true"), "conf: [[registry]] has neither prefix nor location");
  EXPECT_EQ(places("x", "registry = 1"), "conf: registry: expected [[registry]] tables");
  EXPECT_NE(places("x", "[[registry]]\nlocation = \"docker.io\"\n[[registry.mirror]]\nlocation = \"a b/../c\"")
                .find("invalid reference format"),
            std::string::npos);
}

TEST(Refusal, SaysWhoWasRefusedAndWhatToDo) {
  const Response denied = {
      403, {}, R"({"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]})", ""};
  EXPECT_EQ(refusal_error(denied, "docker.io/a/b:1", {"docker.io", "bob"}).text(),
            "docker.io/a/b:1: access denied to user \"bob\": denied: requested access to the resource is denied");
  EXPECT_EQ(refusal_error({401, {}, "", ""}, "x", {"host:1", ""}).text(),
            "x: authentication required (no credentials for host:1 are stored; see imagetool login)");
  EXPECT_EQ(refusal_error({401, {}, "", ""}, "x", {"host:1", "bob"}).text(),
            "x: the credentials of user \"bob\" were not accepted (imagetool login host:1 stores others)");
  EXPECT_EQ(refusal_error({404, {}, "", ""}, "x", {"h", ""}).number, ENOENT);
  EXPECT_EQ(refusal_error({429, {{"retry-after", "30"}}, "", ""}, "x", {"docker.io", ""}).text(),
            "x: too many requests (try again in 30 seconds, or after imagetool login docker.io)");
  EXPECT_EQ(refusal_error({503, {}, "<html>", ""}, "x", {"h", ""}).text(), "x: HTTP 503");
}

TEST(Refusal, AServersWordsCannotControlATerminal) {
  const Response response = {400, {}, R"({"errors":[{"code":"A","message":"\u001b[31mred\nline"}]})", ""};
  EXPECT_EQ(server_message(response), "a:  [31mred line");
}

TEST(Login, RegistriesAreNamedAsInImages) {
  EXPECT_EQ(*registry_of(""), "docker.io");
  EXPECT_EQ(*registry_of("https://index.docker.io/v1/"), "docker.io");
  EXPECT_EQ(*registry_of("http://localhost:5000"), "localhost:5000");
  EXPECT_EQ(*registry_of("registry.example.com/v2/"), "registry.example.com");
  EXPECT_EQ(registry_of("nowhere").error().text(),
            "nowhere: not a registry (expected HOST.DOMAIN, HOST:PORT or localhost)");
}

}  // namespace
}  // namespace imagetool::registry

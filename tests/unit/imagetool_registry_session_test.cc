#include "imagetool/registry/session.h"

#include "tests/unit/imagetool_fake_transport.h"

namespace imagetool::registry {
namespace {

constexpr const char* kScope = "repository:a/b:pull";
constexpr const char* kPing = "GET https://r.example.com/v2/";

class SessionTest : public testing::Test {
 protected:
  FakeTransport transport_;

  Endpoint endpoint(bool insecure = false) { return {"r.example.com", "a/b", "r.example.com", insecure, false}; }

  Result<Response> get(Session& session, const std::string& target = "/v2/") {
    Request request;
    request.url = TRY(session.url(target));
    return session.send(std::move(request), kScope);
  }
  static Response bearer(const std::string& realm) {
    return reply(401, "", {{"www-authenticate", "Bearer realm=\"" + realm + "\",service=\"s\""}});
  }
};

TEST_F(SessionTest, AnonymousTokenIsFetchedOnceAndUsedAgain) {
  const std::string token = "GET https://auth.example.com/t?service=s&scope=repository%3Aa%2Fb%3Apull";
  transport_.on(kPing, [](const Request& request) {
    return request.headers.empty() ? bearer("https://auth.example.com/t") : reply(200);
  });
  transport_.on(token, reply(200, R"({"token":"abc"})"));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session)->status, 200);
  EXPECT_EQ(get(session)->status, 200);
  EXPECT_EQ(transport_.lines, (std::vector<std::string>{kPing, token, kPing, kPing}));
  EXPECT_EQ(transport_.sent(1, "Authorization"), "");
  EXPECT_EQ(transport_.sent(2, "Authorization"), "Bearer abc");
  EXPECT_EQ(transport_.sent(3, "Authorization"), "Bearer abc");
}

TEST_F(SessionTest, TokenServerGetsThePassword) {
  transport_.on(kPing, bearer("https://auth.example.com/t")).on(kPing, reply(200));
  transport_.on("GET https://auth.example.com/t?service=s&scope=repository%3Aa%2Fb%3Apull&account=bob",
                reply(200, R"({"access_token":"abc"})"));
  Session session(transport_, endpoint(), Credentials{"bob", "pw", ""});
  EXPECT_EQ(get(session)->status, 200);
  EXPECT_EQ(transport_.sent(1, "Authorization"), "Basic Ym9iOnB3");
}

TEST_F(SessionTest, IdentityTokenIsPostedInTheBody) {
  transport_.on(kPing, bearer("https://auth.example.com/t")).on(kPing, reply(200));
  transport_.on("POST https://auth.example.com/t", reply(200, R"({"access_token":"abc"})"));
  Session session(transport_, endpoint(), Credentials{"<token>", "", "re fresh"});
  EXPECT_EQ(get(session)->status, 200);
  EXPECT_EQ(transport_.requests[1].body,
            "grant_type=refresh_token&client_id=imagetool&service=s&scope=repository%3Aa%2Fb%3Apull&"
            "refresh_token=re%20fresh");
}

TEST_F(SessionTest, ExpiredTokenIsReplaced) {
  const std::string token = "GET https://r.example.com/t?service=s&scope=repository%3Aa%2Fb%3Apull";
  std::string good = "Bearer 1";
  transport_.on(kPing, [&](const Request& request) {
    for (const auto& [name, value] : request.headers) {
      if (value == good) return reply(200);
    }
    return bearer("https://r.example.com/t");
  });
  transport_.on(token, reply(200, R"({"token":"1"})")).on(token, reply(200, R"({"token":"2"})"));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session)->status, 200);
  good = "Bearer 2";
  EXPECT_EQ(get(session)->status, 200);
}

TEST_F(SessionTest, BasicIsAnsweredOnlyWithCredentials) {
  transport_.on(kPing, [](const Request& request) {
    return request.headers.empty() ? reply(401, "", {{"www-authenticate", "Basic realm=\"x\""}}) : reply(200);
  });
  Session nobody(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(nobody)->status, 401);
  Session bob(transport_, endpoint(), Credentials{"bob", "pw", ""});
  EXPECT_EQ(get(bob)->status, 200);
  EXPECT_EQ(transport_.requests.back().headers.at(0).second, "Basic Ym9iOnB3");
}

TEST_F(SessionTest, WrongPasswordIsSentOnce) {
  transport_.on(kPing, reply(401, "", {{"www-authenticate", "Basic realm=\"x\""}}));
  Session session(transport_, endpoint(), Credentials{"bob", "wrong", ""});
  EXPECT_EQ(get(session)->status, 401);
  EXPECT_EQ(transport_.lines.size(), 2U);
  EXPECT_EQ(get(session)->status, 401);
  EXPECT_EQ(transport_.lines.size(), 3U);
}

// I7: a token cannot smuggle a header line.
TEST_F(SessionTest, MalformedTokenIsRefused) {
  transport_.on(kPing, bearer("https://auth.example.com/t"));
  transport_.on("GET https://auth.example.com/t?service=s&scope=repository%3Aa%2Fb%3Apull",
                reply(200, R"({"token":"a\r\nX: y"})"));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session).error().text(), "token: the token is malformed");
}

// I7: the realm of another site gets no password, and no realm is without TLS.
TEST_F(SessionTest, RealmElsewhereGetsNoPassword) {
  transport_.on(kPing, bearer("https://evil.example.org/t"));
  Session session(transport_, endpoint(), Credentials{"bob", "pw", ""});
  EXPECT_EQ(get(session).error().text(),
            "token: https://r.example.com:443: its token server is at another site, https://evil.example.org:443: "
            "credentials are not sent there");
  EXPECT_EQ(transport_.lines.size(), 1U);
}

TEST_F(SessionTest, RealmWithoutTlsOrOfAnotherSchemeIsRefused) {
  for (const char* realm : {"http://r.example.com/t", "file:///etc/passwd", ""}) {
    FakeTransport transport;
    transport.on(kPing, bearer(realm));
    Session session(transport, endpoint(), std::nullopt);
    EXPECT_FALSE(get(session)) << realm;
    EXPECT_EQ(transport.lines.size(), 1U) << realm;
  }
}

TEST_F(SessionTest, RealmMayNotBeALocalAddress) {
  transport_.on(kPing, bearer("https://metadata.example.com/t"));
  transport_.on("GET https://metadata.example.com/t?service=s&scope=repository%3Aa%2Fb%3Apull", reply(404));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_FALSE(get(session));
  EXPECT_EQ(transport_.requests.at(1).reach, Reach::kNotLocal);
}

// I7 (CVE-2020-15157): what a redirect names gets no credentials.
TEST_F(SessionTest, RedirectLosesCredentials) {
  transport_.on("GET https://r.example.com/b", [](const Request& request) {
    if (request.headers.empty()) return reply(401, "", {{"www-authenticate", "Basic realm=\"x\""}});
    return reply(307, "", {{"location", "https://cdn.example.org/blob?sig=1"}});
  });
  transport_.on("GET https://cdn.example.org/blob?sig=1", reply(200, "data"));
  Session session(transport_, endpoint(), Credentials{"bob", "pw", ""});
  EXPECT_EQ(get(session, "/b")->body, "data");
  EXPECT_EQ(transport_.sent(2, "Authorization"), "");
  EXPECT_EQ(transport_.requests.at(2).reach, Reach::kNotLocal);
}

TEST_F(SessionTest, AnotherPortIsAnotherOrigin) {
  transport_.on("GET https://r.example.com/b", [](const Request& request) {
    if (request.headers.empty()) return reply(401, "", {{"www-authenticate", "Basic realm=\"x\""}});
    return reply(302, "", {{"location", "https://r.example.com:8443/b"}});
  });
  transport_.on("GET https://r.example.com:8443/b", reply(401, "", {{"www-authenticate", "Basic realm=\"x\""}}));
  Session session(transport_, endpoint(), Credentials{"bob", "pw", ""});
  EXPECT_EQ(get(session, "/b")->status, 401);
  EXPECT_EQ(transport_.sent(2, "Authorization"), "");
  EXPECT_EQ(transport_.lines.size(), 3U);
}

TEST_F(SessionTest, RedirectsToOtherSchemesAndLocalAddressesAreRefused) {
  for (const char* location : {"http://r.example.com/b", "file:///etc/passwd", "https://169.254.169.254/latest",
                               "https://0.0.0.0/", "https://localhost/", "https://2130706433/"}) {
    FakeTransport transport;
    transport.on(kPing, reply(307, "", {{"location", location}}));
    Session session(transport, endpoint(), std::nullopt);
    EXPECT_FALSE(get(session)) << location;
    EXPECT_EQ(transport.lines.size(), 1U) << location;
  }
}

TEST_F(SessionTest, OnlyALocalRegistryMaySendToLoopback) {
  transport_.on("GET https://127.0.0.1/v2/", reply(307, "", {{"location", "https://localhost/b"}}));
  transport_.on("GET https://localhost/b", reply(307, "", {{"location", "https://169.254.169.254/"}}));
  Session session(transport_, {"127.0.0.1", "a/b", "127.0.0.1", false, false}, std::nullopt);
  EXPECT_FALSE(get(session));
  EXPECT_EQ(transport_.lines.size(), 2U);
  EXPECT_EQ(transport_.requests.at(1).reach, Reach::kNotLink);
}

TEST_F(SessionTest, RedirectsEnd) {
  transport_.on(kPing, reply(302, "", {{"location", "/v2/"}}));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session).error().text(), "https://r.example.com:443: too many redirects");
}

TEST_F(SessionTest, RetryAfterIsHeededWhereItIsNotLong) {
  transport_.on(kPing, reply(429, "", {{"retry-after", "5"}})).on(kPing, reply(200));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session)->status, 200);
  EXPECT_EQ(transport_.pauses, std::vector<std::chrono::milliseconds>{std::chrono::seconds(5)});

  FakeTransport busy;
  busy.on(kPing, reply(429, "", {{"retry-after", "Fri, 31 Dec 2100 23:59:59 GMT"}}));
  Session other(busy, endpoint(), std::nullopt);
  EXPECT_EQ(get(other)->status, 429);
  EXPECT_TRUE(busy.pauses.empty());
  EXPECT_FALSE(retry_after(reply(429, "", {{"retry-after", "soon"}})));
  EXPECT_EQ(retry_after(reply(503, "", {{"retry-after", "Thu, 01 Jan 1970 00:00:10 GMT"}})), std::chrono::seconds(0));
}

TEST_F(SessionTest, WarningsAreHandedOn) {
  transport_.on(kPing, reply(200, "", {{"warning", R"(299 - "one, \"two\"", 199 - "not this", 299 - "three\u001b")"}}));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session)->status, 200);
  ASSERT_EQ(transport_.warnings.size(), 2U);
  EXPECT_EQ(transport_.warnings[0], "r.example.com: one, \"two\"");
}

// I7: what is for this registry alone, its own headers and the client's certificate, goes nowhere else.
TEST_F(SessionTest, HeadersAndCertificateAreForThisHostOnly) {
  transport_.on(kPing, reply(307, "", {{"location", "https://cdn.example.com/blob"}}));
  transport_.on("GET https://cdn.example.com/blob", reply(200));
  Endpoint own = endpoint();
  own.headers = {{"X-Meta", "one"}};
  own.certificates = std::make_shared<const Certificates>();
  Session session(transport_, own, std::nullopt);
  EXPECT_EQ(get(session)->status, 200);
  EXPECT_EQ(transport_.sent(0, "X-Meta"), "one");
  EXPECT_TRUE(transport_.requests[0].client_certificate);
  EXPECT_EQ(transport_.sent(1, "X-Meta"), "");
  EXPECT_FALSE(transport_.requests[1].client_certificate);
  EXPECT_EQ(transport_.requests[1].certificates, own.certificates);
}

TEST_F(SessionTest, ServerErrorsAndBrokenConnectionsAreTriedAgainLaterAndLater) {
  transport_.on(kPing, reply(503)).on(kPing, broken()).on(kPing, reply(200));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session)->status, 200);
  ASSERT_EQ(transport_.pauses.size(), 2U);
  EXPECT_GT(transport_.pauses[1], transport_.pauses[0]);
}

TEST_F(SessionTest, TriesEnd) {
  transport_.on(kPing, reply(503));
  Session session(transport_, endpoint(), std::nullopt);
  EXPECT_EQ(get(session)->status, 503);
  EXPECT_EQ(transport_.lines.size(), 5U);
}

TEST_F(SessionTest, PlainHttpOnlyWhereItIsAllowed) {
  transport_.on("GET http://r.example.com/v2/", reply(200));
  Session strict(transport_, endpoint(), std::nullopt);
  EXPECT_FALSE(get(strict));
  Session insecure(transport_, endpoint(true), std::nullopt);
  EXPECT_EQ(get(insecure)->status, 200);
  EXPECT_FALSE(transport_.requests.back().verify_tls);
}

TEST_F(SessionTest, InsecureStillPrefersTls) {
  transport_.on(kPing, reply(200));
  Session session(transport_, endpoint(true), std::nullopt);
  EXPECT_EQ(get(session)->status, 200);
  EXPECT_EQ(transport_.requests.back().url.scheme, "https");
}

}  // namespace
}  // namespace imagetool::registry

#include "spec/bundle/user.h"

#include <gtest/gtest.h>

#include "spec/base/text.h"

namespace spec::bundle {
namespace {

const Accounts kAccounts = {
    "root:x:0:0:root:/root:/bin/sh\n"
    "# a comment: with: colons: 1:2:3\n"
    "short:x:1\n"
    "1000:x:0:0:a number as a name:/evil:/bin/sh\n"
    "app:x:1001:1002:an application:/home/app:/bin/sh\n"
    "bad:x:-1:0::/:/bin/sh\n"
    "huge:x:4294967295:0::/:/bin/sh\n"
    "app:x:7:7:a second line of the name:/:/bin/sh\n"
    "last:x:55:56::relative:/bin/sh",
    "root:x:0:root\n"
    "apps:x:1002:\n"
    "video:x:44:app,other\n"
    "audio:x:29:other,app\n"
    "apply:x:30:apple\n"
    "bin:x:1:root,daemon\n"
    "2000:x:0:\n"
    "broken:x:x:app\n"};

// "UID:GID GROUP... HOME"
std::string resolve(std::string_view spec, const Accounts& accounts = kAccounts) {
  Result<ResolvedUser> result = resolve_user(spec, accounts);
  if (!result) return result.error().text();
  std::string text = concat(result->user.uid, ":", result->user.gid);
  for (const std::uint32_t gid : result->user.additional_gids) text += concat(" ", gid);
  return text + " " + result->home;
}

TEST(ResolveUser, NobodyIsRootWithItsGroups) {
  EXPECT_EQ(resolve(""), "0:0 0 1 /root");
  EXPECT_EQ(resolve("", {}), "0:0 0 /");
  EXPECT_EQ(resolve("root"), "0:0 0 1 /root");
}

TEST(ResolveUser, NamesComeFromPasswdTheFirstLineWins) {
  EXPECT_EQ(resolve("app"), "1001:1002 1002 44 29 /home/app");
  EXPECT_EQ(resolve("last"), "55:56 56 /") << "a home folder that is not absolute is none";
}

TEST(ResolveUser, AGroupTakesThePlaceOfAllOthers) {
  EXPECT_EQ(resolve("app:video"), "1001:44 44 /home/app");
  EXPECT_EQ(resolve("app:9"), "1001:9 9 /home/app");
  EXPECT_EQ(resolve(":video"), "0:44 44 /root");
  EXPECT_EQ(resolve("app:"), "1001:1002 1002 44 29 /home/app");
}

TEST(ResolveUser, ANumberIsNeverAName) {
  EXPECT_EQ(resolve("1000"), "1000:0 0 /");
  EXPECT_EQ(resolve("1001"), "1001:1002 1002 44 29 /home/app") << "its line gives group and home, as with Docker";
  EXPECT_EQ(resolve("1:2000"), "1:2000 2000 /");
}

TEST(ResolveUser, IdsHaveToFit) {
  for (const char* spec : {"4294967295", "4294967296", "99999999999999999999"}) {
    EXPECT_EQ(resolve(spec), concat("user or group id ", spec, " is out of range"));
    EXPECT_EQ(resolve(concat("0:", spec)), concat("user or group id ", spec, " is out of range"));
  }
  EXPECT_EQ(resolve("4294967294"), "4294967294:0 0 /");
}

TEST(ResolveUser, WhatIsNotThereIsAnErrorInDockersWords) {
  EXPECT_EQ(resolve("nobody"), "unable to find user nobody: no matching entries in passwd file");
  EXPECT_EQ(resolve("-1"), "unable to find user -1: no matching entries in passwd file");
  EXPECT_EQ(resolve("app:nogroup"), "unable to find group nogroup: no matching entries in group file");
  EXPECT_EQ(resolve("bad"), "unable to find user bad: no matching entries in passwd file");
  EXPECT_EQ(resolve("huge"), "unable to find user huge: no matching entries in passwd file");
  EXPECT_EQ(resolve("short"), "unable to find user short: no matching entries in passwd file");
  EXPECT_EQ(resolve("app:broken"), "unable to find group broken: no matching entries in group file");
}

}  // namespace
}  // namespace spec::bundle

#include <gtest/gtest.h>

#include "buildtool/dockerfile/run_mount.h"
#include "buildtool/dockerfile/suggest.h"
#include "spec/cli/csv.h"

namespace buildtool::dockerfile {

using spec::cli::split_csv;
namespace {

Result<RunMount> mount(std::string_view text) {
  return parse_mount(
      text, [](std::string_view name) { return name == "x" ? std::optional<std::string>("v") : std::nullopt; }, '\\');
}

TEST(Csv, QuotedFieldsHoldCommas) {
  EXPECT_EQ(*split_csv("a,\"b,\"\"c\",,d"), (std::vector<std::string>{"a", "b,\"c", "", "d"}));
  EXPECT_FALSE(split_csv("\"a"));
  EXPECT_FALSE(split_csv("\"a\"b"));
  EXPECT_FALSE(split_csv("a\"b"));
}

TEST(Suggest, OffersWhatIsAtMostTwoEditsAway) {
  const std::vector<std::string> choices = {"from", "chown", "chmod"};
  EXPECT_EQ(did_you_mean("chonw", choices, Case::kCounts), " (did you mean chown?)");
  EXPECT_EQ(did_you_mean("RNU", {"ENV", "RUN", "ARG"}, Case::kIgnored), " (did you mean RUN?)");
  EXPECT_EQ(did_you_mean("form", choices, Case::kCounts), " (did you mean from?)");
  EXPECT_EQ(did_you_mean("exclude", choices, Case::kCounts), "");
  EXPECT_EQ(did_you_mean("FROMM", choices, Case::kIgnored), " (did you mean FROM?)");
  EXPECT_EQ(did_you_mean(std::string(100000, 'a'), choices, Case::kIgnored), "");
}

TEST(RunMount, HasTheDefaultsOfItsType) {
  const RunMount bind = *mount("target=/a");
  EXPECT_EQ(bind.type, MountType::kBind);
  EXPECT_EQ(bind.target, "/a");
  EXPECT_TRUE(bind.read_only);
  EXPECT_FALSE(mount("type=cache,target=/a")->read_only);
  EXPECT_FALSE(mount("type=tmpfs,dst=/a")->read_only);
  EXPECT_FALSE(mount("rw,target=/a")->read_only);
  EXPECT_TRUE(mount("type=cache,target=/a,ro=true")->read_only);
}

TEST(RunMount, ReadsAllOptions) {
  const RunMount cache = *mount("TYPE=Cache,id=$x,from=b,src=/s,destination=/d,sharing=locked,mode=0750,uid=1,gid=2");
  EXPECT_EQ(cache.type, MountType::kCache);
  EXPECT_EQ(cache.id, "v");
  EXPECT_EQ(cache.from, "b");
  EXPECT_EQ(cache.source, "/s");
  EXPECT_EQ(cache.target, "/d");
  EXPECT_EQ(cache.sharing, MountSharing::kLocked);
  EXPECT_EQ(cache.mode, 0750u);
  EXPECT_EQ(cache.uid, 1u);
  EXPECT_EQ(cache.gid, 2u);
  EXPECT_EQ(mount("type=tmpfs,target=/t,size=2m")->size_limit, 2 << 20);
  const RunMount secret = *mount("type=secret,id=s,required,env=TOKEN");
  EXPECT_TRUE(secret.required);
  EXPECT_EQ(secret.env, "TOKEN");
}

TEST(RunMount, FaultsAreErrors) {
  const auto error = [](std::string_view text) { return mount(text).error().text(); };
  EXPECT_EQ(error("type=foo"), "unsupported mount type \"foo\"");
  EXPECT_EQ(error("type=cahce"), "unsupported mount type \"cahce\" (did you mean cache?)");
  EXPECT_EQ(error("targt=/x"), "unexpected key 'targt' in 'targt=/x' (did you mean target?)");
  EXPECT_EQ(error("target"), "invalid field 'target' must be a key=value pair");
  EXPECT_EQ(error("ro=maybe"), "invalid value for ro: maybe");
  EXPECT_EQ(error("required"), "unexpected key 'required' for mount type 'bind'");
  EXPECT_EQ(error("size=1"), "unexpected key 'size' for mount type 'bind'");
  EXPECT_EQ(error("type=tmpfs,size=x"), "invalid value for size: x");
  EXPECT_EQ(error("type=tmpfs,size=99999999999g"), "invalid value for size: 99999999999g");
  EXPECT_EQ(error("mode=0700"), "mode not allowed for \"bind\" type mounts");
  EXPECT_EQ(error("type=cache,uid=-1"), "invalid value -1 for uid");
  EXPECT_EQ(error("sharing=locked"), "invalid cache sharing set for bind mount");
  EXPECT_EQ(error("type=cache,sharing=all"), "unsupported sharing value \"all\"");
  EXPECT_EQ(error("type=secret"), "invalid secret mount. one of source, target required");
  EXPECT_EQ(error("type=secret,id=a,from=b"), "secret mount should not have a from");
  EXPECT_EQ(error("type=secret,id=a,src=b"), "both source and id can't be set");
}

}  // namespace
}  // namespace buildtool::dockerfile

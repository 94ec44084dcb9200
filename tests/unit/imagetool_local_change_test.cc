// Dockerfile instructions on a config: `-c` of import and commit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "imagetool/local/change.h"

namespace {

using imagetool::local::apply_change;
using spec::image::ContainerConfig;
using ::testing::ElementsAre;
using ::testing::Pair;

ContainerConfig after(const std::vector<std::string>& changes) {
  spec::image::ImageConfig config;
  for (const std::string& change : changes) {
    const auto applied = apply_change(change, config);
    EXPECT_TRUE(applied) << applied.error().text();
  }
  return config.config;
}

std::string error_of(const std::string& change) {
  spec::image::ImageConfig config;
  const auto applied = apply_change(change, config);
  return applied ? "no error" : applied.error().text();
}

TEST(Change, CommandsAreJsonOrForTheShell) {
  EXPECT_THAT(after({R"(CMD ["a", "b c"])"}).cmd, ElementsAre("a", "b c"));
  EXPECT_THAT(after({"cmd a $b  'c'"}).cmd, ElementsAre("/bin/sh", "-c", "a $b  'c'"));
  EXPECT_THAT(after({R"(SHELL ["/bin/bash", "-ec"])", "ENTRYPOINT x"}).entrypoint,
              ElementsAre("/bin/bash", "-ec", "x"));
  EXPECT_THAT(after({"CMD"}).cmd, ElementsAre("/bin/sh", "-c", ""));
}

TEST(Change, VariablesAreTheImagesOwn) {
  const ContainerConfig config =
      after({"ENV A=1 B=\"x $A y\" C=a\\ b", "ENV A ${A}2 ${X:-none} $B", "ENV D='$A' E=${A:+set}"});
  EXPECT_THAT(config.env, ElementsAre("A=12 none x  y", "B=x  y", "C=a b", "D=$A", "E=set"));
  EXPECT_EQ(after({"ENV HOME=/h", "WORKDIR $HOME/x"}).working_dir, "/h/x");
}

TEST(Change, LabelsAndSets) {
  EXPECT_THAT(after({"LABEL a=b \"c d\"='e f'"}).labels, ElementsAre(Pair("a", "b"), Pair("c d", "e f")));
  const ContainerConfig config = after({"EXPOSE 80 53/UDP 8000-8001", "VOLUME /a /b", R"(VOLUME ["/c d"])"});
  EXPECT_THAT(config.exposed_ports, ElementsAre(Pair("53/udp", testing::_), Pair("80/tcp", testing::_),
                                                Pair("8000/tcp", testing::_), Pair("8001/tcp", testing::_)));
  EXPECT_THAT(config.volumes, ElementsAre(Pair("/a", testing::_), Pair("/b", testing::_), Pair("/c d", testing::_)));
}

TEST(Change, SingleValues) {
  const ContainerConfig config =
      after({"USER app:1", "STOPSIGNAL SIGINT", "WORKDIR a", "WORKDIR b/../c/", "ONBUILD RUN make  all"});
  EXPECT_EQ(config.user, "app:1");
  EXPECT_EQ(config.stop_signal, "SIGINT");
  EXPECT_EQ(config.working_dir, "/a/c");
  EXPECT_THAT(config.on_build, ElementsAre("RUN make  all"));
}

TEST(Change, Healthcheck) {
  const ContainerConfig config = after({"HEALTHCHECK --interval=1m30s --retries=3 --timeout=1.5s CMD curl x"});
  EXPECT_THAT(config.healthcheck->test, ElementsAre("CMD-SHELL", "curl x"));
  EXPECT_EQ(config.healthcheck->interval, 90'000'000'000);
  EXPECT_EQ(config.healthcheck->timeout, 1'500'000'000);
  EXPECT_EQ(config.healthcheck->retries, 3);
  EXPECT_THAT(after({"HEALTHCHECK NONE"}).healthcheck->test, ElementsAre("NONE"));
  EXPECT_THAT(after({R"(HEALTHCHECK CMD ["a"])"}).healthcheck->test, ElementsAre("CMD", "a"));
}

TEST(Change, ErrorsAreDockers) {
  EXPECT_EQ(error_of("RUN make"), "RUN is not a valid change command");
  EXPECT_EQ(error_of("nonsense"), "nonsense is not a valid change command");
  EXPECT_EQ(error_of("ENV A"), "ENV must have two arguments");
  EXPECT_EQ(error_of("ENV"), "ENV requires at least one argument");
  EXPECT_EQ(error_of("ENV =x"), "ENV names can not be blank");
  EXPECT_EQ(error_of("LABEL a=b c"), "Syntax error - can't find = in \"c\". Must be of the form: name=value");
  EXPECT_EQ(error_of("ENV A=\"x"), "unexpected end of statement while looking for matching double-quote");
  EXPECT_EQ(error_of("ENV A=${x"), "syntax error: missing '}'");
  EXPECT_EQ(error_of("ENV A=${x#y}"), "unsupported modifier (#y) in substitution");
  EXPECT_EQ(error_of("USER"), "USER requires exactly one argument");
  EXPECT_EQ(error_of("EXPOSE x"), "invalid containerPort: x");
  EXPECT_EQ(error_of("EXPOSE 80/icmp"), "invalid port: \"80/icmp\": invalid proto: icmp");
  EXPECT_EQ(error_of("SHELL bash"), "SHELL requires the arguments to be in JSON form");
  EXPECT_EQ(error_of("VOLUME [\"\"]"), "VOLUME specified can not be an empty string");
  EXPECT_EQ(error_of("ONBUILD FROM x"), "FROM isn't allowed as an ONBUILD trigger");
  EXPECT_EQ(error_of("ONBUILD ONBUILD RUN x"), "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  EXPECT_EQ(error_of("ONBUILD"), "ONBUILD requires at least one argument");
  EXPECT_EQ(error_of("HEALTHCHECK curl"), "Unknown type \"curl\" in HEALTHCHECK (try CMD)");
  EXPECT_EQ(error_of("HEALTHCHECK CMD"), "Missing command after HEALTHCHECK CMD");
  EXPECT_EQ(error_of("HEALTHCHECK --retries=x CMD y"), "--retries: expected a number that is not negative");
  EXPECT_EQ(error_of("HEALTHCHECK --x=1 CMD y"), "unknown flag: x");
  EXPECT_EQ(error_of("HEALTHCHECK --interval=5 CMD y"), "time: missing unit in duration \"5\"");
}

}  // namespace

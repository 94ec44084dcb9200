// A Dockerfile and an ignore file are whatever somebody sends: no change of
// their bytes may do more than an error. The changes are the same in each run.
#include <gtest/gtest.h>

#include <random>

#include "buildtool/context/ignore.h"
#include "buildtool/dockerfile/expand.h"
#include "buildtool/dockerfile/parser.h"
#include "buildtool/dockerfile/run_mount.h"

namespace buildtool {
namespace {

constexpr std::string_view kDockerfile =
    "# syntax=docker/dockerfile:1\n# escape=`\nARG V=1\nFROM --platform=$P debian:${V:-x} AS build\n"
    "ENV a=1 b=\"${a:+2}\" c='x' d=${a#*/}${a//b/c}\nRUN --mount=type=cache,target=/c,mode=0755 <<-EOF cat 3<<\"X\"\n"
    "\ta\n\tEOF\nb\nX\nCOPY --from=build --chown=1:2 [\"a\", \"b\\u00e9\"] /d/\nADD <<f /x\ny $a\nf\n"
    "HEALTHCHECK --interval=1m30s --retries=3 CMD [\"x\"]\nONBUILD RUN a `\n  # no\n && b\n"
    "EXPOSE 80 $a/udp\nLABEL a b c\nSHELL [\"sh\", \"-c\"]\nVOLUME /a\nUSER ${u:?no}\nWORKDIR /w\nSTOPSIGNAL 9\nCMD "
    "x\n";

constexpr std::string_view kIgnoreFile = "# no\n*.o\n!keep/**/*.o\n/a/../b\n**/c[a-z^]d?\n\\*x\n";

std::string mutate(std::string_view seed, std::mt19937& random) {
  std::string text(seed);
  constexpr std::string_view kPieces = "\\`\"'${}[]<>#=,:*?!/-\n\r\t \0\xC3\xFF";
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0:
        text[at] = kPieces[below(kPieces.size())];
        break;
      case 1:
        text.insert(at, 1 + below(3), kPieces[below(kPieces.size())]);
        break;
      case 2:
        text.erase(at, 1 + below(20));
        break;
      default:
        text.insert(at, text.substr(below(text.size()), 1 + below(40)));
    }
  }
  return text;
}

std::optional<std::string> value_of(std::string_view name) {
  if (name == "a") return "x/y*z";
  return std::nullopt;
}

void expand_all(dockerfile::Dockerfile& file) {
  for (dockerfile::Stage& stage : file.stages) {
    for (dockerfile::Instruction& instruction : stage.instructions) {
      if (const auto* run = std::get_if<dockerfile::Run>(&instruction.what)) {
        for (const std::string& mount : run->mounts) {
          static_cast<void>(static_cast<bool>(dockerfile::parse_mount(mount, value_of, file.escape)));
        }
      }
      static_cast<void>(static_cast<bool>(dockerfile::expand(instruction.what, value_of, file.escape)));
    }
  }
}

TEST(Mutation, TheSeedsAreGood) {
  const Result<dockerfile::Dockerfile> file = dockerfile::parse(kDockerfile);
  EXPECT_TRUE(file) << file.error().text();
  EXPECT_TRUE(context::Ignore::parse(kIgnoreFile));
}

TEST(Mutation, AChangedDockerfileIsReadOrRefused) {
  std::mt19937 random(1);
  int read = 0;
  for (int i = 0; i < 5000; ++i) {
    Result<dockerfile::Dockerfile> file = dockerfile::parse(mutate(kDockerfile, random));
    if (!file) {
      EXPECT_FALSE(file.error().message.empty());
      continue;
    }
    ++read;
    ASSERT_FALSE(file->stages.empty());
    expand_all(*file);
  }
  EXPECT_GT(read, 0);
}

TEST(Mutation, AChangedIgnoreFileIsReadOrRefused) {
  std::mt19937 random(2);
  for (int i = 0; i < 5000; ++i) {
    const Result<context::Ignore> ignore = context::Ignore::parse(mutate(kIgnoreFile, random));
    if (ignore) static_cast<void>(ignore->matches(mutate("keep/a/b.o", random)));
  }
}

}  // namespace
}  // namespace buildtool

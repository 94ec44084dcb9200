// Dockerfiles and ignore files: read, checked, expanded.
#include "buildtool/context/ignore.h"
#include "buildtool/dockerfile/expand.h"
#include "buildtool/dockerfile/lint.h"
#include "buildtool/dockerfile/parser.h"
#include "buildtool/dockerfile/run_mount.h"
#include "tests/fuzz/target.h"

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

void read_dockerfile(std::string_view bytes) {
  Result<dockerfile::Dockerfile> file = dockerfile::parse(bytes);
  if (!file) return;
  fuzz::require(!file->stages.empty(), "a Dockerfile that is read has a stage");
  static_cast<void>(static_cast<bool>(dockerfile::lint(*file)));
  expand_all(*file);
}
const fuzz::Added dockerfiles({"buildtool_dockerfile", read_dockerfile, {std::string(kDockerfile)}});

void read_ignore_file(std::string_view bytes) {
  const Result<context::Ignore> ignore = context::Ignore::parse(bytes);
  if (ignore) static_cast<void>(ignore->matches("keep/a/b.o"));
}
const fuzz::Added ignore_files({"buildtool_context_ignore", read_ignore_file, {std::string(kIgnoreFile)}});

}  // namespace
}  // namespace buildtool

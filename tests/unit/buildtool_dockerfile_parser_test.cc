#include "buildtool/dockerfile/parser.h"

#include <gtest/gtest.h>

namespace buildtool::dockerfile {
namespace {

using Words = std::vector<std::string>;

// The first instruction after "FROM scratch".
template <class I>
I one(const std::string& text) {
  Result<Dockerfile> file = parse("FROM scratch\n" + text);
  EXPECT_TRUE(file) << file.error().text();
  if (!file || file->stages[0].instructions.empty()) return {};
  const I* found = std::get_if<I>(&file->stages[0].instructions[0].what);
  EXPECT_NE(found, nullptr);
  return found == nullptr ? I() : *found;
}

// The error of a second line, without the words that every error begins with.
std::string error_of(const std::string& text) {
  const Result<Dockerfile> file = parse("FROM scratch\n" + text);
  if (file) return "no error";
  const std::string prefix = "dockerfile parse error on line 2: ";
  const std::string message = file.error().text();
  return message.starts_with(prefix) ? message.substr(prefix.size()) : "no line: " + message;
}

TEST(DockerfileParser, StagesHoldTheirInstructionsWithTextAndLines) {
  const Result<Dockerfile> file = parse(
      "# syntax=docker/dockerfile:1\n"
      "ARG V=1\n"
      "FROM --platform=linux/amd64 debian:$V AS Build\n"
      "RUN a \\\n"
      "  && b\n"
      "from build\n"
      "Cmd [\"x\"]\n");
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->syntax, "docker/dockerfile:1");
  ASSERT_EQ(file->global_args.size(), 1u);
  ASSERT_EQ(file->stages.size(), 2u);
  const Stage& build = file->stages[0];
  EXPECT_EQ(build.from.image, "debian:$V");
  EXPECT_EQ(build.from.platform, "linux/amd64");
  EXPECT_EQ(build.from.name, "build");
  EXPECT_EQ(build.text, "FROM --platform=linux/amd64 debian:$V AS Build");
  EXPECT_EQ(build.lines, (Lines{3, 3}));
  ASSERT_EQ(build.instructions.size(), 1u);
  EXPECT_EQ(build.instructions[0].text, "RUN a   && b");
  EXPECT_EQ(build.instructions[0].lines, (Lines{4, 5}));
  EXPECT_EQ(file->stages[1].from.image, "build");
  EXPECT_TRUE(std::holds_alternative<Cmd>(file->stages[1].instructions[0].what));
}

TEST(DockerfileParser, AFileWithoutStagesIsAnError) {
  EXPECT_EQ(parse("").error().text(), "the Dockerfile cannot be empty");
  EXPECT_EQ(parse("# nothing\n\n").error().text(), "file with no instructions");
  EXPECT_EQ(parse("ARG x\n").error().text(), "dockerfile contains no stages to build");
  EXPECT_EQ(parse("RUN x\n").error().text(), "dockerfile parse error on line 1: no build stage in current context");
}

TEST(DockerfileParser, AnErrorGivesTheLinesOfItsInstruction) {
  Lines failed;
  EXPECT_FALSE(parse("FROM a\n\nRUN b\nSHELL \\\n\\\n\nx\n", &failed));
  EXPECT_EQ(failed, (Lines{4, 7}));
  EXPECT_TRUE(parse("FROM a\n", &failed));
  EXPECT_EQ(failed, Lines{});
}

TEST(DockerfileParser, UnknownInstructionsAreNamedWithWhatWasMeant) {
  EXPECT_EQ(error_of("RUNN x"), "unknown instruction: RUNN (did you mean RUN?)");
  EXPECT_EQ(error_of("copyy a b"), "unknown instruction: copyy (did you mean copy?)");
  EXPECT_EQ(error_of("Wrkdir x"), "unknown instruction: Wrkdir (did you mean workdir?)");
  EXPECT_EQ(error_of("NONSENSE x"), "unknown instruction: NONSENSE");
}

TEST(DockerfileParser, FromTakesAnImageAndAName) {
  EXPECT_EQ(error_of("FROM a b"), "FROM requires either one or three arguments");
  EXPECT_EQ(error_of("FROM a IN b"), "FROM requires either one or three arguments");
  EXPECT_EQ(error_of("FROM a AS 1a"),
            "invalid name for build stage: \"1a\", name can't start with a number or contain symbols");
  EXPECT_EQ(error_of("FROM --plattform=x a"), "unknown flag: --plattform (did you mean platform?)");
}

TEST(DockerfileParser, CommandsHaveShellAndExecForm) {
  const dockerfile::Run shell = one<dockerfile::Run>("RUN  echo \"a  b\" ");
  EXPECT_TRUE(shell.command.shell_form);
  EXPECT_EQ(shell.command.words, Words{"echo \"a  b\""});
  const dockerfile::Run exec = one<dockerfile::Run>("RUN [\"echo\", \"\\u00e9\"]");
  EXPECT_FALSE(exec.command.shell_form);
  EXPECT_EQ(exec.command.words, (Words{"echo", "\xC3\xA9"}));
  EXPECT_FALSE(one<Cmd>("CMD []").command.shell_form);
  EXPECT_TRUE(one<Cmd>("CMD").command.words.empty());
}

TEST(DockerfileParser, WhatIsNoJsonIsShellForm) {
  for (const std::string text : {"['a','b']", "[\"a\"", "[\"a\" \"b\"]", "[ \"a\" ] b", "{\"a\":1}"}) {
    const Entrypoint entrypoint = one<Entrypoint>("ENTRYPOINT " + text);
    EXPECT_TRUE(entrypoint.command.shell_form) << text;
    EXPECT_EQ(entrypoint.command.words, Words{text});
  }
}

TEST(DockerfileParser, AJsonArrayHoldsStringsOnly) {
  for (const std::string text : {"[1]", "[\"a\", null]", "[[\"a\"]]", "[{}]"}) {
    EXPECT_EQ(error_of("CMD " + text), "when using JSON array syntax, arrays must be comprised of strings only");
  }
  EXPECT_EQ(error_of("CMD [\"a\\u0000b\"]"), "CMD holds a NUL byte");
}

TEST(DockerfileParser, RunHasItsFlags) {
  const dockerfile::Run run = one<dockerfile::Run>(
      "RUN --mount=type=cache,target=/c --network=none --mount=target=/x --security=insecure "
      "--device=a.com/b=c,required make");
  EXPECT_EQ(run.mounts, (Words{"type=cache,target=/c", "target=/x"}));
  EXPECT_EQ(run.network, RunNetwork::kNone);
  EXPECT_EQ(run.security, RunSecurity::kInsecure);
  ASSERT_EQ(run.devices.size(), 1u);
  EXPECT_EQ(run.devices[0].name, "a.com/b=c");
  EXPECT_TRUE(run.devices[0].required);
  EXPECT_EQ(run.command.words, Words{"make"});
  EXPECT_EQ(one<dockerfile::Run>("RUN -- --x").command.words, Words{"--x"});
}

TEST(DockerfileParser, BadFlagsAreErrors) {
  EXPECT_EQ(error_of("RUN --network=foo x"), "invalid network mode \"foo\"");
  EXPECT_EQ(error_of("RUN --security=bogus x"), "security \"bogus\" is not valid");
  EXPECT_EQ(error_of("RUN --mount=from=$x,target=/a x"),
            "'from' doesn't support variable expansion, define alias stage instead");
  EXPECT_EQ(error_of("RUN --device=a,b x"), "invalid field 'b' must be a key=value pair");
  EXPECT_EQ(error_of("COPY --chonw=1 a b"), "unknown flag: --chonw (did you mean chown?)");
  EXPECT_EQ(error_of("COPY --chown=1 --chown=2 a b"), "duplicate flag specified: --chown");
  EXPECT_EQ(error_of("COPY --chown a b"), "missing a value on flag: --chown");
  EXPECT_EQ(error_of("COPY --link=x a b"), "expecting boolean value for flag --link, not: x");
  EXPECT_EQ(error_of("COPY --link= a b"), "missing a value on flag: --link");
  EXPECT_EQ(error_of("MAINTAINER --boo x"), "unknown flag: --boo");
}

TEST(DockerfileParser, CopyHasSourcesAndADestination) {
  const Copy copy =
      one<Copy>("COPY --from=b --chown=1:2 --chmod=0644 --link --parents --exclude=*.o --exclude=x a b /c/");
  EXPECT_EQ(copy.sources.paths, (Words{"a", "b"}));
  EXPECT_EQ(copy.sources.destination, "/c/");
  EXPECT_EQ(copy.from, "b");
  EXPECT_EQ(copy.chown, "1:2");
  EXPECT_EQ(copy.chmod, "0644");
  EXPECT_TRUE(copy.link);
  EXPECT_TRUE(copy.parents);
  EXPECT_EQ(copy.exclude, (Words{"*.o", "x"}));
  EXPECT_EQ(one<Copy>("COPY [\"a b\", \"/c d\"]").sources.paths, Words{"a b"});
  EXPECT_EQ(error_of("COPY a"),
            "COPY requires at least two arguments, but only one was provided. Destination could not be determined");
}

TEST(DockerfileParser, AddHasItsOwnFlags) {
  const Add add = one<Add>("ADD --checksum=sha256:1 --keep-git-dir --unpack=false https://x/y /z");
  EXPECT_EQ(add.checksum, "sha256:1");
  EXPECT_EQ(add.keep_git_dir, true);
  EXPECT_EQ(add.unpack, false);
  EXPECT_EQ(one<Add>("ADD a b").unpack, std::nullopt);
  EXPECT_EQ(error_of("ADD --from=x a b"), "unknown flag: --from");
}

TEST(DockerfileParser, EnvAndLabelTakePairsOrTheOldForm) {
  EXPECT_EQ(one<Env>("ENV a=1 b='2 3' c=\"x y\" d=e\\ f").variables,
            (std::vector<KeyValue>{{"a", "1"}, {"b", "'2 3'"}, {"c", "\"x y\""}, {"d", "e\\ f"}}));
  EXPECT_EQ(one<Env>("ENV a   b  c=d").variables, (std::vector<KeyValue>{{"a", "b  c=d"}}));
  EXPECT_EQ(one<Label>("LABEL \"a.b\"=c d=").labels, (std::vector<KeyValue>{{"\"a.b\"", "c"}, {"d", ""}}));
  EXPECT_EQ(error_of("ENV"), "ENV requires at least one argument");
  EXPECT_EQ(error_of("ENV x"), "ENV must have two arguments");
  EXPECT_EQ(error_of("LABEL x"), "LABEL must have two arguments");
  EXPECT_EQ(error_of("ENV =x"), "ENV names can not be blank");
  EXPECT_EQ(error_of("ENV a=1 b"), "Syntax error - can't find = in \"b\". Must be of the form: name=value");
}

TEST(DockerfileParser, ArgMayHaveNoValueOrAnEmptyOne) {
  const Arg arg = one<Arg>("ARG a b= c=d=e f='g h'");
  ASSERT_EQ(arg.variables.size(), 4u);
  EXPECT_EQ(arg.variables[0].value, std::nullopt);
  EXPECT_EQ(arg.variables[1].value, "");
  EXPECT_EQ(arg.variables[2].value, "d=e");
  EXPECT_EQ(arg.variables[3].value, "'g h'");
  EXPECT_EQ(error_of("ARG"), "ARG requires at least one argument");
  EXPECT_EQ(error_of("ARG =x"), "ARG names can not be blank");
}

TEST(DockerfileParser, InstructionsOfOneArgumentTakeTheWholeLine) {
  EXPECT_EQ(one<Workdir>("WORKDIR /a b").path, "/a b");
  EXPECT_EQ(one<User>("USER a:b").user, "a:b");
  EXPECT_EQ(one<StopSignal>("STOPSIGNAL SIGKILL").signal, "SIGKILL");
  EXPECT_EQ(one<Maintainer>("MAINTAINER A B <a@b>").name, "A B <a@b>");
  EXPECT_EQ(error_of("WORKDIR"), "WORKDIR requires exactly one argument");
  EXPECT_EQ(error_of("USER"), "USER requires exactly one argument");
  EXPECT_EQ(error_of("STOPSIGNAL"), "STOPSIGNAL requires exactly one argument");
  EXPECT_EQ(error_of("MAINTAINER"), "MAINTAINER requires exactly one argument");
}

TEST(DockerfileParser, ExposeIsSortedAndVolumeMayBeJson) {
  EXPECT_EQ(one<Expose>("EXPOSE 80 443/tcp 53/udp").ports, (Words{"443/tcp", "53/udp", "80"}));
  EXPECT_EQ(error_of("EXPOSE"), "EXPOSE requires at least one argument");
  EXPECT_EQ(one<Volume>("VOLUME /a /b").paths, (Words{"/a", "/b"}));
  EXPECT_EQ(one<Volume>("VOLUME [\"/a b\"]").paths, Words{"/a b"});
  EXPECT_EQ(error_of("VOLUME"), "VOLUME requires at least one argument");
  EXPECT_EQ(error_of("VOLUME [\"\"]"), "VOLUME specified can not be an empty string");
}

TEST(DockerfileParser, ShellIsJsonOnly) {
  EXPECT_EQ(one<Shell>("SHELL [\"/bin/bash\", \"-c\"]").words, (Words{"/bin/bash", "-c"}));
  EXPECT_EQ(error_of("SHELL /bin/bash"), "SHELL requires the arguments to be in JSON form");
  EXPECT_EQ(error_of("SHELL []"), "SHELL requires at least one argument");
}

TEST(DockerfileParser, HealthcheckHasTimesAndACommand) {
  const Healthcheck check = one<Healthcheck>(
      "HEALTHCHECK --interval=5m --timeout=3s --start-period=1m30s --start-interval=500ms --retries=3 CMD curl x");
  EXPECT_EQ(check.test, (Words{"CMD-SHELL", "curl x"}));
  EXPECT_EQ(check.interval, 300'000'000'000);
  EXPECT_EQ(check.timeout, 3'000'000'000);
  EXPECT_EQ(check.start_period, 90'000'000'000);
  EXPECT_EQ(check.start_interval, 500'000'000);
  EXPECT_EQ(check.retries, 3);
  EXPECT_EQ(one<Healthcheck>("HEALTHCHECK cmd [\"a\", \"b\"]").test, (Words{"CMD", "a", "b"}));
  EXPECT_EQ(one<Healthcheck>("HEALTHCHECK none").test, Words{"NONE"});
}

TEST(DockerfileParser, BadHealthchecksAreErrors) {
  EXPECT_EQ(error_of("HEALTHCHECK"), "HEALTHCHECK requires at least one argument");
  EXPECT_EQ(error_of("HEALTHCHECK CMD"), "Missing command after HEALTHCHECK CMD");
  EXPECT_EQ(error_of("HEALTHCHECK NONE x"), "HEALTHCHECK NONE takes no arguments");
  EXPECT_EQ(error_of("HEALTHCHECK TCP 80"), "Unknown type \"TCP\" in HEALTHCHECK (try CMD)");
  EXPECT_EQ(error_of("HEALTHCHECK --interval=1x CMD a"), "time: unknown unit \"x\" in duration \"1x\"");
  EXPECT_EQ(error_of("HEALTHCHECK --timeout=5 CMD a"), "time: missing unit in duration \"5\"");
  EXPECT_EQ(error_of("HEALTHCHECK --timeout=5us CMD a"), "Interval \"timeout\" cannot be less than 1ms");
  EXPECT_EQ(error_of("HEALTHCHECK --retries=-1 CMD a"), "--retries cannot be negative (-1)");
  EXPECT_EQ(error_of("HEALTHCHECK --retries=x CMD a"), "invalid --retries: \"x\" is no whole number");
}

TEST(DockerfileParser, OnbuildKeepsTheTriggerAsItIsWritten) {
  EXPECT_EQ(one<Onbuild>("ONBUILD  RUN --network=none  a   b").trigger, "RUN --network=none  a   b");
  EXPECT_EQ(one<Onbuild>("ONBUILD COPY <<EOF /a\nx\nEOF\n").trigger, "COPY <<EOF /a\nx\nEOF");
  EXPECT_EQ(error_of("ONBUILD"), "ONBUILD requires at least one argument");
  EXPECT_EQ(error_of("ONBUILD ONBUILD RUN x"), "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  EXPECT_EQ(error_of("ONBUILD from x"), "FROM isn't allowed as an ONBUILD trigger");
  EXPECT_EQ(error_of("ONBUILD MAINTAINER x"), "MAINTAINER isn't allowed as an ONBUILD trigger");
  EXPECT_EQ(error_of("ONBUILD ENV x"), "ENV must have two arguments");
}

TEST(DockerfileParser, ATriggerIsOneInstruction) {
  const Result<Instruction> run = parse_trigger("RUN a");
  ASSERT_TRUE(run);
  EXPECT_EQ(std::get<dockerfile::Run>(run->what).command.words, Words{"a"});
  const Result<Instruction> copy = parse_trigger("COPY <<EOF /a\nx\nEOF");
  ASSERT_TRUE(copy) << copy.error().text();
  EXPECT_EQ(std::get<Copy>(copy->what).sources.files.at(0).content, "x\n");
  EXPECT_EQ(parse_trigger("FROM x").error().text(), "FROM isn't allowed as an ONBUILD trigger");
  EXPECT_FALSE(parse_trigger("RUN a\nRUN b"));
  EXPECT_FALSE(parse_trigger(""));
  EXPECT_FALSE(parse_trigger("NONSENSE"));
}

TEST(DockerfileParser, AFaultInTheFormOfALaterLineIsToldBeforeOneInTheMeaning) {
  EXPECT_EQ(parse("FROM a b\nENV x\n").error().text(), "dockerfile parse error on line 2: ENV must have two arguments");
}

}  // namespace
}  // namespace buildtool::dockerfile

#include <gtest/gtest.h>

#include "spec/cli/duration.h"
#include "spec/cli/human.h"
#include "spec/cli/program.h"
#include "spec/cli/switch.h"
#include "spec/cli/table.h"

namespace spec::cli {
namespace {

TEST(Duration, UnitsAddUp) {
  EXPECT_EQ(*parse_duration("1h2m3s4ms5us6ns"), 3723004005006);
  EXPECT_EQ(*parse_duration("1.5s"), 1500000000);
  EXPECT_EQ(*parse_duration("-2m"), -120000000000);
  EXPECT_EQ(*parse_duration("0"), 0);
  EXPECT_EQ(*parse_duration("1\xC2\xB5s"), 1000);
}

TEST(Duration, WhatIsNoneIsAnError) {
  for (const std::string text : {"", "s", "-", ".s", "x5s"}) {
    EXPECT_EQ(parse_duration(text).error().text(), "time: invalid duration \"" + text + "\"");
  }
  EXPECT_EQ(parse_duration("1").error().text(), "time: missing unit in duration \"1\"");
  EXPECT_EQ(parse_duration("1s2y").error().text(), "time: unknown unit \"y\" in duration \"1s2y\"");
  EXPECT_FALSE(parse_duration("99999999999999999999h"));
}

TEST(Duration, IsWrittenAsGoDoes) {
  EXPECT_EQ(duration_text(0), "0s");
  EXPECT_EQ(duration_text(1'500'000), "1.5ms");
  EXPECT_EQ(duration_text(90'000'000'000), "1m30s");
  EXPECT_EQ(duration_text(3'600'000'000'000), "1h0m0s");
}

TEST(Human, SizesAreDockers) {
  EXPECT_EQ(human_size(0), "0B");
  EXPECT_EQ(human_size(999), "999B");
  EXPECT_EQ(human_size(1000), "1kB");
  EXPECT_EQ(human_size(4'261'550), "4.26MB");
  EXPECT_EQ(human_size(231'000'000), "231MB");
  EXPECT_EQ(human_size(999'900), "1000kB");
}

TEST(Human, BinarySizesAreDockers) {
  EXPECT_EQ(binary_size(0), "0B");
  EXPECT_EQ(binary_size(1023), "1023B");
  EXPECT_EQ(binary_size(1024), "1KiB");
  EXPECT_EQ(binary_size(4'259'840), "4.062MiB");
  EXPECT_EQ(binary_size(3ULL << 29), "1.5GiB");
}

TEST(Human, DurationsAreDockers) {
  EXPECT_EQ(human_duration(0), "Less than a second");
  EXPECT_EQ(human_duration(1), "1 second");
  EXPECT_EQ(human_duration(59), "59 seconds");
  EXPECT_EQ(human_duration(60), "About a minute");
  EXPECT_EQ(human_duration(3599), "59 minutes");
  EXPECT_EQ(human_duration(3600), "About an hour");
  EXPECT_EQ(human_duration(47 * 3600), "47 hours");
  EXPECT_EQ(human_duration(72 * 3600), "3 days");
  EXPECT_EQ(human_duration(15 * 86400), "2 weeks");
  EXPECT_EQ(human_duration(61 * 86400), "2 months");
  EXPECT_EQ(human_duration(800 * 86400), "2 years");
}

TEST(Table, ColumnsAlignAndTheLastIsNotPadded) {
  EXPECT_EQ(table({"NAME", "SIZE"}, {{"a", "1"}, {"longer", "22"}}), "NAME     SIZE\na        1\nlonger   22\n");
  EXPECT_EQ(table({"N", "S"}, {{"ä", "1"}}), "N   S\nä   1\n");
}

// Each option in its order: "i=true t=false v=/a:/b".
std::string switches(std::vector<std::string> words) {
  constexpr static argp_option kSwitches[] = {{"in", 'i', "BOOL", OPTION_ARG_OPTIONAL, "", 0},
                                              {"tty", 't', "BOOL", OPTION_ARG_OPTIONAL, "", 0},
                                              {"volume", 'v', "V", 0, "", 0},
                                              {"quick", 'q', nullptr, 0, "", 0},
                                              {}};
  const auto parse_one = [](int key, char* value, argp_state* state) -> error_t {
    std::string& out = *static_cast<std::string*>(state->input);
    if (key == 'i' || key == 't') {
      out += std::string(1, static_cast<char>(key)) + "=" + switch_value(value, state) + " ";
    } else if (key == 'v' || key == 'q' || key == ARGP_KEY_ARG) {
      out += (key == ARGP_KEY_ARG ? "arg" : std::string(1, static_cast<char>(key))) + "=" +
             (value == nullptr ? "" : value) + " ";
    } else {
      return ARGP_ERR_UNKNOWN;
    }
    return 0;
  };
  words.insert(words.begin(), "test");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string out;
  const argp table = {kSwitches, parse_one, "", "", nullptr, nullptr, nullptr};
  EXPECT_TRUE(parse(table, {static_cast<int>(words.size()), argv.data()}, 0, &out));
  return out;
}

TEST(Switch, LettersGoTogetherAndMayHaveAValue) {
  EXPECT_EQ(switches({"-it"}), "i=true t=true ");
  EXPECT_EQ(switches({"-qtiv", "/a:/b", "x"}), "q= t=true i=true v=/a:/b arg=x ");
  EXPECT_EQ(switches({"-it=false", "x"}), "i=true t=false arg=x ");
  EXPECT_EQ(switches({"x", "-itv/a:/b", "y"}), "i=true t=true v=/a:/b arg=x arg=y ");
  EXPECT_EQ(switches({"--tty", "--in=false"}), "t=true i=false ");
}

struct Globals {
  std::string root;
};
error_t option(int key, char* value, argp_state* state) {
  if (key != 'r') return ARGP_ERR_UNKNOWN;
  static_cast<Globals*>(state->input)->root = value;
  return 0;
}
constexpr argp_option kOptions[] = {{"root", 'r', "DIR", 0, "", 0}, {}};
std::string seen;
Result<int> echo(Globals& globals, Arguments arguments) {
  seen = globals.root;
  for (int i = 0; i < arguments.argc; ++i) seen += std::string("|") + arguments.argv[i];
  return 3;
}
Result<int> broken(Globals&, Arguments) { return fail("x: no such thing"); }

int run(const Program<Globals>& program, std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  seen.clear();
  return program.run(static_cast<int>(words.size()), argv.data());
}

TEST(Program, GlobalOptionsStandBeforeTheVerbAndTheRestIsTheVerbs) {
  const Program<Globals> program{"tool", "Does things.", kOptions, option, {{"echo", "Says it", echo}}};
  EXPECT_EQ(run(program, {"tool", "--root", "/r", "echo", "--x", "y"}), 3);
  EXPECT_EQ(seen, "/r|tool echo|--x|y");
}

TEST(Program, AnErrorIsOneLineThatNamesProgramAndVerb) {
  const Program<Globals> program{"tool", "Does things.", kOptions, option, {{"broken", "Fails", broken}}};
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run(program, {"tool", "broken"}), 1);
  EXPECT_EQ(run(program, {"tool", "nope"}), 1);
  EXPECT_EQ(run(program, {"tool"}), 1);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "tool broken: x: no such thing\n"
            "tool: unknown verb \"nope\" (see tool --help)\n"
            "tool: a verb is missing (see tool --help)\n");
}

TEST(Program, TheDefaultVerbTakesWhatIsNoVerb) {
  Program<Globals> program{
      "tool", "Does things.", kOptions, option, {{"echo", "Says it", echo}, {"broken", "", broken}}};
  program.default_verb = "echo";
  EXPECT_EQ(run(program, {"tool", "-t", "x", "."}), 3);
  EXPECT_EQ(seen, "|tool echo|-t|x|.");
  EXPECT_EQ(run(program, {"tool", "echo", "."}), 3);
  EXPECT_EQ(seen, "|tool echo|.");
  EXPECT_EQ(run(program, {"tool"}), 3);
  EXPECT_EQ(seen, "|tool echo");
}

}  // namespace
}  // namespace spec::cli

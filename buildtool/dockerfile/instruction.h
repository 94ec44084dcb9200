// A Dockerfile as typed instructions: what the parser makes and the build reads.
//
// Nothing here is expanded yet, except where it says so: "$x" stands as it was
// written until expand() (expand.h) is called with the variables of the place.
// A string that is "" was not given, unless the comment says otherwise.
// Reference: https://docs.docker.com/reference/dockerfile/
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spec/base/vocabulary.h"

namespace buildtool::dockerfile {

// Lines of the Dockerfile, counted from 1, both included; 0 where none is known.
struct Lines {
  int first = 0;
  int last = 0;
  bool operator==(const Lines&) const = default;
};

// "<<EOF" on RUN, COPY or ADD, and the lines up to its end word.
struct Heredoc {
  std::string name;              // the end word without quotes: the file's name for COPY and ADD
  std::string content;           // as written; COPY's and ADD's with "<<-" have lost their leading tabs
  std::uint32_t descriptor = 0;  // the number before "<<"
  bool expand = true;            // no part of the end word was quoted
  bool strip_tabs = false;       // "<<-"
};

struct KeyValue {
  std::string key;
  std::string value;
  bool operator==(const KeyValue&) const = default;
};

// What RUN, CMD and ENTRYPOINT are given.
struct CommandLine {
  // Shell form: the words of SHELL go in front and `words` is the one text, or
  // nothing at all. Exec form: the program and its arguments (may be none).
  bool shell_form = true;
  std::vector<std::string> words;
  std::vector<Heredoc> heredocs;  // RUN only; they are read by the shell, not expanded here
};

// FROM [--platform=P] IMAGE [AS NAME]. Expanded with the global ARGs only.
struct From {
  std::string image;
  std::string platform;
  std::string name;  // lower case
};

enum class RunNetwork { kDefault, kNone, kHost };
enum class RunSecurity { kSandbox, kInsecure };

struct RunDevice {
  std::string name;
  bool required = false;
};

// Never expanded, but for the values inside --mount: parse_mount() (run_mount.h) does that.
struct Run {
  CommandLine command;
  std::vector<std::string> mounts;  // each as written after "--mount="
  RunNetwork network = RunNetwork::kDefault;
  RunSecurity security = RunSecurity::kSandbox;
  std::vector<RunDevice> devices;
};

struct Sources {
  std::vector<std::string> paths;  // without the heredocs
  std::vector<Heredoc> files;
  std::string destination;
};

struct Copy {
  Sources sources;
  std::string from;  // a stage's name or number, a named context or an image; never expanded
  std::string chown;
  std::string chmod;
  bool link = false;
  bool parents = false;
  std::vector<std::string> exclude;  // never expanded
};

struct Add {
  Sources sources;
  std::string chown;
  std::string chmod;
  std::string checksum;
  bool link = false;
  std::optional<bool> keep_git_dir;
  std::optional<bool> unpack;
  std::vector<std::string> exclude;  // never expanded
};

// Each value is expanded with what was set before the instruction.
struct Env {
  std::vector<KeyValue> variables;
};

struct Label {
  std::vector<KeyValue> labels;
};

struct ArgVariable {
  std::string name;
  std::optional<std::string> value;  // "ARG x=" has one that is empty
};

struct Arg {
  std::vector<ArgVariable> variables;
};

struct Workdir {
  std::string path;
};

struct User {
  std::string user;
};

// Words as written and sorted; expand() splits them further: "80", "53/udp", "8000-8010".
struct Expose {
  std::vector<std::string> ports;
};

struct Cmd {
  CommandLine command;
};

struct Entrypoint {
  CommandLine command;
};

struct Volume {
  std::vector<std::string> paths;
};

// SHELL's JSON list; never empty.
struct Shell {
  std::vector<std::string> words;
};

struct StopSignal {
  std::string signal;
};

// Durations are nanoseconds as in the image's config, 0 where not given.
struct Healthcheck {
  std::vector<std::string> test;  // {"NONE"}, {"CMD", program, argument...} or {"CMD-SHELL", text}
  std::int64_t interval = 0;
  std::int64_t timeout = 0;
  std::int64_t start_period = 0;
  std::int64_t start_interval = 0;
  int retries = 0;
};

// The trigger's text as it goes into the image's config; parse_trigger() (parser.h) reads it there.
struct Onbuild {
  std::string trigger;
};

struct Maintainer {
  std::string name;
};

using AnyInstruction = std::variant<From, Run, Copy, Add, Env, Arg, Workdir, User, Expose, Cmd, Entrypoint, Label,
                                    Volume, Shell, StopSignal, Healthcheck, Onbuild, Maintainer>;

// What stands around an instruction and is no part of it.
struct Surroundings {
  std::vector<std::string> comments;  // directly above it, without "#"
  int empty_continuation = 0;         // the last line of one that has a blank line in it, else 0
};

struct Instruction {
  AnyInstruction what;
  // The logical line, continuations joined, comments gone: "RUN apt-get update && apt-get install x".
  std::string text;
  Lines lines;  // with the heredocs' lines
  Surroundings around = {};
};

// From one FROM to the next.
struct Stage {
  From from;
  std::string text;
  Lines lines;
  std::vector<Instruction> instructions;  // without its FROM
  Surroundings around = {};
};

// Of a stage's or an ARG's comments the one that describes it, "NAME what it is
// for", without the name; "" where none does.
std::string description(const Surroundings& around, std::string_view name);

struct Dockerfile {
  std::string syntax;                    // "# syntax=", whole; another frontend is never fetched
  std::string check;                     // "# check="
  char escape = '\\';                    // "# escape=": the one for expand()
  std::vector<Instruction> global_args;  // the ARGs above the first FROM
  std::vector<Stage> stages;             // at least one
};

}  // namespace buildtool::dockerfile

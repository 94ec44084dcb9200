#include <cstdio>

#include "imagetool/cmd/option_words.h"
#include "imagetool/sync/run.h"
#include "spec/base/file.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace imagetool::cmd {

namespace {

constexpr const char* kDoc =
    "Keeps repositories, or whole registries, the same as others, as a file says: which repositories, tags, versions "
    "and platforms. What is the same already is not moved; what fails is told at the end, and does not hold up the "
    "rest.\v"
    "Example:\n  imagetool sync --dry-run mirror.toml";

constexpr std::uint64_t kMaxFile = 4 << 20;

struct Input {
  bool dry_run = false;
  bool quiet = false;
  std::vector<std::string> words;
};

template <bool Input::*member>
Result<void> take_flag(Input& input, const std::string& value) {
  input.*member = TRY(spec::cli::parse_bool(value));
  return {};
}

constexpr spec::cli::Option<Input> kOptions[] = {
    {"dry-run", 0, nullptr, "Say what would be copied, and copy nothing", take_flag<&Input::dry_run>},
    {"quiet", 'q', nullptr, "Say only what fails", take_flag<&Input::quiet>},
};

}  // namespace

Result<int> sync(Globals& globals, cli::Arguments arguments) {
  Input input;
  TRY(parse_words<Input>(kOptions, "FILE", kDoc, 1, 1, arguments, input));
  catch_interrupts();
  const std::string text = TRY(read_file(input.words[0], kMaxFile));
  const std::vector<sync::Job> jobs = TRY_STEP(input.words[0], sync::parse_file(text));
  const auto say = [&](const std::string& line) {
    if (!input.quiet) std::printf("%s\n", line.c_str()), std::fflush(stdout);
  };
  const sync::Outcome outcome = TRY(sync::run(jobs, {globals.root, globals.tls_verify, input.dry_run}, say));
  for (const std::string& limit : outcome.limits) say(limit);
  say(concat(outcome.copied, input.dry_run ? " would be copied, " : " copied, ", outcome.same, " up to date, ",
             outcome.failed.size(), " failed"));
  for (const std::string& line : outcome.failed) std::fprintf(stderr, "imagetool sync: %s\n", line.c_str());
  return outcome.failed.empty() ? 0 : 1;
}

}  // namespace imagetool::cmd

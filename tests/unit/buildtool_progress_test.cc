#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <thread>

#include "buildtool/progress/display.h"
#include "buildtool/progress/excerpt.h"
#include "buildtool/progress/step_log.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"

namespace buildtool::progress {
namespace {

using ::testing::HasSubstr;

// What a display writes, its times made "T".
class Written {
 public:
  explicit Written(Mode mode) : display_(std::move(*make_display(mode, file_.fd()))) {}
  Display& display() { return *display_; }
  std::string text() {
    const std::string raw = *read_file(file_path(), 1 << 20);
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const bool time = std::isdigit(static_cast<unsigned char>(raw[i])) != 0 && raw.find('.', i) == i + 1;
      if (!time) {
        out += raw[i];
        continue;
      }
      i = std::min(raw.find_first_not_of("0123456789.", i), raw.size()) - 1;
      out += 'T';
    }
    return out;
  }

 private:
  std::string file_path() const { return concat("/proc/self/fd/", file_.fd().get()); }
  TemporaryFile file_ = *TemporaryFile::make(FdRef::cwd(), "/tmp", 0600);
  std::unique_ptr<Display> display_;
};

TEST(PlainProgress, TellsAStepFromItsBeginningToItsEnd) {
  Written written(Mode::kPlain);
  Display& display = written.display();
  const StepId load = display.begin("[internal] load .dockerignore");
  display.note(load, "transferring context: 2B done");
  display.done(load);
  display.cached(display.begin("[1/2] FROM x"));
  const StepId run = display.begin("[2/2] RUN y");
  display.output(run, "one\ntw");
  display.output(run, "o\r\nend");
  display.done(run);
  display.finish();
  EXPECT_EQ(written.text(),
            "#1 [internal] load .dockerignore\n#1 transferring context: 2B done\n#1 DONE Ts\n"
            "\n#2 [1/2] FROM x\n#2 CACHED\n"
            "\n#3 [2/2] RUN y\n#3 T one\n#3 T two\n#3 T end\n#3 DONE Ts\n");
}

TEST(PlainProgress, StepsAtOnceDoNotMixTheirLines) {
  Written written(Mode::kPlain);
  Display& display = written.display();
  const StepId a = display.begin("a");
  const StepId b = display.begin("b");
  const StepId c = display.begin("c");
  display.output(b, "b1\n");
  display.output(a, "a1\n");
  display.output(c, "c1\n");
  display.done(b);
  display.output(a, "a2\n");
  display.done(a);
  display.cancel(c);
  EXPECT_EQ(written.text(),
            "#1 a\n#1 T a1\n#1 ...\n\n#2 b\n#2 T b1\n#2 DONE Ts\n"
            "\n#3 c\n#3 T c1\n#3 ...\n\n#1 a\n#1 T a2\n#1 DONE Ts\n\n#3 c\n#3 CANCELED\n");
}

TEST(PlainProgress, AFailedStepsLastLinesComeAgainAtTheEnd) {
  Written written(Mode::kPlain);
  Display& display = written.display();
  const StepId step = display.begin("RUN x");
  for (int i = 0; i < 12; ++i) display.output(step, concat("line ", i, "\n"));
  display.fail(step, "exit code: 1");
  display.finish();
  const std::string text = written.text();
  EXPECT_THAT(text, HasSubstr("#1 ERROR: exit code: 1\n------\n > RUN x:\nT line 2\n"));
  EXPECT_THAT(text, HasSubstr("T line 11\n------\n"));
}

TEST(PlainProgress, TakesWhatManyThreadsSay) {
  Written written(Mode::kPlain);
  Display& display = written.display();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&display] {
      const StepId step = display.begin("s");
      for (int line = 0; line < 100; ++line) display.output(step, "x\n");
      display.done(step);
    });
  }
  for (std::thread& thread : threads) thread.join();
  display.finish();
  const std::string text = written.text();
  std::size_t lines = 0;
  for (std::size_t at = text.find("T x\n"); at != text.npos; at = text.find("T x\n", at + 1)) ++lines;
  EXPECT_EQ(lines, 800u);
}

TEST(QuietProgress, SaysNothingUntilAStepFails) {
  Written written(Mode::kQuiet);
  Display& display = written.display();
  const StepId good = display.begin("good");
  display.output(good, "fine\n");
  display.done(good);
  const StepId bad = display.begin("bad");
  display.output(bad, "oh\nno");
  display.fail(bad, "exit code: 1");
  EXPECT_EQ(written.text(), "");
  display.finish();
  EXPECT_EQ(written.text(), "------\n > bad:\nT oh\nT no\n------\n");
}

TEST(TtyProgress, LeavesTheFinalStateAndTheWholeLogOfAFailure) {
  int terminal = -1;
  int user = -1;
  winsize size = {};
  size.ws_col = 40;
  size.ws_row = 24;
  ASSERT_EQ(::openpty(&user, &terminal, nullptr, nullptr, &size), 0);
  const Fd user_fd(user);
  const Fd terminal_fd(terminal);
  std::string seen;
  std::thread reader([&] {
    char buffer[4096];
    for (ssize_t got; (got = ::read(user, buffer, sizeof buffer)) > 0;) {
      seen.append(buffer, static_cast<std::size_t>(got));
      if (seen.find("THE END") != seen.npos) break;
    }
  });
  {
    const std::unique_ptr<Display> display = std::move(*make_display(Mode::kAuto, terminal_fd));
    display->cached(display->begin("[1/2] FROM x"));
    const StepId step = display->begin("RUN \x1b[2J" + std::string(100, 'y'));
    display->output(step, "log \x1b[1A line\n");
    display->fail(step, "exit code: 1");
    display->finish();
  }
  ASSERT_TRUE(write_all(terminal_fd, "THE END", "pty"));
  reader.join();
  EXPECT_THAT(seen, HasSubstr("[+] Building "));
  EXPECT_THAT(seen, HasSubstr("(2/2) FINISHED"));
  EXPECT_THAT(seen, HasSubstr(" => CACHED [1/2] FROM x"));
  EXPECT_THAT(seen, HasSubstr(" => ERROR RUN  [2Jyyy"));
  EXPECT_THAT(seen, HasSubstr("------\r\n > RUN"));
}

TEST(ProgressMode, HasItsNames) {
  EXPECT_EQ(*parse_mode("auto"), Mode::kAuto);
  EXPECT_EQ(*parse_mode("plain"), Mode::kPlain);
  EXPECT_EQ(*parse_mode("tty"), Mode::kTty);
  EXPECT_EQ(*parse_mode("quiet"), Mode::kQuiet);
  EXPECT_EQ(parse_mode("loud").error().text(),
            "invalid progress mode \"loud\": auto, plain, tty, quiet, rawjson or classic");
}

TEST(ProgressMode, TtyNeedsATerminal) {
  const Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  EXPECT_EQ(make_display(Mode::kTty, null).error().text(), "--progress tty: the output is no terminal");
  EXPECT_TRUE(make_display(Mode::kAuto, null));
}

TEST(StepLog, ShowsTimeWithFourDigits) {
  EXPECT_EQ(log_time(std::chrono::milliseconds(423)), "0.423");
  EXPECT_EQ(log_time(std::chrono::milliseconds(12340)), "12.34");
  EXPECT_EQ(log_time(std::chrono::milliseconds(123450)), "123.5");
  EXPECT_EQ(total_time(std::chrono::milliseconds(1230)), "1.2s");
}

TEST(StepLog, KeepsTheNewestLinesWithinItsLimit) {
  StepLog log(Clock::now(), 100);
  for (int i = 0; i < 1000; ++i) log.add("0123456789\n");
  EXPECT_LE(log.tail(std::string::npos).size(), 10u);
  EXPECT_EQ(log.add(std::string(200000, 'x')).size(), 3u);  // a line without end is cut
}

TEST(Excerpt, MarksTheLinesWithSomeAround) {
  EXPECT_EQ(excerpt("Dockerfile", "FROM a\nRUN b\nRUN c\n", 2, 2),
            "Dockerfile:2\n--------------------\n   1 |     FROM a\n   2 | >>> RUN b\n   3 |     RUN c\n   4 |     \n"
            "--------------------\n");
  EXPECT_EQ(excerpt("D", "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7", 3, 4),
            "D:3\n--------------------\n   2 |     2\n   3 | >>> 3\n   4 | >>> 4\n   5 |     5\n"
            "--------------------\n");
}

TEST(Excerpt, IsNothingOutsideTheText) {
  EXPECT_EQ(excerpt("D", "a\n", 0, 0), "");
  EXPECT_EQ(excerpt("D", "a\n", 3, 3), "");
  EXPECT_EQ(excerpt("D", "a", 1, 9), "D:1\n--------------------\n   1 | >>> a\n--------------------\n");
}

}  // namespace
}  // namespace buildtool::progress

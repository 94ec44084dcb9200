#include "tests/unit/cmocka_report.h"

#include <algorithm>
#include <cstdio>

namespace cmocka {

namespace {

Failure describe(const testing::TestPartResult& part) {
  // FAIL() << "text" becomes "Failed\ntext"; the word says nothing that the report does not.
  std::string message = part.message();
  if (message == "Failed") message.clear();
  if (message.starts_with("Failed\n")) message.erase(0, 7);
  if (!message.empty() && message.back() != '\n') message += '\n';
  const char* file = part.file_name() == nullptr ? "unknown file" : part.file_name();
  const int line = std::max(part.line_number(), 0);
  return {message, std::string(file) + ":" + std::to_string(line) + ": error: Failure!"};
}

Status status_of(const testing::TestResult& result) {
  return result.Failed() ? Status::kFailed : result.Skipped() ? Status::kSkipped : Status::kPassed;
}

void print_sum(const char* label, const char* word, Status status, const std::vector<Outcome>& outcomes) {
  const std::size_t number = count(outcomes, status);
  if (number == 0) return;
  std::fprintf(stderr, "[  %s ] %zu test(s), listed below:\n", label, number);
  for (const Outcome& outcome : outcomes) {
    if (outcome.status == status) std::fprintf(stderr, "[  %s ] %s\n", label, outcome.name.c_str());
  }
  std::fprintf(stderr, "\n %zu %s TEST(S)\n", number, word);
}

class StdoutReport : public Report {
  void group_started(const std::string&, int count) override {
    std::printf("[==========] Running %d test(s).\n", count);
  }
  void test_started(const std::string& name) override { std::printf("[ RUN      ] %s\n", name.c_str()); }
  void test_ended(const Outcome& outcome) override {
    switch (outcome.status) {
      case Status::kPassed:
        std::printf("[       OK ] %s\n", outcome.name.c_str());
        break;
      case Status::kSkipped:
        std::printf("[  SKIPPED ] %s\n", outcome.name.c_str());
        break;
      case Status::kFailed:
        std::fprintf(stderr, "[  ERROR   ] --- %s\n", outcome.text("[   LINE   ] --- ").c_str());
        std::printf("[  FAILED  ] %s\n", outcome.name.c_str());
        break;
    }
  }
  void group_ended(const std::string&, double, const std::vector<Outcome>& outcomes) override {
    std::printf("[==========] %zu test(s) run.\n", outcomes.size());
    std::fflush(stdout);
    std::fprintf(stderr, "[  PASSED  ] %zu test(s).\n", count(outcomes, Status::kPassed));
    print_sum("SKIPPED", "SKIPPED", Status::kSkipped, outcomes);
    print_sum("FAILED ", "FAILED", Status::kFailed, outcomes);
  }
};

class TapReport : public Report {
  void group_started(const std::string&, int count) override {
    std::printf("1..%d\n", count);
    number_ = 0;
    failed_ = false;
  }
  void test_started(const std::string&) override { ++number_; }
  void test_ended(const Outcome& outcome) override {
    switch (outcome.status) {
      case Status::kPassed:
        std::printf("ok %d - %s\n", number_, outcome.name.c_str());
        break;
      case Status::kSkipped:
        std::printf("not ok %d # SKIP %s\n", number_, outcome.name.c_str());
        break;
      case Status::kFailed: {
        failed_ = true;
        std::string comment = "# " + outcome.text("");
        for (std::size_t at = 0; (at = comment.find('\n', at)) != std::string::npos; at += 3)
          comment.insert(at + 1, "# ");
        std::printf("not ok %d - %s\n%s\n", number_, outcome.name.c_str(), comment.c_str());
        break;
      }
    }
  }
  void group_ended(const std::string& name, double, const std::vector<Outcome>&) override {
    std::printf("# %sok - %s\n", failed_ ? "not " : "", name.c_str());
  }
  int number_ = 0;
  bool failed_ = false;
};

class SubunitReport : public Report {
  void group_started(const std::string&, int) override {}
  void test_started(const std::string& name) override { std::printf("test: %s\n", name.c_str()); }
  void test_ended(const Outcome& outcome) override {
    switch (outcome.status) {
      case Status::kPassed:
        std::printf("success: %s\n", outcome.name.c_str());
        break;
      case Status::kSkipped:
        std::printf("skip: %s\n", outcome.name.c_str());
        break;
      case Status::kFailed:
        std::printf("failure: %s [\n%s\n]\n", outcome.name.c_str(), outcome.text("").c_str());
        break;
    }
  }
  void group_ended(const std::string&, double, const std::vector<Outcome>&) override {}
};

}  // namespace

std::string Outcome::text(const std::string& before_place) const {
  std::string text;
  for (const Failure& failure : failures) {
    if (!text.empty()) text += '\n';
    text += failure.message + before_place + failure.place;
  }
  return text;
}

std::size_t count(const std::vector<Outcome>& outcomes, Status status) {
  const auto has_status = [status](const Outcome& outcome) { return outcome.status == status; };
  return static_cast<std::size_t>(std::count_if(outcomes.begin(), outcomes.end(), has_status));
}

void Report::OnTestSuiteStart(const testing::TestSuite& suite) {
  outcomes_.clear();
  group_started(suite.name(), suite.test_to_run_count());
}

void Report::OnTestStart(const testing::TestInfo& test) {
  in_test_ = true;
  test_started(test.name());
  std::fflush(stdout);
}

void Report::OnTestEnd(const testing::TestInfo& test) {
  in_test_ = false;
  const testing::TestResult& result = *test.result();
  Outcome outcome{test.name(), status_of(result), static_cast<double>(result.elapsed_time()) / 1000, {}};
  for (int i = 0; i < result.total_part_count(); ++i) {
    const testing::TestPartResult& part = result.GetTestPartResult(i);
    if (part.failed()) outcome.failures.push_back(describe(part));
  }
  test_ended(outcome);
  std::fflush(stdout);
  outcomes_.push_back(std::move(outcome));
}

void Report::OnTestSuiteEnd(const testing::TestSuite& suite) {
  group_ended(suite.name(), static_cast<double>(suite.elapsed_time()) / 1000, outcomes_);
  std::fflush(stdout);
}

void Report::OnTestPartResult(const testing::TestPartResult& part) {
  if (in_test_ || !part.failed()) return;
  const Failure failure = describe(part);
  std::fprintf(stderr, "[  ERROR   ] --- %s[   LINE   ] --- %s\n", failure.message.c_str(), failure.place.c_str());
}

std::unique_ptr<Report> make_report(const char* format, const char* xml_file) {
  std::string word = format == nullptr ? "" : format;
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::toupper(c); });
  if (word == "XML") return make_xml_report(xml_file);
  if (word == "TAP") return std::make_unique<TapReport>();
  if (word == "SUBUNIT") return std::make_unique<SubunitReport>();
  return std::make_unique<StdoutReport>();
}

}  // namespace cmocka

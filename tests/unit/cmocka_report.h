// GoogleTest's results, reported as CMocka 1.1.5 reports its own.
//
// A test suite is CMocka's group. What stands here follows that version's
// output byte for byte (tests/integration/unit-report.bats compares them):
//   STDOUT   progress on standard output, messages and sums on standard error
//   TAP      Test Anything Protocol, a plan for each group
//   SUBUNIT  subunit version 1
//   XML      JUnit, on standard output or in a file
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace cmocka {

enum class Status { kPassed, kFailed, kSkipped };

// A failed assertion: its message, then CMocka's line with its place.
struct Failure {
  std::string message;  // ends with a newline, or is empty
  std::string place;    // "file.cc:12: error: Failure!"
};

struct Outcome {
  std::string name;
  Status status;
  double seconds;
  std::vector<Failure> failures;

  // Each failure's message and place; `before_place` goes in front of the
  // places. No newline at the end.
  std::string text(const std::string& before_place) const;
};

// Gathers a group's outcomes; each format says what it prints, and when.
class Report : public testing::EmptyTestEventListener {
 public:
  void OnTestSuiteStart(const testing::TestSuite& suite) override;
  void OnTestStart(const testing::TestInfo& test) override;
  void OnTestEnd(const testing::TestInfo& test) override;
  void OnTestSuiteEnd(const testing::TestSuite& suite) override;
  // Only those outside a test, as of SetUpTestSuite: on standard error, in every format.
  void OnTestPartResult(const testing::TestPartResult& part) override;

 protected:
  virtual void group_started(const std::string& name, int count) = 0;
  virtual void test_started(const std::string& name) = 0;
  virtual void test_ended(const Outcome& outcome) = 0;
  virtual void group_ended(const std::string& name, double seconds, const std::vector<Outcome>& outcomes) = 0;

 private:
  std::vector<Outcome> outcomes_;
  bool in_test_ = false;
};

// The number of outcomes with this status.
std::size_t count(const std::vector<Outcome>& outcomes, Status status);

// `format` is CMOCKA_MESSAGE_OUTPUT, in capitals or not; nullptr and unknown
// words are STDOUT. `xml_file` is CMOCKA_XML_FILE or nullptr.
std::unique_ptr<Report> make_report(const char* format, const char* xml_file);
std::unique_ptr<Report> make_xml_report(const char* xml_file);

}  // namespace cmocka

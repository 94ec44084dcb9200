#include <unistd.h>

#include <cstdio>

#include "tests/unit/cmocka_report.h"

namespace cmocka {

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file == stdout || file == stderr) {
      std::fflush(file);
    } else {
      std::fclose(file);
    }
  }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// CMocka leaves "]]>" as it is, which ends the section early; a reader of ours gets well-formed XML.
std::string in_cdata(std::string text) {
  for (std::size_t at = 0; (at = text.find("]]>", at)) != std::string::npos; at += 15)
    text.replace(at, 3, "]]]]><![CDATA[>");
  return "<![CDATA[" + text + "]]>";
}

class XmlReport : public Report {
 public:
  explicit XmlReport(const char* file) : pattern_(file == nullptr ? "" : file) {}

 private:
  void group_started(const std::string&, int) override {}
  void test_started(const std::string&) override {}
  void test_ended(const Outcome&) override {}

  void group_ended(const std::string& name, double seconds, const std::vector<Outcome>& outcomes) override {
    const File out = open(name);
    std::fprintf(out.get(), "<testsuites>\n");
    std::fprintf(
        out.get(),
        "  <testsuite name=\"%s\" time=\"%.3f\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" >\n",
        name.c_str(), seconds, outcomes.size(), count(outcomes, Status::kFailed), count(outcomes, Status::kSkipped));
    for (const Outcome& outcome : outcomes) {
      std::fprintf(out.get(), "    <testcase name=\"%s\" time=\"%.3f\" >\n", outcome.name.c_str(), outcome.seconds);
      if (outcome.status == Status::kFailed) {
        std::fprintf(out.get(), "      <failure>%s</failure>\n", in_cdata(outcome.text("")).c_str());
      }
      if (outcome.status == Status::kSkipped) std::fprintf(out.get(), "      <skipped/>\n");
      std::fprintf(out.get(), "    </testcase>\n");
    }
    std::fprintf(out.get(), "  </testsuite>\n</testsuites>\n");
  }

  // CMocka's rules: a file that an earlier run left is not touched (the report
  // goes to standard error), one that this run made is appended to.
  File open(const std::string& group) {
    if (pattern_.empty()) return with_heading(File(stdout));
    std::string path = pattern_;
    bool one_each = false;
    for (std::size_t at = 0; (at = path.find("%g", at)) != std::string::npos; at += group.size()) {
      path.replace(at, 2, group);
      one_each = true;
    }
    const bool exists = ::access(path.c_str(), R_OK) == 0;
    if (exists && made_file_) {
      if (File file{std::fopen(path.c_str(), "a")}) return file;
    }
    if (!exists) {
      if (File file{std::fopen(path.c_str(), "w")}) {
        made_file_ = true;
        const bool before = heading_printed_;
        file = with_heading(std::move(file));
        if (one_each) heading_printed_ = before;
        return file;
      }
    }
    return with_heading(File(stderr));
  }

  File with_heading(File file) {
    if (!heading_printed_) std::fprintf(file.get(), "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n");
    heading_printed_ = true;
    return file;
  }

  std::string pattern_;  // CMOCKA_XML_FILE
  bool made_file_ = false;
  bool heading_printed_ = false;
};

}  // namespace

std::unique_ptr<Report> make_xml_report(const char* xml_file) { return std::make_unique<XmlReport>(xml_file); }

}  // namespace cmocka

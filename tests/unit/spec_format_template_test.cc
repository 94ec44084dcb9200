// spec/format: Go's templates over JSON values.
#include <gtest/gtest.h>

#include "spec/format/rows.h"
#include "spec/format/template.h"
#include "spec/json/text.h"

namespace {

using spec::format::Template;

const char* const kImage = R"({"Id": "sha256:abc", "RepoTags": ["b:1", "a:2"], "Size": 1234, "Empty": [], "None": null,
  "Config": {"Env": ["PATH=/bin", "A=b"], "Labels": {"z": "last", "a": "first", "with.dot": "d"}, "Tty": true}})";

// What a template makes of the image above, or its error.
std::string made(const std::string& text) {
  const auto parsed = Template::parse(text);
  if (!parsed) return "parse: " + parsed.error().text();
  const auto out = parsed->run(*spec::json::parse(kImage));
  return out ? *out : "error: " + out.error().text();
}

TEST(Template, MembersPrintAsGoPrintsThem) {
  EXPECT_EQ(made("{{.Id}} {{.Size}} {{.Config.Tty}}"), "sha256:abc 1234 true");
  EXPECT_EQ(made("{{.RepoTags}} {{.Config.Labels}}"), "[b:1 a:2] map[a:first with.dot:d z:last]");
  EXPECT_EQ(made("{{.Empty}} {{.None}}"), "[] <no value>");
  EXPECT_EQ(made("plain { text }}"), "plain { text }}");
}

TEST(Template, JsonIsCompactInTheOrderOfTheDocument) {
  EXPECT_EQ(made("{{json .Config.Labels}}"), R"({"z":"last","a":"first","with.dot":"d"})");
  EXPECT_EQ(made("{{.RepoTags | json}}"), R"(["b:1","a:2"])");
}

TEST(Template, RangeWalksListsInOrderAndMapsByKey) {
  EXPECT_EQ(made("{{range .RepoTags}}<{{.}}>{{end}}"), "<b:1><a:2>");
  EXPECT_EQ(made("{{range $i, $tag := .RepoTags}}{{$i}}={{$tag}} {{end}}"), "0=b:1 1=a:2 ");
  EXPECT_EQ(made("{{range $k, $v := .Config.Labels}}{{$k}}:{{$v}},{{end}}"), "a:first,with.dot:d,z:last,");
  EXPECT_EQ(made("{{range .Empty}}x{{else}}nothing{{end}}"), "nothing");
  EXPECT_EQ(made("{{range .RepoTags}}{{.}}{{break}}{{end}}"), "b:1");
  EXPECT_EQ(made("{{range .RepoTags}}{{if eq . \"b:1\"}}{{continue}}{{end}}{{.}}{{end}}"), "a:2");
  EXPECT_EQ(made("{{range .RepoTags}}{{$.Id}};{{end}}"), "sha256:abc;sha256:abc;");
}

TEST(Template, IfWithAndElseChooseByGosTruth) {
  EXPECT_EQ(made("{{if .Empty}}a{{else if .None}}b{{else if .Size}}c{{else}}d{{end}}"), "c");
  EXPECT_EQ(made("{{with .Config}}{{.Tty}}{{end}}{{with .None}}x{{else}}y{{end}}"), "truey");
  EXPECT_EQ(made("{{if and .Config.Tty (not .None)}}yes{{end}}"), "yes");
  EXPECT_EQ(made("{{or .None \"default\"}}"), "default");
  EXPECT_EQ(made("{{if and .None .None.Deeper}}x{{end}}"), "") << "and ends at the first that is false";
}

TEST(Template, VariablesAreSetAndAssigned) {
  EXPECT_EQ(made("{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}"), "2");
  EXPECT_EQ(made("{{$c := .Config}}{{$c.Tty}} {{(index .RepoTags 1)}}"), "true a:2");
  EXPECT_EQ(made("{{if true}}{{$y := 1}}{{end}}{{$y}}"), "parse: template: :1: undefined variable \"$y\"");
}

TEST(Template, FunctionsAreGosAndDockers) {
  EXPECT_EQ(made("{{len .RepoTags}} {{len .Id}} {{index .RepoTags 0}}"), "2 10 b:1");
  EXPECT_EQ(made("{{index .Config.Labels \"with.dot\"}}{{index .Config.Labels \"missing\"}}"), "d");
  EXPECT_EQ(made("{{join .RepoTags \", \"}} {{upper \"ab\"}} {{lower \"AB\"}} {{title \"ab\"}}"), "b:1, a:2 AB ab Ab");
  EXPECT_EQ(made("{{index (split .Id \":\") 1}} {{slice .Id 7 9}} {{truncate .Id 6}}{{pad \"x\" 1 2}}|"),
            "abc ab sha256 x  |");
  EXPECT_EQ(made("{{eq .Size 1 1234}} {{ne .Id \"x\"}} {{lt 2 10}} {{ge \"b\" \"a\"}}"), "true true true true");
  EXPECT_EQ(made("{{print 1 2 \"x\" 3}}{{println .Size true}}"),
            "1 2x3"
            "1234 true\n");
}

TEST(Template, PrintfTakesFlagsWidthAndPrecision) {
  EXPECT_EQ(made("{{printf \"%s|%5d|%-6s|%05d|%.2f|%q|%x|%t|%%\" .Id .Size \"ab\" 7 1.5 \"c\" 255 true}}"),
            "sha256:abc| 1234|ab    |00007|1.50|\"c\"|ff|true|%");
  EXPECT_EQ(made("{{printf \"%v %.3s\" .RepoTags \"abcdef\"}}"), "[b:1 a:2] abc");
  EXPECT_EQ(made("{{.Size | printf \"%d bytes\"}}"), "1234 bytes");
  EXPECT_EQ(made("{{printf \"%d %s\" \"x\"}}"), "%!d(string=x) %!s(MISSING)");
  EXPECT_EQ(made("{{printf \"a\" 1}}"), "a%!(EXTRA int=1)");
  EXPECT_EQ(made("{{len (printf \"%99999999999d\" 1)}}"), "1000") << "a width is bounded";
}

TEST(Template, TrimMarksAndCommentsLeaveNothing) {
  EXPECT_EQ(made("a  {{- .Size -}}  b"), "a1234b");
  EXPECT_EQ(made("a{{/* not seen */}}b {{- /* nor this */ -}} c"), "abc");
}

TEST(Template, ErrorsNameThePlace) {
  EXPECT_EQ(made("{{.Foo}}"), "error: template: :1:2: executing \"\" at <.Foo>: map has no entry for key \"Foo\"");
  EXPECT_EQ(made("\n {{.Config.Nope}}"),
            "error: template: :2:3: executing \"\" at <.Config.Nope>: map has no entry for key \"Nope\"");
  EXPECT_EQ(made("{{.Id.Foo}}"),
            "error: template: :1:2: executing \"\" at <.Id.Foo>: can't evaluate field Foo in sha256:abc");
  EXPECT_EQ(made("{{nope .Id}}"), "parse: template: :1: function \"nope\" not defined");
  EXPECT_EQ(made("{{.Id"), "parse: template: :1: unclosed action");
  EXPECT_EQ(made("{{if .Id}}x"), "parse: template: :1: unexpected EOF");
  EXPECT_EQ(made("x{{end}}"), "parse: template: :1: unexpected {{end}}");
  EXPECT_EQ(made("{{}}"), "parse: template: :1: missing value for command");
  EXPECT_EQ(made("{{len}}"),
            "error: template: :1:2: executing \"\" at <len>: wrong number of args for len: want 1 got 0");
  EXPECT_EQ(made("{{index .RepoTags 7}}"),
            "error: template: :1:2: executing \"\" at <index>: error calling index: index out of range: 7");
  EXPECT_EQ(made("{{break}}"), "parse: template: :1: {{break}} outside {{range}}");
  EXPECT_EQ(made("{{\"open}}"), "parse: template: :1: unterminated quoted string");
}

TEST(Template, NestingIsBounded) {
  std::string blocks;
  for (int i = 0; i < 10000; ++i) blocks += "{{if true}}";
  EXPECT_EQ(made(blocks), "parse: template: :1: nested too deeply");
  EXPECT_EQ(made("{{" + std::string(10000, '(') + "}}"), "parse: template: :1: nested too deeply");
  std::string chain = "{{if true}}";
  for (int i = 0; i < 10000; ++i) chain += "{{else if true}}";
  EXPECT_EQ(made(chain), "parse: template: :1: nested too deeply");
}

std::string rows(const std::string& format) {
  const std::vector<spec::json::Object> rows = {{{"ID", "abc"}, {"Tag", "latest"}},
                                                {{"ID", "longer id than"}, {"Tag", "1"}}};
  const auto text = spec::format::rows_text(format, {{"ID", "IMAGE ID"}, {"Tag", "TAG"}}, rows);
  return text ? *text : text.error().text();
}

TEST(Rows, ATableHasHeadingsAndAlignedColumns) {
  EXPECT_EQ(rows("table {{.ID}}\\t{{.Tag}}"), "IMAGE ID         TAG\nabc              latest\nlonger id than   1\n");
}

TEST(Rows, ATemplateIsALineEachAndJsonAnObjectEach) {
  EXPECT_EQ(rows("{{.ID}}:{{.Tag}}"), "abc:latest\nlonger id than:1\n");
  EXPECT_EQ(rows("json"), "{\"ID\":\"abc\",\"Tag\":\"latest\"}\n{\"ID\":\"longer id than\",\"Tag\":\"1\"}\n");
}

TEST(Rows, AColumnThatThereIsNotIsAnError) {
  EXPECT_EQ(rows("{{.Nope}}"), "template: :1:2: executing \"\" at <.Nope>: map has no entry for key \"Nope\"");
}

}  // namespace

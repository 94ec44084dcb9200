#include "buildtool/dockerfile/expand.h"

#include <gtest/gtest.h>

#include <map>

#include "spec/base/text.h"

namespace buildtool::dockerfile {
namespace {

Variables variables() {
  return [](std::string_view name) -> std::optional<std::string> {
    static const std::map<std::string, std::string, std::less<>> values = {
        {"x", "value"}, {"empty", ""},         {"path", "/usr/local/lib/libz.so.1.2"}, {"two", "a  b"},
        {"_1", "low"},  {"stars", "a*b?c\\d"}, {"snow", "\xE2\x98\x83\xE2\x98\x83x"},  {"\xC3\xA9t\xC3\xA9", "summer"},
    };
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

// The result, or "error: ..." without the part that quotes the word.
std::string expand(std::string_view word, char escape = '\\') {
  const Result<std::string> result = expand_word(word, variables(), escape);
  if (result) return *result;
  const std::string text = result.error().text();
  return "error: " + text.substr(text.rfind("\": ") + 3);
}

std::string words(std::string_view word) {
  const Result<std::vector<std::string>> result = expand_words(word, variables(), '\\');
  return result ? join(*result, "|") : "error";
}

TEST(Expand, NamesWithAndWithoutBraces) {
  EXPECT_EQ(expand("$x ${x} $x.y ${x}y $_1"), "value value value.y valuey low");
  EXPECT_EQ(expand("[$nothing] [${nothing}] [$xy]"), "[] [] []");
  EXPECT_EQ(expand("$\xC3\xA9t\xC3\xA9."), "summer.");
}

TEST(Expand, DigitsAndSpecialParametersAreNamesOfTheirOwn) { EXPECT_EQ(expand("a$1b$12c$$d$?e$@f${1}g"), "abcdefg"); }

TEST(Expand, ADollarThatBeginsNoNameStays) {
  EXPECT_EQ(expand("$ $. $/ cost 5$"), "$ $. $/ cost 5$");
  EXPECT_EQ(expand("$\xE2\x82\xAC"), "$\xE2\x82\xAC");
}

TEST(Expand, QuotesGoAwayAndSingleOnesKeepDollars) {
  EXPECT_EQ(expand("'$x' \"$x\" 'it\"s' \"it's\" ''\"\""), "$x value it\"s it's ");
}

TEST(Expand, TheEscapeCharacterTakesMeaningAway) {
  EXPECT_EQ(expand("\\$x \\\\ \\' \\n"), "$x \\ ' n");
  EXPECT_EQ(expand("\"\\$x \\\" \\\\ \\n\""), "$x \" \\ \\n");
  EXPECT_EQ(expand("'\\$x'"), "\\$x");
  EXPECT_EQ(expand("end\\"), "end");
  EXPECT_EQ(expand("`$x \\$x", '`'), "$x \\value");
}

TEST(Expand, UnbalancedQuotesAreErrorsThatQuoteTheWord) {
  EXPECT_EQ(expand("'a"), "error: unexpected end of statement while looking for matching single-quote");
  EXPECT_EQ(expand("\"a\\\""), "error: unexpected end of statement while looking for matching double-quote");
  EXPECT_EQ(expand_word("\"x", variables(), '\\').error().text(),
            "failed to process \"\\\"x\": unexpected end of statement while looking for matching double-quote");
}

TEST(Expand, DefaultsWithAColonCountEmptyAsUnset) {
  EXPECT_EQ(expand("${nothing:-d} ${empty:-d} ${x:-d}"), "d d value");
  EXPECT_EQ(expand("${nothing-d} [${empty-d}] ${x-d}"), "d [] value");
  EXPECT_EQ(expand("[${nothing:+a}] [${empty:+a}] ${x:+a}"), "[] [] a");
  EXPECT_EQ(expand("[${nothing+a}] ${empty+a} ${x+a}"), "[] a a");
}

TEST(Expand, DefaultsAreWordsThemselves) {
  EXPECT_EQ(expand("${nothing:-$x/${empty:-'a}b'}}"), "value/a}b");
  EXPECT_EQ(expand("${nothing:-\\}}"), "}");
}

TEST(Expand, ARequiredVariableThatIsMissingIsAnErrorWithItsMessage) {
  EXPECT_EQ(expand("${x:?no} ${empty?no}"), "value ");
  EXPECT_EQ(expand("${nothing:?give it} "), "error: nothing: give it");
  EXPECT_EQ(expand("${nothing?} "), "error: nothing: is not allowed to be unset");
  EXPECT_EQ(expand("${empty:?} "), "error: empty: is not allowed to be empty");
}

TEST(Expand, PrefixesAreCutShortestAndLongest) {
  EXPECT_EQ(expand("${path#*/}"), "usr/local/lib/libz.so.1.2");
  EXPECT_EQ(expand("${path##*/}"), "libz.so.1.2");
  EXPECT_EQ(expand("${path#/usr} ${path#usr}"), "/local/lib/libz.so.1.2 /usr/local/lib/libz.so.1.2");
  EXPECT_EQ(expand("${snow#?}"), "\xE2\x98\x83x");
}

TEST(Expand, SuffixesAreCutShortestAndLongest) {
  EXPECT_EQ(expand("${path%.*} ${path%%.*}"), "/usr/local/lib/libz.so.1 /usr/local/lib/libz");
  EXPECT_EQ(expand("${path%/*}"), "/usr/local/lib");
  EXPECT_EQ(expand("${snow%x}"), "\xE2\x98\x83\xE2\x98\x83");
}

TEST(Expand, ReplacesTheFirstOrAllLeftmostAndLongest) {
  EXPECT_EQ(expand("${path/l/L}"), "/usr/Local/lib/libz.so.1.2");
  EXPECT_EQ(expand("${path//l/}"), "/usr/oca/ib/ibz.so.1.2");
  EXPECT_EQ(expand("${path/\\/*\\//-}"), "-libz.so.1.2");
  EXPECT_EQ(expand("${path//*/z}"), "z");
  EXPECT_EQ(expand("${x/nothing/y}"), "value");
}

TEST(Expand, PatternCharactersCanBeEscaped) {
  EXPECT_EQ(expand("${stars#*\\*}"), "b?c\\d");
  EXPECT_EQ(expand("${stars%\\?*}"), "a*b");
  EXPECT_EQ(expand("${stars//\\\\/-}"), "a*b?c-d");
  EXPECT_EQ(expand("${stars#\\q}"), "error: invalid pattern (\\q) in substitution: invalid escape '\\q'");
}

TEST(Expand, BadSubstitutionsAreErrors) {
  EXPECT_EQ(expand("${}"), "error: syntax error: bad substitution");
  EXPECT_EQ(expand("${:x}"), "error: syntax error: bad substitution");
  EXPECT_EQ(expand("${{x}}"), "error: syntax error: bad substitution");
  EXPECT_EQ(expand("${x!y}"), "error: unsupported modifier (!) in substitution");
  EXPECT_EQ(expand("${x:=y}"), "error: unsupported modifier (:=) in substitution");
  EXPECT_EQ(expand("${x:#y}"), "error: unsupported modifier (:#) in substitution");
  for (const char* open : {"${x", "${", "${x:", "${x:-a", "${x#a", "${x/a/b"}) {
    EXPECT_EQ(expand(open), "error: syntax error: missing '}'") << open;
  }
  EXPECT_EQ(expand("${x/a}"), "error: syntax error: missing '/' in ${}");
}

TEST(Expand, NestingAndGrowthAreBounded) {
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "${n:-";
  EXPECT_NE(expand(deep).find("error: "), std::string::npos);
  const Variables large = [](std::string_view) { return std::optional(std::string(1 << 20, 'x')); };
  std::string many;
  for (int i = 0; i < 17; ++i) many += "$x";
  EXPECT_FALSE(expand_word(many, large, '\\'));
}

TEST(Expand, WordsAreCutAtSpaceThatIsNotQuoted) {
  EXPECT_EQ(words("a $two c"), "a|a|b|c");
  EXPECT_EQ(words("x$two"), "xa|b");
  EXPECT_EQ(words("\"$two\" 'c d' e\\ f"), "a  b|c d|e f");
  EXPECT_EQ(words("  "), "");
  EXPECT_EQ(words("'a"), "error");
}

TEST(Expand, AHeredocKeepsItsQuotes) {
  EXPECT_EQ(*expand_heredoc("it's \"$x\" \\$x\n'${x}'\n", variables()), "it's \"value\" $x\n'value'\n");
}

// What an instruction becomes, its strings joined.
template <class I>
I expanded(I instruction) {
  AnyInstruction any = instruction;
  EXPECT_TRUE(dockerfile::expand(any, variables(), '\\'));
  return std::get<I>(any);
}

TEST(ExpandInstruction, TheInstructionsOfTheReferenceAreExpanded) {
  EXPECT_EQ(expanded(From{"$x", "${x}/y", "n"}).image, "value");
  EXPECT_EQ(expanded(From{"$x", "${x}/y", "n"}).platform, "value/y");
  EXPECT_EQ(expanded(Env{{{"$x", "'$x' $x"}}}).variables, (std::vector<KeyValue>{{"value", "$x value"}}));
  EXPECT_EQ(expanded(Label{{{"k", "\"$x\""}}}).labels, (std::vector<KeyValue>{{"k", "value"}}));
  EXPECT_EQ(*expanded(Arg{{{"a", "$x"}}}).variables.front().value, "value");
  EXPECT_EQ(expanded(Workdir{"/$x"}).path, "/value");
  EXPECT_EQ(expanded(User{"${x}:y"}).user, "value:y");
  EXPECT_EQ(expanded(StopSignal{"SIG$x"}).signal, "SIGvalue");
  EXPECT_EQ(expanded(Volume{{"/$x", "/b"}}).paths, (std::vector<std::string>{"/value", "/b"}));
  EXPECT_EQ(expanded(Expose{{"$two"}}).ports, (std::vector<std::string>{"a", "b"}));
}

TEST(ExpandInstruction, CopyExpandsPathsOwnerModeAndFilesThatAreNotQuoted) {
  Copy copy;
  copy.sources = {{"$x"}, {{"f", "$x", 0, true, false}, {"g", "$x", 0, false, false}}, "/$x/"};
  copy.from = "$x";
  copy.chown = "$x";
  copy.chmod = "$x";
  copy.exclude = {"$x"};
  const Copy out = expanded(copy);
  EXPECT_EQ(out.sources.paths.front(), "value");
  EXPECT_EQ(out.sources.files[0].content, "value");
  EXPECT_EQ(out.sources.files[1].content, "$x");
  EXPECT_EQ(out.sources.destination, "/value/");
  EXPECT_EQ(out.chown, "value");
  EXPECT_EQ(out.chmod, "value");
  EXPECT_EQ(out.from, "$x");
  EXPECT_EQ(out.exclude.front(), "$x");
}

TEST(ExpandInstruction, CommandsStayAsTheyAreWritten) {
  EXPECT_EQ(expanded(dockerfile::Run{{true, {"echo $x"}, {}}, {}, {}, {}, {}}).command.words.front(), "echo $x");
  EXPECT_EQ(expanded(Cmd{{true, {"$x"}, {}}}).command.words.front(), "$x");
  EXPECT_EQ(expanded(Entrypoint{{false, {"$x"}, {}}}).command.words.front(), "$x");
  EXPECT_EQ(expanded(Onbuild{"RUN $x"}).trigger, "RUN $x");
  EXPECT_EQ(expanded(Shell{{"$x"}}).words.front(), "$x");
}

}  // namespace
}  // namespace buildtool::dockerfile

// COPY and ADD.
#include "buildtool/dockerfile/flags.h"
#include "buildtool/dockerfile/heredoc.h"
#include "buildtool/dockerfile/typed.h"
#include "spec/base/text.h"

namespace buildtool::dockerfile {

namespace {

Result<void> check_count(const Statement& statement, std::string_view name) {
  if (statement.arguments.size() >= 2) return {};
  return fail(concat(name,
                     " requires at least two arguments, but only one was provided. Destination could not be "
                     "determined"));
}

// As a word of the command line: what only looks like one is a path.
std::optional<Heredoc> heredoc_of(const std::string& word) {
  Result<std::optional<Heredoc>> heredoc = parse_heredoc_word(word);
  return heredoc ? std::move(*heredoc) : std::nullopt;
}

Result<Sources> make_sources(const Statement& statement, std::string_view name) {
  Sources sources;
  sources.destination = statement.arguments.back();
  if (heredoc_of(sources.destination)) return fail(concat(name, " cannot accept a heredoc as a destination"));
  for (std::size_t i = 0; i + 1 < statement.arguments.size(); ++i) {
    std::optional<Heredoc> file = heredoc_of(statement.arguments[i]);
    if (!file) {
      sources.paths.push_back(statement.arguments[i]);
      continue;
    }
    for (const Heredoc& read : statement.heredocs) {
      if (read.name == file->name) file->content = read.content;
    }
    if (file->strip_tabs) file->content = strip_leading_tabs(file->content);
    sources.files.push_back(std::move(*file));
  }
  return sources;
}

}  // namespace

Result<AnyInstruction> make_copy(const Statement& statement) {
  TRY(check_count(statement, "COPY"));
  Copy copy;
  FlagTable flags;
  flags.add("chown", &copy.chown).add("from", &copy.from).add("chmod", &copy.chmod).add("link", &copy.link);
  flags.add("exclude", &copy.exclude).add("parents", &copy.parents);
  TRY(flags.parse(statement.flags));
  copy.sources = TRY(make_sources(statement, "COPY"));
  return AnyInstruction(std::move(copy));
}

Result<AnyInstruction> make_add(const Statement& statement) {
  TRY(check_count(statement, "ADD"));
  Add add;
  FlagTable flags;
  flags.add("chown", &add.chown).add("chmod", &add.chmod).add("link", &add.link).add("checksum", &add.checksum);
  flags.add("keep-git-dir", &add.keep_git_dir).add("unpack", &add.unpack).add("exclude", &add.exclude);
  TRY(flags.parse(statement.flags));
  add.sources = TRY(make_sources(statement, "ADD"));
  return AnyInstruction(std::move(add));
}

}  // namespace buildtool::dockerfile

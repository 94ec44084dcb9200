#include "buildtool/context/git_reference.h"

#include <algorithm>

#include "buildtool/context/clean_path.h"
#include "buildtool/context/url.h"
#include "spec/base/text.h"
#include "spec/cli/numbers.h"

namespace buildtool::context {

namespace {

std::string clean_subdir(std::string_view text) { return clean_path(concat("/", text)).substr(1); }

Result<bool> parse_switch(const std::string& name, const std::string& value) {
  if (value.empty()) return true;
  const Result<bool> parsed = spec::cli::parse_bool(value);
  if (!parsed) return fail(concat("invalid ", name, " value: \"", value, "\""));
  return *parsed;
}

// Sets what the fragment may have set already, to the same only.
Result<void> set_once(const char* name, std::string& member, const std::string& value) {
  if (!member.empty() && member != value) return fail(concat(name, " conflicts: \"", member, "\" vs \"", value, "\""));
  member = value;
  return {};
}

std::string with_prefix(const std::string& prefix, const std::string& name) {
  return name.starts_with(prefix) ? name : prefix + name;
}

Result<void> take_query(GitReference& git, const std::string& name, const std::string& value) {
  if (name == "keep-git-dir") {
    git.keep_git_dir = TRY(parse_switch(name, value));
  } else if (name == "submodules") {
    git.submodules = TRY(parse_switch(name, value));
  } else if (name == "fetch-by-commit") {
    git.fetch_by_commit = TRY(parse_switch(name, value));
  } else if (value.empty()) {
    return fail(concat("query \"", name, "\" has no value"));
  } else if (name == "ref") {
    return set_once("ref", git.ref, value);
  } else if (name == "tag") {
    return set_once("ref", git.ref, with_prefix("refs/tags/", value));
  } else if (name == "branch") {
    return set_once("ref", git.ref, with_prefix("refs/heads/", value));
  } else if (name == "subdir") {
    return set_once("subdir", git.subdir, clean_subdir(value));
  } else if (name == "checksum" || name == "commit") {
    git.checksum = value;
  } else if (name == "mtime") {
    if (value != "checkout" && value != "commit") {
      return fail(concat("invalid mtime value: \"", value, "\" (must be \"checkout\" or \"commit\")"));
    }
    git.checkout_times = value == "checkout";
  } else {
    return fail(concat("unexpected query \"", name, "\""));
  }
  return {};
}

// What git would take for an option, or for more than a name.
Result<void> check_ref(const std::string& ref) {
  constexpr std::string_view kNoName = " ~^:?*[\\\x7f+";
  const auto bad = [&](char c) { return static_cast<unsigned char>(c) < ' ' || kNoName.find(c) != kNoName.npos; };
  if (ref.starts_with('-') || ref.find("..") != ref.npos || std::any_of(ref.begin(), ref.end(), bad)) {
    return fail(concat("\"", ref, "\" is no name of a Git branch, tag or commit"));
  }
  return {};
}

bool names_repository(const Url& url) {
  if (url.scheme == "git" || url.scheme == "ssh") return true;
  return is_http(url.address) && url.path.ends_with(".git");
}

}  // namespace

bool is_commit(std::string_view text) {
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return (text.size() == 40 || text.size() == 64) && std::all_of(text.begin(), text.end(), hex);
}

Result<std::optional<GitReference>> parse_git_reference(std::string_view text) {
  GitReference git;
  git.like_a_path = text.starts_with("github.com/");
  const std::optional<Url> url = parse_url(git.like_a_path ? concat("https://", text) : std::string(text));
  if (!url || !(git.like_a_path || names_repository(*url))) return std::optional<GitReference>();
  git.remote = url->address;
  const std::size_t colon = url->fragment.find(':');
  git.ref = url->fragment.substr(0, colon);
  if (colon != std::string::npos) git.subdir = clean_subdir(std::string_view(url->fragment).substr(colon + 1));
  const auto values = TRY(query_values(url->query));
  if (values.contains("tag") && values.contains("branch")) return fail("branch conflicts with tag");
  for (const auto& [name, value] : values) TRY(take_query(git, name, value));
  TRY(check_ref(git.ref));
  if (git.remote.starts_with('-')) return fail(concat("\"", git.remote, "\" is no address of a repository"));
  if (git.fetch_by_commit && !is_commit(git.checksum)) {
    return fail("fetch-by-commit requires a full commit SHA checksum, got \"" + git.checksum + "\"");
  }
  return std::optional<GitReference>(std::move(git));
}

}  // namespace buildtool::context

#include "buildtool/build/parents.h"

#include <set>

#include "buildtool/context/clean_path.h"
#include "buildtool/context/wildcard.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

using context::Entry;
using context::Found;
using context::Wildcard;

struct Split {
  std::string base;  // the folder from which on names are kept
  std::string rest;  // clean, relative to it
};

Split split_source(const std::string& source) {
  const std::string whole = source.starts_with("./") ? "/" + source : source;
  const std::size_t pivot = whole.find("/./");
  const std::string base = pivot == whole.npos ? "" : whole.substr(0, pivot);
  const std::string rest = pivot == whole.npos ? whole : whole.substr(pivot + 3);
  return {base, context::clean_path("/" + rest).substr(1)};
}

// The entries that match, all below them, and the folders above.
Found only_matching(Found found, const Wildcard& wildcard) {
  std::set<std::string> kept;
  const auto is_below_kept = [&](std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash != path.npos && kept.contains(std::string(path.substr(0, slash)));
  };
  std::set<std::string> above;
  for (const Entry& entry : found.entries) {
    const std::string path(found.below(entry));
    if (path.empty() || (!is_below_kept(path) && !wildcard.matches(path))) continue;
    kept.insert(path);
    for (std::size_t slash = path.rfind('/'); slash != path.npos && slash > 0; slash = path.rfind('/', slash - 1)) {
      above.insert(path.substr(0, slash));
    }
  }
  Found out = {found.name, {}};
  for (const Entry& entry : found.entries) {
    const std::string path(found.below(entry));
    if (path.empty() || kept.contains(path) || above.contains(path)) out.entries.push_back(entry);
  }
  return out;
}

}  // namespace

Result<std::vector<Found>> find_with_parents(const context::Context& files, const std::string& source) {
  const Split split = split_source(source);
  std::vector<Found> bases = TRY(files.find(split.base.empty() ? "/" : split.base));
  if (split.rest.empty()) return bases;
  const Wildcard wildcard = TRY_STEP(source, Wildcard::compile(split.rest, Wildcard::DoubleStar::kFolders));
  std::vector<Found> out;
  for (Found& base : bases) {
    if (!base.is_folder()) continue;
    Found kept = only_matching(std::move(base), wildcard);
    if (kept.entries.size() > 1) out.push_back(std::move(kept));
  }
  if (out.empty() && !context::has_wildcard(split.base) && !context::has_wildcard(split.rest)) {
    Error error = fail(concat("\"", source, "\": not found"));
    error.number = ENOENT;
    return error;
  }
  return out;
}

}  // namespace buildtool::build

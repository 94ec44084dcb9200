#include "imagetool/sync/semver.h"

#include <algorithm>

#include "spec/base/text.h"

namespace imagetool::sync {

namespace {

bool is_wildcard(std::string_view part) { return part == "x" || part == "X" || part == "*"; }

// A version of which only the first parts are said; the others, and wildcards, are any.
struct Partial {
  Version version;
  std::size_t said = 0;
};

std::optional<Partial> parse_partial(std::string_view text) {
  Partial out;
  if (text.starts_with('v')) text.remove_prefix(1);
  text = text.substr(0, text.find('+'));
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) out.version.pre_release = text.substr(dash + 1);
  if (dash != std::string_view::npos && out.version.pre_release.empty()) return std::nullopt;
  const std::vector<std::string> parts = split(text.substr(0, dash), '.');
  if (parts.size() > 3) return std::nullopt;
  bool any = false;
  for (const std::string& part : parts) {
    any = any || is_wildcard(part);
    if (any) continue;
    const std::optional<std::uint64_t> number = parse_number<std::uint64_t>(part);
    if (!number) return std::nullopt;
    out.version.parts[out.said++] = *number;
  }
  return out;
}

// One number more at this place, and nothing after it.
Version after(const Version& version, std::size_t place) {
  Version next;
  std::copy_n(version.parts, place + 1, next.parts);
  ++next.parts[place];
  // Before everything of the next one, also what comes before its release.
  next.pre_release = "0";
  return next;
}

int compare_pre_releases(const std::string& a, const std::string& b) {
  if (a == b) return 0;
  if (a.empty() || b.empty()) return a.empty() ? 1 : -1;
  const std::vector<std::string> as = split(a, '.');
  const std::vector<std::string> bs = split(b, '.');
  for (std::size_t i = 0; i < std::min(as.size(), bs.size()); ++i) {
    const auto x = parse_number<std::uint64_t>(as[i]);
    const auto y = parse_number<std::uint64_t>(bs[i]);
    if (x && y && *x != *y) return *x < *y ? -1 : 1;
    if (x.has_value() != y.has_value()) return x ? -1 : 1;
    if (const int order = as[i].compare(bs[i]); order != 0) return order;
  }
  return as.size() < bs.size() ? -1 : 1;
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::optional<Partial> partial = parse_partial(text);
  if (!partial || partial->said == 0) return std::nullopt;
  return partial->version;
}

int compare(const Version& a, const Version& b) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (a.parts[i] != b.parts[i]) return a.parts[i] < b.parts[i] ? -1 : 1;
  }
  return compare_pre_releases(a.pre_release, b.pre_release);
}

Result<void> Range::add(std::string_view word, All& all) {
  using Kind = Comparison::Kind;
  const std::size_t begin = word.find_first_not_of("=<>!~^");
  const std::string_view sign = word.substr(0, begin);
  const std::optional<Partial> partial =
      begin == std::string_view::npos ? std::nullopt : parse_partial(word.substr(begin));
  if (!partial) return fail(concat("\"", word, "\": expected a version"));
  const auto& [version, said] = *partial;
  if (said == 0 && sign.empty()) return {};  // any
  if (said == 0) return fail(concat("\"", word, "\": expected a version"));
  const std::size_t last = said - 1;
  // "^0.2" is the minor version's, since nothing below 1 is stable.
  std::size_t kept = 0;
  while (kept < last && version.parts[kept] == 0) ++kept;
  if (sign == "!=") {
    all.push_back({Kind::kUnequal, version});
  } else if (sign == "<") {
    all.push_back({Kind::kLess, version});
  } else if (sign == ">=") {
    all.push_back({Kind::kAtLeast, version});
  } else if (sign == ">") {
    all.push_back(said == 3 ? Comparison{Kind::kMore, version} : Comparison{Kind::kAtLeast, after(version, last)});
  } else if (sign == "<=") {
    all.push_back(said == 3 ? Comparison{Kind::kAtMost, version} : Comparison{Kind::kLess, after(version, last)});
  } else if (sign == "^") {
    all.push_back({Kind::kAtLeast, version});
    all.push_back({Kind::kLess, after(version, kept)});
  } else if (sign == "~") {
    all.push_back({Kind::kAtLeast, version});
    all.push_back({Kind::kLess, after(version, std::min<std::size_t>(last, 1))});
  } else if (sign.empty() || sign == "=") {
    if (said == 3) {
      all.push_back({Kind::kEqual, version});
    } else {
      all.push_back({Kind::kAtLeast, version});
      all.push_back({Kind::kLess, after(version, last)});
    }
  } else {
    return fail(concat("\"", sign, "\" is no comparison"));
  }
  return {};
}

Result<Range> Range::parse(std::string_view text) {
  Range range;
  while (true) {
    const std::size_t end = text.find("||");
    All all;
    std::string sign;  // that stood alone
    std::string words(text.substr(0, end));
    std::replace(words.begin(), words.end(), ',', ' ');
    for (const std::string& word : split(words, ' ')) {
      if (word.empty()) continue;
      if (word.find_first_not_of("=<>!~^") == std::string::npos) {
        sign += word;
        continue;
      }
      TRY(add(sign + word, all));
      sign.clear();
    }
    if (!sign.empty()) return fail(concat("\"", sign, "\": a version is missing"));
    range.any_.push_back(std::move(all));
    if (end == std::string_view::npos) return range;
    text.remove_prefix(end + 2);
  }
}

bool Range::contains(const Version& version) const {
  return std::any_of(any_.begin(), any_.end(), [&](const All& all) {
    const bool names_pre_release = std::any_of(all.begin(), all.end(), [](const Comparison& one) {
      return !one.version.pre_release.empty() && one.version.pre_release != "0";
    });
    if (!version.pre_release.empty() && !names_pre_release) return false;
    return std::all_of(all.begin(), all.end(), [&](const Comparison& one) {
      const int order = compare(version, one.version);
      switch (one.kind) {
        case Comparison::Kind::kEqual:
          return order == 0;
        case Comparison::Kind::kUnequal:
          return order != 0;
        case Comparison::Kind::kLess:
          return order < 0;
        case Comparison::Kind::kAtMost:
          return order <= 0;
        case Comparison::Kind::kMore:
          return order > 0;
        case Comparison::Kind::kAtLeast:
          return order >= 0;
      }
      return false;
    });
  });
}

}  // namespace imagetool::sync

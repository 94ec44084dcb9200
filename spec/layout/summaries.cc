#include "spec/layout/summaries.h"

#include <algorithm>
#include <optional>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/image/platform.h"

namespace spec::layout {

namespace {

constexpr const char* kFile = "summaries";
constexpr std::uint64_t kMaxBytes = 256 << 20;  // as of index.json
constexpr const char* kNotTold = "-";

// The first line. Nothing here is synced: after a power cut the rest may be anything, which its digest tells.
std::string heading(std::string_view rest) {
  return concat("1 ", image::host_platform().text(), " ", image::digest_of(rest).text(), "\n");
}

// An image may say anything where it says when it was made; one that says no time stays without a summary.
bool is_word(const std::string& created) {
  return created.size() < 40 && created != kNotTold &&
         std::none_of(created.begin(), created.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

// Words, and no JSON: that would take longer to read than everything else that a list does.
std::string line_of(const image::Digest& target, const Summary& summary) {
  std::string line = concat(target.text(), " ", summary.manifest.text(), " ", summary.id.text(), " ",
                            summary.created.empty() ? kNotTold : summary.created, " ", summary.bytes);
  for (const Summary::Packed& layer : summary.packed) {
    line += concat(" ", layer.bytes, " ", layer.diff_id.text(), " ", layer.chain_id.text());
  }
  return line + "\n";
}

// A line's words, one after the other. What is not as line_of() writes it makes all of it wrong.
class Words {
 public:
  explicit Words(std::string_view line) : rest_(line) {}

  std::string_view text() {
    const std::size_t end = std::min(rest_.find(' '), rest_.size());
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return word;
  }
  image::Digest digest() {
    Result<image::Digest> digest = image::Digest::parse(text());
    if (digest) return std::move(*digest);
    wrong_ = true;
    return {};
  }
  std::uint64_t number() {
    const std::optional<std::uint64_t> number = parse_number<std::uint64_t>(text());
    if (!number) wrong_ = true;
    return number.value_or(0);
  }
  bool done() const { return rest_.empty() || wrong_; }
  bool wrong() const { return wrong_; }

 private:
  std::string_view rest_;
  bool wrong_ = false;
};

// The names of all blobs: a look at each would be a system call each.
class Blobs {
 public:
  explicit Blobs(const Store& store) {
    for (const image::Algorithm algorithm : {image::Algorithm::kSha256, image::Algorithm::kSha512}) {
      Result<std::vector<std::string>> names = list_dir(store.dir(), concat("blobs/", image::name(algorithm)));
      if (names) names_[algorithm] = std::move(*names);
    }
  }
  bool has(const image::Digest& digest) const {
    const auto names = names_.find(digest.algorithm());
    return names != names_.end() && std::binary_search(names->second.begin(), names->second.end(), digest.hex());
  }

 private:
  std::map<image::Algorithm, std::vector<std::string>> names_;  // sorted
};

}  // namespace

Summaries read_summaries(const Store& store) {
  Summaries out;
  const Result<std::string> text = read_file(store.dir(), kFile, kMaxBytes);
  if (!text) return out;
  std::string_view rest = *text;
  rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  if (!text->starts_with(heading(rest))) return out;
  const Blobs blobs(store);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    Words words(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    const image::Digest target = words.digest();
    Summary summary;
    summary.manifest = words.digest();
    summary.id = words.digest();
    if (const std::string_view created = words.text(); created != kNotTold) summary.created = created;
    summary.bytes = words.number();
    while (!words.done()) {
      Summary::Packed layer{words.number(), words.digest(), words.digest()};
      summary.packed.push_back(std::move(layer));
    }
    if (words.wrong()) return {};
    if (blobs.has(target) && blobs.has(summary.manifest) && blobs.has(summary.id))
      out.emplace(target, std::move(summary));
  }
  return out;
}

void write_summaries(const Store& store, const Summaries& summaries) {
  std::string rest;
  for (const auto& [target, summary] : summaries) {
    if (is_word(summary.created)) rest += line_of(target, summary);
  }
  (void)replace_file(store.dir(), kFile, heading(rest) + rest, 0600, Durable::kNo);
}

}  // namespace spec::layout

#include "imagetool/local/list.h"

#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <set>

#include "imagetool/local/cells.h"
#include "imagetool/local/find.h"
#include "imagetool/local/size.h"
#include "spec/base/timestamp.h"
#include "spec/cli/human.h"
#include "spec/format/rows.h"
#include "spec/image/reference.h"
#include "spec/layout/names.h"
#include "spec/layout/summaries.h"

namespace imagetool::local {

namespace layout = spec::layout;
using spec::image::Reference;

namespace {

constexpr const char* kTable = "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
constexpr const char* kTableWithDigests =
    "table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
const std::vector<spec::format::Column> kColumns = {{"Containers", "CONTAINERS"},
                                                    {"CreatedAt", "CREATED AT"},
                                                    {"CreatedSince", "CREATED"},
                                                    {"Digest", "DIGEST"},
                                                    {"ID", "IMAGE ID"},
                                                    {"Repository", "REPOSITORY"},
                                                    {"SharedSize", "SHARED SIZE"},
                                                    {"Size", "SIZE"},
                                                    {"Tag", "TAG"},
                                                    {"UniqueSize", "UNIQUE SIZE"},
                                                    {"VirtualSize", "VIRTUAL SIZE"}};

void set_name(Line& line, const std::string& name) {
  const Result<Reference> reference = spec::image::parse_reference(name);
  if (!reference || reference->text() != name) {
    line.repository = text_cell(name, 0, true);  // another tool's name
    return;
  }
  line.repository = reference->familiar_name();
  if (!reference->tag.empty()) line.tag = reference->tag;
}

// Docker matches a pattern against the short name with and without the tag.
bool matches(const Line& line, const std::string& filter) {
  std::string pattern = filter;
  if (const Result<Reference> reference = spec::image::parse_reference(filter)) {
    pattern = reference->default_tag ? reference->familiar_name() : reference->familiar();
  }
  const auto is = [&](const std::string& text) { return ::fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME) == 0; };
  return is(line.repository) || is(line.repository + ":" + line.tag) || is(line.repository + "@" + line.digest);
}

std::string ids_text(const std::vector<Line>& lines, const ListStyle& style) {
  std::string out;
  std::set<std::string> seen;
  for (const Line& line : lines) {
    const std::string id = id_cell(line.id, style.whole_ids);
    if (seen.insert(id).second) out += id + "\n";
  }
  return out;
}

// The lines of what is known of an image but for its names.
std::vector<Line> lines_of(Line line, const std::vector<std::string>& names, const std::vector<std::string>& patterns) {
  if (const auto time = parse_time(line.created)) line.created_at = time->tv_sec;
  std::vector<Line> lines(std::max<std::size_t>(names.size(), 1), line);
  for (std::size_t i = 0; i < names.size(); ++i) set_name(lines[i], names[i]);
  // As Docker: what was pulled by its digest has a line where no tag of the repository shows it.
  std::set<std::string> tagged;
  for (const Line& one : lines) {
    if (one.tag != "<none>") tagged.insert(one.repository);
  }
  std::erase_if(lines, [&](const Line& one) { return one.tag == "<none>" && tagged.count(one.repository) != 0; });
  std::erase_if(lines, [&](const Line& one) {
    return !patterns.empty() && std::none_of(patterns.begin(), patterns.end(),
                                             [&](const std::string& pattern) { return matches(one, pattern); });
  });
  return lines;
}

// What the store knows of its images, and what has to be read of them.
class Known {
 public:
  explicit Known(const layout::Store& store) : store_(store), layers_(store), before_(layout::read_summaries(store)) {}

  // Nothing of what is no image.
  std::optional<layout::Summary> summary(const layout::Target& target) {
    const auto known = before_.find(target.descriptor.digest);
    if (known != before_.end() && layers_.is_current(known->second)) {
      return now_.insert(before_.extract(known)).position->second;
    }
    if (const Result<layout::StoredImage> image = layout::load_target(store_, target)) {
      is_new_ = true;
      return now_.emplace(target.descriptor.digest, layers_.summary(*image)).first->second;
    }
    if (const Result<layout::StoredImage> image = load_any(store_, target)) return layers_.summary(*image);
    return std::nullopt;
  }
  // For the next time, once each image was asked for.
  void remember() const {
    if (is_new_) layout::write_summaries(store_, now_);
  }

 private:
  const layout::Store& store_;
  LayerSizes layers_;
  layout::Summaries before_;
  layout::Summaries now_;
  bool is_new_ = false;
};

}  // namespace

std::vector<Line> lines_of(const layout::StoredImage& image, const std::vector<std::string>& patterns) {
  Line line;
  line.digest = image.target.digest.text();
  line.id = image.id();
  line.created = image.config.created;
  return lines_of(std::move(line), image.names, patterns);
}

std::vector<Line> newest_first(std::vector<Line> lines) {
  const auto newer = [](const Line& a, const Line& b) { return a.created_at > b.created_at; };
  std::stable_sort(lines.begin(), lines.end(), newer);
  return lines;
}

Result<std::vector<Line>> list(const layout::Store& store, const ImageFilter& filter,
                               const std::vector<std::string>& patterns) {
  std::vector<Line> lines;
  const auto add = [&](std::vector<Line> own, std::uint64_t size) {
    for (Line& line : own) {
      line.size = size;
      lines.push_back(std::move(line));
    }
  };
  if (filter.needs_labels()) {
    LayerSizes layers(store);
    TRY(each(store, [&](layout::StoredImage&& image) {
      if (filter.matches(image)) add(lines_of(image, patterns), layers.sum(image));
    }));
    return newest_first(std::move(lines));
  }
  Known known(store);
  std::vector<layout::NamedImage> names = TRY(layout::list_names(store));
  for (const layout::Target& target : layout::by_target(std::move(names))) {
    const std::optional<layout::Summary> summary = known.summary(target);
    if (!summary || !filter.matches(target.names, summary->created)) continue;
    Line line;
    line.digest = target.descriptor.digest.text();
    line.id = summary->id;
    line.created = summary->created;
    add(lines_of(std::move(line), target.names, patterns), LayerSizes::sum(*summary));
  }
  known.remember();
  return newest_first(std::move(lines));
}

Result<std::string> list_text(const std::vector<Line>& lines, const ListStyle& style) {
  if (style.quiet) return ids_text(lines, style);
  std::vector<spec::json::Object> rows;
  for (const Line& line : lines) {
    const std::string size = spec::cli::human_size(line.size);
    rows.push_back({{"Containers", "N/A"},
                    {"CreatedAt", at_cell(line.created)},
                    {"CreatedSince", since_cell(line.created)},
                    {"Digest", line.digest},
                    {"ID", id_cell(line.id, style.whole_ids)},
                    {"Repository", line.repository},
                    {"SharedSize", "N/A"},
                    {"Size", size},
                    {"Tag", line.tag},
                    {"UniqueSize", "N/A"},
                    {"VirtualSize", size}});
  }
  const bool plain = style.format.empty() || style.format == "table";
  return spec::format::rows_text(!plain ? style.format : style.digests ? kTableWithDigests : kTable, kColumns, rows);
}

}  // namespace imagetool::local

#include "imagetool/local/list.h"

#include <fnmatch.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "imagetool/local/cells.h"
#include "imagetool/local/find.h"
#include "spec/base/timestamp.h"
#include "spec/cli/human.h"
#include "spec/cli/table.h"
#include "spec/image/reference.h"
#include "spec/json/text.h"

namespace imagetool::local {

namespace {

using spec::image::Reference;

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

std::time_t age_key(const Line& line) {
  const std::optional<std::timespec> time = parse_time(line.created);
  return time ? time->tv_sec : 0;
}

}  // namespace

std::vector<Line> list(const std::vector<SizedImage>& images, const std::string& filter) {
  std::vector<Line> lines;
  for (const auto& [image, size] : images) {
    Line line;
    line.digest = image.target.digest.text();
    line.id = image.id();
    line.created = image.config.created;
    line.size = size;
    for (const std::string& name : image.names) {
      lines.push_back(line);
      set_name(lines.back(), name);
    }
    if (image.names.empty()) lines.push_back(line);
  }
  if (!filter.empty()) {
    lines.erase(std::remove_if(lines.begin(), lines.end(), [&](const Line& line) { return !matches(line, filter); }),
                lines.end());
  }
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return age_key(a) > age_key(b); });
  return lines;
}

std::string table_text(const std::vector<Line>& lines, const ListStyle& style) {
  if (style.quiet) {
    std::string out;
    std::set<std::string> seen;
    for (const Line& line : lines) {
      const std::string id = id_cell(line.id, style.whole_ids);
      if (seen.insert(id).second) out += id + "\n";
    }
    return out;
  }
  std::vector<std::string> heading = {"REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"};
  if (style.digests) heading.insert(heading.begin() + 2, "DIGEST");
  std::vector<std::vector<std::string>> rows;
  for (const Line& line : lines) {
    std::vector<std::string> row = {line.repository, line.tag, id_cell(line.id, style.whole_ids),
                                    since_cell(line.created), spec::cli::human_size(line.size)};
    if (style.digests) row.insert(row.begin() + 2, line.digest);
    rows.push_back(std::move(row));
  }
  return spec::cli::table(heading, rows, 10);
}

std::string json_text(const std::vector<Line>& lines, const ListStyle& style) {
  std::string out;
  for (const Line& line : lines) {
    const std::string size = spec::cli::human_size(line.size);
    out += spec::json::write(spec::json::Object{{"Containers", "N/A"},
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
    out += "\n";
  }
  return out;
}

}  // namespace imagetool::local

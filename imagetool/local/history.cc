#include "imagetool/local/history.h"

#include <algorithm>

#include "imagetool/local/cells.h"
#include "spec/cli/human.h"
#include "spec/format/rows.h"

namespace imagetool::local {

namespace {

constexpr std::size_t kCreatedByWidth = 45;  // Docker's
constexpr const char* kIds = "{{.ID}}";
constexpr const char* kTable = "table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}";

std::string id_text(const Step& step, const HistoryStyle& style) {
  const std::size_t colon = step.id.find(':');
  return style.whole || colon == std::string::npos ? step.id : step.id.substr(colon + 1, 12);
}

std::string size_text(const Step& step, const HistoryStyle& style) {
  return style.human ? spec::cli::human_size(step.size) : std::to_string(step.size);
}

}  // namespace

std::vector<Step> history(const spec::layout::StoredImage& image, const std::vector<std::uint64_t>& layer_sizes) {
  std::vector<Step> steps;
  std::size_t layer = 0;
  const auto next_layer_size = [&] { return layer < layer_sizes.size() ? layer_sizes[layer++] : 0; };
  for (const spec::image::History& entry : image.config.history) {
    Step step;
    step.created = entry.created;
    step.created_by = entry.created_by;
    step.comment = entry.comment;
    if (!entry.empty_layer) step.size = next_layer_size();
    steps.push_back(std::move(step));
  }
  while (layer < layer_sizes.size()) {
    Step step;
    step.created = image.config.created;
    step.size = next_layer_size();
    steps.push_back(std::move(step));
  }
  std::reverse(steps.begin(), steps.end());
  if (!steps.empty()) steps.front().id = image.id().text();
  return steps;
}

Result<std::string> history_text(const std::vector<Step>& steps, const HistoryStyle& style) {
  std::vector<spec::json::Object> rows;
  for (const Step& step : steps) {
    rows.push_back({{"Comment", text_cell(step.comment, 0, true)},
                    {"CreatedAt", step.created},
                    {"CreatedBy", text_cell(step.created_by, kCreatedByWidth, style.whole)},
                    {"CreatedSince", style.human ? since_cell(step.created) : step.created},
                    {"ID", id_text(step, style)},
                    {"Size", size_text(step, style)}});
  }
  const bool plain = style.format.empty() || style.format == "table";
  const std::vector<spec::format::Column> columns = {{"Comment", "COMMENT"},
                                                     {"CreatedAt", "CREATED AT"},
                                                     {"CreatedBy", "CREATED BY"},
                                                     {"CreatedSince", style.human ? "CREATED" : "CREATED AT"},
                                                     {"ID", "IMAGE"},
                                                     {"Size", "SIZE"}};
  return spec::format::rows_text(style.quiet ? kIds : plain ? kTable : style.format, columns, rows);
}

}  // namespace imagetool::local

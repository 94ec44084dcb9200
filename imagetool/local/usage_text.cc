#include <algorithm>

#include "imagetool/local/cells.h"
#include "imagetool/local/list.h"
#include "imagetool/local/usage.h"
#include "spec/base/text.h"
#include "spec/cli/human.h"
#include "spec/cli/table.h"
#include "spec/format/rows.h"

namespace imagetool::local {

namespace json = spec::json;
using spec::cli::human_size;

namespace {

constexpr const char* kTable = "table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}";

// "1.2GB (45%)"
std::string reclaimable(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? human_size(part) : concat(human_size(part), " (", part * 100 / whole, "%)");
}

json::Object row(const char* type, std::size_t total, std::size_t active, std::uint64_t size, std::string back) {
  return {{"Type", type},
          {"TotalCount", std::to_string(total)},
          {"Active", std::to_string(active)},
          {"Size", human_size(size)},
          {"Reclaimable", std::move(back)}};
}

}  // namespace

Result<std::string> usage_text(const Usage& usage, const std::string& format) {
  const auto active = static_cast<std::size_t>(
      std::count_if(usage.images.begin(), usage.images.end(), [](const ImageUsage& one) { return one.bundles > 0; }));
  std::uint64_t bundles = 0;
  for (const BundleUsage& bundle : usage.bundles) bundles += bundle.size;
  const std::vector<json::Object> rows = {
      row("Images", usage.images.size(), active, usage.images_size,
          reclaimable(usage.images_reclaimable, usage.images_size)),
      // A bundle may be of use, whether it runs or not: only who made it knows.
      row("Bundles", usage.bundles.size(), usage.bundles.size(), bundles, human_size(0)),
      row("Local Volumes", usage.volumes, usage.volumes_active, usage.volumes_size,
          reclaimable(usage.volumes_reclaimable, usage.volumes_size)),
      row("Build Cache", usage.cache_records, 0, usage.cache_size, human_size(usage.cache_size)),
  };
  return spec::format::rows_text(format.empty() || format == "table" ? kTable : format,
                                 {{"Type", "TYPE"},
                                  {"TotalCount", "TOTAL"},
                                  {"Active", "ACTIVE"},
                                  {"Size", "SIZE"},
                                  {"Reclaimable", "RECLAIMABLE"}},
                                 rows);
}

std::string usage_details(const Usage& usage) {
  std::vector<std::vector<std::string>> images;
  for (const ImageUsage& one : usage.images) {
    for (const Line& line : lines_of(one.image, {})) {
      images.push_back({line.repository, line.tag, id_cell(line.id, false), since_cell(line.created),
                        human_size(one.size), human_size(one.shared), human_size(one.size - one.shared),
                        std::to_string(one.bundles)});
    }
  }
  std::vector<std::vector<std::string>> bundles;
  for (const BundleUsage& bundle : usage.bundles) {
    bundles.push_back({bundle.path, bundle.image.empty() ? "" : bundle.image.substr(bundle.image.find(':') + 1, 12),
                       human_size(bundle.size)});
  }
  return concat(
      "Images space usage:\n\n",
      spec::cli::table({"REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE", "SHARED SIZE", "UNIQUE SIZE", "BUNDLES"},
                       images, 10),
      "\nBundles space usage:\n\n", spec::cli::table({"BUNDLE", "MANIFEST", "SIZE"}, bundles, 10),
      "\nBuild cache usage: ", human_size(usage.cache_size), "\n");
}

}  // namespace imagetool::local

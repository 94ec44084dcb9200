#include "imagetool/volume/list.h"

#include "spec/base/text.h"
#include "spec/format/rows.h"

namespace imagetool::volume {

namespace {

constexpr const char* kTable = "table {{.Driver}}\t{{.Name}}";
const std::vector<spec::format::Column> kColumns = {{"Availability", "AVAILABILITY"},
                                                    {"Driver", "DRIVER"},
                                                    {"Group", "GROUP"},
                                                    {"Labels", "LABELS"},
                                                    {"Links", "LINKS"},
                                                    {"Mountpoint", "MOUNTPOINT"},
                                                    {"Name", "VOLUME NAME"},
                                                    {"Scope", "SCOPE"},
                                                    {"Size", "SIZE"},
                                                    {"Status", "STATUS"}};

spec::json::Object row(const Volume& volume) {
  std::vector<std::string> labels;
  for (const auto& [name, value] : volume.labels) labels.push_back(concat(name, '=', value));
  return {{"Availability", "N/A"}, {"Driver", volume.driver},
          {"Group", "N/A"},        {"Labels", join(labels, ",")},
          {"Links", "N/A"},        {"Mountpoint", volume.mountpoint},
          {"Name", volume.name},   {"Scope", "local"},
          {"Size", "N/A"},         {"Status", "N/A"}};
}

}  // namespace

Result<std::string> list_text(const std::vector<Volume>& volumes, const std::string& format, bool quiet) {
  std::vector<spec::json::Object> rows;
  std::string names;
  for (const Volume& volume : volumes) {
    rows.push_back(row(volume));
    names += volume.name + "\n";
  }
  if (quiet) return names;
  return spec::format::rows_text(format.empty() || format == "table" ? kTable : format, kColumns, rows);
}

}  // namespace imagetool::volume

#include "buildtool/cache/text.h"

#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/cli/human.h"
#include "spec/cli/table.h"
#include "spec/format/rows.h"
#include "spec/json/value.h"

namespace buildtool::cache {

namespace {

using spec::cli::human_size;

const char* yes_or_no(bool value) { return value ? "true" : "false"; }

std::string ago(std::int64_t seconds) {
  return seconds == 0 ? "" : spec::cli::human_duration(now().tv_sec - seconds) + " ago";
}

std::string time_text(std::int64_t seconds) { return format_time({seconds, 0}); }

}  // namespace

std::string table_text(const std::vector<Entry>& entries) {
  std::vector<std::vector<std::string>> rows;
  for (const Entry& entry : entries) {
    rows.push_back({entry.id + (entry.is_mutable ? "*" : ""), yes_or_no(!entry.in_use),
                    human_size(entry.size) + (entry.shared ? "*" : ""), ago(entry.used)});
  }
  return spec::cli::table({"ID", "RECLAIMABLE", "SIZE", "LAST ACCESSED"}, rows);
}

std::string details_text(const std::vector<Entry>& entries) {
  std::string out;
  for (const Entry& entry : entries) {
    const auto line = [&](std::string name, const std::string& value) {
      name += ":";
      name.resize(14, ' ');
      out += name + value + "\n";
    };
    line("ID", entry.id);
    line("Created at", time_text(entry.created));
    line("Mutable", yes_or_no(entry.is_mutable));
    line("Reclaimable", yes_or_no(!entry.in_use));
    line("Shared", yes_or_no(entry.shared));
    line("Size", human_size(entry.size));
    if (!entry.description.empty()) line("Description", entry.description);
    line("Usage count", std::to_string(entry.count));
    line("Last used", ago(entry.used));
    line("Type", entry.type);
    out += "\n";
  }
  return out;
}

Result<std::string> format_text(const std::vector<Entry>& entries, const std::string& format) {
  using spec::json::Value;
  static const std::vector<spec::format::Column> kColumns = {{"CreatedAt", "CREATED AT"},
                                                             {"Description", "DESCRIPTION"},
                                                             {"ID", "ID"},
                                                             {"LastUsedAt", "LAST ACCESSED"},
                                                             {"Mutable", "MUTABLE"},
                                                             {"Reclaimable", "RECLAIMABLE"},
                                                             {"Shared", "SHARED"},
                                                             {"Size", "SIZE"},
                                                             {"Type", "TYPE"},
                                                             {"UsageCount", "USAGE COUNT"}};
  std::vector<spec::json::Object> rows;
  for (const Entry& entry : entries) {
    rows.push_back({{"CreatedAt", time_text(entry.created)},
                    {"Description", entry.description},
                    {"ID", entry.id},
                    {"LastUsedAt", time_text(entry.used)},
                    {"Mutable", entry.is_mutable},
                    {"Reclaimable", !entry.in_use},
                    {"Shared", entry.shared},
                    {"Size", std::to_string(entry.size)},
                    {"Type", entry.type},
                    {"UsageCount", Value::integer(std::int64_t{entry.count})}});
  }
  return spec::format::rows_text(format, kColumns, rows);
}

std::string summary_text(const std::vector<Entry>& entries) {
  std::uint64_t shared = 0, own = 0, reclaimable = 0;
  for (const Entry& entry : entries) {
    (entry.shared ? shared : own) += entry.size;
    if (!entry.in_use) reclaimable += entry.own_size();
  }
  std::string out;
  if (shared > 0) {
    out += concat("Shared:\t\t", human_size(shared), "\n");
    out += concat("Private:\t", human_size(own), "\n");
  }
  out += concat("Reclaimable:\t", human_size(reclaimable), "\n");
  return out + concat("Total:\t\t", human_size(shared + own), "\n");
}

}  // namespace buildtool::cache

#include "runtime/supervision/usage_table.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include "runtime/container/usage.h"
#include "runtime/supervision/place.h"
#include "spec/base/text.h"
#include "spec/cli/human.h"
#include "spec/format/rows.h"

namespace runtime::supervision {

using container::Usage;
using spec::cli::binary_size;
using spec::cli::human_size;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kIdWidth = 12;
constexpr const char* kTable =
    "table {{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}";

const std::vector<spec::format::Column> kColumns = {
    {"BlockIO", "BLOCK I/O"}, {"CPUPerc", "CPU %"}, {"Container", "CONTAINER"},
    {"ID", "CONTAINER ID"},   {"MemPerc", "MEM %"}, {"MemUsage", "MEM USAGE / LIMIT"},
    {"Name", "NAME"},         {"NetIO", "NET I/O"}, {"PIDs", "PIDS"}};

struct Sample {
  Settings settings;
  Usage usage;  // nothing where it does not run
  Clock::time_point time;
};
using Samples = std::vector<Sample>;

Result<Samples> take_samples(const std::string& state_root, const UsageStyle& style) {
  const std::vector<Place> places = TRY(Place::list(state_root));
  Samples samples;
  for (const Place& place : places) {
    const bool is_named = std::find(style.ids.begin(), style.ids.end(), place.id()) != style.ids.end();
    if (!style.ids.empty() && !is_named) continue;
    Result<Settings> settings = place.settings();
    if (!settings) continue;  // deleted meanwhile
    const Result<Usage> usage = container::read_usage(state_root, place.id());
    if (!usage && !is_named && !style.all) continue;
    samples.push_back({std::move(*settings), usage ? *usage : Usage(), Clock::now()});
  }
  return samples;
}

std::string percent(double part, double whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f%%", whole > 0 ? part / whole * 100 : 0);
  return text;
}

std::string cpu_share(const Sample& sample, const Samples& before) {
  const auto earlier =
      std::find_if(before.begin(), before.end(), [&](const Sample& s) { return s.settings.id == sample.settings.id; });
  // A new life counts from 0.
  if (earlier == before.end() || sample.usage.cpu < earlier->usage.cpu) return percent(0, 0);
  const std::chrono::duration<double, std::nano> time = sample.time - earlier->time;
  return percent(static_cast<double>(sample.usage.cpu - earlier->usage.cpu), time.count());
}

spec::json::Object row(const Sample& sample, const Samples& before, bool whole) {
  const Usage& usage = sample.usage;
  const std::string& id = sample.settings.id;
  return {{"BlockIO", concat(human_size(usage.read), " / ", human_size(usage.written))},
          {"CPUPerc", cpu_share(sample, before)},
          {"Container", id},
          {"ID", whole ? id : id.substr(0, kIdWidth)},
          {"MemPerc", percent(static_cast<double>(usage.memory), static_cast<double>(usage.memory_limit))},
          {"MemUsage", concat(binary_size(usage.memory), " / ", binary_size(usage.memory_limit))},
          {"Name", sample.settings.name},
          {"NetIO", concat(human_size(usage.received), " / ", human_size(usage.sent))},
          {"PIDs", std::to_string(usage.pids)}};
}

}  // namespace

Result<void> show_usage(const std::string& state_root, const UsageStyle& style,
                        const std::function<Result<void>(const std::string&)>& show) {
  Samples before = TRY(take_samples(state_root, style));
  do {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    Samples samples = TRY(take_samples(state_root, style));
    std::vector<spec::json::Object> rows;
    for (const Sample& sample : samples) rows.push_back(row(sample, before, style.whole));
    const std::string text = TRY(spec::format::rows_text(style.format.empty() ? kTable : style.format, kColumns, rows));
    TRY(show(text));
    before = std::move(samples);
  } while (style.follow);
  return {};
}

}  // namespace runtime::supervision

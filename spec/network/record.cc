#include "spec/network/record.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/network/tables.h"

namespace spec::network {

constexpr auto describe(const Endpoint*) {
  return std::tuple{json::required("network", &Endpoint::network),
                    json::optional("networkId", &Endpoint::network_id),
                    json::required("interface", &Endpoint::interface),
                    json::optional("ip", &Endpoint::ip),
                    json::optional("prefix", &Endpoint::prefix),
                    json::optional("gateway", &Endpoint::gateway),
                    json::optional("ip6", &Endpoint::ip6),
                    json::optional("prefix6", &Endpoint::prefix6),
                    json::optional("gateway6", &Endpoint::gateway6),
                    json::optional("mac", &Endpoint::mac),
                    json::optional("aliases", &Endpoint::aliases),
                    json::optional("config", &Endpoint::config),
                    json::optional("result", &Endpoint::result)};
}

constexpr auto describe(const ProcessId*) {
  return std::tuple{json::required("pid", &ProcessId::pid), json::required("startTime", &ProcessId::start_time)};
}

constexpr auto describe(const Record*) {
  return std::tuple{json::required("key", &Record::key),
                    json::required("id", &Record::id),
                    json::optional("name", &Record::name),
                    json::optional("host", &Record::host),
                    json::required("bundle", &Record::bundle),
                    json::required("process", &Record::process),
                    json::required("keeper", &Record::keeper),
                    json::optional("pasta", &Record::pasta),
                    json::required("endpoints", &Record::endpoints),
                    json::optional("ports", &Record::ports),
                    json::optional("gatewayNames", &Record::gateway_names)};
}

namespace {

constexpr std::uint64_t kMaxRecord = 4 << 20;
constexpr const char* kEnding = ".json";

// FNV-1a: names that only their owner makes need nothing stronger.
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return value;
}

}  // namespace

std::string record_folder() {
  if (::geteuid() == 0) return "/run/imagetool/network";
  const char* own = std::getenv("XDG_RUNTIME_DIR");
  const std::string above = own != nullptr && *own == '/' ? own : concat("/run/user/", ::geteuid());
  return above + "/imagetool/network";
}

std::string record_key(const std::string& bundle) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::uint64_t rest = hash(bundle); out.size() < 16; rest >>= 4) out += kDigits[rest & 15];
  return out;
}

Result<Record> parse_record(std::string_view text) { return json::decode_text<Record>(text); }

std::string write_record(const Record& record) { return json::encode_text(record); }

Result<std::optional<Record>> find_record(const std::string& bundle) {
  const std::string path = concat(record_folder(), '/', record_key(bundle), kEnding);
  const Result<std::string> text = read_file(path, kMaxRecord);
  if (!text && text.error().number == ENOENT) return std::optional<Record>();
  if (!text) return text.error();
  Record record = TRY_STEP(path, parse_record(*text));
  if (record.bundle != bundle || !is_alive(record.process)) return std::optional<Record>();
  return std::optional<Record>(std::move(record));
}

Result<std::vector<Record>> list_records(FdRef folder) {
  std::vector<Record> out;
  const std::vector<std::string> names = TRY(list_dir(folder, "."));
  for (const std::string& name : names) {
    if (!name.ends_with(kEnding)) continue;
    const Result<std::string> text = read_file(folder, name, kMaxRecord);
    if (!text) continue;
    Result<Record> record = parse_record(*text);
    if (record) out.push_back(std::move(*record));
  }
  std::sort(out.begin(), out.end(), [](const Record& a, const Record& b) { return a.id < b.id; });
  return out;
}

std::optional<ProcessId> identify(pid_t pid) {
  const Result<Fd> file = open_at(FdRef::cwd(), concat("/proc/", pid, "/stat"), O_RDONLY);
  if (!file) return std::nullopt;
  const Result<std::string> text = read_all(*file, 4096, "stat");
  if (!text) return std::nullopt;
  // pid (name) state ... field 22 is the start time; the name can hold spaces and brackets (proc(5)).
  const std::vector<std::string> fields = split_words(std::string_view(*text).substr(text->rfind(')') + 1));
  if (fields.size() < 20 || fields[0] == "Z" || fields[0] == "X") return std::nullopt;
  return ProcessId{pid, parse_number<std::uint64_t>(fields[19]).value_or(0)};
}

bool is_alive(const ProcessId& process) {
  const std::optional<ProcessId> now = identify(process.pid);
  return now && now->start_time == process.start_time;
}

}  // namespace spec::network

#include "runtime/supervision/log_entry.h"

#include <cstdio>

#include "spec/base/text.h"
#include "spec/base/timestamp.h"
#include "spec/base/utf8.h"
#include "spec/json/table.h"

namespace runtime::supervision {

namespace json = ::spec::json;

namespace {

// Docker's json-file.
struct JsonEntry {
  std::string log;
  std::string stream;
  std::string time;
};
constexpr auto describe(const JsonEntry*) {
  return std::tuple{json::written("log", &JsonEntry::log), json::required("stream", &JsonEntry::stream),
                    json::required("time", &JsonEntry::time)};
}

std::string_view name_of(Stream stream) { return stream == Stream::kOutput ? "stdout" : "stderr"; }

std::optional<Stream> stream_of(std::string_view name) {
  if (name == "stdout") return Stream::kOutput;
  if (name == "stderr") return Stream::kErrors;
  return std::nullopt;
}

std::optional<LogEntry> parse_cri(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t second = line.find(' ', first == line.npos ? first : first + 1);
  const std::size_t third = line.find(' ', second == line.npos ? second : second + 1);
  if (third == line.npos) return std::nullopt;
  const auto time = parse_time(line.substr(0, first));
  const auto stream = stream_of(line.substr(first + 1, second - first - 1));
  const std::string_view tag = line.substr(second + 1, third - second - 1);
  if (!time || !stream || (tag != "F" && tag != "P")) return std::nullopt;
  return LogEntry{*time, *stream, tag == "F", std::string(line.substr(third + 1))};
}

std::optional<LogEntry> parse_json(std::string_view line) {
  Result<JsonEntry> read = json::decode_text<JsonEntry>(line);
  if (!read) return std::nullopt;
  const auto time = parse_time(read->time);
  const auto stream = stream_of(read->stream);
  if (!time || !stream) return std::nullopt;
  const bool whole = read->log.ends_with('\n');
  if (whole) read->log.pop_back();
  return LogEntry{*time, *stream, whole, std::move(read->log)};
}

}  // namespace

std::string log_time(std::timespec time) {
  std::string text = format_time({time.tv_sec, 0});  // "...Z"
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%09ldZ", time.tv_nsec);
  text.replace(text.size() - 1, 1, fraction);
  return text;
}

std::string json_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Utf8Character character = first_utf8(text);
    const bool is_stray = character.code >= 0xDC80 && character.code <= 0xDCFF;
    if (character.code != 0) append_utf8(out, is_stray ? 0xFFFD : character.code);
    text.remove_prefix(character.size);
  }
  return out;
}

std::string write_log_entry(LogFormat format, const LogEntry& entry) {
  if (format == LogFormat::kCri) {
    return concat(log_time(entry.time), ' ', name_of(entry.stream), entry.whole ? " F " : " P ", entry.text, '\n');
  }
  JsonEntry out = {json_text(entry.text), std::string(name_of(entry.stream)), log_time(entry.time)};
  if (entry.whole) out.log += '\n';
  return json::encode_text(out) + '\n';
}

std::optional<LogEntry> parse_log_entry(LogFormat format, std::string_view line) {
  return format == LogFormat::kJsonFile ? parse_json(line) : parse_cri(line);
}

}  // namespace runtime::supervision

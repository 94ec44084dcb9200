#include "buildtool/dockerfile/run_mount.h"

#include <array>

#include "buildtool/dockerfile/quote.h"
#include "buildtool/dockerfile/suggest.h"
#include "spec/base/text.h"
#include "spec/cli/csv.h"

namespace buildtool::dockerfile {

using spec::cli::CsvOption;
using spec::cli::parse_option_bool;
using spec::cli::split_csv;
using spec::cli::split_option;

namespace {

const std::vector<std::string> kTypes = {"bind", "cache", "tmpfs", "secret", "ssh"};
const std::vector<std::string> kSharings = {"shared", "private", "locked"};
const std::vector<std::string> kKeys = {"type",     "from", "source", "src", "target",  "dst",       "destination",
                                        "readonly", "ro",   "rw",     "id",  "sharing", "readwrite", "required",
                                        "size",     "mode", "uid",    "gid", "env"};

// Its place in `names`, for an enum in the same order.
template <class E>
std::optional<E> named(const std::string& text, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == to_lower(text)) return static_cast<E>(i);
  }
  return std::nullopt;
}

Result<std::int64_t> parse_size(const CsvOption& option) {
  // Docker's sizes: a number, then k, m, g, t or p, of 1024, with "b" or "ib" or not.
  std::string_view text = option.value;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::optional<std::int64_t> number = parse_number<std::int64_t>(text.substr(0, digits));
  std::string unit = to_lower(trim(text.substr(digits)));
  if (unit.ends_with("ib")) unit.resize(unit.size() - 2);
  if (unit.ends_with("b")) unit.pop_back();
  const std::size_t power = unit.empty() ? 0 : std::string_view("kmgtp").find(unit) + 1;
  std::int64_t size = number.value_or(0);
  bool fits = number.has_value() && unit.size() <= 1 && power <= 5;
  for (std::size_t i = 0; fits && i < power; ++i) fits = !__builtin_mul_overflow(size, 1024, &size);
  if (!fits) return fail(concat("invalid value for size: ", option.value));
  return size;
}

Result<std::uint32_t> parse_id(const CsvOption& option) {
  const std::optional<std::uint32_t> id =
      option.key == "mode" ? parse_octal(option.value) : parse_number<std::uint32_t>(option.value);
  if (!id) return fail(concat("invalid value ", option.value, " for ", option.key));
  return *id;
}

class MountReader {
 public:
  Result<void> read(const std::string& field, const CsvOption& option);
  Result<RunMount> finish();

 private:
  Result<bool> switched(const std::string& field, const CsvOption& option);
  Result<void> read_limits(const std::string& field, const CsvOption& option);
  Error unexpected(const std::string& key) const {
    return fail(concat("unexpected key '", key, "' for mount type '", type_name(), "'"));
  }
  std::string type_name() const { return kTypes[static_cast<std::size_t>(mount_.type)]; }
  bool is(MountType type) const { return mount_.type == type; }

  RunMount mount_;
  bool read_only_given_ = false;
};

// The value of an option that is true where it stands alone.
Result<bool> MountReader::switched(const std::string& field, const CsvOption& option) {
  if (option.has_value) return parse_option_bool(option);
  if (option.key == "ro" || option.key == "readonly" || option.key == "rw" || option.key == "readwrite" ||
      option.key == "required") {
    return true;
  }
  return fail(concat("invalid field '", field, "' must be a key=value pair"));
}

Result<void> MountReader::read(const std::string& field, const CsvOption& option) {
  const std::string& key = option.key;
  const bool read_only = key == "ro" || key == "readonly";
  if (read_only || key == "rw" || key == "readwrite") {
    const bool on = TRY(switched(field, option));
    mount_.read_only = read_only ? on : !on;
    read_only_given_ = true;
    return {};
  }
  if (key == "required") {
    if (!is(MountType::kSecret) && !is(MountType::kSsh)) return unexpected(key);
    mount_.required = TRY(switched(field, option));
    return {};
  }
  if (!option.has_value) return fail(concat("invalid field '", field, "' must be a key=value pair"));
  if (key == "type") {
    const std::optional<MountType> type = named<MountType>(option.value, kTypes);
    if (!type) {
      return fail(
          concat("unsupported mount type ", quoted(option.value), did_you_mean(option.value, kTypes, Case::kCounts)));
    }
    mount_.type = *type;
  } else if (key == "from") {
    mount_.from = option.value;
  } else if (key == "source" || key == "src") {
    mount_.source = option.value;
  } else if (key == "target" || key == "dst" || key == "destination") {
    mount_.target = option.value;
  } else if (key == "id") {
    mount_.id = option.value;
  } else if (key == "env") {
    mount_.env = option.value;
  } else {
    return read_limits(field, option);
  }
  return {};
}

Result<void> MountReader::read_limits(const std::string& field, const CsvOption& option) {
  const std::string& key = option.key;
  if (key == "sharing") {
    mount_.sharing = named<MountSharing>(option.value, kSharings);
    if (!mount_.sharing) {
      return fail(concat("unsupported sharing value ", quoted(option.value),
                         did_you_mean(option.value, kSharings, Case::kCounts)));
    }
  } else if (key == "size") {
    if (!is(MountType::kTmpfs)) return unexpected(key);
    mount_.size_limit = TRY(parse_size(option));
  } else if (key == "mode" || key == "uid" || key == "gid") {
    const std::uint32_t id = TRY(parse_id(option));
    (key == "mode" ? mount_.mode : key == "uid" ? mount_.uid : mount_.gid) = id;
  } else {
    return fail(concat("unexpected key '", key, "' in '", field, "'", did_you_mean(key, kKeys, Case::kCounts)));
  }
  return {};
}

Result<RunMount> MountReader::finish() {
  if (is(MountType::kBind) || is(MountType::kTmpfs)) {
    const char* name = mount_.mode ? "mode" : mount_.uid ? "uid" : mount_.gid ? "gid" : nullptr;
    if (name != nullptr) return fail(concat(name, " not allowed for ", quoted(type_name()), " type mounts"));
  }
  if (!read_only_given_) mount_.read_only = !is(MountType::kCache) && !is(MountType::kTmpfs);
  if (is(MountType::kSecret)) {
    if (!mount_.from.empty()) return fail("secret mount should not have a from");
    if (mount_.sharing) return fail("secret mount should not define sharing");
    if (mount_.source.empty() && mount_.target.empty() && mount_.id.empty()) {
      return fail("invalid secret mount. one of source, target required");
    }
    if (!mount_.source.empty() && !mount_.id.empty()) return fail("both source and id can't be set");
  }
  if (mount_.sharing && !is(MountType::kCache)) {
    return fail(concat("invalid cache sharing set for ", type_name(), " mount"));
  }
  return std::move(mount_);
}

}  // namespace

Result<void> check_mount(std::string_view text) {
  const std::vector<std::string> fields = TRY_STEP("failed to parse csv mounts", split_csv(text));
  for (const std::string& field : fields) {
    const CsvOption option = split_option(field);
    const std::size_t dollar = option.value.find('$');
    if (option.key == "from" && dollar != std::string::npos && dollar + 1 != option.value.size()) {
      return fail("'from' doesn't support variable expansion, define alias stage instead");
    }
  }
  return {};
}

Result<std::string> mount_from(std::string_view text) {
  const std::vector<std::string> fields = TRY_STEP("failed to parse csv mounts", spec::cli::split_csv(text));
  std::string from;
  for (const std::string& field : fields) {
    const CsvOption option = spec::cli::split_option(field);
    if (option.key == "from") from = option.value;
  }
  return from;
}

Result<RunMount> parse_mount(std::string_view text, const Variables& variables, char escape) {
  const std::vector<std::string> fields = TRY_STEP("failed to parse csv mounts", split_csv(text));
  MountReader reader;
  for (const std::string& field : fields) {
    CsvOption option = split_option(field);
    std::string value = TRY(expand_word(option.value, variables, escape));
    option.value = std::move(value);
    TRY(reader.read(field, option));
  }
  return reader.finish();
}

}  // namespace buildtool::dockerfile

#include "imagetool/options/mount.h"

#include <optional>
#include <vector>

#include "imagetool/options/tmpfs_options.h"
#include "imagetool/options/volume.h"
#include "spec/base/text.h"
#include "spec/bundle/volume_option.h"
#include "spec/cli/csv.h"
#include "spec/cli/numbers.h"

namespace imagetool::options {

namespace {

using spec::cli::CsvOption;
using spec::runtime::Mount;

// What the keys say, before it is known of which type.
struct Wanted {
  std::string type = "volume";
  std::string source;
  std::string target;
  bool read_only = false;
  std::string bind_option;  // the first key of each kind
  std::string tmpfs_option;
  std::string volume_option;
  volume::Use volume;
  std::string propagation;
  bool recursive = true;
  bool recursively_read_only = false;
  std::optional<std::int64_t> size;
  std::optional<std::uint32_t> mode;
};

Result<bool> flag(const CsvOption& option) {
  if (!option.has_value) return true;
  const Result<bool> value = spec::cli::parse_bool(option.value);
  if (!value) return fail(concat("invalid value for '", option.key, "': invalid boolean value (", option.value, ")"));
  return *value;
}

Error invalid(const CsvOption& option) { return fail(concat("invalid value for ", option.key, ": ", option.value)); }

Result<void> take_bind(const CsvOption& option, Wanted& wanted) {
  if (option.key == "bind-propagation") {
    wanted.propagation = to_lower(option.value);
    if (!spec::bundle::is_propagation(wanted.propagation)) return fail("invalid propagation mode: " + option.value);
  } else if (option.key == "bind-nonrecursive") {
    wanted.recursive = !TRY(flag(option));
  } else if (option.key == "bind-recursive") {
    if (option.value == "disabled") {
      wanted.recursive = false;
    } else if (option.value == "readonly") {
      wanted.recursively_read_only = true;
    } else if (option.value != "enabled" && option.value != "writable") {
      return fail(concat("invalid value for bind-recursive: ", option.value,
                         " (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")"));
    }
  } else {
    return fail(concat("unknown option '", option.key, "'"));
  }
  wanted.bind_option = option.key;
  return {};
}

Result<void> take_tmpfs(const CsvOption& option, Wanted& wanted) {
  if (option.key == "tmpfs-size") {
    const Result<std::int64_t> size = spec::cli::parse_bytes(option.value);
    if (!size) return invalid(option);
    wanted.size = *size;
  } else if (option.key == "tmpfs-mode") {
    wanted.mode = parse_octal(option.value);
    if (!wanted.mode) return invalid(option);
  } else {
    return fail(concat("unknown option '", option.key, "'"));
  }
  wanted.tmpfs_option = option.key;
  return {};
}

void add_pair(const std::string& text, std::map<std::string, std::string>& out) {
  const std::size_t equals = text.find('=');
  out[text.substr(0, equals)] = equals == std::string::npos ? "" : text.substr(equals + 1);
}

Result<void> take_volume(const CsvOption& option, Wanted& wanted) {
  if (option.key == "volume-nocopy") {
    wanted.volume.copies = !TRY(flag(option));
  } else if (option.key == "volume-driver") {
    wanted.volume.volume.driver = option.value;
  } else if (option.key == "volume-label") {
    add_pair(option.value, wanted.volume.volume.labels);
  } else if (option.key == "volume-opt") {
    add_pair(option.value, wanted.volume.volume.options);
  } else if (option.key == "volume-subpath") {
    // What is in a volume is hostile: its path would have to be resolved at each start, by whatever runtime it is.
    return fail("volume-subpath is not there: a volume is mounted as a whole");
  } else {
    return fail(concat("unknown option '", option.key, "'"));
  }
  wanted.volume_option = option.key;
  return {};
}

bool may_stand_alone(const std::string& key) {
  return key == "readonly" || key == "ro" || key == "bind-nonrecursive" || key == "volume-nocopy";
}

Result<void> take(const std::string& field, Wanted& wanted) {
  const CsvOption option = spec::cli::split_option(field);
  const std::string& key = option.key;
  if (!option.has_value && !may_stand_alone(key)) {
    return fail(concat("invalid field '", field, "' must be a key=value pair"));
  }
  if (option.has_value && trim(option.value).empty()) {
    return fail(concat("invalid value for '", key, "': value is empty"));
  }
  if (key == "type") {
    wanted.type = to_lower(option.value);
  } else if (key == "source" || key == "src") {
    wanted.source = option.value;
  } else if (key == "target" || key == "dst" || key == "destination") {
    wanted.target = option.value;
  } else if (key == "readonly" || key == "ro") {
    wanted.read_only = TRY(flag(option));
  } else if (key.starts_with("bind-")) {
    return take_bind(option, wanted);
  } else if (key.starts_with("tmpfs-")) {
    return take_tmpfs(option, wanted);
  } else if (key.starts_with("volume-")) {
    return take_volume(option, wanted);
  } else if (key != "consistency") {
    return fail(concat("unknown option '", key, "' in '", field, "'"));
  }
  return {};
}

// Docker's rule: a type has no keys of another one.
Result<void> check_keys(const Wanted& wanted) {
  const struct {
    const char* type;
    const std::string& option;
  } kinds[] = {{"bind", wanted.bind_option}, {"tmpfs", wanted.tmpfs_option}, {"volume", wanted.volume_option}};
  for (const auto& kind : kinds) {
    if (kind.option.empty() || wanted.type == kind.type) continue;
    return fail(concat("cannot mix '", kind.type, "-*' options with mount type '", wanted.type, "'"));
  }
  return {};
}

Result<volume::Use> make_volume(const Wanted& wanted) {
  volume::Use use = wanted.volume;
  use.destination = TRY(volume_destination(wanted.target));
  use.volume.name = wanted.source;
  use.read_only = wanted.read_only;
  if (!wanted.source.empty()) TRY(volume::check_name(wanted.source));
  return use;
}

Result<Mount> make_bind(const Wanted& wanted) {
  if (wanted.source.empty()) return fail("invalid mount config for type \"bind\": field Source must not be empty");
  if (wanted.recursively_read_only && !wanted.read_only) {
    return fail("option 'bind-recursive=readonly' requires 'readonly' to be specified in conjunction");
  }
  Mount mount = TRY(spec::bundle::bind_mount(wanted.source, wanted.target));
  mount.options = {wanted.recursive ? "rbind" : "bind", wanted.propagation.empty() ? "rprivate" : wanted.propagation,
                   wanted.recursively_read_only ? "rro"
                   : wanted.read_only           ? "ro"
                                                : "rw"};
  return mount;
}

Result<Mount> make_tmpfs(const Wanted& wanted) {
  if (!wanted.source.empty())
    return fail("invalid mount config for type \"tmpfs\": field Source must not be specified");
  std::string options;
  if (wanted.read_only) options += ",ro";
  if (wanted.size) options += concat(",size=", *wanted.size);
  if (wanted.mode) {
    char octal[16];
    std::snprintf(octal, sizeof octal, ",mode=%o", *wanted.mode);
    options += octal;
  }
  return parse_tmpfs(wanted.target + (options.empty() ? "" : ":" + options.substr(1)));
}

}  // namespace

Result<AnyMount> parse_mount(const std::string& text) {
  if (trim(text).empty()) return fail("value is empty");
  Wanted wanted;
  const std::vector<std::string> fields = TRY(spec::cli::split_csv(trim(text)));
  for (const std::string& field : fields) TRY(take(field, wanted));
  if (wanted.target.empty()) return fail("target is required");
  if (wanted.type == "bind" || wanted.type == "tmpfs" || wanted.type == "volume") TRY(check_keys(wanted));
  if (wanted.type == "bind") return AnyMount(TRY(make_bind(wanted)));
  if (wanted.type == "tmpfs") return AnyMount(TRY(make_tmpfs(wanted)));
  if (wanted.type == "volume") return AnyMount(TRY(make_volume(wanted)));
  return fail(concat("invalid mount config: mount type unknown: \"", wanted.type, "\""));
}

Result<Mount> parse_tmpfs(const std::string& text) {
  const std::size_t colon = text.find(':');
  Mount mount;
  mount.destination = text.substr(0, colon);
  mount.type = "tmpfs";
  mount.source = "tmpfs";
  if (!mount.destination.starts_with('/')) {
    return fail(concat("invalid mount path: '", mount.destination, "' mount path must be absolute"));
  }
  if (mount.destination.find_first_not_of('/') == std::string::npos) return fail("destination can't be '/'");
  mount.options = TRY(tmpfs_options(colon == std::string::npos ? "" : text.substr(colon + 1)));
  return mount;
}

}  // namespace imagetool::options

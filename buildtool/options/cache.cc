// When a step's result is reused.
#include <algorithm>

#include "buildtool/cache/filter.h"
#include "buildtool/options/option.h"
#include "spec/base/text.h"
#include "spec/cli/csv.h"
#include "spec/cli/numbers.h"

namespace buildtool::options {

namespace {

Result<void> take_no_cache(Options& options, const std::string& value) {
  const bool none = TRY(spec::cli::parse_bool(value));
  options.cache.use = !none;
  return {};
}

Result<void> take_no_cache_filter(Options& options, const std::string& value) {
  for (const std::string& stage : split(value, ',')) options.cache.not_stages.push_back(to_lower(trim(stage)));
  return {};
}

Result<void> take_lifetime(Options& options, const std::string& value) {
  options.cache.lifetime = TRY(cache::parse_age(value));
  return {};
}

Result<void> take_pull(Options& options, const std::string& value) {
  options.pull = TRY(spec::cli::parse_bool(value));
  return {};
}

// type=TYPE,KEY=VALUE,...; without a type an image of a registry.
Result<build::CachePlace> parse_place(const std::string& text) {
  build::CachePlace place;
  if (text.find('=') == std::string::npos) return build::CachePlace{"registry", {{"ref", text}}};
  const std::vector<std::string> fields = TRY(spec::cli::split_csv(text));
  for (const std::string& field : fields) {
    spec::cli::CsvOption option = spec::cli::split_option(field);
    if (!option.has_value) return fail(concat("invalid value ", field));
    if (option.key == "type") {
      place.type = std::move(option.value);
    } else {
      place.attributes[option.key] = std::move(option.value);
    }
  }
  if (place.type.empty()) return fail("type required form> \"" + text + "\"");
  return place;
}

Result<void> check_place(const build::CachePlace& place, std::initializer_list<std::string_view> known,
                         const std::string& required) {
  for (const auto& [key, value] : place.attributes) {
    if (std::find(known.begin(), known.end(), key) == known.end()) return fail(concat("\"", key, "\" is unknown"));
  }
  const auto found = place.attributes.find(required);
  if (!required.empty() && (found == place.attributes.end() || found->second.empty())) {
    return fail(concat(required, " is required for type ", place.type));
  }
  return {};
}

// "1" and "t" are "true", too.
Result<void> read_switches(build::CachePlace& place) {
  for (const char* key : {"ignore-error", "image-manifest", "mounts", "oci-mediatypes"}) {
    const auto found = place.attributes.find(key);
    if (found == place.attributes.end()) continue;
    const bool on = TRY_STEP(key, spec::cli::parse_bool(found->second));
    found->second = on ? "true" : "false";
  }
  const auto oci = place.attributes.find("oci-mediatypes");
  if (oci != place.attributes.end() && oci->second == "false") return fail("a cache has OCI's media types only");
  return {};
}

Result<void> take_cache_from(Options& options, const std::string& text) {
  build::CachePlace place = TRY(parse_place(text));
  if (place.type == "registry") {
    TRY(check_place(place, {"ref"}, "ref"));
  } else if (place.type == "local") {
    TRY(check_place(place, {"src", "tag", "digest"}, "src"));
  } else {
    return fail("unsupported type " + place.type + ": registry and local are possible");
  }
  options.cache.from.push_back(std::move(place));
  return {};
}

Result<void> take_cache_to(Options& options, const std::string& text) {
  build::CachePlace place = TRY(parse_place(text == "inline" ? "type=inline" : text));
  if (place.type == "registry") {
    TRY(check_place(place, {"ref", "mode", "ignore-error", "image-manifest", "mounts", "oci-mediatypes"}, "ref"));
  } else if (place.type == "local") {
    TRY(check_place(place, {"dest", "mode", "tag", "ignore-error", "image-manifest", "mounts", "oci-mediatypes"},
                    "dest"));
  } else if (place.type == "inline") {
    TRY(check_place(place, {}, ""));
  } else {
    return fail("unsupported type " + place.type + ": inline, registry and local are possible");
  }
  TRY(read_switches(place));
  const std::string& mode = place.attributes["mode"];
  if (!mode.empty() && mode != "min" && mode != "max") return fail("mode is neither min nor max");
  options.cache.to.push_back(std::move(place));
  return {};
}

// buildah's: without it only the whole build would be a layer.
Result<void> take_layers(Options&, const std::string& text) {
  const bool wanted = TRY(spec::cli::parse_bool(text));
  if (!wanted) return fail("every step's result is kept; --squash makes one layer of them");
  return {};
}

constexpr Option kOptions[] = {
    {"cache-from", 0, "IMAGE|type=TYPE,...", "Results of steps of elsewhere: registry (ref=), local (src=)",
     take_cache_from},
    {"cache-to", 0, "type=TYPE,...", "Where to put results of steps, too: inline, registry (ref=), local (dest=)",
     take_cache_to},
    {"cache-ttl", 0, "DURATION", "Results of steps that are older are not reused: 30m, 24h, 7d", take_lifetime},
    {"layers", 0, nullptr, "Accepted: every step is a layer", take_layers},
    {"no-cache", 0, nullptr, "Run every step anew", take_no_cache},
    {"no-cache-filter", 0, "STAGE[,STAGE...]", "Run every step of these stages anew", take_no_cache_filter},
    {"pull", 0, nullptr, "Ask the registry for every base image", take_pull},
};

}  // namespace

std::span<const Option> cache_options() { return kOptions; }

}  // namespace buildtool::options

#include "spec/image/config.h"

#include "spec/json/table.h"

namespace spec::image {

constexpr auto describe(const Healthcheck*) {
  return std::tuple{json::optional("Test", &Healthcheck::test),
                    json::optional("Interval", &Healthcheck::interval),
                    json::optional("Timeout", &Healthcheck::timeout),
                    json::optional("StartPeriod", &Healthcheck::start_period),
                    json::optional("StartInterval", &Healthcheck::start_interval),
                    json::optional("Retries", &Healthcheck::retries),
                    json::rest(&Healthcheck::others)};
}

Result<void> decode(const json::Value& value, const json::Place& place, Nothing&) {
  if (value.object() == nullptr && !value.is_null()) return place.error("expected {}");
  return {};
}
json::Value encode(const Nothing&) { return json::Value(json::Object()); }

constexpr auto describe(const ContainerConfig*) {
  return std::tuple{json::optional("User", &ContainerConfig::user),
                    json::optional("ExposedPorts", &ContainerConfig::exposed_ports),
                    json::optional("Env", &ContainerConfig::env),
                    json::optional("Entrypoint", &ContainerConfig::entrypoint),
                    json::optional("Cmd", &ContainerConfig::cmd),
                    json::optional("Healthcheck", &ContainerConfig::healthcheck),
                    json::optional("ArgsEscaped", &ContainerConfig::args_escaped),
                    json::optional("Volumes", &ContainerConfig::volumes),
                    json::optional("WorkingDir", &ContainerConfig::working_dir),
                    json::optional("OnBuild", &ContainerConfig::on_build),
                    json::optional("Labels", &ContainerConfig::labels),
                    json::optional("StopSignal", &ContainerConfig::stop_signal),
                    json::optional("Shell", &ContainerConfig::shell),
                    json::rest(&ContainerConfig::others)};
}

constexpr auto describe(const RootFs*) {
  return std::tuple{json::required("type", &RootFs::type), json::required("diff_ids", &RootFs::diff_ids)};
}

// `FROM scratch` images of some builders say "diff_ids": null.
Result<void> decode(const json::Value& value, const json::Place& place, RootFs& out) {
  const json::Value* ids = value.find("diff_ids");
  const json::Value* type = value.find("type");
  if (ids != nullptr && ids->is_null() && type != nullptr)
    return json::decode(*type, json::Place(place, "type"), out.type);
  return json::decode<RootFs>(value, place, out);
}
json::Value encode(const RootFs& rootfs) { return json::encode<RootFs>(rootfs); }

constexpr auto describe(const History*) {
  return std::tuple{json::optional("created", &History::created), json::optional("created_by", &History::created_by),
                    json::optional("author", &History::author), json::optional("comment", &History::comment),
                    json::optional("empty_layer", &History::empty_layer)};
}

constexpr auto describe(const ImageConfig*) {
  return std::tuple{json::optional("created", &ImageConfig::created),
                    json::optional("author", &ImageConfig::author),
                    json::required("architecture", &ImageConfig::architecture),
                    json::optional("variant", &ImageConfig::variant),
                    json::required("os", &ImageConfig::os),
                    json::optional("os.version", &ImageConfig::os_version),
                    json::optional("os.features", &ImageConfig::os_features),
                    json::optional("config", &ImageConfig::config),
                    json::required("rootfs", &ImageConfig::rootfs),
                    json::optional("history", &ImageConfig::history),
                    json::rest(&ImageConfig::others)};
}

Result<Healthcheck> parse_healthcheck(std::string_view text) { return json::decode_text<Healthcheck>(text); }
std::string write_healthcheck(const Healthcheck& check) { return json::encode_text(check); }

Result<ImageConfig> parse_config(std::string_view text) {
  ImageConfig config = TRY_STEP("image config", json::decode_text<ImageConfig>(text));
  if (config.rootfs.type != "layers")
    return fail("image config: rootfs.type: unknown type \"" + config.rootfs.type + "\"");
  return config;
}

std::string write_config(const ImageConfig& config) { return json::encode_text(config); }

Platform platform_of(const ImageConfig& config) {
  Platform platform;
  platform.os = config.os;
  platform.architecture = config.architecture;
  platform.variant = config.variant;
  platform.os_version = config.os_version;
  platform.os_features = config.os_features;
  return normalise(platform);
}

}  // namespace spec::image

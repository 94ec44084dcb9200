// What becomes of the result, and what is seen meanwhile.
#include <algorithm>
#include <array>

#include "buildtool/options/option.h"
#include "buildtool/progress/display.h"
#include "spec/base/text.h"
#include "spec/cli/csv.h"
#include "spec/cli/numbers.h"
#include "spec/image/reference.h"

namespace buildtool::options {

namespace {

bool is_type(const std::string& text) {
  constexpr std::array kTypes = {"image", "registry", "oci", "docker", "local", "tar"};
  return std::find(kTypes.begin(), kTypes.end(), text) != kTypes.end();
}

bool is_attribute(const std::string& name) {
  constexpr std::array kNames = {"name",
                                 "push",
                                 "tar",
                                 "rewrite-timestamp",
                                 "oci-mediatypes",
                                 "compression",
                                 "compression-level",
                                 "force-compression"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

// FORM[:LEVEL]
Result<void> take_compression(Options& options, const std::string& text) {
  using spec::image::Compression;
  const std::size_t colon = text.find(':');
  const std::string form = text.substr(0, colon);
  if (form == "gzip") {
    options.compression.form = Compression::kGzip;
  } else if (form == "zstd") {
    options.compression.form = Compression::kZstd;
  } else if (form == "none" || form == "uncompressed") {
    options.compression.form = Compression::kNone;
  } else {
    return fail("unsupported compression type " + form);
  }
  options.compression.level = 0;
  if (colon == text.npos) return {};
  const std::optional<int> level = parse_number<int>(text.substr(colon + 1));
  const int most = form == "gzip" ? 12 : form == "zstd" ? 19 : 0;
  if (!level || *level < 1 || *level > most) return fail("invalid compression level " + text.substr(colon + 1));
  options.compression.level = *level;
  return {};
}

Result<void> take_force_compression(Options& options, const std::string& value) {
  options.compression.force = TRY(spec::cli::parse_bool(value));
  return {};
}

// The keys of --output that mean the same.
Result<void> take_output_compression(Options& options, build::Output& output) {
  const std::string form = output.attributes["compression"];
  const std::string level = output.attributes["compression-level"];
  const std::string force = output.attributes["force-compression"];
  if (form.empty() && !level.empty()) return fail("compression-level without compression");
  if (!form.empty()) TRY(take_compression(options, level.empty() ? form : concat(form, ":", level)));
  if (!force.empty()) TRY(take_force_compression(options, force));
  return {};
}

// A bad name is told now, not after the build.
Result<void> take_tag(Options& options, const std::string& value) {
  const spec::image::Reference reference = TRY(spec::image::parse_reference(value));
  if (!reference.digest.empty()) return fail(value + ": a name for an image has no digest");
  options.tags.push_back(value);
  return {};
}

// "DIR", "-", or type=TYPE,dest=PATH,...
Result<void> take_output(Options& options, const std::string& text) {
  build::Output output;
  if (text.find('=') == std::string::npos) {
    output.type = text == "-" ? "tar" : "local";
    output.destination = text;
    options.outputs.push_back(std::move(output));
    return {};
  }
  const std::vector<std::string> fields = TRY(spec::cli::split_csv(text));
  for (const std::string& field : fields) {
    spec::cli::CsvOption option = spec::cli::split_option(field);
    if (!option.has_value) return fail(concat("invalid value ", field));
    if (option.key == "type") {
      output.type = std::move(option.value);
    } else if (option.key == "dest") {
      output.destination = std::move(option.value);
    } else if (is_attribute(option.key)) {
      output.attributes[option.key] = std::move(option.value);
    } else {
      return fail(concat("\"", field, "\" is unknown"));
    }
  }
  if (output.type.empty()) return fail("type is required for output");
  if (!is_type(output.type)) return fail("unknown type " + output.type);
  const bool is_image = output.type == "image" || output.type == "registry";
  if (output.destination.empty() && !is_image && output.type != "docker") {
    return fail("dest is required for " + output.type + " output");
  }
  TRY(take_output_compression(options, output));
  if (output.type == "registry" || output.attributes["push"] == "true") options.push = true;
  if (const std::string& name = output.attributes["name"]; !name.empty()) {
    for (const std::string& tag : split(name, ',')) TRY(take_tag(options, tag));
  }
  options.outputs.push_back(std::move(output));
  return {};
}

Result<void> take_annotation(Options& options, const std::string& text) {
  TRY(parse_assignment(text));
  const std::size_t colon = text.find(':');
  std::string annotation = text;
  if (colon < text.find('=')) {
    if (text.substr(0, colon) != "manifest") return fail("there is only a manifest to annotate");
    annotation = text.substr(colon + 1);
  }
  options.annotations.push_back(std::move(annotation));
  return {};
}

Result<void> take_push(Options& options, const std::string& value) {
  options.push = TRY(spec::cli::parse_bool(value));
  return {};
}

// Attestations would be more than the image: only "false" is what we do.
Result<void> take_attestation(Options&, const std::string& value) {
  if (value == "false" || value == "disabled=true" || value.ends_with(",disabled=true")) return {};
  return fail("attestations are not made; only false is possible");
}

Result<void> take_progress(Options& options, const std::string& value) {
  if (!progress::parse_mode(value)) return fail("it is neither auto, plain, tty, quiet, rawjson nor classic");
  options.progress = value;
  // Its steps have an order, and nothing tells of which of them a line is.
  if (value == "classic" && !options.jobs) options.jobs = 1;
  return {};
}

Result<void> take_quiet(Options& options, const std::string& value) {
  options.quiet = TRY(spec::cli::parse_bool(value));
  return {};
}

// Nothing to do, whatever is said: see the options' help.
Result<void> accept_switch(Options&, const std::string& value) {
  TRY(spec::cli::parse_bool(value));
  return {};
}

Result<void> take_verify(Options& options, const std::string& value) {
  options.verify = TRY(spec::cli::parse_bool(value));
  return {};
}

constexpr Option kOptions[] = {
    {"annotation", 0, "NAME=VALUE", "Add an annotation to the manifest", take_annotation},
    {"attest", 0, "type=TYPE,disabled=true", "Accepted where it is disabled", take_attestation},
    {"compression", 0, "gzip|zstd|none[:LEVEL]", "How the layers that are made are compressed (default: gzip)",
     take_compression},
    {"force-compression", 0, nullptr, "--compression is for the base image's layers, too", take_force_compression},
    {"disable-content-trust", 0, nullptr, "Accepted: base images are known by their digests", accept_switch},
    {"force-rm", 0, nullptr, "Accepted: no step's container is ever kept", accept_switch},
    {"iidfile", 0, "FILE", "Write the image's ID to FILE", take_text<&Options::id_file>},
    {"load", 0, nullptr, "Accepted: the image is in the store anyway", accept_switch},
    {"metadata-file", 0, "FILE", "Write digests and name of the result to FILE, as JSON",
     take_text<&Options::metadata_file>},
    {"output", 'o', "DIR|type=TYPE,dest=PATH", "Write the result too: local, tar, oci, docker, image, registry",
     take_output},
    {"progress", 0, "auto|plain|tty|quiet|rawjson|classic", "How progress is shown", take_progress},
    {"provenance", 0, "false", "Accepted where it is false", take_attestation},
    {"push", 0, nullptr, "Push the image under each of its names", take_push},
    {"quiet", 'q', nullptr, "Print the image's ID and nothing else", take_quiet},
    {"rewrite-timestamp", 0, nullptr, "Accepted: SOURCE_DATE_EPOCH is for the files, too", accept_switch},
    {"rm", 0, nullptr, "Accepted: no step's container is ever kept", accept_switch},
    {"sbom", 0, "false", "Accepted where it is false", take_attestation},
    {"tag", 't', "NAME[:TAG]", "A name for the image (may be repeated)", take_tag},
    {"verify", 0, nullptr, "Build a second time, without the cache, and tell what differs", take_verify},
};

}  // namespace

std::span<const Option> result_options() { return kOptions; }

}  // namespace buildtool::options

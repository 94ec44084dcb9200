#include "buildtool/build/images.h"

#include "buildtool/build/oci_layout.h"
#include "buildtool/build/process.h"
#include "spec/base/text.h"
#include "spec/image/reference.h"

namespace buildtool::build {

namespace layout = spec::layout;

namespace {

// A failed pull's own last line, without its "imagetool pull: ".
std::string last_line(const std::string& output) {
  const std::string_view text = trim(output);
  std::string_view line = text.substr(text.rfind('\n') + 1);
  constexpr std::string_view kPrefix = "imagetool pull: ";
  if (line.starts_with(kPrefix)) line.remove_prefix(kPrefix.size());
  return std::string(line);
}

// "docker.io/library/x:latest"; an image of a layout is called as it was named.
Result<std::string> whole_name(const std::string& name) {
  if (name.starts_with(kLayoutContext)) return name;
  const spec::image::Reference reference = TRY(spec::image::parse_reference(name));
  return reference.text();
}

}  // namespace

Images::Images(const Options& options, const Interrupt& interrupt, progress::Display& display,
               const layout::Lease& lease, const StageLayers& layers)
    : options_(options), interrupt_(interrupt), display_(display), lease_(lease), layers_(layers) {}

Result<const BaseImage*> Images::find(const std::string& name, const spec::image::Platform& platform) {
  const std::string whole = TRY_STEP(name, whole_name(name));
  std::unique_lock lock(mutex_);
  Slot& slot = found_[whole + " " + platform.text()];
  lock.unlock();
  const std::lock_guard loading(slot.loading);
  if (!slot.image) slot.image = TRY(find_now(name, platform));
  return &*slot.image;
}

Result<BaseImage> Images::find_now(const std::string& name, const spec::image::Platform& platform) {
  const bool is_layout = name.starts_with(kLayoutContext);
  const layout::StoredImage stored = TRY_STEP(name, is_layout ? load_layout(name, platform) : load(name, platform));
  BaseImage image;
  image.name = TRY(whole_name(name));
  if (image.name.find('@') == name.npos) image.name += "@" + stored.target.digest.text();
  image.config = stored.config;
  const std::vector<spec::image::Digest>& diff_ids = stored.config.rootfs.diff_ids;
  if (stored.manifest.layers.size() != diff_ids.size()) {
    return fail(name + ": the manifest and the config disagree on the number of layers");
  }
  for (std::size_t i = 0; i < diff_ids.size(); ++i) {
    image.layers.push_back(layers_.known({stored.manifest.layers[i], diff_ids[i]}, ""));
    image.layers.back()->of_base = true;
  }
  return image;
}

Result<layout::StoredImage> Images::load(const std::string& name, const spec::image::Platform& platform) {
  const spec::image::Reference reference = TRY(spec::image::parse_reference(name));
  const progress::StepId step = display_.begin("[internal] load metadata for " + reference.text());
  const auto look = [&]() -> Result<layout::StoredImage> {
    layout::StoredImage image = TRY(layout::find_image(lease_.store(), reference.text(), platform));
    std::vector<spec::image::Digest> blobs = {image.target.digest, image.descriptor.digest, image.id()};
    for (const spec::image::Descriptor& layer : image.manifest.layers) blobs.push_back(layer.digest);
    TRY(lease_.hold(blobs));
    // Held: now look again, it may have been collected in between.
    return layout::find_image(lease_.store(), reference.text(), platform);
  };
  Result<layout::StoredImage> image = fail_errno(reference.text(), ENOENT);
  if (!options_.pull) image = look();
  if (!image && image.error().number == ENOENT) {
    Result<void> pulled = pull(reference.text(), platform, step);
    if (pulled) {
      image = look();
    } else {
      image = std::move(pulled).error();
    }
  }
  if (image) {
    display_.done(step);
  } else if (interrupt_.raised()) {
    display_.cancel(step);
  } else {
    display_.fail(step, image.error().text());
  }
  return image;
}

Result<layout::StoredImage> Images::load_layout(const std::string& name, const spec::image::Platform& platform) {
  const progress::StepId step = display_.begin("[internal] load metadata for " + name);
  Result<layout::StoredImage> image = import_layout(lease_, name, platform);
  if (image) {
    display_.done(step);
  } else {
    display_.fail(step, image.error().text());
  }
  return image;
}

Result<void> Images::pull(const std::string& name, const spec::image::Platform& platform, progress::StepId step) {
  const std::string program = TRY(find_program("imagetool", options_.imagetool));
  Command command;
  command.arguments = {program, "--root", options_.store};
  if (!options_.tls_verify) command.arguments.push_back("--tls-verify=false");
  command.arguments.push_back("pull");
  if (platform != spec::image::host_platform()) {
    command.arguments.insert(command.arguments.end(), {"--platform", platform.text()});
  }
  command.arguments.push_back(name);
  command.environment = whole_environment();  // proxies, the home folder with the registry's credentials
  std::string output;
  const int status = TRY(run_command(command, interrupt_, [&](std::string_view bytes) {
    output += bytes;
    display_.output(step, bytes);
  }));
  if (status != 0) return fail("failed to resolve source metadata for " + name + ": " + last_line(output));
  return {};
}

}  // namespace buildtool::build

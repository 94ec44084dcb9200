#include "spec/bundle/healthcheck.h"

namespace spec::bundle {

namespace {

// As Docker merges them: what is not set is the image's.
image::Healthcheck merge(image::Healthcheck check, const image::Healthcheck& images) {
  if (check.test.empty()) check.test = images.test;
  if (check.interval == 0) check.interval = images.interval;
  if (check.timeout == 0) check.timeout = images.timeout;
  if (check.start_period == 0) check.start_period = images.start_period;
  if (check.start_interval == 0) check.start_interval = images.start_interval;
  if (check.retries == 0) check.retries = images.retries;
  return check;
}

}  // namespace

std::optional<std::string> healthcheck(const image::ContainerConfig& image, const Options& options) {
  image::Healthcheck check =
      merge(options.healthcheck.value_or(image::Healthcheck()), image.healthcheck.value_or(image::Healthcheck()));
  if (check.test.size() < 2) return std::nullopt;  // {"NONE"}
  if (check.test.front() == "CMD-SHELL" && !image.shell.empty()) {
    check.test.front() = "CMD";
    check.test.insert(check.test.begin() + 1, image.shell.begin(), image.shell.end());
  }
  return image::write_healthcheck(check);
}

}  // namespace spec::bundle

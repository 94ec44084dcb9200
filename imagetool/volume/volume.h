// A volume: a folder that containers share and that outlives them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/result.h"
#include "spec/json/value.h"

namespace imagetool::volume {

// Docker's mark of a volume whose name nobody chose.
constexpr const char* kAnonymousLabel = "com.docker.volume.anonymous";

struct Volume {
  std::string name;
  std::string driver = "local";
  std::string created;  // RFC 3339
  std::map<std::string, std::string> labels;
  // Of the driver: type, device and o are a file system that is mounted instead of the folder.
  std::map<std::string, std::string> options;
  std::string mountpoint;  // absolute: the folder with its files; known from where it was found

  bool is_anonymous() const { return labels.contains(kAnonymousLabel); }
  bool is_folder() const { return options.empty(); }
};

// Docker's grammar, and its words for what breaks it.
Result<void> check_name(const std::string& name);
// 64 random hex digits.
std::string made_up_name();
// The driver and its options: Docker's rules for "local".
Result<void> check_driver(const Volume& volume);

// The file beside the folder.
Result<Volume> parse_volume(std::string_view text);
std::string write_volume(const Volume& volume);
// As `docker volume inspect` shows it.
spec::json::Value inspect(const Volume& volume);

}  // namespace imagetool::volume

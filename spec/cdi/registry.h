// The devices that the machine's CDI files name.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "spec/base/result.h"
#include "spec/cdi/spec.h"

namespace spec::cdi {

// Where the files are; a device of a later folder wins.
const std::vector<std::string>& default_folders();

class Registry {
 public:
  // Every *.json and *.yaml of the folders, which need not be there. A file that cannot be read, or is no CDI file,
  // only has no devices: find() tells of it where one is missing.
  static Result<Registry> load(const std::vector<std::string>& folders);

  struct Found {
    std::shared_ptr<const Spec> spec;
    const Device* device = nullptr;
  };
  // By its qualified name. None is "unresolvable CDI devices NAME", in Docker's and Podman's words; two in one folder
  // are an error.
  Result<Found> find(const std::string& name) const;

 private:
  struct Entry {
    Found found;
    std::size_t folder = 0;
    std::string file;
    std::string rival;  // another file of the same folder that has it, too
  };
  void add(const Spec& spec, std::size_t folder, const std::string& file);
  std::map<std::string, Entry> devices_;
  std::vector<std::string> errors_;
};

}  // namespace spec::cdi

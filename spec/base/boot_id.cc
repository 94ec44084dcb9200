#include "spec/base/boot_id.h"

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace base {

Result<std::string> boot_id() {
  const std::string text = TRY(read_file("/proc/sys/kernel/random/boot_id", 100));
  return std::string(trim(text));
}

}  // namespace base

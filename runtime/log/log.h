// The lines of --log and --debug, as runc (logrus) writes them:
//   time="2026-01-02T03:04:05Z" level=debug msg="init: mounts"
//   {"level":"debug","msg":"init: mounts","time":"2026-01-02T03:04:05Z"}
#pragma once

#include <string>
#include <string_view>

#include "spec/base/fd.h"
#include "spec/base/text.h"

namespace runtime::log {

using base::Fd;

enum class Format { kText, kJson };

std::string line(Format format, const char* level, std::string_view message);

// From here on debug() appends to the file, in this process and in those that
// it clones, wherever their root and their standard error are.
void begin_debug(Fd file, Format format);
// No debug line any more, and the file is closed: in a process that outlives the runtime.
void end_debug();
// What debug() writes to; -1: nothing.
int debug_file();

void write_debug(std::string_view message);

// Costs a comparison where nobody wants it.
template <class... Parts>
void debug(const Parts&... parts) {
  if (debug_file() >= 0) write_debug(base::concat(parts...));
}

}  // namespace runtime::log

// The context and the Dockerfile, wherever the command line has them from: a
// folder, a tar, standard input, a web server, a Git repository.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "buildtool/build/interrupt.h"
#include "buildtool/build/options.h"
#include "buildtool/context/context.h"
#include "buildtool/progress/display.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layout/lease.h"

namespace buildtool::build {

struct SourceFile {
  std::string path;  // of a local file; "" where it is none
  std::string name;  // for messages: "Dockerfile"
  std::string text;
};

class Input {
 public:
  // Reads the Dockerfile: --file, or standard input for "-", else the context's
  // Dockerfile, else its dockerfile. A context that is no local folder is
  // fetched and unpacked now, into a folder of the store's that goes with the object,
  // or, after a kill -9, with the next start of a program that uses the store; no link in such a one, its Dockerfile's
  // neither, leads out of it.
  static Result<Input> open(const Options& options, const Interrupt& interrupt, progress::Display& display);

  const SourceFile& source() const { return source_; }
  // Whether it is a folder of the user's own.
  bool is_local() const { return !folder_.empty(); }
  // The context without what is ignored in it.
  Result<context::Context> open_context() const;
  // The time of what the context was fetched from, seconds since 1970.
  std::optional<std::int64_t> time() const { return time_; }

 private:
  class Opener;
  std::unique_ptr<const spec::layout::Store> store_;  // only of one that was made
  std::optional<spec::layout::Lease> made_;
  std::string folder_;  // the user's own, or
  Fd root_;             // one that was made of what he named
  std::string inside_;  // the Dockerfile's path in it
  SourceFile source_;
  std::optional<std::int64_t> time_;
};

}  // namespace buildtool::build

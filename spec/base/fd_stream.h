// A descriptor as a stream.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/file.h"
#include "spec/base/stream.h"

namespace base {

// Reads from the descriptor's position; its owner must outlive this. `name` is
// for errors.
class FdSource : public Source {
 public:
  FdSource(FdRef file, std::string name) : file_(file), name_(std::move(name)) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    while (true) {
      const ssize_t n = ::read(file_.get(), buffer, size);
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR) return fail_errno("read " + name_);
    }
  }

 private:
  FdRef file_;
  std::string name_;
};

class FdSink : public Sink {
 public:
  FdSink(FdRef file, std::string name) : file_(file), name_(std::move(name)) {}
  Result<void> write(std::string_view data) override { return write_all(file_, data, name_); }

 private:
  FdRef file_;
  std::string name_;
};

}  // namespace base

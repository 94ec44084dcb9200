// File descriptors: Fd owns one, FdRef borrows one.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "spec/base/vocabulary.h"

namespace base {

// Owns a descriptor and closes it. Empty (-1) when made without one.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~Fd() { reset(); }

  int get() const { return number_; }
  bool valid() const { return number_ >= 0; }
  explicit operator bool() const { return valid(); }
  // Gives the descriptor away; the caller closes it.
  int release() { return std::exchange(number_, -1); }
  void reset(int number = -1) {
    if (number_ >= 0) ::close(number_);
    number_ = number;
  }

 private:
  int number_ = -1;
};

// Borrows a descriptor for the length of a call; its owner must outlive it.
class FdRef {
 public:
  FdRef(const Fd& fd) : number_(fd.get()) {}
  explicit FdRef(int number) : number_(number) {}
  // The working folder, for the *at calls.
  static FdRef cwd() { return FdRef(AT_FDCWD); }

  int get() const { return number_; }
  bool valid() const { return number_ >= 0 || number_ == AT_FDCWD; }

 private:
  int number_;
};

}  // namespace base

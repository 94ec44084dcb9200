// Bytes from one thread to another, as much ahead as its bound allows.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "spec/base/result.h"
#include "spec/base/stream.h"

namespace imagetool::transfer {

// One thread writes and ends it with finish() or fail(); one reads. They hand
// over whole chunks, so that neither wakes the other for every few bytes.
class Pipe : public Sink, public Source {
 public:
  // The writer's side. Waits while the reader is far behind. Once the reader
  // has left, everything is taken and dropped.
  Result<void> write(std::string_view data) override;
  void finish();
  void fail(Error error);  // what the reader's next read returns
  bool abandoned() const;  // the reader has left

  // The reader's side.
  Result<std::size_t> read(char* buffer, std::size_t size) override;
  void abandon();  // nothing more will be read

 private:
  void hand_over();
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> chunks_;
  std::string filling_;  // the writer's own
  std::string reading_;  // the reader's own
  std::size_t position_ = 0;
  bool ended_ = false;
  bool abandoned_ = false;
  std::optional<Error> error_;
};

}  // namespace imagetool::transfer

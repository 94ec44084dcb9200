#include "imagetool/transfer/pipe.h"

#include <algorithm>
#include <cstring>

namespace imagetool::transfer {

namespace {
constexpr std::size_t kChunk = 256 << 10;
constexpr std::size_t kChunksAhead = 8;
}  // namespace

void Pipe::hand_over() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return chunks_.size() < kChunksAhead || abandoned_; });
  if (!abandoned_) chunks_.push_back(std::move(filling_));
  changed_.notify_one();
  lock.unlock();
  filling_ = std::string();
}

Result<void> Pipe::write(std::string_view data) {
  while (!data.empty()) {
    if (filling_.capacity() < kChunk) filling_.reserve(kChunk);
    const std::size_t part = std::min(data.size(), kChunk - filling_.size());
    filling_.append(data.substr(0, part));
    data.remove_prefix(part);
    if (filling_.size() == kChunk) hand_over();
  }
  return {};
}

void Pipe::finish() {
  if (!filling_.empty()) hand_over();
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_one();
}

void Pipe::fail(Error error) {
  const std::lock_guard lock(mutex_);
  error_ = std::move(error);
  ended_ = true;
  changed_.notify_one();
}

bool Pipe::abandoned() const {
  const std::lock_guard lock(mutex_);
  return abandoned_;
}

Result<std::size_t> Pipe::read(char* buffer, std::size_t size) {
  if (position_ == reading_.size()) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !chunks_.empty() || ended_; });
    if (error_) return *error_;
    if (chunks_.empty()) return std::size_t{0};
    reading_ = std::move(chunks_.front());
    chunks_.pop_front();
    position_ = 0;
    changed_.notify_one();
  }
  const std::size_t part = std::min(size, reading_.size() - position_);
  std::memcpy(buffer, reading_.data() + position_, part);
  position_ += part;
  return part;
}

void Pipe::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  chunks_.clear();
  changed_.notify_one();
}

}  // namespace imagetool::transfer

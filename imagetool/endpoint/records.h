// The records of containers with a network (spec/network/record.h), for who changes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spec/base/fd.h"
#include "spec/base/lock.h"
#include "spec/base/result.h"
#include "spec/network/record.h"

namespace imagetool::endpoint {

using spec::network::Endpoint;
using spec::network::Record;

class Records {
 public:
  // Makes the folder where it is missing, and waits for the lock, which it holds.
  static Result<Records> open();

  Result<std::vector<Record>> list() const { return spec::network::list_records(folder_); }
  Result<std::optional<Record>> find(const std::string& bundle) const;
  Result<void> save(const Record& record) const;
  Result<void> remove(const Record& record) const;

 private:
  Records(Fd folder, FileLock lock) : folder_(std::move(folder)), lock_(std::move(lock)) {}
  Fd folder_;
  FileLock lock_;
};

}  // namespace imagetool::endpoint

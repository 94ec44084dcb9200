// Who is connected to the supervisor: attached, or waiting for the end.
#pragma once

#include <poll.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/supervision/connection.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::supervisor {

struct Client {
  Fd socket;
  bool attached = false;
  bool gone = false;
  std::vector<supervision::Message> pending;  // what it did not take yet
};

class Clients {
 public:
  explicit Clients(Fd listener) : listener_(std::move(listener)) {}

  // Whether an attached one has to read before the container may write on: nothing of what it writes is lost.
  bool is_behind() const;
  bool any_attached() const;

  // Adds what to poll for; `listen_to_them` is false while the container takes no input.
  void prepare(std::vector<pollfd>& files, bool listen_to_them) const;
  // After the poll, with the part that prepare() added: calls `handle` for every message that came.
  using Handler = std::function<void(Client&, const supervision::Message&)>;
  void transfer(const pollfd* files, const Handler& handle);

  // To everyone who is attached, or to all.
  void write(char kind, std::string_view text);
  void tell(char kind, std::string_view text);
  static void answer(Client& client, char kind, std::string_view text);
  // What is still pending goes out, as long as somebody reads it.
  void flush();

 private:
  void accept();
  Fd listener_;
  std::vector<Client> clients_;
};

}  // namespace runtime::supervisor

#include "runtime/supervisor/clients.h"

#include <sys/socket.h>

#include <algorithm>

namespace runtime::supervisor {

using supervision::Message;
using supervision::receive_message;
using supervision::send_message;

namespace {

// Sends what is pending, until the client's buffer is full.
void send_pending(Client& client) {
  while (!client.pending.empty() && !client.gone) {
    const Message& first = client.pending.front();
    const Result<void> sent = send_message(client.socket, first.kind, first.text);
    if (!sent && sent.error().number == EAGAIN) return;
    if (!sent) client.gone = true;
    client.pending.erase(client.pending.begin());
  }
}

}  // namespace

bool Clients::is_behind() const {
  return std::any_of(clients_.begin(), clients_.end(), [](const Client& client) { return !client.pending.empty(); });
}

bool Clients::any_attached() const {
  return std::any_of(clients_.begin(), clients_.end(), [](const Client& client) { return client.attached; });
}

void Clients::prepare(std::vector<pollfd>& files, bool listen_to_them) const {
  files.push_back({listener_.get(), POLLIN, 0});
  for (const Client& client : clients_) {
    const int events = (listen_to_them ? POLLIN : 0) | (client.pending.empty() ? 0 : POLLOUT);
    files.push_back({client.socket.get(), static_cast<short>(events), 0});
  }
}

void Clients::transfer(const pollfd* files, const Handler& handle) {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    Client& client = clients_[i];
    const short events = files[1 + i].revents;
    if ((events & POLLOUT) != 0) send_pending(client);
    if ((events & POLLIN) != 0) {
      const Result<std::optional<Message>> message = receive_message(client.socket);
      if (message && *message) handle(client, **message);
      if (message ? !*message : message.error().number != EAGAIN) client.gone = true;
    } else if ((events & (POLLHUP | POLLERR)) != 0) {
      client.gone = true;
    }
  }
  std::erase_if(clients_, [](const Client& client) { return client.gone; });
  if ((files[0].revents & POLLIN) != 0) accept();
}

void Clients::accept() {
  Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket) return;  // it has gone already
  clients_.emplace_back();
  clients_.back().socket = std::move(socket);
}

void Clients::answer(Client& client, char kind, std::string_view text) {
  client.pending.push_back({kind, std::string(text)});
  send_pending(client);
}

void Clients::write(char kind, std::string_view text) {
  for (Client& client : clients_) {
    if (client.attached) answer(client, kind, text);
  }
}

void Clients::tell(char kind, std::string_view text) {
  for (Client& client : clients_) answer(client, kind, text);
}

void Clients::flush() {
  while (is_behind()) {
    std::vector<pollfd> files;
    for (const Client& client : clients_) {
      files.push_back({client.socket.get(), static_cast<short>(client.pending.empty() ? 0 : POLLOUT), 0});
    }
    if (::poll(files.data(), files.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      if ((files[i].revents & POLLOUT) != 0) send_pending(clients_[i]);
      if ((files[i].revents & (POLLHUP | POLLERR)) != 0) clients_[i].gone = true;
    }
    std::erase_if(clients_, [](const Client& client) { return client.gone; });
  }
}

}  // namespace runtime::supervisor

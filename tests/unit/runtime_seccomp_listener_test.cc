#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "runtime/seccomp/listener.h"
#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/runtime/config.h"

namespace runtime::seccomp {
namespace {

TEST(SeccompListener, TheAgentGetsStateAndDescriptor) {
  const Result<TemporaryDir> tmp = TemporaryDir::make_in_tmp();
  ASSERT_TRUE(tmp);
  spec::runtime::Seccomp config;
  const std::string folder = tmp->path() + "/" + std::string(150, 'x');  // longer than a socket's address
  ASSERT_EQ(::mkdir(folder.c_str(), 0700), 0);
  const auto opened = open_dir(folder);
  ASSERT_TRUE(opened);
  config.listener_path = folder + "/agent.sock";
  config.listener_metadata = "for the agent";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = concat("/proc/self/fd/", opened->get(), "/agent.sock");
  std::memcpy(address.sun_path, name.data(), name.size());
  const Fd agent(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(agent.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(agent.get(), 1), 0);

  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Fd reading(ends[0]), listener(ends[1]);
  spec::runtime::State state{spec::runtime::kVersion, "box", spec::runtime::Status::kCreating, 41, "/b", {}};
  const auto sent = send_listener(config, state, 42, listener);
  ASSERT_TRUE(sent) << sent.error().text();

  const Fd connection(::accept(agent.get(), nullptr, nullptr));
  char text[4096] = {};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  iovec data{text, sizeof text - 1};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ASSERT_GT(::recvmsg(connection.get(), &message, 0), 0);
  EXPECT_EQ(std::string(text),
            R"({"ociVersion":"1.3.0","fds":["seccompFd"],"pid":42,"metadata":"for the agent","state":)"
            R"({"ociVersion":"1.3.0","id":"box","status":"creating","pid":41,"bundle":"/b"}})");
  int number = -1;
  ASSERT_NE(CMSG_FIRSTHDR(&message), nullptr);
  std::memcpy(&number, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof number);
  const Fd received(number);
  ASSERT_EQ(::write(received.get(), "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(::read(reading.get(), &byte, 1), 1);
}

TEST(SeccompListener, NobodyThereIsAnErrorThatNamesTheSocket) {
  spec::runtime::Seccomp config;
  config.listener_path = "/nonexistent/agent.sock";
  const Fd fd(::dup(0));
  EXPECT_EQ(send_listener(config, {}, 1, fd).error().text(),
            "linux.seccomp.listenerPath: failed to connect with seccomp agent: /nonexistent/agent.sock: "
            "No such file or directory");
}

}  // namespace
}  // namespace runtime::seccomp

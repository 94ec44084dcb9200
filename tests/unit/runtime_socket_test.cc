#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/sys/socket.h"

namespace runtime::sys {
namespace {

TEST(Socket, AnEndIsAnEndAlsoWhereSomethingWasNotRead) {
  int pair[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
  Fd ours(pair[0]), theirs(pair[1]);
  ASSERT_EQ(::send(theirs.get(), "last", 4, 0), 4);
  ASSERT_EQ(::send(ours.get(), "never read", 10, 0), 10);
  theirs = Fd();
  const Result<Received> first = receive(ours);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(first->text, "last");
  const Result<Received> second = receive(ours);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ(second->text, "");
}

}  // namespace
}  // namespace runtime::sys

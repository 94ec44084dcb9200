#include <gtest/gtest.h>

#include "runtime/container/usage.h"

namespace runtime::container {
namespace {

TEST(Usage, OfTheNetworkIsThatOfAllDevicesButLo) {
  Usage usage;
  add_network(
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls\n"
      "    lo:    5000      10    0    0    0     0          0         0     5000      10    0    0    0     0\n"
      "  eth0:    1000       2    0    0    0     0          0         0      300       3    0    0    0     0\n"
      "  eth1: 20 1 0 0 0 0 0 0 4 1 0 0 0 0 0 0\n",
      usage);
  EXPECT_EQ(usage.received, 1020U);
  EXPECT_EQ(usage.sent, 304U);
}

}  // namespace
}  // namespace runtime::container

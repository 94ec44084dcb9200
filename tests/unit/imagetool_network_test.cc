// Subnets and the lists of plugins made of them.

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "imagetool/network/conflist.h"
#include "imagetool/network/pools.h"
#include "spec/json/text.h"

namespace imagetool::network {
namespace {

const std::string kId(64, 'a');

NewNetwork named(const std::string& name) {
  NewNetwork out;
  out.name = name;
  return out;
}

std::string error_of(const NewNetwork& wanted, const std::vector<Subnet>& used = {}) {
  const auto made = make_conflist(wanted, kId, used);
  return made ? "no error" : made.error().text();
}

std::vector<Pool> pools(const NewNetwork& wanted, const std::vector<Subnet>& used = {}) {
  const auto made = make_conflist(wanted, kId, used);
  return made ? pools_of({wanted.name, "", *made}) : std::vector<Pool>();
}

TEST(Subnet, IsAnAddressAndAPrefix) {
  EXPECT_EQ(parse_subnet("10.1.2.3/16")->text(), "10.1.0.0/16");
  EXPECT_EQ(parse_subnet("10.1.2.3/16")->host_text(1), "10.1.0.1");
  EXPECT_EQ(parse_subnet("fd00::1/64")->text(), "fd00::/64");
  EXPECT_EQ(parse_subnet("fd00::/64")->host_text(258), "fd00::102");
  for (const char* bad : {"", "10.0.0.0", "10.0.0.0/33", "10.0/8", "x/8", "::/129"}) {
    EXPECT_EQ(parse_subnet(bad).error().text(), std::string("invalid CIDR address: ") + bad);
  }
}

TEST(Subnet, ContainsAndOverlaps) {
  const Subnet net = *parse_subnet("10.1.0.0/16");
  EXPECT_TRUE(net.contains("10.1.255.1"));
  EXPECT_FALSE(net.contains("10.2.0.1"));
  EXPECT_FALSE(net.contains("::1"));
  EXPECT_TRUE(net.overlaps(*parse_subnet("10.0.0.0/8")));
  EXPECT_FALSE(net.overlaps(*parse_subnet("10.2.0.0/16")));
}

TEST(Subnet, TheFirstFreeOneIsTaken) {
  EXPECT_EQ(free_subnet({})->text(), "172.17.0.0/16");
  EXPECT_EQ(free_subnet({*parse_subnet("172.17.9.0/24"), *parse_subnet("172.18.0.0/16")})->text(), "172.19.0.0/16");
  EXPECT_EQ(free_subnet({*parse_subnet("172.16.0.0/12")})->text(), "192.168.0.0/20");
  EXPECT_FALSE(free_subnet({*parse_subnet("0.0.0.0/0")}));
}

TEST(Conflist, ChoosesWhatIsLeftOpen) {
  const std::vector<Pool> one = pools(named("front"));
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].subnet, "172.17.0.0/16");
  EXPECT_EQ(one[0].gateway, "172.17.0.1");
  NewNetwork both = named("front");
  both.ipv6 = true;
  ASSERT_EQ(pools(both).size(), 2U);
  EXPECT_TRUE(pools(both)[1].subnet.starts_with("fd"));
}

TEST(Conflist, HasWhatIsAskedFor) {
  NewNetwork wanted = named("front");
  wanted.subnets = {"10.5.0.0/16"};
  wanted.gateways = {"10.5.0.9"};
  wanted.ranges = {"10.5.6.0/24"};
  const std::string text = spec::json::write(*make_conflist(wanted, kId, {}));
  EXPECT_NE(
      text.find(R"({"subnet":"10.5.0.0/16","gateway":"10.5.0.9","rangeStart":"10.5.6.0","rangeEnd":"10.5.6.255"})"),
      std::string::npos)
      << text;
}

TEST(Conflist, ErrorsAreDockers) {
  NewNetwork wanted = named("front");
  wanted.subnets = {"10.5.0.0/16"};
  EXPECT_EQ(error_of(wanted, {*parse_subnet("10.5.1.0/24")}),
            "invalid pool request: Pool overlaps with other one on this address space");
  wanted.gateways = {"10.6.0.1"};
  EXPECT_EQ(error_of(wanted), "no matching subnet for gateway 10.6.0.1");
  wanted.gateways.clear();
  wanted.ranges = {"10.6.0.0/24"};
  EXPECT_EQ(error_of(wanted), "no matching subnet for range 10.6.0.0/24");
  wanted.ranges.clear();
  wanted.subnets = {"10.5.0.0/16", "10.6.0.0/16"};
  EXPECT_EQ(error_of(wanted), "multiple subnets of one family are not there");
  wanted.subnets.clear();
  wanted.options["com.docker.network.bridge.name"] = "much-too-long-a-name";
  EXPECT_EQ(error_of(wanted), "invalid interface name: much-too-long-a-name");
  wanted.options = {{"com.docker.network.driver.mtu", "x"}};
  EXPECT_EQ(error_of(wanted), "invalid value \"x\" for com.docker.network.driver.mtu");
}

}  // namespace
}  // namespace imagetool::network

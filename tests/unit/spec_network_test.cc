// Ports, resolv.conf and hosts of containers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/network/hosts.h"
#include "spec/network/port.h"
#include "spec/network/record.h"
#include "spec/network/request.h"
#include "spec/network/resolver.h"

namespace spec::network {
namespace {

using ::testing::ElementsAre;

Port port(const std::string& ip, std::uint16_t host, std::uint16_t container, const std::string& protocol = "tcp") {
  Port out;
  out.host_ip = ip;
  out.host_port = host;
  out.container_port = container;
  out.protocol = protocol;
  return out;
}

std::string error_of(const Result<std::vector<Port>>& result) { return result ? "no error" : result.error().text(); }

TEST(Publish, TakesDockersForms) {
  EXPECT_THAT(*parse_publish("80"), ElementsAre(port("", 0, 80)));
  EXPECT_THAT(*parse_publish("8080:80"), ElementsAre(port("", 8080, 80)));
  EXPECT_THAT(*parse_publish("127.0.0.1::80"), ElementsAre(port("127.0.0.1", 0, 80)));
  EXPECT_THAT(*parse_publish("127.0.0.1:8080:80/UDP"), ElementsAre(port("127.0.0.1", 8080, 80, "udp")));
  EXPECT_THAT(*parse_publish("[::1]:8080:80"), ElementsAre(port("::1", 8080, 80)));
  EXPECT_THAT(*parse_publish("[::1]::80"), ElementsAre(port("::1", 0, 80)));
}

TEST(Publish, TakesAnAddressBeforeThePortAlone) {
  EXPECT_THAT(*parse_publish("0.0.0.0:80"), ElementsAre(port("0.0.0.0", 0, 80)));
}

TEST(Publish, PairsRanges) {
  EXPECT_THAT(*parse_publish("8000-8001:80-81"), ElementsAre(port("", 8000, 80), port("", 8001, 81)));
  EXPECT_THAT(*parse_publish("80-81"), ElementsAre(port("", 0, 80), port("", 0, 81)));
  const std::vector<Port> one = *parse_publish("8000-8010:80");
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].host_port, 8000);
  EXPECT_EQ(one[0].host_end, 8010);
}

TEST(Publish, ErrorsAreDockers) {
  EXPECT_EQ(error_of(parse_publish("80:")), "no port specified: 80:<empty>");
  EXPECT_EQ(error_of(parse_publish("1.2.3:80:80")), "invalid IP address: 1.2.3");
  EXPECT_EQ(error_of(parse_publish("x:80")), "invalid hostPort: x");
  EXPECT_EQ(error_of(parse_publish("80:0")), "invalid containerPort: 0");
  EXPECT_EQ(error_of(parse_publish("80:65536")), "invalid containerPort: 65536");
  EXPECT_EQ(error_of(parse_publish("80:81-80")), "invalid containerPort: 81-80");
  EXPECT_EQ(error_of(parse_publish("80/icmp")), "invalid proto: icmp");
  EXPECT_EQ(error_of(parse_publish("80-81:90-93")),
            "invalid ranges specified for container and host Ports: 90-93 and 80-81");
}

TEST(Expose, IsAPortOrARange) {
  EXPECT_THAT(*parse_expose("53/udp"), ElementsAre(port("", 0, 53, "udp")));
  EXPECT_THAT(*parse_expose("80-81"), ElementsAre(port("", 0, 80), port("", 0, 81)));
  EXPECT_EQ(error_of(parse_expose("x")), "invalid range format for --expose: x");
}

TEST(PortsText, IsDockersColumn) {
  EXPECT_EQ(ports_text({}, {}), "");
  EXPECT_EQ(ports_text({port("", 8000, 80)}, {port("", 0, 80), port("", 0, 443)}), "443/tcp, 0.0.0.0:8000->80/tcp");
  EXPECT_EQ(ports_text({port("", 8001, 81), port("", 8000, 80), port("", 9000, 82)}, {}),
            "0.0.0.0:8000->80/tcp, 0.0.0.0:8001->81/tcp, 0.0.0.0:9000->82/tcp");
  EXPECT_EQ(ports_text({port("127.0.0.1", 90, 90), port("127.0.0.1", 91, 91), port("", 80, 80)},
                       {port("", 0, 7, "udp"), port("", 0, 1000), port("", 0, 1001), port("", 0, 1003)}),
            "1000-1001/tcp, 7/udp, 0.0.0.0:80->80/tcp, 127.0.0.1:90-91->90-91/tcp, 1003/tcp");
  EXPECT_EQ(ports_text({port("::1", 53, 53, "udp")}, {}), "[::1]:53->53/udp");
}

TEST(ResolvConf, LeavesOutWhatTheContainerCannotReach) {
  const std::string host =
      "# a comment\nnameserver 127.0.0.1\nnameserver 9.9.9.9\nsearch example.org\noptions ndots:2\n";
  EXPECT_EQ(resolv_conf(host, {}, false), "nameserver 9.9.9.9\nsearch example.org\noptions ndots:2\n");
  EXPECT_EQ(resolv_conf(host, {}, true),
            "nameserver 127.0.0.1\nnameserver 9.9.9.9\nsearch example.org\noptions ndots:2\n");
  EXPECT_EQ(resolv_conf("nameserver ::1\n", {}, false), "nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
}

TEST(ResolvConf, TakesWhatIsWanted) {
  EXPECT_EQ(resolv_conf("nameserver 9.9.9.9\nsearch a\n", {{"1.1.1.1"}, {"b", "c"}, {"rotate"}}, false),
            "nameserver 1.1.1.1\nsearch b c\noptions rotate\n");
  EXPECT_EQ(resolv_conf("nameserver 9.9.9.9\nsearch a\n", {{}, {"."}, {}}, false), "nameserver 9.9.9.9\n");
}

TEST(Hosts, OurLinesAreReplacedAndOthersStay) {
  const std::string first = with_host_lines("127.0.0.1\tlocalhost\n", {{"10.0.0.2", {"a", "b"}}, {"", {"c"}}});
  EXPECT_EQ(first, "127.0.0.1\tlocalhost\n10.0.0.2\ta b\t# imagetool network\n");
  EXPECT_EQ(with_host_lines(first + "10.9.9.9\tmine", {{"10.0.0.3", {"a"}}}),
            "127.0.0.1\tlocalhost\n10.9.9.9\tmine\n10.0.0.3\ta\t# imagetool network\n");
}

TEST(Request, ComesBackAsItWasWritten) {
  Request request;
  request.networks.resize(1);
  request.networks[0].network = "front";
  request.networks[0].aliases = {"web"};
  request.ports = *parse_publish("8000-8010:80");
  request.dns_search = {"example.org"};
  EXPECT_EQ(*parse_request(write_request(request)), request);
  EXPECT_FALSE(parse_request("{}"));
}

TEST(Record, OfAnotherProcessIsNoneThatLives) {
  const auto self = identify(::getpid());
  ASSERT_TRUE(self);
  EXPECT_TRUE(is_alive(*self));
  EXPECT_FALSE(is_alive({self->pid, self->start_time + 1}));
  EXPECT_FALSE(is_alive({0, 0}));
}

}  // namespace
}  // namespace spec::network

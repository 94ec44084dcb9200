// The JSON of a port, for the documents that hold some.
#pragma once

#include "spec/json/table.h"
#include "spec/network/port.h"

namespace spec::network {

constexpr auto describe(const Port*) {
  return std::tuple{json::optional("hostIp", &Port::host_ip), json::optional("hostPort", &Port::host_port),
                    json::optional("hostEnd", &Port::host_end), json::required("containerPort", &Port::container_port),
                    json::required("protocol", &Port::protocol)};
}

}  // namespace spec::network

#include "spec/network/request.h"

#include "spec/network/tables.h"

namespace spec::network {

constexpr auto describe(const Attachment*) {
  return std::tuple{json::required("network", &Attachment::network), json::optional("aliases", &Attachment::aliases),
                    json::optional("ip", &Attachment::ip), json::optional("ip6", &Attachment::ip6),
                    json::optional("mac", &Attachment::mac)};
}

constexpr auto describe(const Request*) {
  return std::tuple{json::required("networks", &Request::networks),
                    json::optional("ports", &Request::ports),
                    json::optional("dns", &Request::dns),
                    json::optional("dnsSearch", &Request::dns_search),
                    json::optional("dnsOptions", &Request::dns_options),
                    json::optional("gatewayNames", &Request::gateway_names)};
}

Result<Request> parse_request(std::string_view text) { return json::decode_text<Request>(text); }

std::string write_request(const Request& request) { return json::encode_text(request); }

Result<std::optional<Request>> find_request(const std::map<std::string, std::string>& annotations) {
  const auto found = annotations.find(kAnnotation);
  if (found == annotations.end()) return std::optional<Request>();
  Request request = TRY_STEP(kAnnotation, parse_request(found->second));
  return std::optional<Request>(std::move(request));
}

}  // namespace spec::network

// Certificates for one registry: certs.d of Docker and of containers/image.
#pragma once

#include <string>

#include "spec/base/result.h"

namespace imagetool::registry {

struct Certificates {
  std::string authorities;         // PEM: who is trusted beside the system's authorities; may be empty
  std::string client_certificate;  // paths; empty where there is none
  std::string client_key;
};

// The first of ~/.config/containers/certs.d/HOST:PORT, /etc/containers/certs.d/HOST:PORT and
// /etc/docker/certs.d/HOST:PORT that is there: *.crt are authorities, NAME.cert and NAME.key the client's.
Result<Certificates> load_certificates(const std::string& registry);
Result<Certificates> read_certificates(const std::string& folder);

// The system's authorities and those, for libcurl. $SSL_CERT_FILE names the system's.
Result<std::string> with_system_authorities(const std::string& authorities);

}  // namespace imagetool::registry

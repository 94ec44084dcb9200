#include "imagetool/registry/login.h"

#include "spec/base/text.h"

namespace imagetool::registry {

Result<std::string> registry_of(const std::string& typed) {
  std::string host = typed;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (host.starts_with(scheme)) host.erase(0, scheme.size());
  }
  host = host.substr(0, host.find('/'));
  if (host.empty() || host == "index.docker.io" || host == "registry-1.docker.io") host = "docker.io";
  const Result<spec::image::Reference> reference = spec::image::parse_reference(host + "/x");
  if (reference && reference->registry == host) return host;
  // A bare name, as of a container on the same network, is no registry in an
  // image's name.
  return fail(concat(typed, ": not a registry")).with_hint("expected HOST.DOMAIN, HOST:PORT or localhost");
}

Result<void> check_login(Transport& transport, const Settings& settings, const std::string& registry,
                         const Credentials& credentials) {
  const spec::image::Reference reference = TRY(spec::image::parse_reference(registry + "/x"));
  const std::vector<Endpoint> all = TRY(endpoints(reference, settings.conf, !settings.tls_verify));
  const Endpoint endpoint = TRY(equip(all.back(), settings.auth));
  Session session(transport, endpoint, credentials);
  Request request;
  request.url = TRY(session.url("/v2/"));
  const Response response = TRY(session.send(std::move(request), ""));
  if (response.status == 200 && response.broken.empty()) return {};
  return refusal_error(response, registry, session.asker());
}

}  // namespace imagetool::registry

#include "imagetool/registry/resolve.h"

#include "imagetool/registry/signatures.h"
#include "spec/base/text.h"

namespace imagetool::registry {

namespace image = spec::image;

Result<Settings> load_settings(bool tls_verify) {
  Settings settings;
  settings.tls_verify = tls_verify;
  settings.conf = TRY(load_registries_conf());
  settings.auth = AuthFiles::of_user();
  settings.policy = TRY(Policy::load());
  return settings;
}

Result<Endpoint> equip(const Endpoint& endpoint, const AuthFiles& auth) {
  Endpoint equipped = endpoint;
  Certificates certificates = TRY_STEP("certs.d", load_certificates(endpoint.registry));
  equipped.certificates = std::make_shared<const Certificates>(std::move(certificates));
  equipped.headers = TRY(extra_headers(auth));
  return equipped;
}

Result<std::unique_ptr<Repository>> open_repository(Transport& transport, const Settings& settings,
                                                    const Endpoint& endpoint, Access access) {
  std::optional<Credentials> credentials;
  if (!endpoint.mirror) credentials = settings.credentials;
  if (!credentials) credentials = TRY(find_credentials(settings.auth, endpoint.registry, endpoint.repository));
  const Endpoint equipped = TRY(equip(endpoint, settings.auth));
  return std::make_unique<Repository>(transport, equipped, std::move(credentials), access);
}

Result<std::unique_ptr<Repository>> open_origin(Transport& transport, const Settings& settings,
                                                const image::Reference& reference, Access access) {
  const std::vector<Endpoint> all = TRY(endpoints(reference, settings.conf, !settings.tls_verify));
  return open_repository(transport, settings, all.back(), access);
}

namespace {

Result<Resolved> ask(Transport& transport, const Settings& settings, const Endpoint& endpoint,
                     const image::Reference& reference, const image::Digest& known) {
  Resolved resolved;
  resolved.repository = TRY(open_repository(transport, settings, endpoint, Access::kPull));
  const std::string wanted = reference.digest.empty() ? reference.tag : reference.digest.text();
  if (!known.empty()) {
    const std::optional<image::Digest> digest = TRY(resolved.repository->head_manifest(wanted));
    if (digest && *digest == known) {
      resolved.digest = known;
      return resolved;
    }
  }
  resolved.document = TRY(resolved.repository->get_manifest(wanted));
  resolved.digest = resolved.document->descriptor.digest;
  return resolved;
}

// The endpoints from `first` on, each the next one of the one before; null where there are none.
Result<std::unique_ptr<Repository>> open_rest(Transport& transport, const Settings& settings,
                                              const std::vector<Endpoint>& all, std::size_t first) {
  std::unique_ptr<Repository> rest;
  for (std::size_t i = all.size(); i-- > first;) {
    std::unique_ptr<Repository> one = TRY(open_repository(transport, settings, all[i], Access::kPull));
    one->fall_back_to(std::move(rest));
    rest = std::move(one);
  }
  return rest;
}

}  // namespace

Result<Resolved> resolve_manifest(Transport& transport, const Settings& settings, const image::Reference& reference,
                                  const image::Digest& known) {
  const Policy::Demands demands = TRY(settings.policy.allows(reference));
  // Content that is named by its digest cannot have changed.
  if (!reference.digest.empty() && reference.digest == known) {
    Resolved resolved;
    resolved.repository = TRY(open_origin(transport, settings, reference, Access::kPull));
    resolved.digest = known;
    TRY(check_signatures(*resolved.repository, reference, known, demands));
    return resolved;
  }
  std::string mirrors;
  const std::vector<Endpoint> all = TRY(endpoints(reference, settings.conf, !settings.tls_verify));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Endpoint& endpoint = all[i];
    Result<Resolved> resolved = ask(transport, settings, endpoint, reference, known);
    if (resolved) {
      std::unique_ptr<Repository> rest = TRY(open_rest(transport, settings, all, i + 1));
      resolved->repository->fall_back_to(std::move(rest));
      const Result<void> good = check_signatures(*resolved->repository, reference, resolved->digest, demands);
      if (good) return resolved;
      resolved = good.error();
    }
    if (!endpoint.mirror) {
      if (mirrors.empty()) return resolved;
      Error error = std::move(resolved).error();
      error.hint += concat(error.hint.empty() ? "" : "; ", "before that, ", mirrors);
      return error;
    }
    mirrors += concat(mirrors.empty() ? "" : "; ", "mirror ", endpoint.registry, ": ", resolved.error().message);
  }
  return fail(reference.text() + ": no registry to ask");
}

}  // namespace imagetool::registry

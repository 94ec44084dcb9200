#include "imagetool/registry/catalogue.h"

#include <algorithm>
#include <functional>

#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace image = spec::image;
namespace json = spec::json;

namespace {

constexpr std::uint64_t kMaxPage = 4 << 20;
constexpr std::size_t kMaxNames = 1 << 20;  // a registry whose pages never end
constexpr const char* kPageSize = "1000";

// Adds the strings of `member`. What has control characters is no name, and would go to a terminal.
Result<void> add_names(const std::string& page, std::string_view member, std::vector<std::string>& names) {
  const json::Value document = TRY(json::parse(page));
  const json::Value* list = document.find(member);
  if (list == nullptr || list->is_null()) return {};  // an empty list, in Go's words
  if (list->array() == nullptr) return fail(concat(member, ": expected a list"));
  for (const json::Value& item : *list->array()) {
    if (item.string() == nullptr) return fail(concat(member, ": expected strings"));
    const std::string& name = *item.string();
    const bool printable = std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
    if (!printable || name.empty()) return fail(concat(member, ": holds what is no name"));
    names.push_back(name);
  }
  if (names.size() > kMaxNames) return fail(concat("more than ", kMaxNames, " names"));
  return {};
}

Result<std::vector<std::string>> pages(Session& session, const std::string& scope, Url url, std::string_view member,
                                       const std::function<Error(const Response&)>& refused) {
  add_query(url, "n", kPageSize);
  std::vector<std::string> names;
  while (true) {
    Request request;
    request.url = url;
    request.max_body = kMaxPage;
    const Response response = TRY(session.send(std::move(request), scope));
    if (response.status != 200 || !response.broken.empty()) return refused(response);
    const std::size_t before = names.size();
    TRY_STEP(url.origin(), add_names(response.body, member, names));
    const std::string next = next_page(response);
    // A link that leads to nothing new would lead there for ever.
    if (next.empty() || names.size() == before) return names;
    url = TRY(resolve(url, next));
  }
}

}  // namespace

std::string next_page(const Response& response) {
  for (const std::string& link : split(response.header("link"), ',')) {
    const std::size_t begin = link.find('<');
    const std::size_t end = link.find('>', begin);
    if (begin == std::string::npos || end == std::string::npos) continue;
    const std::string parameters = to_lower(link.substr(end));
    if (parameters.find("rel=\"next\"") != std::string::npos || parameters.find("rel=next") != std::string::npos) {
      return link.substr(begin + 1, end - begin - 1);
    }
  }
  return {};
}

Result<std::vector<std::string>> list_tags(Repository& repository) {
  const Url url = TRY(repository.session().url(concat("/v2/", repository.endpoint().repository, "/tags/list")));
  const auto refused = [&](const Response& response) { return repository.refused(response, ""); };
  return pages(repository.session(), repository.scope(), url, "tags", refused);
}

Result<std::vector<std::string>> list_tags(Transport& transport, const Settings& settings,
                                           const image::Reference& reference) {
  const std::vector<Endpoint> all = TRY(endpoints(reference, settings.conf, !settings.tls_verify));
  for (const Endpoint& endpoint : all) {
    const std::unique_ptr<Repository> repository = TRY(open_repository(transport, settings, endpoint, Access::kPull));
    Result<std::vector<std::string>> tags = list_tags(*repository);
    if (tags || !endpoint.mirror) return tags;
  }
  return fail(reference.name() + ": no registry to ask");
}

Result<std::vector<std::string>> list_repositories(Transport& transport, const Settings& settings,
                                                   const std::string& registry) {
  const image::Reference reference = TRY(image::parse_reference(registry + "/x"));
  const std::unique_ptr<Repository> repository = TRY(open_origin(transport, settings, reference, Access::kPull));
  const Url url = TRY(repository->session().url("/v2/_catalog"));
  const auto refused = [&](const Response& response) {
    return refusal_error(response, registry + ": its catalogue", repository->session().asker());
  };
  return pages(repository->session(), "registry:catalog:*", url, "repositories", refused);
}

}  // namespace imagetool::registry

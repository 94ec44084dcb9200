#include "imagetool/registry/search.h"

#include <algorithm>

#include "imagetool/registry/catalogue.h"
#include "imagetool/registry/login.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace imagetool::registry {

namespace json = spec::json;

namespace {

constexpr const char* kHubSearch = "index.docker.io";
constexpr std::uint64_t kMaxAnswer = 4 << 20;

std::string text_of(const json::Value& entry, std::string_view name) {
  const json::Value* value = entry.find(name);
  return value != nullptr && value->string() != nullptr ? printable(*value->string()) : "";
}

Result<std::vector<FoundRepository>> read_results(const std::string& body) {
  const json::Value document = TRY(json::parse(body));
  const json::Value* results = document.find("results");
  if (results == nullptr || results->array() == nullptr) return fail("results: expected a list");
  std::vector<FoundRepository> all;
  for (const json::Value& entry : *results->array()) {
    FoundRepository one;
    one.name = text_of(entry, "name");
    one.description = text_of(entry, "description");
    const json::Value* stars = entry.find("star_count");
    if (stars != nullptr && stars->number() != nullptr) {
      one.stars = parse_number<std::uint64_t>(stars->number()->digits).value_or(0);
    }
    const json::Value* official = entry.find("is_official");
    one.is_official = official != nullptr && official->boolean() != nullptr && *official->boolean();
    all.push_back(std::move(one));
  }
  return all;
}

// Nothing where the registry has no such API.
Result<std::optional<std::vector<FoundRepository>>> ask(Transport& transport, const Settings& settings,
                                                        const std::string& registry, const std::string& term,
                                                        unsigned limit) {
  using Found = std::optional<std::vector<FoundRepository>>;
  const spec::image::Reference reference = TRY(spec::image::parse_reference(registry + "/x"));
  const std::vector<Endpoint> all = TRY(endpoints(reference, settings.conf, !settings.tls_verify));
  Endpoint endpoint = TRY(equip(all.back(), settings.auth));
  if (registry == "docker.io") endpoint.host = kHubSearch;
  std::optional<Credentials> credentials = TRY(find_credentials(settings.auth, registry, ""));
  Session session(transport, endpoint, std::move(credentials));
  Request request;
  request.url = TRY(session.url("/v1/search"));
  add_query(request.url, "q", term);
  add_query(request.url, "n", std::to_string(limit));
  request.max_body = kMaxAnswer;
  const Response response = TRY(session.send(std::move(request), ""));
  if (response.status == 404 || response.status == 405) return Found();
  if (response.status != 200 || !response.broken.empty()) {
    return refusal_error(response, registry + ": search", session.asker());
  }
  std::vector<FoundRepository> found = TRY_STEP(registry, read_results(response.body));
  return Found(std::move(found));
}

Result<std::vector<FoundRepository>> from_catalogue(Transport& transport, const Settings& settings,
                                                    const std::string& registry, const std::string& term) {
  const std::vector<std::string> names = TRY(list_repositories(transport, settings, registry));
  std::vector<FoundRepository> found;
  for (const std::string& name : names) {
    if (name.find(term) != std::string::npos) found.push_back({name, "", 0, false});
  }
  return found;
}

}  // namespace

Result<void> add_filter(std::string_view text, Search& search) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return fail("invalid argument \"" + std::string(text) + "\": bad format of filter (expected name=value)");
  const std::string_view name = text.substr(0, equals);
  const std::string_view value = text.substr(equals + 1);
  if (name == "stars") {
    const std::optional<unsigned> stars = parse_number<unsigned>(value);
    if (!stars) return fail(concat("invalid filter 'stars=", value, "'"));
    search.stars = *stars;
  } else if (name == "is-official" || name == "is-automated") {
    const bool yes = value == "true" || value == "1";
    if (!yes && value != "false" && value != "0") return fail(concat("invalid filter '", name, '=', value, "'"));
    // There are no automated ones any more.
    if (name == "is-official") search.is_official = yes;
  } else {
    return fail(concat("invalid filter '", name, "'"));
  }
  return {};
}

Result<std::vector<FoundRepository>> search(Transport& transport, const Settings& settings, const Search& wanted) {
  const std::size_t slash = wanted.term.find('/');
  const Result<std::string> typed =
      slash == std::string::npos ? Result<std::string>(fail("")) : registry_of(wanted.term.substr(0, slash));
  const std::string registry = typed ? *typed : "docker.io";
  const std::string term = typed ? wanted.term.substr(slash + 1) : wanted.term;
  std::optional<std::vector<FoundRepository>> found = TRY(ask(transport, settings, registry, term, wanted.limit));
  if (!found) found = TRY(from_catalogue(transport, settings, registry, term));
  std::erase_if(*found, [&](const FoundRepository& one) {
    return one.stars < wanted.stars || (wanted.is_official && one.is_official != *wanted.is_official);
  });
  if (found->size() > wanted.limit) found->resize(wanted.limit);
  if (registry != "docker.io") {
    for (FoundRepository& one : *found) one.name = concat(registry, '/', one.name);
  }
  return std::move(*found);
}

}  // namespace imagetool::registry

#include "spec/image/reference.h"

#include <algorithm>

#include "spec/base/text.h"

namespace spec::image {

namespace {

constexpr std::string_view kHub = "docker.io";
constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxTag = 128;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_lower_alnum(char c) { return is_digit(c) || is_lower(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// [a-zA-Z0-9], with "-" inside.
bool is_domain_label(std::string_view label) {
  return !label.empty() && is_alnum(label.front()) && is_alnum(label.back()) &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_domain(std::string_view domain) {
  std::string_view port;
  bool has_port = false;
  if (domain.starts_with('[')) {
    const std::size_t end = domain.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const std::string_view address = domain.substr(1, end - 1);
    if (!std::all_of(address.begin(), address.end(),
                     [](char c) { return is_hex(c) || (c >= 'A' && c <= 'F') || c == ':'; })) {
      return false;
    }
    port = domain.substr(end + 1);
    has_port = !port.empty();
    if (has_port && port.front() != ':') return false;
    if (has_port) port.remove_prefix(1);
  } else {
    const std::size_t colon = domain.find(':');
    has_port = colon != std::string_view::npos;
    if (has_port) port = domain.substr(colon + 1);
    const std::vector<std::string> labels = split(domain.substr(0, colon), '.');
    if (!std::all_of(labels.begin(), labels.end(), is_domain_label)) return false;
  }
  return !has_port || (!port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit));
}

// Runs of [a-z0-9] with ".", "_", "__" or any number of "-" between them.
bool is_path_component(std::string_view component) {
  std::size_t at = 0;
  while (true) {
    const std::size_t start = at;
    while (at < component.size() && is_lower_alnum(component[at])) ++at;
    if (at == start) return false;
    if (at == component.size()) return true;
    if (component[at] == '-') {
      while (at < component.size() && component[at] == '-') ++at;
    } else if (component.substr(at).starts_with("__")) {
      at += 2;
    } else if (component[at] == '.' || component[at] == '_') {
      ++at;
    } else {
      return false;
    }
  }
}

bool is_path(std::string_view path) {
  const std::vector<std::string> components = split(path, '/');
  return std::all_of(components.begin(), components.end(), is_path_component);
}

// The part before the first "/" is a registry where it looks like a host.
bool names_registry(std::string_view first) {
  return first.find_first_of(".:[") != std::string_view::npos || first == "localhost" || to_lower(first) != first;
}

std::string printable(std::string_view text) {
  std::string out(text.substr(0, 300));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c < ' ' || c == 0x7f; }, '?');
  return out.empty() ? "\"\"" : out;
}

}  // namespace

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= kMaxTag && text.front() != '.' && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alnum(c) || c == '_' || c == '.' || c == '-'; });
}

Result<Reference> parse_reference(std::string_view text) {
  const auto invalid = [&](std::string_view why) {
    return fail(concat(printable(text), ": invalid reference format", why));
  };
  if (text.size() == 64 && std::all_of(text.begin(), text.end(), is_hex)) {
    return fail(concat("invalid repository name (", text, "), cannot specify 64-byte hexadecimal strings"));
  }
  Reference reference;
  std::string_view rest = text;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    Result<Digest> digest = Digest::parse(rest.substr(at + 1));
    if (!digest) return invalid(": " + digest.error().message);
    reference.digest = std::move(*digest);
    rest = rest.substr(0, at);
  }
  const std::size_t slash = rest.find('/');
  reference.registry = kHub;
  if (slash != std::string_view::npos && names_registry(rest.substr(0, slash))) {
    reference.registry = rest.substr(0, slash);
    rest.remove_prefix(slash + 1);
    if (!is_domain(reference.registry)) return invalid("");
  }
  if (reference.registry == "index.docker.io") reference.registry = kHub;
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    reference.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(reference.tag)) return invalid("");
  }
  if (to_lower(rest) != rest) return invalid(": repository name must be lowercase");
  if (!is_path(rest)) return invalid("");
  reference.repository = rest;
  if (reference.registry == kHub && rest.find('/') == std::string_view::npos) {
    reference.repository = concat("library/", rest);
  }
  if (reference.name().size() > kMaxName) {
    return fail(concat(printable(text), ": repository name must not be more than ", kMaxName, " characters"));
  }
  if (reference.tag.empty() && reference.digest.empty()) {
    reference.tag = "latest";
    reference.default_tag = true;
  }
  return reference;
}

std::string Reference::name() const { return concat(registry, '/', repository); }

std::string Reference::familiar_name() const {
  if (registry != kHub) return name();
  const std::string_view path = repository;
  const std::string_view official = "library/";
  const bool is_official = path.starts_with(official) && path.find('/', official.size()) == std::string_view::npos;
  return std::string(is_official ? path.substr(official.size()) : path);
}

namespace {
std::string with_tag_and_digest(std::string name, const Reference& reference) {
  if (!reference.tag.empty()) name += ":" + reference.tag;
  if (!reference.digest.empty()) name += "@" + reference.digest.text();
  return name;
}
}  // namespace

std::string Reference::text() const { return with_tag_and_digest(name(), *this); }

std::string Reference::familiar() const { return with_tag_and_digest(familiar_name(), *this); }

}  // namespace spec::image

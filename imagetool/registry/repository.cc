#include "imagetool/registry/repository.h"

#include "imagetool/registry/refusal.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/image/document.h"
#include "spec/image/media_type.h"

namespace imagetool::registry {

namespace image = spec::image;

namespace {

constexpr std::size_t kMaxManifest = 4 << 20;
constexpr std::uint64_t kProgress = 1 << 20;  // so much must have come for the tries to start anew

std::string accept() {
  return concat(image::kOciIndex, ", ", image::kOciManifest, ", ", image::kDockerIndex, ", ", image::kDockerManifest);
}

std::string content_type(const Response& response) {
  const std::string& value = response.header("content-type");
  return std::string(trim(std::string_view(value).substr(0, value.find(';'))));
}

// What was asked for or told must be what came.
Result<void> check_digest(const std::string& text, const std::string& expected, const char* who) {
  if (expected.empty()) return {};
  const image::Digest digest = TRY_STEP(who, image::Digest::parse(expected));
  const image::Digest actual = image::digest_of(text, digest.algorithm());
  if (actual == digest) return {};
  return fail(concat(who, ": expected ", digest.text(), ", but what came is ", actual.text()));
}

const char* actions(Access access) {
  switch (access) {
    case Access::kPush:
      return ":pull,push";
    case Access::kDelete:
      return ":pull,delete";
    case Access::kPull:
      break;
  }
  return ":pull";
}

}  // namespace

Repository::Repository(Transport& transport, const Endpoint& endpoint, std::optional<Credentials> credentials,
                       Access access)
    : endpoint_(endpoint),
      session_(transport, endpoint, std::move(credentials)),
      scope_(concat("repository:", endpoint.repository, actions(access))) {}

std::string Repository::path(const std::string& rest) const { return concat("/v2/", endpoint_.repository, rest); }

std::string Repository::describe(const std::string& object) const {
  return concat(endpoint_.registry, '/', endpoint_.repository, object);
}

Error Repository::refused(const Response& response, const std::string& object) const {
  return refusal_error(response, describe(object), session_.asker());
}

Result<Document> Repository::get_manifest(const std::string& reference) {
  const std::string object = concat(reference.find(':') == std::string::npos ? ':' : '@', reference);
  Request request;
  request.url = TRY(session_.url(path("/manifests/" + reference)));
  request.headers.emplace_back("Accept", accept());
  request.max_body = kMaxManifest;
  Response response = TRY(session_.send(std::move(request), scope_));
  if (response.status != 200 || !response.broken.empty()) return refused(response, object);
  Document document;
  document.text = std::move(response.body);
  const std::string name = describe(object);
  if (reference.find(':') != std::string::npos) TRY_STEP(name, check_digest(document.text, reference, "digest"));
  TRY_STEP(name, check_digest(document.text, response.header("docker-content-digest"), "Docker-Content-Digest"));
  document.descriptor.media_type = TRY_STEP(name, image::document_type(document.text, content_type(response)));
  if (!image::is_index(document.descriptor.media_type) && !image::is_manifest(document.descriptor.media_type)) {
    Error error = fail(concat(name, ": unsupported media type \"", document.descriptor.media_type, '"'));
    if (document.descriptor.media_type.find(".manifest.v1") == std::string::npos) return error;
    return std::move(error).with_hint("an image in Docker's format of before 2016: who has it, has to push it anew");
  }
  document.descriptor.size = document.text.size();
  document.descriptor.digest =
      reference.find(':') == std::string::npos ? image::digest_of(document.text) : TRY(image::Digest::parse(reference));
  return document;
}

Result<std::optional<image::Digest>> Repository::head_manifest(const std::string& reference) {
  Request request;
  request.method = "HEAD";
  request.url = TRY(session_.url(path("/manifests/" + reference)));
  request.headers.emplace_back("Accept", accept());
  const Response response = TRY(session_.send(std::move(request), scope_));
  const Result<image::Digest> digest = image::Digest::parse(response.header("docker-content-digest"));
  if (response.status != 200 || !digest) return std::optional<image::Digest>();
  return std::optional<image::Digest>(*digest);
}

Result<bool> Repository::put_manifest(const std::string& reference, const Document& document) {
  const std::string object = concat(reference.find(':') == std::string::npos ? ':' : '@', reference);
  Request request;
  request.method = "PUT";
  request.url = TRY(session_.url(path("/manifests/" + reference)));
  request.headers.emplace_back("Content-Type", document.descriptor.media_type);
  request.body = document.text;
  const Response response = TRY(session_.send(std::move(request), scope_));
  if (response.status != 201 && response.status != 200 && response.status != 202) return refused(response, object);
  TRY_STEP(describe(object),
           check_digest(document.text, response.header("docker-content-digest"), "Docker-Content-Digest"));
  return !response.header("oci-subject").empty();
}

Result<void> Repository::delete_manifest(const std::string& reference) {
  const std::string object = concat(reference.find(':') == std::string::npos ? ':' : '@', reference);
  Request request;
  request.method = "DELETE";
  request.url = TRY(session_.url(path("/manifests/" + reference)));
  const Response response = TRY(session_.send(std::move(request), scope_));
  if (response.status == 202 || response.status == 200 || response.status == 204) return {};
  if (response.status == 405 || response.status == 400) {
    return refused(response, object).with_hint("this registry may not let anything be deleted");
  }
  return refused(response, object);
}

Result<bool> Repository::has_blob(const image::Descriptor& blob) {
  Request request;
  request.method = "HEAD";
  request.url = TRY(session_.url(path("/blobs/" + blob.digest.text())));
  const Response response = TRY(session_.send(std::move(request), scope_));
  if (response.status == 200) return true;
  if (response.status == 404) return false;
  return refused(response, "@" + blob.digest.text());
}

namespace {

// "bytes 100-199/200" -> 100
std::uint64_t range_start(const Response& response) {
  const std::string& range = response.header("content-range");
  const std::size_t begin = range.find(' ') + 1;
  return parse_number<std::uint64_t>(std::string_view(range).substr(begin, range.find('-') - begin)).value_or(0);
}

}  // namespace

Result<void> Repository::get_blob(const image::Descriptor& blob, Sink& sink, std::uint64_t from) {
  BoundedSink bounded(sink, blob.size, from);
  std::string mirrors;
  for (Repository* place = this;; place = place->next_.get()) {
    Result<void> got = place->get_rest(blob, bounded);
    if (got) return got;
    Error error = std::move(got).error();
    if (bounded.out_failed() || interrupted() || !place->next_) {
      if (!mirrors.empty()) error.hint += concat(error.hint.empty() ? "" : "; ", "before that, ", mirrors);
      return error;
    }
    mirrors += concat(mirrors.empty() ? "" : "; ", "mirror ", place->endpoint_.registry, ": ", error.message);
  }
}

Result<void> Repository::get_rest(const image::Descriptor& blob, BoundedSink& bounded) {
  const std::string object = "@" + blob.digest.text();
  Backoff backoff(session_.transport());
  while (true) {
    const std::uint64_t before = bounded.received();
    Request request;
    request.url = TRY(session_.url(path("/blobs/" + blob.digest.text())));
    request.sink = &bounded;
    if (before > 0) request.headers.emplace_back("Range", concat("bytes=", before, "-"));
    request.on_start = [&](const Response& head) {
      return bounded.start_at(head.status == 206 ? range_start(head) : 0);
    };
    const Response response = TRY_STEP(describe(object), session_.send(std::move(request), scope_));
    const bool complete = bounded.received() == blob.size;
    if (response.broken.empty() && (response.status == 200 || response.status == 206)) {
      if (complete) return {};
    } else if (!worth_another_try(response)) {
      return refused(response, object);
    }
    if (bounded.received() - before >= kProgress) backoff.reset();
    if (!backoff.wait(response)) {
      if (!response.broken.empty() || response.status >= 300) return refused(response, object);
      return fail(concat(describe(object), ": ends after ", bounded.received(), " of ", blob.size, " bytes"));
    }
  }
}

}  // namespace imagetool::registry

#include "imagetool/registry/upload.h"

#include <algorithm>

#include "spec/base/text.h"

namespace imagetool::registry {

namespace {

constexpr std::uint64_t kChunk = 32 << 20;

std::string object_of(const Upload& upload) { return "@" + upload.blob.digest.text(); }

// An upload that the registry has opened for us.
struct Place {
  Url url;
  std::uint64_t chunk = kChunk;
};

Result<Url> location(const Url& asked, const Response& response) {
  const std::string& text = response.header("location");
  if (text.empty()) return fail(asked.origin() + ": the reply has no Location");
  return resolve(asked, text);
}

// Nothing is returned where the blob was mounted instead.
Result<std::optional<Place>> open(Repository& repository, const Upload& upload, const std::string& mount_from) {
  Request request;
  request.method = "POST";
  request.url = TRY(repository.session().url(concat("/v2/", repository.endpoint().repository, "/blobs/uploads/")));
  std::string scope = repository.scope();
  if (!mount_from.empty()) {
    add_query(request.url, "mount", upload.blob.digest.text());
    add_query(request.url, "from", mount_from);
    scope += concat(" repository:", mount_from, ":pull");
  }
  const Url asked = request.url;
  Backoff backoff(repository.session().transport());
  Response response = TRY(repository.session().send(request, scope));
  while (worth_another_try(response) && backoff.wait(response)) {
    response = TRY(repository.session().send(request, scope));
  }
  if (response.broken.empty() && response.status == 201 && !mount_from.empty()) return std::optional<Place>();
  if (!response.broken.empty() || response.status != 202) return repository.refused(response, object_of(upload));
  Place place;
  place.url = TRY(location(asked, response));
  const std::uint64_t least = parse_number<std::uint64_t>(response.header("oci-chunk-min-length")).value_or(0);
  place.chunk = std::max(place.chunk, least);
  return std::optional<Place>(std::move(place));
}

FileRange range_of(const Upload& upload, std::uint64_t offset, std::uint64_t size) {
  FileRange range{upload.content, offset, size, {}};
  if (upload.on_sent) {
    range.on_sent = [&upload, offset](std::uint64_t sent) { upload.on_sent(offset + sent); };
  }
  return range;
}

Result<Response> put_whole(Repository& repository, const Upload& upload, Url place) {
  Request request;
  request.method = "PUT";
  request.url = std::move(place);
  add_query(request.url, "digest", upload.blob.digest.text());
  request.headers.emplace_back("Content-Type", "application/octet-stream");
  request.upload = range_of(upload, 0, upload.blob.size);
  return repository.session().send(std::move(request), repository.scope());
}

// "0-99" -> 100
std::uint64_t received(const Response& response) {
  std::string_view range = response.header("range");
  if (range.starts_with("bytes=")) range.remove_prefix(6);
  const std::optional<std::uint64_t> last =
      parse_number<std::uint64_t>(range.substr(std::min(range.find('-'), range.size() - 1) + 1));
  return last ? *last + 1 : 0;
}

// How far the registry got before the connection broke.
Result<std::uint64_t> ask_offset(Repository& repository, const Upload& upload, Place& place) {
  Request request;
  request.url = place.url;
  const Response response = TRY(repository.session().send(std::move(request), repository.scope()));
  if (response.status != 204 || !response.broken.empty()) return repository.refused(response, object_of(upload));
  if (!response.header("location").empty()) place.url = TRY(location(place.url, response));
  return std::min(received(response), upload.blob.size);
}

Result<Response> patch(Repository& repository, const Upload& upload, const Place& place, std::uint64_t offset) {
  const std::uint64_t size = std::min(place.chunk, upload.blob.size - offset);
  Request request;
  request.method = "PATCH";
  request.url = place.url;
  request.headers.emplace_back("Content-Type", "application/octet-stream");
  request.headers.emplace_back("Content-Range", concat(offset, '-', offset + size - 1));
  request.upload = range_of(upload, offset, size);
  return repository.session().send(std::move(request), repository.scope());
}

Result<void> finish(Repository& repository, const Upload& upload, Place place) {
  Request request;
  request.method = "PUT";
  request.url = std::move(place.url);
  add_query(request.url, "digest", upload.blob.digest.text());
  request.headers.emplace_back("Content-Type", "application/octet-stream");
  const Response response = TRY(repository.session().send(std::move(request), repository.scope()));
  if (response.status == 201 || response.status == 204) return {};
  return repository.refused(response, object_of(upload));
}

Result<void> put_chunks(Repository& repository, const Upload& upload, Place place) {
  Backoff backoff(repository.session().transport());
  std::uint64_t offset = 0;
  while (offset < upload.blob.size) {
    const Response response = TRY(patch(repository, upload, place, offset));
    if (response.broken.empty() && response.status == 202) {
      offset += std::min(place.chunk, upload.blob.size - offset);
      place.url = TRY(location(place.url, response));
      backoff.reset();
      continue;
    }
    const bool out_of_step = response.status == 416;
    if ((!worth_another_try(response) && !out_of_step) || !backoff.wait(response)) {
      return repository.refused(response, object_of(upload));
    }
    offset = TRY(ask_offset(repository, upload, place));
  }
  return finish(repository, upload, std::move(place));
}

// What the registry keeps of an upload that came to nothing it need not keep. It may be gone already.
void cancel(Repository& repository, const Place& place) {
  Request request;
  request.method = "DELETE";
  request.url = place.url;
  (void)repository.session().send(std::move(request), repository.scope());
}

}  // namespace

Result<Pushed> push_blob(Repository& repository, const Upload& upload) {
  Result<std::optional<Place>> opened = open(repository, upload, upload.mount_from);
  // Who may push here need not be let into the other repository.
  if (!opened && !upload.mount_from.empty()) opened = open(repository, upload, "");
  std::optional<Place> place = TRY(std::move(opened));
  if (!place) return Pushed::kMounted;
  const Response response = TRY(put_whole(repository, upload, place->url));
  if (response.broken.empty() && (response.status == 201 || response.status == 204)) return Pushed::kSent;
  // 413: a proxy's limit on one request's size.
  if (!worth_another_try(response) && response.status != 413) {
    cancel(repository, *place);
    return repository.refused(response, object_of(upload));
  }
  place = TRY(open(repository, upload, ""));
  if (!place) return Pushed::kMounted;
  Result<void> sent = put_chunks(repository, upload, *place);
  if (!sent) {
    cancel(repository, *place);
    return std::move(sent).error();
  }
  return Pushed::kSent;
}

namespace {

constexpr std::uint64_t kStreamChunk = 8 << 20;

class ChunkedStream : public StreamedUpload {
 public:
  ChunkedStream(Repository& repository, const spec::image::Descriptor& blob, Place place)
      : repository_(repository), upload_{blob, FdRef(-1), "", {}}, place_(std::move(place)) {}

  Result<void> write(std::string_view data) override {
    while (!data.empty()) {
      if (buffer_.size() == place_.chunk) TRY(send_buffer());
      if (buffer_.capacity() == 0) buffer_.reserve(std::min(place_.chunk, upload_.blob.size));
      const std::size_t part = std::min<std::uint64_t>(data.size(), place_.chunk - buffer_.size());
      buffer_ += data.substr(0, part);
      data.remove_prefix(part);
    }
    return {};
  }

  Result<void> finish() override {
    if (!buffer_.empty()) TRY(send_buffer());
    return registry::finish(repository_, upload_, std::move(place_));
  }

 private:
  // What of the buffer the registry has not got yet, again where the connection breaks.
  Result<void> send_buffer() {
    Backoff backoff(repository_.session().transport());
    for (std::uint64_t sent = 0; sent < buffer_.size();) {
      Request request;
      request.method = "PATCH";
      request.url = place_.url;
      request.headers.emplace_back("Content-Type", "application/octet-stream");
      request.headers.emplace_back("Content-Range", concat(offset_ + sent, '-', offset_ + buffer_.size() - 1));
      request.body = buffer_.substr(sent);
      const Response response = TRY(repository_.session().send(std::move(request), repository_.scope()));
      if (response.broken.empty() && response.status == 202) {
        place_.url = TRY(location(place_.url, response));
        break;
      }
      const bool out_of_step = response.status == 416;
      if ((!worth_another_try(response) && !out_of_step) || !backoff.wait(response)) {
        return repository_.refused(response, object_of(upload_));
      }
      const std::uint64_t got = TRY(ask_offset(repository_, upload_, place_));
      if (got < offset_ || got > offset_ + buffer_.size()) {
        return fail(concat(repository_.describe(object_of(upload_)), ": the registry lost what it had received"));
      }
      sent = got - offset_;
    }
    offset_ += buffer_.size();
    buffer_.clear();
    return {};
  }

  Repository& repository_;
  Upload upload_;
  Place place_;
  std::string buffer_;
  std::uint64_t offset_ = 0;  // of the buffer in the blob
};

}  // namespace

Result<std::unique_ptr<StreamedUpload>> StreamedUpload::open(Repository& repository,
                                                             const spec::image::Descriptor& blob,
                                                             const std::string& mount_from) {
  const Upload upload{blob, FdRef(-1), mount_from, {}};
  Result<std::optional<Place>> opened = registry::open(repository, upload, mount_from);
  // Who may push here need not be let into the other repository.
  if (!opened && !mount_from.empty()) opened = registry::open(repository, upload, "");
  std::optional<Place> place = TRY(std::move(opened));
  if (!place) return std::unique_ptr<StreamedUpload>();
  place->chunk = place->chunk == kChunk ? kStreamChunk : place->chunk;
  return std::unique_ptr<StreamedUpload>(std::make_unique<ChunkedStream>(repository, blob, std::move(*place)));
}

}  // namespace imagetool::registry

// A repository in a registry: its manifests and blobs (distribution-spec).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "imagetool/registry/bounded_sink.h"
#include "imagetool/registry/session.h"
#include "spec/base/fd.h"
#include "spec/image/descriptor.h"

namespace imagetool::registry {

// A manifest or an index, as it was received.
struct Document {
  std::string text;
  spec::image::Descriptor descriptor;  // its verified type, digest and size
};

enum class Access { kPull, kPush, kDelete };

// Thread-safe.
class Repository {
 public:
  // The transport must outlive it.
  Repository(Transport& transport, const Endpoint& endpoint, std::optional<Credentials> credentials, Access access);

  // `reference` is a tag or a digest. What comes has the digest that was asked
  // for or that Docker-Content-Digest tells, and one type (spec/image/document.h).
  // Error::number is ENOENT where there is none.
  Result<Document> get_manifest(const std::string& reference);
  // Only its digest, by HEAD; nothing where the registry does not tell.
  Result<std::optional<spec::image::Digest>> head_manifest(const std::string& reference);
  // Whether the registry noted the document's subject itself (OCI-Subject): if not, see add_referrer().
  Result<bool> put_manifest(const std::string& reference, const Document& document);
  // By digest: distribution-spec wants registries to do that; by tag they may.
  Result<void> delete_manifest(const std::string& reference);

  // Writes the blob from its byte `from` on into `sink`, which verifies the digest; never
  // more bytes than the descriptor says. A broken transfer goes on where it ended, at
  // the next endpoint where this one fails.
  Result<void> get_blob(const spec::image::Descriptor& blob, Sink& sink, std::uint64_t from = 0);
  Result<bool> has_blob(const spec::image::Descriptor& blob);

  const Endpoint& endpoint() const { return endpoint_; }
  Session& session() { return session_; }
  const std::string& scope() const { return scope_; }
  // "docker.io/library/busybox (mirror localhost:5000)": for messages.
  std::string describe(const std::string& object) const;
  Error refused(const Response& response, const std::string& object) const;

  // Who is asked for the blobs that this one fails to send.
  void fall_back_to(std::unique_ptr<Repository> next) { next_ = std::move(next); }

 private:
  std::string path(const std::string& rest) const;
  // What `sink` has not received yet.
  Result<void> get_rest(const spec::image::Descriptor& blob, BoundedSink& sink);
  Endpoint endpoint_;
  Session session_;
  std::string scope_;
  std::unique_ptr<Repository> next_;
};

}  // namespace imagetool::registry

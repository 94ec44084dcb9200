#include "imagetool/archive/copy.h"

#include <algorithm>
#include <map>
#include <set>

#include "imagetool/archive/choose.h"
#include "imagetool/archive/verifier.h"
#include "imagetool/transfer/parallel.h"
#include "spec/base/text.h"
#include "spec/image/index.h"
#include "spec/image/manifest.h"
#include "spec/image/media_type.h"

namespace imagetool::archive {

namespace image = spec::image;

namespace {

// Of all manifests of an index together: they are kept until the blobs are there.
constexpr std::uint64_t kMaxDocuments = 64 << 20;

// A layer that its maker lets nobody pass on stays where its `urls` say.
bool stays_elsewhere(const image::Descriptor& layer) {
  return !layer.urls.empty() && (layer.media_type.find("nondistributable") != std::string::npos ||
                                 layer.media_type.find("foreign") != std::string::npos);
}

// An index may name anything: BuildKit's caches are indexes of layers.
bool is_document(const image::Descriptor& entry) {
  return image::is_index(entry.media_type) || image::is_manifest(entry.media_type);
}

// Then there is nothing to choose.
Result<bool> names_blobs_only(const Document& document) {
  if (!image::is_index(document.descriptor.media_type)) return false;
  const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
  return !index.manifests.empty() && std::none_of(index.manifests.begin(), index.manifests.end(), is_document);
}

// All that is to be copied, in the order in which it may appear.
class Plan {
 public:
  Plan(ImageSource& source, const CopyOptions& options) : source_(source), options_(options) {}

  std::vector<image::Descriptor> blobs;
  std::vector<Document> documents;  // those that others name, before them

  // Returns the document as it will be written.
  Result<Document> add(const Document& document, int depth = 0) {
    if (depth > kNestedIndexes) return fail("indexes are nested too deeply");
    const bool is_index = image::is_index(document.descriptor.media_type);
    Document out = is_index ? TRY(add_index(document, depth)) : TRY(add_manifest(document));
    if (options_.preserve_digests && out.descriptor.digest != document.descriptor.digest) {
      return fail("the image would have to be converted, and --preserve-digests forbids it");
    }
    return out;
  }

 private:
  Result<Document> add_manifest(const Document& document) {
    const image::Manifest manifest = TRY(image::parse_manifest(document.text, document.descriptor.media_type));
    for (const image::Descriptor& layer : manifest.layers) {
      if (!stays_elsewhere(layer)) add_blob(layer);
    }
    add_blob(manifest.config);
    return convert_manifest(document, options_.format);
  }

  Result<Document> add_index(const Document& document, int depth) {
    const image::Index index = TRY(image::parse_index(document.text, document.descriptor.media_type));
    for (const image::Descriptor& entry : index.manifests) {
      if (!is_document(entry)) {
        add_blob(entry);
        continue;
      }
      if (!children_.insert(entry.digest).second) continue;
      bytes_ += entry.size;
      if (bytes_ > kMaxDocuments) {
        return fail(concat("the manifests of the index are larger than ", kMaxDocuments, " bytes together"));
      }
      Result<Document> child = source_.document(entry);
      if (!child && child.error().number == ENOENT) {
        Error error = fail(concat("the image for ", entry.platform ? entry.platform->text() : entry.digest.text(),
                                  " is not here"))
                          .with_hint("pull it with --platform, or copy one platform's image only");
        error.number = ENOENT;
        return error;
      }
      const Document was = TRY(std::move(child));
      Document written = TRY(add(was, depth + 1));
      if (written.descriptor.digest != entry.digest) replaced_[entry.digest] = written.descriptor;
      documents.push_back(std::move(written));
    }
    return convert_index(document, options_.format, replaced_);
  }

  void add_blob(const image::Descriptor& blob) {
    if (seen_.insert(blob.digest).second) blobs.push_back(blob);
  }

  ImageSource& source_;
  const CopyOptions& options_;
  std::set<image::Digest> seen_;                         // blobs
  std::map<image::Digest, image::Descriptor> replaced_;  // what documents have become, by their old digest
  std::set<image::Digest> children_;                     // documents that an index names
  std::uint64_t bytes_ = 0;                              // of these
};

Result<void> copy_blob(ImageSource& source, ImageDestination& destination, const image::Descriptor& blob,
                       transfer::Progress& progress) {
  const ImageDestination::Begun begun = TRY(destination.begin(blob));
  progress.add(blob.digest, begun.sink ? "Copying" : begun.note);
  if (begun.sink) {
    struct Watched : public Sink {
      Watched(Sink& out_, transfer::Progress& progress_, const image::Descriptor& blob_)
          : out(out_), progress(progress_), blob(blob_) {}
      Result<void> write(std::string_view data) override {
        done += data.size();
        progress.bytes(blob.digest, "Copying", done, blob.size);
        return out.write(data);
      }
      Sink& out;
      transfer::Progress& progress;
      const image::Descriptor& blob;
      std::uint64_t done = 0;
    } watched(*begun.sink, progress, blob);
    Verifier verifier(watched, blob);
    TRY(source.blob(blob, verifier));
    TRY(verifier.finish());
    TRY(begun.sink->finish());
    progress.state(blob.digest, "Copied");
  }
  return {};
}

}  // namespace

Result<Document> copy(ImageSource& source, const Document& top, ImageDestination& destination,
                      const std::vector<std::string>& names, const CopyOptions& options, transfer::Progress& progress) {
  const bool blobs_only = TRY(names_blobs_only(top));
  const bool all = (options.all || blobs_only) && destination.takes_index();
  const image::Platform platform = options.platform ? *options.platform : image::host_platform();
  const Document wanted = all ? top : TRY(choose(source, top, platform));
  Plan plan(source, options);
  const Document written = TRY(plan.add(wanted));
  const image::Digest& digest = written.descriptor.digest;
  if (!options.must_be.empty() && digest != options.must_be) {
    return fail(concat("the image's digest is ", digest.text(), ", not ", options.must_be.text()));
  }
  Result<void> copied = transfer::in_parallel(plan.blobs, destination.parallel(), [&](const image::Descriptor& blob) {
    return copy_blob(source, destination, blob, progress);
  });
  if (!copied) {
    Error error = std::move(copied).error();
    error.number = 0;  // ENOENT is a platform's image that is not there, see copy.h
    return error;
  }
  for (const Document& document : plan.documents) TRY(destination.put(document));
  TRY(destination.put_top(written, names));
  return written;
}

}  // namespace imagetool::archive

#include "imagetool/cp/copy.h"

#include <unistd.h>

#include <thread>

#include "imagetool/cp/item.h"
#include "imagetool/cp/place.h"
#include "imagetool/local/open_store.h"
#include "imagetool/local/view.h"
#include "imagetool/transfer/pipe.h"
#include "spec/base/fd_stream.h"
#include "spec/base/in_root.h"
#include "spec/base/interruptible.h"
#include "spec/base/text.h"
#include "spec/layer/apply.h"
#include "spec/layer/decompress_any.h"

namespace imagetool::cp {

namespace layer = spec::layer;
namespace layout = spec::layout;

namespace {

using Kind = Place::Kind;
using Owner = layer::ApplyOptions::Owner;

// A root, and a path in it.
struct Side {
  const Place& place;
  FdRef root;
};

bool is_container(const Place& place) { return place.kind == Kind::kBundle || place.kind == Kind::kImage; }

// Docker's words for a path that a container does not have.
Error in_dockers_words(Error error, const Place& place) {
  if (error.number != ENOENT || !is_container(place)) return error;
  return fail(concat("Could not find the file ", place.path, " in ",
                     place.kind == Kind::kImage ? "image " : "container ", place.name));
}

Result<Item> open_source(const Side& from, bool follow) {
  Result<Item> item = open_item(from.root, from.place.path, follow);
  if (!item) return in_dockers_words(std::move(item).error(), from.place);
  return item;
}

Result<void> extract(Source& tar, FdRef folder, const std::optional<Owner>& owner) {
  layer::ApplyOptions options;
  options.whiteouts = layer::Whiteouts::kNone;
  options.keep_kinds = true;
  options.owner = owner;
  TRY(layer::apply(tar, folder, options));
  return {};
}

// One thread reads the files and another makes them.
Result<std::uint64_t> copy_files(const Side& from, const Side& to, bool follow, const std::optional<Owner>& owner) {
  const Item item = TRY(open_source(from, follow));
  Result<Target> target = choose_target(to.root, to.place.path, item);
  if (!target) return in_dockers_words(std::move(target).error(), to.place);
  transfer::Pipe pipe;
  Interruptible sink(pipe);
  layer::TarWriter tar(sink);
  std::thread reader([&] {
    Result<void> written = write_item(item, target->name, tar);
    written ? pipe.finish() : pipe.fail(std::move(written).error());
  });
  const Result<void> extracted = extract(pipe, target->folder, owner);
  pipe.abandon();
  reader.join();
  if (!extracted) return extracted.error();
  return tar.bytes();
}

Result<std::uint64_t> copy_out(const Side& from, bool follow) {
  const Item item = TRY(open_source(from, follow));
  FdSink output(FdRef(STDOUT_FILENO), "standard output");
  Interruptible sink(output);
  layer::TarWriter tar(sink);
  TRY(write_item(item, item.base, tar));
  return tar.bytes();
}

Result<std::uint64_t> copy_in(const Side& to, const std::optional<Owner>& owner) {
  Result<Item> folder = open_item(to.root, to.place.path, true);
  if (!folder) return in_dockers_words(std::move(folder).error(), to.place);
  if (!folder->is_folder()) {
    return fail(concat("destination \"", to.place.name, ":", to.place.path, "\" must be a directory"));
  }
  const std::unique_ptr<Source> tar = TRY(layer::decompress_any(FdRef(STDIN_FILENO)));
  TRY(extract(*tar, folder->folder, owner));
  return std::uint64_t{0};
}

Result<void> expect_sense(const Place& from, const Place& to) {
  if (is_container(from) && is_container(to)) return fail("copying between containers is not supported");
  if (!is_container(from) && !is_container(to)) return fail("must specify at least one container source");
  if (to.kind == Kind::kImage) {
    return fail(concat(to.object, ": an image is not changed"))
        .with_hint("make a bundle of it, copy into that, and commit it");
  }
  return {};
}

}  // namespace

Result<Copied> copy(const std::string& root, const Request& request) {
  if (request.from.empty()) return fail("source can not be empty");
  if (request.to.empty()) return fail("destination can not be empty");
  const Place from = TRY(parse_place(request.from, request.state_root));
  const Place to = TRY(parse_place(request.to, request.state_root));
  TRY(expect_sense(from, to));
  const bool inwards = is_container(to);
  const Place& place = inwards ? to : from;
  const Place& other = inwards ? from : to;
  std::optional<local::BundleRoot> bundle;
  std::optional<local::User> user;
  if (place.kind == Kind::kBundle) {
    bundle = TRY(local::BundleRoot::open(place.object));
    user = local::user_of(*bundle);
  }
  const layout::Store store = TRY(local::open_store(root));
  const layout::Lease lease = TRY(layout::Lease::take(store));
  const auto access = inwards ? local::Access::kWrite : local::Access::kRead;
  const local::View view = bundle ? TRY_STEP(place.name, local::open_view(lease, *bundle, user, access))
                                  : TRY(local::open_view(lease, place.object));
  std::optional<Owner> owner;
  if (!request.archive) owner = inwards ? Owner{view.uid, view.gid} : Owner{::geteuid(), ::getegid()};
  const Fd host = TRY(open_dir("/"));
  const Side inside{place, view.root};
  const Side outside{other, host};
  std::optional<local::Freezer> frozen;
  if (bundle && request.pause && !inwards) frozen = TRY(local::freeze_user_of(*bundle));
  Copied copied;
  copied.streamed = other.kind == Kind::kStream;
  if (copied.streamed) {
    copied.bytes = inwards ? TRY(copy_in(inside, owner)) : TRY(copy_out(inside, request.follow));
  } else {
    copied.bytes = inwards ? TRY(copy_files(outside, inside, request.follow, owner))
                           : TRY(copy_files(inside, outside, request.follow, owner));
  }
  return copied;
}

}  // namespace imagetool::cp

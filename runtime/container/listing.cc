#include "runtime/container/listing.h"

#include "runtime/container/status.h"
#include "runtime/container/store.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/table.h"

namespace runtime::container {

namespace json = ::spec::json;

constexpr auto describe(const Listing*) {
  return std::tuple{json::required("ociVersion", &Listing::oci_version),
                    json::required("id", &Listing::id),
                    json::required("pid", &Listing::pid),
                    json::required("status", &Listing::status),
                    json::required("bundle", &Listing::bundle),
                    json::required("rootfs", &Listing::rootfs),
                    json::required("created", &Listing::created),
                    json::optional("annotations", &Listing::annotations),
                    json::optional("supervisor", &Listing::supervisor),
                    json::required("owner", &Listing::owner)};
}

namespace {

// The host's own /etc/passwd; no name service, which would load libraries.
std::string user_name(std::uint32_t uid) {
  const Result<std::string> passwd = read_file("/etc/passwd", 4 << 20);
  if (passwd) {
    for (const std::string& line : split(*passwd, '\n')) {
      const std::vector<std::string> fields = split(line, ':');
      if (fields.size() > 2 && parse_number<std::uint32_t>(fields[2]) == uid) return fields[0];
    }
  }
  return concat("#", uid);
}

Result<Listing> describe_folder(const Folder& folder) {
  const Folder::Loaded loaded = TRY(folder.load());
  const spec::runtime::Status status = TRY(current_status(folder, loaded));
  const spec::runtime::State state = public_state(loaded.record, status);
  Listing listing;
  listing.oci_version = state.oci_version;
  listing.id = state.id;
  listing.pid = state.pid;
  listing.status = spec::runtime::status_name(status);
  listing.bundle = state.bundle;
  listing.rootfs = loaded.record.rootfs;
  listing.created = loaded.record.created;
  listing.annotations = state.annotations;
  listing.owner = user_name(loaded.record.owner);
  return listing;
}

}  // namespace

Result<Listing> describe_container(const std::string& state_root, const std::string& id) {
  const Store store = TRY(Store::open(state_root));
  const Folder folder = TRY(store.find(id));
  return describe_folder(folder);
}

Result<std::vector<Listing>> list_containers(const std::string& state_root) {
  const Store store = TRY(Store::open(state_root));
  std::vector<Listing> listings;
  const std::vector<std::string> ids = TRY(store.ids());
  for (const std::string& id : ids) {
    const Result<Folder> folder = store.find(id);
    if (!folder && folder.error().number == ENOENT) continue;
    if (!folder) return folder.error();
    Result<Listing> listing = describe_folder(*folder);
    if (!listing && listing.error().number == ENOENT) continue;
    if (!listing) return std::move(listing).error();
    listings.push_back(std::move(*listing));
  }
  return listings;
}

std::string write_listing(const Listing& listing) { return json::encode_text(listing, json::Style::kIndented); }

std::string write_listings(const std::vector<Listing>& listings) {
  return listings.empty() ? "null" : json::encode_text(listings);
}

}  // namespace runtime::container

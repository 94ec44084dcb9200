#include "spec/bundle/bundle.h"

#include <sys/stat.h>

#include "spec/base/file.h"
#include "spec/bundle/convert.h"
#include "spec/bundle/etc_files.h"
#include "spec/bundle/folder.h"
#include "spec/bundle/overlay.h"
#include "spec/bundle/stack.h"
#include "spec/layout/roots.h"
#include "spec/layout/unpack.h"
#include "spec/layout/user_namespace.h"
#include "spec/runtime/config.h"

namespace spec::bundle {

namespace {

// An account file of a hundred thousand users has about 5 MB.
constexpr std::uint64_t kMaxAccounts = 16 << 20;

Result<Accounts> read_accounts(const std::vector<std::string>& layers) {
  Accounts accounts;
  accounts.passwd = TRY(read_from_layers(layers, "etc/passwd", kMaxAccounts)).value_or("");
  accounts.group = TRY(read_from_layers(layers, "etc/group", kMaxAccounts)).value_or("");
  return accounts;
}

// Everything of a bundle but its root; `layers` are where the accounts are found.
Result<runtime::Config> make_config(FdRef bundle, const std::vector<std::string>& layers,
                                    const image::ImageConfig& image, const Options& options) {
  const Accounts accounts = TRY(read_accounts(layers));
  runtime::Config config = TRY(convert(image, options, accounts));
  std::vector<runtime::Mount> files = TRY(write_etc_files(bundle, options));
  // Before the caller's own mounts, which may cover /etc as a whole.
  const auto own = config.mounts.end() - static_cast<std::ptrdiff_t>(options.mounts.size());
  config.mounts.insert(own, files.begin(), files.end());
  return config;
}

Result<void> write_config_file(FdRef bundle, const runtime::Config& config) {
  return replace_file(bundle, "config.json", runtime::write_config(config), 0644, Durable::kNo);
}

// What the options leave open: the host name, and whose ids the files have.
Result<Options> completed(Options options, const BundleFolder& folder) {
  const bool hosts = options.host_uts || options.network == Network::kHost;
  if (options.hostname.empty()) options.hostname = default_hostname(hosts, folder.name());
  if (!options.id_maps && layout::ids_of_process() != layout::Ids::kRoot) {
    layout::OwnMaps maps = TRY(layout::own_maps());
    options.id_maps = IdMaps{std::move(maps.uids), std::move(maps.gids)};
  }
  return options;
}

}  // namespace

Result<void> fill_bundle(FdRef bundle, const std::vector<layout::UnpackedLayer>& layers,
                         const image::ImageConfig& image, const Options& options, Upper upper) {
  std::vector<std::string> folders;
  for (const layout::UnpackedLayer& layer : layers) folders.push_back(layer.folder);
  runtime::Config config = TRY(make_config(bundle, folders, image, options));
  if (folders.empty()) {
    TRY(make_dirs(bundle, "rootfs", 0755));
  } else {
    runtime::Mount root = TRY(make_overlay_root(bundle, folders, upper == Upper::kVolatile));
    config.mounts.insert(config.mounts.begin(), std::move(root));
  }
  return write_config_file(bundle, config);
}

Result<void> write_overlay_bundle(const layout::Lease& lease, const layout::StoredImage& image, const Options& options,
                                  const std::string& path) {
  BundleFolder folder = TRY(BundleFolder::make(path));
  const std::vector<layout::UnpackedLayer> layers = TRY(layout::unpack_image(lease, image.manifest, image.config));
  const Options all = TRY(completed(options, folder));
  TRY(fill_bundle(folder.fd(), layers, image.config, all, Upper::kKept));
  TRY(folder.put_in_place());

  layout::Root root;
  root.config = folder.path() + "/config.json";
  root.image = image.descriptor.digest.text();
  for (const layout::UnpackedLayer& layer : layers) root.layers.push_back(layer.id);
  TRY(layout::add_root(lease, root));
  folder.keep();
  return {};
}

Result<void> write_plain_bundle(const layout::Lease& lease, const layout::StoredImage& image, const Options& options,
                                const std::string& path) {
  BundleFolder folder = TRY(BundleFolder::make(path));
  TRY(make_dirs(folder.fd(), "rootfs", 0755));
  const Fd rootfs = TRY(open_dir(folder.fd(), "rootfs"));
  TRY(layout::unpack_rootfs(lease, image.manifest, image.config, rootfs));
  const std::vector<std::string> folders = {folder.temporary_path() + "/rootfs"};
  const Options all = TRY(completed(options, folder));
  const runtime::Config config = TRY(make_config(folder.fd(), folders, image.config, all));
  TRY(write_config_file(folder.fd(), config));
  TRY(folder.put_in_place());
  folder.keep();
  return {};
}

}  // namespace spec::bundle

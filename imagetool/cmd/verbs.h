// The verbs of imagetool: one function and one file each.
//
// A verb reads its options with cli::parse and makes one call into the
// component. Exit codes are Docker's: 0, 1 for whatever failed, 125 for an
// option that is unknown or lacks its value (cli::parse ends the process).
#pragma once

#include <string>

#include "spec/base/result.h"
#include "spec/cli/program.h"
#include "spec/layout/location.h"
#include "spec/runtime/state_root.h"

namespace imagetool::cmd {

namespace cli = spec::cli;

// What stands before the verb.
struct Globals {
  std::string root = spec::layout::default_location();           // the store's folder
  std::string state_root = spec::runtime::default_state_root();  // the runtime's, with its containers
  bool tls_verify = true;  // false: plain HTTP and unverified certificates are taken
};

Result<int> append(Globals& globals, cli::Arguments arguments);
Result<int> artifact(Globals& globals, cli::Arguments arguments);
Result<int> attach(Globals& globals, cli::Arguments arguments);
Result<int> bundle(Globals& globals, cli::Arguments arguments);
Result<int> commit(Globals& globals, cli::Arguments arguments);
Result<int> copy(Globals& globals, cli::Arguments arguments);
Result<int> cp(Globals& globals, cli::Arguments arguments);
Result<int> delete_(Globals& globals, cli::Arguments arguments);
Result<int> df(Globals& globals, cli::Arguments arguments);
Result<int> diff(Globals& globals, cli::Arguments arguments);
Result<int> digest(Globals& globals, cli::Arguments arguments);
Result<int> export_rootfs(Globals& globals, cli::Arguments arguments);
Result<int> flatten(Globals& globals, cli::Arguments arguments);
Result<int> fsck(Globals& globals, cli::Arguments arguments);
Result<int> history(Globals& globals, cli::Arguments arguments);
Result<int> images(Globals& globals, cli::Arguments arguments);
Result<int> import(Globals& globals, cli::Arguments arguments);
Result<int> inspect(Globals& globals, cli::Arguments arguments);
Result<int> load(Globals& globals, cli::Arguments arguments);
Result<int> login(Globals& globals, cli::Arguments arguments);
Result<int> logout(Globals& globals, cli::Arguments arguments);
Result<int> manifest(Globals& globals, cli::Arguments arguments);
Result<int> mount(Globals& globals, cli::Arguments arguments);
Result<int> mutate(Globals& globals, cli::Arguments arguments);
Result<int> network(Globals& globals, cli::Arguments arguments);
Result<int> prune(Globals& globals, cli::Arguments arguments);
Result<int> pull(Globals& globals, cli::Arguments arguments);
Result<int> push(Globals& globals, cli::Arguments arguments);
Result<int> rebase(Globals& globals, cli::Arguments arguments);
Result<int> referrers(Globals& globals, cli::Arguments arguments);
Result<int> repack(Globals& globals, cli::Arguments arguments);
Result<int> rm(Globals& globals, cli::Arguments arguments);
Result<int> rmi(Globals& globals, cli::Arguments arguments);
Result<int> save(Globals& globals, cli::Arguments arguments);
Result<int> search(Globals& globals, cli::Arguments arguments);
Result<int> sign(Globals& globals, cli::Arguments arguments);
Result<int> squash(Globals& globals, cli::Arguments arguments);
Result<int> sync(Globals& globals, cli::Arguments arguments);
Result<int> tag(Globals& globals, cli::Arguments arguments);
Result<int> tags(Globals& globals, cli::Arguments arguments);
Result<int> tree(Globals& globals, cli::Arguments arguments);
Result<int> unmount(Globals& globals, cli::Arguments arguments);
Result<int> unpack(Globals& globals, cli::Arguments arguments);
Result<int> version(Globals& globals, cli::Arguments arguments);
Result<int> volume(Globals& globals, cli::Arguments arguments);

// What `version` and `--version` print.
std::string version_text();

}  // namespace imagetool::cmd

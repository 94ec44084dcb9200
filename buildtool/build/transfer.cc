#include "buildtool/build/transfer.h"

#include <sys/stat.h>

#include <iterator>
#include <span>

#include "buildtool/build/archive.h"
#include "buildtool/build/copier.h"
#include "buildtool/build/files.h"
#include "buildtool/build/folders.h"
#include "buildtool/build/history.h"
#include "buildtool/build/key.h"
#include "buildtool/build/parents.h"
#include "buildtool/build/session.h"
#include "buildtool/context/context.h"
#include "buildtool/context/url.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

using context::Context;
using context::Found;
using spec::image::Digest;

// What stands alone is the same on any base; but names of owners are looked up in it.
bool serves_any_base(const Transfer& transfer) { return transfer.link && transfer.chown.empty(); }

// Everything but the files.
KeyBuilder start_key(const char* kind, const Step& step, const Transfer& transfer, const std::string& destination) {
  KeyBuilder key(kind);
  key.add(serves_any_base(transfer) ? "link" : step.state.key.text())
      .add(transfer.verb)
      .add(destination)
      .add(transfer.chown)
      .add(transfer.chmod);
  key.add(transfer.exclude)
      .add(transfer.unpack    ? "unpack"
           : transfer.parents ? "parents"
                              : "")
      .add(transfer.unpack_remote ? "unpack" : "")
      .add(transfer.sources.paths);
  for (const dockerfile::Heredoc& file : transfer.sources.files) key.add(file.name).add(file.content);
  return key;
}

RemoteSource* remote_at(const Transfer& transfer, std::size_t source) {
  return source < transfer.remotes.size() ? transfer.remotes[source].get() : nullptr;
}

bool has_local_path(const Transfer& transfer) {
  for (std::size_t i = 0; i < transfer.sources.paths.size(); ++i) {
    if (remote_at(transfer, i) == nullptr) return true;
  }
  return false;
}

// What the paths name in `files`; `ends` says for each path where its own end in it.
struct Sources {
  std::vector<Found> found;
  std::vector<std::size_t> ends;
};

Result<Sources> find_sources(const Context* files, const Transfer& transfer) {
  Sources out;
  for (std::size_t i = 0; i < transfer.sources.paths.size(); ++i) {
    if (remote_at(transfer, i) == nullptr) {
      const std::string& path = transfer.sources.paths[i];
      std::vector<Found> found = TRY(transfer.parents ? find_with_parents(*files, path) : files->find(path));
      std::move(found.begin(), found.end(), std::back_inserter(out.found));
    }
    out.ends.push_back(out.found.size());
  }
  return out;
}

class Writer {
 public:
  Writer(Step& step, const Transfer& transfer, const std::string& destination, FdRef root)
      : step_(step), transfer_(transfer), destination_(destination), root_(root) {}

  Result<void> write(const Context& files, std::span<const Found> found, bool unpacks) {
    CopyOptions options;
    if (!transfer_.chown.empty()) options.owner = TRY(owner());
    if (!transfer_.chmod.empty()) options.mode = TRY(Mode::parse(transfer_.chmod));
    options.exclude = TRY(context::Ignore::from_patterns(transfer_.exclude));
    Copier copier(files, root_, options, step_.session.interrupt);
    for (const Found& one : found) {
      bool unpacked = false;
      if (unpacks) unpacked = TRY(unpack(files, one, options.owner));
      if (!unpacked) TRY(copier.copy(one, destination_));
    }
    return {};
  }

  Result<void> write(RemoteSource& remote) {
    Fd folder = TRY(remote.files());
    const Context files(std::move(folder), {}, context::Owners::kDropped);
    const Found found = TRY(files.find_exactly(remote.path()));
    return write(files, std::span(&found, 1), transfer_.unpack_remote);
  }

 private:
  // A layer that stands alone has no accounts of its own: they are the state's.
  Result<Owner> owner() {
    if (!transfer_.link) return find_owner(root_, transfer_.chown);
    const Fd state = TRY(view_files(step_.session, step_.state.layers));
    return find_owner(state, transfer_.chown);
  }

  Result<bool> unpack(const Context& files, const Found& found, const std::optional<Owner>& owner) {
    if (!S_ISREG(found.entries.front().mode)) return false;
    const Fd file = TRY(files.open(found.entries.front()));
    const bool archive = TRY(is_archive(file));
    if (!archive) return false;
    const Fd made = TRY(make_folders(root_, destination_, 0755, owner));
    const Fd folder = TRY(open_dir(made, "."));
    TRY_STEP(found.name, unpack_archive(file, folder, owner));
    return true;
  }

  Step& step_;
  const Transfer& transfer_;
  const std::string& destination_;
  FdRef root_;
};

// What is elsewhere is asked for what it is, which can take its time.
Result<void> add_identities(Step& step, const Transfer& transfer, KeyBuilder& key) {
  progress::Display& display = step.session.display;
  for (std::size_t i = 0; i < transfer.remotes.size(); ++i) {
    if (!transfer.remotes[i]) continue;
    const progress::StepId shown = display.begin(context::without_password(transfer.sources.paths[i]));
    const Result<std::string> identity = transfer.remotes[i]->identity();
    if (!identity) {
      display.fail(shown, identity.error().text());
      return identity.error();
    }
    display.done(shown);
    key.add(concat(i)).add(*identity);
  }
  return {};
}

// Heredocs become files, which are then copied like any other.
Result<void> write_heredocs(Session& session, Writer& writer, const std::vector<dockerfile::Heredoc>& files) {
  if (files.empty()) return {};
  const std::string path = TRY(session.new_folder());
  Fd folder = TRY(open_dir(path));
  for (const dockerfile::Heredoc& file : files) {
    if (file.name.find('/') != file.name.npos) return fail("<<" + file.name + ": the name of a file has no /");
    TRY(replace_file(folder, file.name, file.content, 0644, Durable::kNo));
  }
  const Context written(std::move(folder), {}, context::Owners::kDropped);
  for (const dockerfile::Heredoc& file : files) {
    const Found found = TRY(written.find_exactly(file.name));
    TRY(writer.write(written, std::span(&found, 1), false));
  }
  return {};
}

std::string history_text(const Transfer& transfer) {
  std::string text = transfer.verb;
  if (!transfer.chown.empty()) text += " --chown=" + transfer.chown;
  if (!transfer.chmod.empty()) text += " --chmod=" + transfer.chmod;
  for (const std::string& path : transfer.sources.paths) text += " " + context::without_password(path);
  for (const dockerfile::Heredoc& file : transfer.sources.files) text += " <<" + file.name;
  return text + " " + transfer.sources.destination + " # buildkit";
}

// The key without a look at the files: what a finished stage holds follows from
// its own key. Nothing for a context, whose files have to be read.
std::optional<Digest> quick_key(const Step& step, const Transfer& transfer, const std::string& destination,
                                const Files& from) {
  if (from.key.empty()) return std::nullopt;
  return start_key("copy from 1", step, transfer, destination).add(from.key.text()).finish();
}

Result<void> make(Step& step, const Transfer& transfer, const std::string& destination, const Files& from) {
  const std::optional<Digest> quick = quick_key(step, transfer, destination, from);
  if (quick && !from.remade) {
    const bool cached = TRY(take_from_cache(step, *quick));
    if (cached) return {};
  }
  std::optional<Context> merged;
  if (!from.key.empty()) {
    Fd root = TRY(view_files(step.session, from.layers));
    merged.emplace(std::move(root), context::Ignore(), context::Owners::kKept);
  }
  const Context* const files = merged ? &*merged : from.context;
  const Sources sources = TRY(find_sources(files, transfer));
  KeyBuilder key = start_key("copy 1", step, transfer, destination);
  for (const Found& one : sources.found) key.add(one.is_folder() ? "" : one.name);
  if (files != nullptr) {
    const std::string content = TRY(context::digest(*files, sources.found));
    key.add(content);
  }
  TRY(add_identities(step, transfer, key));
  const Digest full = key.finish();
  const bool known = TRY(take_known(step, full, quick));
  if (known) return {};
  std::vector<Digest> keys;
  if (quick) keys.push_back(*quick);
  keys.push_back(full);
  return make_layer(
      step, keys,
      [&](FdRef root) -> Result<void> {
        Writer writer(step, transfer, destination, root);
        const std::span<const Found> all(sources.found);
        std::size_t begin = 0;
        for (std::size_t i = 0; i < sources.ends.size(); ++i) {
          const std::size_t end = sources.ends[i];
          RemoteSource* const remote = remote_at(transfer, i);
          if (remote != nullptr) TRY(writer.write(*remote));
          if (begin != end) TRY(writer.write(*files, all.subspan(begin, end - begin), transfer.unpack));
          begin = end;
        }
        return write_heredocs(step.session, writer, transfer.sources.files);
      },
      transfer.link ? Stands::kAlone : Stands::kOnTheState);
}

}  // namespace

Result<void> transfer_files(Step& step, const Transfer& transfer) {
  if (!transfer.chmod.empty()) TRY(Mode::parse(transfer.chmod));
  const std::string destination = absolute_path(step.state.config.config.working_dir, transfer.sources.destination);
  Files from;
  if (!transfer.from.empty() || has_local_path(transfer)) from = TRY(find_files(step, transfer.from));
  const Digest before = step.state.key;
  const bool remade = step.state.remade;
  if (serves_any_base(transfer)) step.state.remade = false;
  TRY(make(step, transfer, destination, from));
  step.state.remade = step.state.remade || remade;
  // The layer's own key says nothing of what is below it.
  if (transfer.link) step.state.key = KeyBuilder("on 1").add(before.text()).add(step.state.key.text()).finish();
  add_history(step.state.config, history_text(transfer), Made::kLayer);
  return {};
}

}  // namespace buildtool::build

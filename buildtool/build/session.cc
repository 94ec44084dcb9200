#include "buildtool/build/session.h"

#include <sys/stat.h>

#include <algorithm>

#include "buildtool/build/remote_source.h"
#include "buildtool/build/secret.h"
#include "buildtool/context/digest_memory.h"
#include "buildtool/context/url.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"

namespace buildtool::build {

Result<const context::Context*> Session::local_context() {
  const std::lock_guard lock(opening);
  if (context) return &*context;
  const progress::StepId step = display.begin("[internal] load build context");
  Result<context::Context> opened = input.open_context();
  if (!opened) {
    display.fail(step, opened.error().text());
    return std::move(opened).error();
  }
  context.emplace(std::move(*opened));
  // A folder that is made anew for each build has nothing to be remembered.
  if (input.is_local()) context->set_memory(context::DigestMemory::open(lease.store().dir(), context->root()));
  display.done(step);
  return &*context;
}

Result<const context::Context*> Session::named_context(const std::string& name) {
  const std::lock_guard lock(opening);
  if (const auto known = named.find(name); known != named.end()) return &known->second;
  const std::string& value = graph.contexts.at(name);
  const progress::StepId step = display.begin(concat("[context ", name, "] load ", context::without_password(value)));
  Result<context::Context> opened = open_named(value);
  if (!opened) {
    display.fail(step, opened.error().text());
    return std::move(opened).error().step("context " + name);
  }
  display.done(step);
  return &named.emplace(name, std::move(*opened)).first->second;
}

// A local folder, a repository, or a web server's file.
Result<context::Context> Session::open_named(const std::string& value) {
  struct stat status = {};
  if (::stat(value.c_str(), &status) == 0) return context::open_local(value, "");
  std::unique_ptr<RemoteSource> source;
  std::optional<context::GitReference> reference = TRY(context::parse_git_reference(value));
  if (!reference && !context::is_http(value)) return context::open_local(value, "");
  const std::string folder = TRY(new_folder());
  if (reference) {
    GitOptions git;
    git.keep_git_dir = reference->keep_git_dir.value_or(false);
    git.authorization = TRY(git_authorization(options.run, reference->remote));
    git.reference = std::move(*reference);
    source = git_source(git, folder, interrupt);
  } else {
    HttpOptions http = {value, "context", "", ""};
    http.authorization = TRY(http_authorization(options.run, value));
    source = http_source(http, folder, interrupt, nullptr);
  }
  Fd files = TRY(source->files());
  return context::open_fetched(std::move(files), "");
}

Result<std::string> Session::new_folder() {
  const std::string name = concat("step-", folders++);
  TRY(make_dirs(lease.tmp(), name, 0700));
  return lease.tmp_path() + "/" + name;
}

bool Session::uses_cache(int stage) const {
  const std::vector<std::string>& anew = options.cache.not_stages;
  const StageNode& node = graph.stages[static_cast<std::size_t>(stage)];
  const auto is_named = [&](const std::string& name) { return name == node.name || name == node.stage->from.name; };
  return options.cache.use && std::none_of(anew.begin(), anew.end(), is_named);
}

std::string Session::step_time() const {
  std::timespec time = now();
  if (epoch && time.tv_sec >= *epoch) time = {*epoch, 0};
  return format_time(time);
}

}  // namespace buildtool::build

#include "buildtool/build/session.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"

namespace buildtool::build {

Result<const context::Context*> Session::local_context() {
  const std::lock_guard lock(opening);
  if (context) return &*context;
  const progress::StepId step = display.begin("[internal] load build context");
  Result<context::Context> opened = context::open_local(options.context, dockerfile);
  if (!opened) {
    display.fail(step, opened.error().text());
    return std::move(opened).error();
  }
  context.emplace(std::move(*opened));
  display.done(step);
  return &*context;
}

Result<const context::Context*> Session::named_context(const std::string& name) {
  const std::lock_guard lock(opening);
  if (const auto known = named.find(name); known != named.end()) return &known->second;
  const progress::StepId step = display.begin("[context " + name + "] load from client");
  Result<context::Context> opened = context::open_local(graph.contexts.at(name), "");
  if (!opened) {
    display.fail(step, opened.error().text());
    return std::move(opened).error().step("context " + name);
  }
  display.done(step);
  return &named.emplace(name, std::move(*opened)).first->second;
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

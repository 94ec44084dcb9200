#include "buildtool/build/session.h"

#include <algorithm>

#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/base/timestamp.h"

namespace buildtool::build {

Result<const context::Context*> Session::local_context() {
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

Result<std::string> Session::new_folder() {
  const std::string name = concat("step-", folders++);
  TRY(make_dirs(lease.tmp(), name, 0700));
  return lease.tmp_path() + "/" + name;
}

std::string Session::step_time() const {
  std::timespec time = now();
  if (epoch && time.tv_sec >= *epoch) time = {*epoch, 0};
  return format_time(time);
}

}  // namespace buildtool::build

#include <fcntl.h>
#include <unistd.h>

#include "runtime/init/handshake.h"
#include "runtime/init/plan.h"
#include "spec/base/file.h"

namespace runtime::init {

namespace {

Result<void> write_score(int score) {
  Fd file = TRY(open_at(FdRef::cwd(), "/proc/self/oom_score_adj", O_WRONLY));
  Result<void> written = write_all(file, std::to_string(score), std::to_string(score));
  if (written || written.error().number != EACCES) return written;
  return std::move(written).error().with_hint("lowering it needs CAP_SYS_RESOURCE");
}

}  // namespace

void set_oom_score(const Plan& plan) {
  if (plan.process == nullptr || !plan.process->oom_score_adj) return;
  Result<void> written = write_score(*plan.process->oom_score_adj);
  if (written) return;
  (void)say(plan.channel, Word::kFailed, encode_error(std::move(written).error().step("oomScoreAdj")));
  ::_exit(1);
}

}  // namespace runtime::init

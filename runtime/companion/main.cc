// The companion of `runtime`, which runs it for the verbs that no orchestrator waits for: those of people, and
// what is seldom done. `runtime` stays small that way.
#include "runtime/cmd/program.h"

int main(int argc, char** argv) {
  return runtime::cmd::run_program(argc, argv,
                                   {
                                       {"containers", "", runtime::cmd::containers},
                                       {"logs", "", runtime::cmd::logs},
                                       {"attach", "", runtime::cmd::attach},
                                       {"stop", "", runtime::cmd::stop},
                                       {"restart", "", runtime::cmd::restart},
                                       {"wait", "", runtime::cmd::wait},
                                       {"inspect", "", runtime::cmd::inspect},
                                       {"top", "", runtime::cmd::ps},
                                       {"stats", "", runtime::cmd::stats},
                                       {"diff", "", runtime::cmd::diff},
                                       {"exec", "", runtime::cmd::exec_supervised},
                                       {"events", "", runtime::cmd::follow_events},
                                       {"rm", "", runtime::cmd::rm},
                                       {"port", "", runtime::cmd::port},
                                       {"prune", "", runtime::cmd::prune},
                                       {"rename", "", runtime::cmd::rename},
                                       {"checkpoint", "", runtime::cmd::checkpoint},
                                       {"restore", "", runtime::cmd::restore},
                                       {"mounts", "", runtime::cmd::mounts},
                                   });
}

// runtime: creates, starts and kills containers from OCI bundles.
//
// What is mapped of a program counts in its container's memory limit, and costs time. So only what
// runc has and orchestrators call is in this one; verbs without a function are the companion's (companion/main.cc).
#include "runtime/cmd/program.h"

int main(int argc, char** argv) {
  return runtime::cmd::run_program(
      argc, argv,
      {
          {"create", "make a container, to be started later", runtime::cmd::create},
          {"start", "start a container that was created", runtime::cmd::start},
          {"run", "make a container, start it, wait for it and delete it", runtime::cmd::run},
          {"exec", "run another process in a container", runtime::cmd::exec},
          {"state", "print the state of a container", runtime::cmd::state},
          {"pause", "stop all processes of a container", runtime::cmd::pause},
          {"resume", "let the processes of a paused container go on", runtime::cmd::resume},
          {"unpause", "the same, as Docker calls it", runtime::cmd::resume},
          {"update", "change the limits of a container", runtime::cmd::update},
          {"events", "print a container's figures, or what happens to all", runtime::cmd::events},
          {"ps", "list the processes of a container", runtime::cmd::ps},
          {"kill", "send a signal to a container", runtime::cmd::kill},
          {"delete", "delete a container", runtime::cmd::remove},
          {"list", "list the containers", runtime::cmd::list},
          {"containers", "list the supervised containers, as Docker's ps", nullptr},
          {"logs", "print what a supervised container has written", nullptr},
          {"attach", "come back to a supervised container", nullptr},
          {"stop", "stop supervised containers", nullptr},
          {"restart", "stop supervised containers and start them again", nullptr},
          {"wait", "wait until supervised containers have ended", nullptr},
          {"inspect", "print all that is known of supervised containers", nullptr},
          {"port", "print where the published ports of a container are", nullptr},
          {"top", "list the processes of a container, as ps", nullptr},
          {"stats", "show what supervised containers use", nullptr},
          {"diff", "list what a supervised container has changed in its root", nullptr},
          {"rm", "delete supervised containers", nullptr},
          {"prune", "delete all supervised containers that have ended", nullptr},
          {"rename", "give a supervised container another name", nullptr},
          {"checkpoint", "save a running container with CRIU", nullptr},
          {"restore", "bring back a container from a checkpoint", nullptr},
          {"mounts", "mount into a container that runs, or unmount", nullptr},
          {"spec", "write a config.json to start from", runtime::cmd::spec},
          {"validate", "look for what would keep a bundle from running here", runtime::cmd::validate},
          {"features", "print what this runtime can do", runtime::cmd::features},
      });
}

// Process 1 of a container that was made with --init: starts the command, passes
// every signal on to it, reaps whatever is orphaned, and ends as the command does.
//
//   init [--] COMMAND [ARG...]
//
// A static program that runs inside of any image: it uses nothing but system calls.

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace {

constexpr int kSignalled = 128;  // and the signal: a shell's status of a process that one ended
constexpr int kCannotRun = 126;
constexpr int kNotFound = 127;

[[noreturn]] void run(char** command, const sigset_t& signals) {
  // A group of its own, and the terminal's foreground: what is typed there is the command's.
  ::setpgid(0, 0);
  const pid_t group = ::getpgrp();
  ::ioctl(STDIN_FILENO, TIOCSPGRP, &group);
  ::sigprocmask(SIG_SETMASK, &signals, nullptr);
  ::execvp(command[0], command);
  const int number = errno;
  std::fprintf(stderr, "init: %s: %s\n", command[0], std::strerror(number));
  ::_exit(number == ENOENT ? kNotFound : kCannotRun);
}

// Everything that has ended; the command's status, or -1 while it lives.
int reap(pid_t command) {
  int result = -1;
  int status = 0;
  for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0; pid = ::waitpid(-1, &status, WNOHANG)) {
    if (pid == command) result = WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status);
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  char** command = argv + 1;
  if (argc > 1 && std::strcmp(*command, "--") == 0) ++command;
  if (command >= argv + argc) {
    std::fputs("init: a command is expected\n", stderr);
    return kCannotRun;
  }
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  // What tells of a mistake of our own is not blocked: it would be lost.
  constexpr int kOwn[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
  for (const int own : kOwn) ::sigdelset(&all, own);
  ::sigprocmask(SIG_BLOCK, &all, &before);
  const pid_t pid = ::fork();
  if (pid < 0) {
    std::perror("init: fork");
    return kCannotRun;
  }
  if (pid == 0) run(command, before);
  while (true) {
    const int signal = ::sigwaitinfo(&all, nullptr);
    if (signal == SIGCHLD) {
      const int status = reap(pid);
      if (status >= 0) return status;
    } else if (signal > 0) {
      ::kill(pid, signal);
    }
  }
}

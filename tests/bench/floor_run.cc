// The least that a container costs: what the kernel alone takes to clone into
// six namespaces, mount what every container has, change the root, execute a
// program and take all of it down again. `make bench` measures runtimes by it.
//
// floor_run [--cgroups] ROOTFS PROGRAM [ARG...]: with --cgroups also a folder
// in each cgroup hierarchy, joined and removed. Its status is the program's.
#include <dirent.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace {

[[noreturn]] void die(const std::string& what) {
  std::perror(("floor_run: " + what).c_str());
  std::exit(125);
}

void must(bool good, const std::string& what) {
  if (!good) die(what);
}

// Where a cgroup can be made: each v1 hierarchy, and v2's where it has no v1 beside it.
std::vector<std::string> hierarchies() {
  std::vector<std::string> found;
  std::ifstream mounts("/proc/self/mounts");
  for (std::string device, path, type, rest; mounts >> device >> path >> type && std::getline(mounts, rest);) {
    if (type == "cgroup" || type == "cgroup2") found.push_back(path + "/floor_run-" + std::to_string(::getpid()));
  }
  return found;
}

void join(const std::string& cgroup) {
  // v1 has tasks, which does not wait for an RCU grace period as cgroup.procs does.
  int file = ::open((cgroup + "/tasks").c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) file = ::open((cgroup + "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC);
  must(file >= 0 && ::write(file, "0", 1) == 1, cgroup);
  ::close(file);
}

void mount_at(const char* type, const std::string& target, unsigned long flags, const char* data) {
  must(::mount(type, target.c_str(), type, flags, data) == 0, target);
}

void make_root(const std::string& rootfs) {
  constexpr unsigned long kSafe = MS_NOSUID | MS_NOEXEC | MS_NODEV;
  must(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "/");
  must(::mount(rootfs.c_str(), rootfs.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0, rootfs);
  mount_at("proc", rootfs + "/proc", kSafe, nullptr);
  mount_at("tmpfs", rootfs + "/dev", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k");
  for (const char* folder : {"/dev/pts", "/dev/shm", "/dev/mqueue"}) ::mkdir((rootfs + folder).c_str(), 0755);
  mount_at("devpts", rootfs + "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620");
  mount_at("tmpfs", rootfs + "/dev/shm", kSafe, "mode=1777,size=65536k");
  mount_at("mqueue", rootfs + "/dev/mqueue", kSafe, nullptr);
  mount_at("sysfs", rootfs + "/sys", kSafe | MS_RDONLY, nullptr);
  must(::chdir(rootfs.c_str()) == 0 && ::syscall(SYS_pivot_root, ".", ".") == 0, "pivot_root");
  must(::umount2(".", MNT_DETACH) == 0 && ::chdir("/") == 0, "umount");
}

}  // namespace

int main(int argc, char** argv) {
  const bool with_cgroups = argc > 1 && std::strcmp(argv[1], "--cgroups") == 0;
  char** const words = argv + (with_cgroups ? 2 : 1);
  if (words[0] == nullptr || words[1] == nullptr) {
    std::fputs("usage: floor_run [--cgroups] ROOTFS PROGRAM [ARG...]\n", stderr);
    return 125;
  }
  const std::vector<std::string> cgroups = with_cgroups ? hierarchies() : std::vector<std::string>{};
  for (const std::string& cgroup : cgroups) {
    must(::mkdir(cgroup.c_str(), 0755) == 0, cgroup);
    // A cpuset that is empty takes no process.
    for (const char* file : {"/cpuset.cpus", "/cpuset.mems"}) {
      std::ifstream parent(cgroup.substr(0, cgroup.rfind('/')) + file);
      std::string value;
      if (std::getline(parent, value)) std::ofstream(cgroup + file) << value;
    }
  }
  clone_args arguments = {};
  arguments.flags =
      CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_VFORK;
  arguments.exit_signal = SIGCHLD;
  const long child = ::syscall(SYS_clone3, &arguments, sizeof arguments);
  must(child >= 0, "clone3");
  if (child == 0) {
    for (const std::string& cgroup : cgroups) join(cgroup);
    make_root(words[0]);
    ::execv(words[1], words + 1);
    die(words[1]);
  }
  int status = 0;
  must(::waitpid(static_cast<pid_t>(child), &status, 0) == child, "waitpid");
  for (const std::string& cgroup : cgroups) must(::rmdir(cgroup.c_str()) == 0, cgroup);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Docker's default filter as data: which system calls are allowed, and when.
//
// The default action is EPERM. The lists follow github.com/moby/profiles
// (seccomp/default_linux.go) as of 2026; names are libseccomp's, and a name
// that the host's libseccomp does not know yet is left out by the runtime.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace spec::bundle::seccomp_table {

// Names are separated by single spaces.
using Names = std::string_view;

// Allowed whatever the container has. ptrace and process_vm_* are here because
// from Linux 4.8 on they cannot be used to leave the filter; older kernels are
// not supported. socketcall has to be: on 32-bit x86 each socket call is one.
constexpr Names kAlways =
    "accept accept4 access adjtimex alarm bind brk cachestat capget capset chdir chmod chown chown32 "
    "clock_adjtime clock_adjtime64 clock_getres clock_getres_time64 clock_gettime clock_gettime64 "
    "clock_nanosleep clock_nanosleep_time64 close close_range connect copy_file_range creat dup dup2 dup3 "
    "epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old "
    "eventfd eventfd2 execve execveat exit exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate "
    "fanotify_mark fchdir fchmod fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync "
    "fgetxattr flistxattr flock fork fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs fstatfs64 fsync "
    "ftruncate ftruncate64 futex futex_requeue futex_time64 futex_wait futex_waitv futex_wake futimesat "
    "getcpu getcwd getdents getdents64 getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups "
    "getgroups32 getitimer getpeername getpgid getpgrp getpid getppid getpriority getrandom getresgid "
    "getresgid32 getresuid getresuid32 getrlimit get_robust_list getrusage getsid getsockname getsockopt "
    "get_thread_area gettid gettimeofday getuid getuid32 getxattr getxattrat inotify_add_watch inotify_init "
    "inotify_init1 inotify_rm_watch io_cancel ioctl io_destroy io_getevents io_pgetevents "
    "io_pgetevents_time64 ioprio_get ioprio_set io_setup io_submit ipc kill landlock_add_rule "
    "landlock_create_ruleset landlock_restrict_self lchown lchown32 lgetxattr link linkat listen listmount "
    "listxattr listxattrat llistxattr _llseek lremovexattr lseek lsetxattr lstat lstat64 madvise "
    "map_shadow_stack membarrier memfd_create memfd_secret mincore mkdir mkdirat mknod mknodat mlock mlock2 "
    "mlockall mmap mmap2 mprotect mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64 "
    "mq_timedsend mq_timedsend_time64 mq_unlink mremap mseal msgctl msgget msgrcv msgsnd msync munlock "
    "munlockall munmap name_to_handle_at nanosleep newfstatat _newselect open openat openat2 pause pidfd_open "
    "pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll ppoll_time64 prctl pread64 "
    "preadv preadv2 prlimit64 process_mrelease pselect6 pselect6_time64 pwrite64 pwritev pwritev2 read "
    "readahead readlink readlinkat readv recv recvfrom recvmmsg recvmmsg_time64 recvmsg remap_file_pages "
    "removexattr removexattrat rename renameat renameat2 restart_syscall riscv_hwprobe rmdir rseq "
    "rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait "
    "rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_getaffinity sched_getattr sched_getparam "
    "sched_get_priority_max sched_get_priority_min sched_getscheduler sched_rr_get_interval "
    "sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler "
    "sched_yield seccomp select semctl semget semop semtimedop semtimedop_time64 send sendfile sendfile64 "
    "sendmmsg sendmsg sendto setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32 setgroups setgroups32 "
    "setitimer setpgid setpriority setregid setregid32 setresgid setresgid32 setresuid setresuid32 setreuid "
    "setreuid32 setrlimit set_robust_list setsid setsockopt set_thread_area set_tid_address setuid setuid32 "
    "setxattr setxattrat shmat shmctl shmdt shmget shutdown sigaltstack signalfd signalfd4 sigprocmask "
    "sigreturn socketcall socketpair splice stat stat64 statfs statfs64 statmount statx symlink symlinkat "
    "sync sync_file_range syncfs sysinfo tee tgkill time timer_create timer_delete timer_getoverrun "
    "timer_gettime timer_gettime64 timer_settime timer_settime64 timerfd_create timerfd_gettime "
    "timerfd_gettime64 timerfd_settime timerfd_settime64 times tkill truncate truncate64 ugetrlimit umask "
    "uname unlink unlinkat uretprobe utime utimensat utimensat_time64 utimes vfork vmsplice wait4 waitid "
    "waitpid write writev";
constexpr Names kTracing = "process_vm_readv process_vm_writev ptrace";

// Allowed with a capability of the bounding set.
struct ByCapability {
  std::string_view capability;
  Names names;
};
inline constexpr std::array kByCapability = {
    ByCapability{"CAP_DAC_READ_SEARCH", "open_by_handle_at"},
    ByCapability{"CAP_SYS_ADMIN",
                 "bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie lsm_get_self_attr "
                 "lsm_list_modules lsm_set_self_attr mount mount_setattr move_mount open_tree perf_event_open quotactl "
                 "quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare"},
    ByCapability{"CAP_SYS_BOOT", "reboot"},
    ByCapability{"CAP_SYS_CHROOT", "chroot"},
    ByCapability{"CAP_SYS_MODULE", "delete_module init_module finit_module"},
    ByCapability{"CAP_SYS_PACCT", "acct"},
    ByCapability{"CAP_SYS_PTRACE", "kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace"},
    ByCapability{"CAP_SYS_RAWIO", "iopl ioperm"},
    ByCapability{"CAP_SYS_TIME", "settimeofday stime clock_settime clock_settime64"},
    ByCapability{"CAP_SYS_TTY_CONFIG", "vhangup"},
    ByCapability{"CAP_SYS_NICE", "get_mempolicy mbind set_mempolicy set_mempolicy_home_node"},
    ByCapability{"CAP_SYSLOG", "syslog"},
    ByCapability{"CAP_BPF", "bpf"},
    ByCapability{"CAP_PERFMON", "perf_event_open"},
};

// Allowed on some machines (architectures named as in an image config).
struct ByArchitecture {
  Names architectures;
  Names names;
};
inline constexpr std::array kByArchitecture = {
    ByArchitecture{"ppc64le", "sync_file_range2 swapcontext"},
    ByArchitecture{"arm arm64", "arm_fadvise64_64 arm_sync_file_range sync_file_range2 breakpoint cacheflush set_tls"},
    ByArchitecture{"amd64 x32", "arch_prctl"},
    ByArchitecture{"amd64 x32 x86", "modify_ldt"},
    ByArchitecture{"s390 s390x", "s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr"},
    ByArchitecture{"riscv64", "riscv_flush_icache"},
};

// Without CAP_SYS_ADMIN clone may make no namespace, and clone3, whose flags a
// filter cannot read, does not exist (ENOSYS): the C library falls back to clone.
constexpr std::uint64_t kNamespaceFlags = 0x7E020000;  // NEWNS CGROUP UTS IPC USER PID NET

// Address families that cannot be had with socket(2): AF_ALG, a way into much
// kernel code (CVE-2026-31431), and AF_VSOCK, which is not namespaced.
constexpr std::uint64_t kFamilyAlg = 38;
constexpr std::uint64_t kFamilyVsock = 40;

// personality(2): Linux, UNAME26 with and without Linux32, Linux32, and the question.
constexpr std::array<std::uint64_t, 5> kPersonalities = {0x0, 0x0008, 0x20000, 0x20008, 0xffffffff};

// The architectures of one machine as libseccomp names them, its own first.
struct Machine {
  std::string_view architecture;  // as in an image config
  std::string_view names;
};
inline constexpr std::array kMachines = {
    Machine{"amd64", "SCMP_ARCH_X86_64 SCMP_ARCH_X86 SCMP_ARCH_X32"},
    Machine{"arm64", "SCMP_ARCH_AARCH64 SCMP_ARCH_ARM"},
    Machine{"mips64", "SCMP_ARCH_MIPS64 SCMP_ARCH_MIPS SCMP_ARCH_MIPS64N32"},
    Machine{"mips64le", "SCMP_ARCH_MIPSEL64 SCMP_ARCH_MIPSEL SCMP_ARCH_MIPSEL64N32"},
    Machine{"s390x", "SCMP_ARCH_S390X SCMP_ARCH_S390"},
    Machine{"riscv64", "SCMP_ARCH_RISCV64"},
    Machine{"loong64", "SCMP_ARCH_LOONGARCH64"},
};

}  // namespace spec::bundle::seccomp_table

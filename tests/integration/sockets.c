// Says what becomes of a socket of AF_ALG, and of one of AF_UNIX made as 32-bit
// programs do: with socketcall, which a filter sees instead of socket.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void say(const char* what, long result) {
  printf("%s: %s\n", what, result >= 0 ? "open" : strerror((int)-result));
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);  // a kernel that runs no 32-bit programs ends this one below
  const int fd = socket(AF_ALG, SOCK_SEQPACKET, 0);
  say("AF_ALG", fd >= 0 ? fd : -errno);
#ifdef __x86_64__
  static const int arguments[3] = {AF_UNIX, SOCK_STREAM, 0};  // below 4 GiB: linked with -no-pie
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(102), "b"(1), "c"(arguments) : "memory", "r8", "r9", "r10", "r11");
  say("i386 AF_UNIX", result);
#endif
  return 0;
}

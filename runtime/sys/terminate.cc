// What happens to an exception that nobody catches: none is thrown here, but memory can end. The library's own
// handler prints a demangled name, with code as large as that of all our mounts.
#include <cstdlib>

namespace __gnu_cxx {

void __verbose_terminate_handler() { std::abort(); }

}  // namespace __gnu_cxx

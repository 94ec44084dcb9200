// The words of spec/base (Result, Fd, concat ...) are everywhere: every
// component says them without a prefix.
#pragma once

namespace base {}
namespace spec {
using namespace base;
}
namespace runtime {
using namespace base;
}
namespace imagetool {
using namespace base;
}
namespace buildtool {
using namespace base;
}

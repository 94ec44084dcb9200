#include "buildtool/build/emulator.h"

#include <elf.h>

#include <algorithm>
#include <string>
#include <utility>

#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr const char* kEntries = "/proc/sys/fs/binfmt_misc";
constexpr std::uint64_t kMaxEntry = 64 << 10;

constexpr std::pair<std::string_view, int> kMachines[] = {
    {"386", EM_386},       {"amd64", EM_X86_64},  {"arm", EM_ARM},       {"arm64", EM_AARCH64}, {"loong64", 258},
    {"mips64le", EM_MIPS}, {"ppc64le", EM_PPC64}, {"riscv64", EM_RISCV}, {"s390x", EM_S390},
};

// The byte that begins at `text`, two digits of hexadecimal; -1 where there is none.
int hex_byte(std::string_view text, std::size_t index) {
  if (text.size() < 2 * index + 2) return -1;
  const auto digit = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
  return digit(text[2 * index]) * 16 + digit(text[2 * index + 1]);
}

}  // namespace

// "enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: F\noffset 0\nmagic 7f454c4602...\nmask ..."
bool is_emulator_for(std::string_view entry, std::string_view architecture) {
  const auto* const machine = std::find_if(std::begin(kMachines), std::end(kMachines),
                                           [&](const auto& known) { return known.first == architecture; });
  if (machine == std::end(kMachines) || !entry.starts_with("enabled")) return false;
  for (const std::string& line : split(entry, '\n')) {
    constexpr std::string_view kMagic = "magic ";
    constexpr std::string_view kElf = "7f454c46";
    if (!line.starts_with(kMagic)) continue;
    const std::string_view magic = std::string_view(line).substr(kMagic.size());
    const int low = hex_byte(magic, 18);
    const int high = hex_byte(magic, 19);
    if (!magic.starts_with(kElf) || low < 0 || high < 0) return false;
    const bool is_little = hex_byte(magic, EI_DATA) == ELFDATA2LSB;
    return (is_little ? high * 256 + low : low * 256 + high) == machine->second;
  }
  return false;
}

Result<void> check_runs_here(const spec::image::Platform& platform) {
  const std::vector<spec::image::Platform> own = spec::image::accepted_by(spec::image::host_platform());
  const auto is_alike = [&](const auto& known) {
    return known.os == platform.os && known.architecture == platform.architecture;
  };
  if (platform.os != "linux") return fail("RUN for " + platform.text() + ": only Linux programs can be run");
  if (std::any_of(own.begin(), own.end(), is_alike)) return {};
  const Result<std::vector<std::string>> names = list_dir(FdRef::cwd(), kEntries);
  for (const std::string& name : names ? *names : std::vector<std::string>()) {
    const Result<std::string> entry = read_file(concat(kEntries, "/", name), kMaxEntry);
    if (entry && is_emulator_for(*entry, platform.architecture)) return {};
  }
  return fail(concat("RUN for ", platform.text(), ": neither this processor nor an emulator runs its programs"))
      .with_hint("Debian's qemu-user-static registers emulators with the kernel");
}

}  // namespace buildtool::build

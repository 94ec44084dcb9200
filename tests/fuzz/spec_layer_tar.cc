// A layer's tar: within its limits whatever it says of itself, and no path leaves the root.
#include "spec/layer/entry_path.h"
#include "spec/layer/tar_reader.h"
#include "tests/fuzz/target.h"
#include "tests/unit/layer_tools.h"

namespace {

using namespace spec::layer;

constexpr TarLimits kLimits = {.total_bytes = 1 << 20, .entries = 100, .header_bytes = 1 << 14};

bool read_contents(TarReader& reader) {
  std::uint64_t end = 0;
  while (true) {
    const auto block = reader.next_block();
    if (!block) return false;
    if (!*block) return true;
    fuzz::require((*block)->offset >= end, "blocks of a file are in order");
    end = (*block)->offset + (*block)->data.size();
    fuzz::require((*block)->data.size() <= kLimits.total_bytes, "no more comes out than the limit");
  }
}

void read_tar(std::string_view bytes) {
  StringSource source{std::string(bytes)};
  auto reader = TarReader::open(source, kLimits);
  if (!reader) return;
  Entry entry;
  for (std::uint64_t entries = 0;; ++entries) {
    const auto more = reader->next(entry);
    if (!more || !*more) return;
    fuzz::require(entries < kLimits.entries, "no more entries than the limit");
    if (const auto path = clean_path(entry.path)) {
      fuzz::require(("/" + *path + "/").find("/../") == std::string::npos, "a clean path does not go up");
      fuzz::require(!path->starts_with('/'), "a clean path is relative");
    }
    if (!read_contents(*reader)) return;
  }
}

Entry with_xattrs() {
  Entry entry;
  entry.path = std::string(130, 'd') + "/../f";
  entry.uid = 3000000;
  entry.xattrs = {{"security.capability", std::string("\1\0\0\2x", 5)}, {"user.a", "b"}};
  return entry;
}

const fuzz::Added added({"spec_layer_tar",
                         read_tar,
                         {Tar().folder("a").file("a/b", "text").symlink("a/l", "../../etc").text(),
                          Tar().entry(with_xattrs(), "content").file("a/.wh.b", "").text()}});

}  // namespace

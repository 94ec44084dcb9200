#include "imagetool/archive/pass_tar.h"

#include "spec/base/interrupt.h"
#include "spec/layer/tar_reader.h"

namespace imagetool::archive {

namespace {

class Tee : public Source {
 public:
  Tee(Source& in, Sink& out) : in_(in), out_(out) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    TRY(check_interrupted());
    const std::size_t n = TRY(in_.read(buffer, size));
    digester_.update(std::string_view(buffer, n));
    TRY(out_.write(std::string_view(buffer, n)));
    return n;
  }
  spec::image::Digest digest() { return digester_.finish(); }

 private:
  Source& in_;
  Sink& out_;
  spec::image::Digester digester_;
};

}  // namespace

Result<spec::image::Digest> pass_tar(Source& tar, Sink& out) {
  Tee tee(tar, out);
  spec::layer::TarReader reader = TRY(spec::layer::TarReader::open(tee));
  spec::layer::Entry entry;
  while (TRY(reader.next(entry))) continue;
  return tee.digest();
}

}  // namespace imagetool::archive

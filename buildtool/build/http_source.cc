#include <sys/stat.h>

#include "buildtool/build/process.h"
#include "buildtool/build/remote_source.h"
#include "buildtool/context/etags.h"
#include "buildtool/context/url.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/image/digest.h"

namespace buildtool::build {

namespace {

using spec::image::Digest;

Result<Digest> digest_of_file(FdRef file, const std::string& name, spec::image::Algorithm algorithm) {
  spec::image::Digester digester(algorithm);
  FdSource source(file, name);
  std::string buffer(std::size_t{1} << 17, '\0');
  for (;;) {
    const std::size_t size = TRY(source.read(buffer.data(), buffer.size()));
    if (size == 0) return digester.finish();
    digester.update(std::string_view(buffer).substr(0, size));
  }
}

// Runs libexec/buildtool/fetch (see buildtool/fetch/main.cc). Its record's digest is empty.
Result<context::UrlRecord> run_fetch(const HttpOptions& options, const std::vector<std::string>& arguments,
                                     const Interrupt& interrupt) {
  Command command;
  const std::string program = TRY(find_helper("fetch"));
  command.arguments = {program};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  command.environment = whole_environment();  // proxies, authorities
  if (!options.authorization.empty()) command.environment.push_back("FETCH_AUTHORIZATION=" + options.authorization);
  std::string output;
  const int status = TRY(run_command(command, interrupt, [&](std::string_view bytes) { output += bytes; }));
  if (status != 0) return fail(concat("failed to load ", context::without_password(options.url), ": ", trim(output)));
  context::UrlRecord record;
  for (const std::string& line : split(output, '\n')) {
    if (line.starts_with("etag ")) record.etag = line.substr(5);
    if (line.starts_with("time ")) record.time = parse_number<std::int64_t>(std::string_view(line).substr(5));
  }
  return record;
}

class HttpSource : public RemoteSource {
 public:
  HttpSource(HttpOptions options, std::string folder, const Interrupt& interrupt, const spec::layout::Store* etags)
      : options_(std::move(options)), folder_(std::move(folder)), interrupt_(interrupt), etags_(etags) {}

  Result<std::string> identity() override {
    if (!options_.checksum.empty()) {
      TRY_STEP("checksum", Digest::parse(options_.checksum));
      return concat("http ", options_.name, " ", options_.checksum);
    }
    if (fetched_) return identity_of_content();
    const bool known = TRY(is_unchanged());
    if (!known) TRY(fetch());
    return identity_of_content();
  }

  Result<Fd> files() override {
    if (!fetched_) TRY(fetch());
    return open_dir(folder_);
  }

  std::string path() const override { return options_.name; }
  std::optional<std::int64_t> time() const override { return record_.time; }

 private:
  std::string identity_of_content() const {
    return concat("http ", options_.name, " ", record_.digest, " ", record_.time.value_or(0));
  }

  // The server says that it is what it was when it was fetched last.
  Result<bool> is_unchanged() {
    if (etags_ == nullptr) return false;
    const std::optional<context::UrlRecord> last = context::find_url_record(*etags_, options_.url);
    if (!last || last->etag.empty()) return false;
    // A server that knows no HEAD is no fault.
    const Result<context::UrlRecord> now = run_fetch(options_, {"--head", options_.url, "-"}, interrupt_);
    TRY(interrupt_.check());
    if (!now || now->etag != last->etag) return false;
    record_ = *last;
    return true;
  }

  Result<void> fetch() {
    const std::string path = folder_ + "/" + options_.name;
    context::UrlRecord record = TRY(run_fetch(options_, {options_.url, path}, interrupt_));
    const Fd file = TRY(open_at(FdRef::cwd(), path, O_RDONLY | O_NOFOLLOW));
    const Digest digest = TRY(digest_of_file(file, options_.name, spec::image::Algorithm::kSha256));
    record.digest = digest.text();
    TRY(verify(file));
    if (!record_.digest.empty() && record_.digest != record.digest) {
      return fail(context::without_password(options_.url) + ": changed while it was used");
    }
    const timespec times[2] = {{0, UTIME_OMIT}, {record.time.value_or(0), 0}};
    if (::futimens(file.get(), times) < 0) return fail_errno("utimes " + options_.name);
    record_ = std::move(record);
    fetched_ = true;
    if (etags_ != nullptr && !record_.etag.empty()) TRY(context::put_url_record(*etags_, options_.url, record_));
    return {};
  }

  Result<void> verify(FdRef file) const {
    if (options_.checksum.empty()) return {};
    const Digest wanted = TRY_STEP("checksum", Digest::parse(options_.checksum));
    if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
    const Digest found = TRY(digest_of_file(file, options_.name, wanted.algorithm()));
    if (found == wanted) return {};
    return fail(concat("digest mismatch for ", context::without_password(options_.url), ": ", found.text(),
                       " (expected: ", wanted.text(), ")"));
  }

  const HttpOptions options_;
  const std::string folder_;
  const Interrupt& interrupt_;
  const spec::layout::Store* etags_;
  context::UrlRecord record_;  // of what is known or was fetched
  bool fetched_ = false;
};

}  // namespace

std::unique_ptr<RemoteSource> http_source(const HttpOptions& options, const std::string& folder,
                                          const Interrupt& interrupt, const spec::layout::Store* etags) {
  return std::make_unique<HttpSource>(options, folder, interrupt, etags);
}

std::string name_of_file(const std::string& url) {
  const std::optional<context::Url> parts = context::parse_url(url);
  std::string path = parts ? parts->path : "";
  while (path.ends_with('/')) path.pop_back();
  const std::string name = path.substr(path.rfind('/') + 1);
  const bool usable = !name.empty() && name != "." && name != ".." && name.find('\0') == name.npos;
  return usable ? name : "__unnamed__";
}

}  // namespace buildtool::build

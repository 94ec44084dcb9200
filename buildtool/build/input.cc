#include "buildtool/build/input.h"

#include <sys/stat.h>
#include <unistd.h>

#include "buildtool/build/archive.h"
#include "buildtool/build/remote_source.h"
#include "buildtool/build/secret.h"
#include "buildtool/build/standard_input.h"
#include "buildtool/context/text_file.h"
#include "buildtool/context/url.h"
#include "spec/base/fd_stream.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

constexpr std::uint64_t kMaxDockerfile = 16 << 20;
// What a single file that was fetched is called, in BuildKit too.
constexpr const char* kContextFile = "context";

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

class Input::Opener {
 public:
  Opener(const Options& options, const Interrupt& interrupt, progress::Display& display)
      : options_(options), interrupt_(interrupt), display_(display) {}

  Result<Input> open() {
    TRY(open_context());
    Result<SourceFile> source = find_source();
    if (!source) return std::move(source).error().step("failed to read dockerfile");
    input_.source_ = std::move(*source);
    const progress::StepId step = display_.begin("[internal] load build definition from " + input_.source_.name);
    display_.note(step, concat("transferring dockerfile: ", input_.source_.text.size(), "B done"));
    display_.done(step);
    return std::move(input_);
  }

 private:
  Result<void> open_context() {
    const std::string& context = options_.context;
    if (context == "-") return take_standard_input();
    struct stat status = {};
    if (::stat(context.c_str(), &status) == 0) {
      if (S_ISREG(status.st_mode)) return take_archive(context);
      if (!S_ISDIR(status.st_mode)) return fail_errno(context, ENOTDIR);
      input_.folder_ = context;
      return {};
    }
    const int error = errno;
    std::optional<context::GitReference> reference = TRY(context::parse_git_reference(context));
    if (reference) return fetch_repository(std::move(*reference));
    if (context::is_http(context)) return fetch_file();
    return fail_errno(context, error);
  }

  // A tar, or a Dockerfile alone.
  Result<void> take_standard_input() {
    if (options_.dockerfile == "-") return fail("can't use stdin for both build context and dockerfile");
    const std::string made = TRY(make_folder("unpacked"));
    const Fd file = TRY(open_at(input_.made_->tmp(), "input", O_RDWR | O_CREAT | O_EXCL, 0600));
    FdSink sink(file, "standard input");
    TRY(copy_standard_input(interrupt_, sink));
    return take_file(file, made, "standard input");
  }

  Result<void> take_archive(const std::string& path) {
    const std::string made = TRY(make_folder("unpacked"));
    const Fd file = TRY(open_at(FdRef::cwd(), path, O_RDONLY));
    const bool archive = TRY(is_archive(file));
    if (!archive) return fail(path + ": neither a folder nor a tar");
    return unpack(file, made, path);
  }

  Result<void> take_file(const Fd& file, const std::string& made, const std::string& name) {
    if (::lseek(file.get(), 0, SEEK_SET) < 0) return fail_errno("lseek");
    const bool archive = TRY(is_archive(file));
    if (archive) return unpack(file, made, name);
    if (!options_.dockerfile.empty()) {
      return fail("ambiguous Dockerfile source: both " + name + " and --file correspond to Dockerfiles");
    }
    alone_ = SourceFile{"", "Dockerfile", ""};
    alone_->text = TRY(read_all(file, kMaxDockerfile, name));
    input_.root_ = TRY(open_dir(made));
    return {};
  }

  Result<void> unpack(const Fd& file, const std::string& made, const std::string& name) {
    input_.root_ = TRY(open_dir(made));
    TRY_STEP(name, unpack_archive(file, input_.root_, std::nullopt));
    return {};
  }

  Result<void> fetch_repository(context::GitReference reference) {
    const std::string folder = TRY(make_folder("repository"));
    GitOptions git;
    git.keep_git_dir = reference.keep_git_dir.value_or(options_.build_args.contains("BUILDKIT_CONTEXT_KEEP_GIT_DIR"));
    git.authorization = TRY(git_authorization(options_.run, reference.remote));
    git.reference = std::move(reference);
    const std::unique_ptr<RemoteSource> source = git_source(git, folder, interrupt_);
    input_.root_ = TRY(fetch(*source, "load git source "));
    return {};
  }

  Result<void> fetch_file() {
    const std::string folder = TRY(make_folder("fetched"));
    const std::string made = TRY(make_folder("unpacked"));
    HttpOptions http = {options_.context, kContextFile, "", ""};
    http.authorization = TRY(http_authorization(options_.run, http.url));
    const std::unique_ptr<RemoteSource> source = http_source(http, folder, interrupt_, nullptr);
    const Fd fetched = TRY(fetch(*source, "load remote build context "));
    const Fd file = TRY(open_at(fetched, kContextFile, O_RDONLY | O_NOFOLLOW));
    return take_file(file, made, context::without_password(options_.context));
  }

  Result<Fd> fetch(RemoteSource& source, const char* title) {
    const progress::StepId step =
        display_.begin(concat("[internal] ", title, context::without_password(options_.context)));
    Result<Fd> files = source.files();
    if (files) {
      input_.time_ = source.time();
      display_.done(step);
    } else {
      display_.fail(step, files.error().text());
    }
    return files;
  }

  // A folder in the temporary one: its absolute path.
  Result<std::string> make_folder(const char* name) {
    if (!input_.made_) {
      spec::layout::Store store = TRY(spec::layout::Store::open(options_.store));
      input_.store_ = std::make_unique<const spec::layout::Store>(std::move(store));
      spec::layout::Lease lease = TRY(spec::layout::Lease::take(*input_.store_));
      input_.made_.emplace(std::move(lease));
    }
    TRY(make_dirs(input_.made_->tmp(), name, 0755));
    return input_.made_->tmp_path() + "/" + name;
  }

  Result<SourceFile> find_source() {
    const std::string& given = options_.dockerfile;
    if (given == "-") {
      SourceFile file = {"", "Dockerfile", ""};
      TextSink sink(file.text, kMaxDockerfile);
      TRY(copy_standard_input(interrupt_, sink));
      return file;
    }
    if (alone_) return std::move(*alone_);
    if (context::is_http(given)) return fetch_source();
    if (input_.root_) return find_source_inside();
    SourceFile file;
    file.path = given;
    if (given.empty()) {
      file.path = options_.context + "/Dockerfile";
      const std::string other = options_.context + "/dockerfile";
      if (::access(file.path.c_str(), F_OK) != 0 && ::access(other.c_str(), F_OK) == 0) file.path = other;
    }
    file.name = base_name(file.path);
    file.text = TRY(read_file(file.path, kMaxDockerfile));
    return file;
  }

  Result<SourceFile> find_source_inside() {
    input_.inside_ = options_.dockerfile.empty() ? "Dockerfile" : options_.dockerfile;
    Result<std::string> text = context::read_text_file(input_.root_, input_.inside_, kMaxDockerfile);
    if (!text && text.error().number == ENOENT && options_.dockerfile.empty()) {
      Result<std::string> other = context::read_text_file(input_.root_, "dockerfile", kMaxDockerfile);
      if (other) input_.inside_ = "dockerfile";
      if (other) text = std::move(other);
    }
    if (!text) return std::move(text).error();
    return SourceFile{"", base_name(input_.inside_), std::move(*text)};
  }

  Result<SourceFile> fetch_source() {
    const std::string folder = TRY(make_folder("dockerfile"));
    HttpOptions http = {options_.dockerfile, "Dockerfile", "", ""};
    http.authorization = TRY(http_authorization(options_.run, http.url));
    const std::unique_ptr<RemoteSource> source = http_source(http, folder, interrupt_, nullptr);
    const Fd fetched = TRY(source->files());
    SourceFile file = {"", "Dockerfile", ""};
    file.text = TRY(context::read_text_file(fetched, "Dockerfile", kMaxDockerfile));
    return file;
  }

  const Options& options_;
  const Interrupt& interrupt_;
  progress::Display& display_;
  Input input_;
  std::optional<SourceFile> alone_;  // what was named as the context is a Dockerfile
};

Result<Input> Input::open(const Options& options, const Interrupt& interrupt, progress::Display& display) {
  return Opener(options, interrupt, display).open();
}

Result<context::Context> Input::open_context() const {
  if (!root_) return context::open_local(folder_, source_.path);
  Fd root = TRY(open_dir(root_, "."));
  return context::open_fetched(std::move(root), inside_);
}

}  // namespace buildtool::build

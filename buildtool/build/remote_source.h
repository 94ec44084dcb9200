// What comes from elsewhere: a file from a web server, a Git repository.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "buildtool/build/interrupt.h"
#include "buildtool/context/git_reference.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"
#include "spec/layout/store.h"

namespace buildtool::build {

class RemoteSource {
 public:
  virtual ~RemoteSource() = default;
  // What the files follow from: equal for equal files. The server is asked; the
  // files are fetched where nothing less tells.
  virtual Result<std::string> identity() = 0;
  // The folder that holds the files, fetched now where they were not yet.
  virtual Result<Fd> files() = 0;
  // Their time, seconds since 1970, where it is known; once they are fetched.
  virtual std::optional<std::int64_t> time() const = 0;
  // What of it is the source: its one file, or "/".
  virtual std::string path() const = 0;
};

// One file, with the mode 0600 and the time of Last-Modified, or 1970 without
// one. Where `etags` is given, a file that is still what it was need not be
// fetched to be known. `folder` is a new one, empty, that outlives the source.
struct HttpOptions {
  std::string url;
  std::string name;           // what it is called
  std::string checksum;       // "sha256:...": nothing else is taken
  std::string authorization;  // a header for this server alone
};
std::unique_ptr<RemoteSource> http_source(const HttpOptions& options, const std::string& folder,
                                          const Interrupt& interrupt, const spec::layout::Store* etags);

// The files of one commit, or of a folder in it, with the modes 0644 and 0755
// and the commit's time. `git` is run with the user's own configuration: his
// proxies, keys and credentials. `folder` as above.
struct GitOptions {
  context::GitReference reference;
  bool keep_git_dir = false;  // .git is among the files, unless they are those of a subdir
  std::string authorization;  // a header for this server alone
};
std::unique_ptr<RemoteSource> git_source(const GitOptions& options, const std::string& folder,
                                         const Interrupt& interrupt);

// What a URL's file is called: the last part of its path, "__unnamed__" where it has none.
std::string name_of_file(const std::string& url);

}  // namespace buildtool::build

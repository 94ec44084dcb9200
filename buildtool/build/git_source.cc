#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "buildtool/build/checkout.h"
#include "buildtool/build/process.h"
#include "buildtool/build/remote_source.h"
#include "buildtool/context/url.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

using context::GitReference;

// What `git` says, an error with its own last line where it fails.
class Git {
 public:
  // `authorization` is for the server of `remote`; neither is seen in the list of processes.
  Git(std::string folder, const std::string& remote, const std::string& authorization, const Interrupt& interrupt)
      : folder_(std::move(folder)), remote_(remote), authorization_(authorization), interrupt_(interrupt) {}

  Result<std::string> run(const std::vector<std::string>& arguments) const {
    const std::string program = find_in_path("git");
    if (program.empty()) return fail("git: not found in PATH").with_hint("install git: it fetches the repository");
    Command command;
    // Nothing of a hook or of a watching process, and no copy of a folder of ours by a link.
    command.arguments = {program, "-C", folder_, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"};
    command.arguments.insert(command.arguments.end(),
                             {"-c", "init.defaultBranch=master", "-c", "advice.detachedHead=false"});
    command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
    command.environment = environment();
    std::string output;
    const int status = TRY(run_command(command, interrupt_, [&](std::string_view bytes) { output += bytes; }));
    if (status == 0) return output;
    const std::string_view text = trim(output);
    return fail(context::without_password(concat("git: ", text.substr(text.rfind('\n') + 1))));
  }

 private:
  // The user's, but for what would point git at another repository; no question is asked.
  std::vector<std::string> environment() const {
    std::vector<std::string> out = whole_environment();
    std::erase_if(out, [](const std::string& entry) {
      constexpr const char* kOther[] = {"GIT_DIR=",
                                        "GIT_WORK_TREE=",
                                        "GIT_INDEX_FILE=",
                                        "GIT_OBJECT_DIRECTORY=",
                                        "GIT_ALTERNATE_OBJECT_DIRECTORIES=",
                                        "GIT_TERMINAL_PROMPT=",
                                        "LC_ALL="};
      return std::any_of(std::begin(kOther), std::end(kOther),
                         [&](const char* name) { return entry.starts_with(name); });
    });
    out.insert(out.end(), {"GIT_TERMINAL_PROMPT=0", "LC_ALL=C"});
    if (!authorization_.empty()) add_authorization(out);
    return out;
  }

  // One more of the settings that git takes from the environment.
  void add_authorization(std::vector<std::string>& environment) const {
    constexpr const char* kCount = "GIT_CONFIG_COUNT=";
    int count = 0;
    for (const std::string& entry : environment) {
      if (entry.starts_with(kCount)) count = parse_number<int>(entry.substr(std::strlen(kCount))).value_or(0);
    }
    std::erase_if(environment, [&](const std::string& entry) { return entry.starts_with(kCount); });
    const std::string server = remote_.substr(0, remote_.find('/', remote_.find("://") + 3) + 1);
    environment.push_back(concat(kCount, count + 1));
    environment.push_back(concat("GIT_CONFIG_KEY_", count, "=http.", server, ".extraheader"));
    environment.push_back(concat("GIT_CONFIG_VALUE_", count, "=Authorization: ", authorization_));
  }

  const std::string folder_;
  const std::string remote_;
  const std::string authorization_;
  const Interrupt& interrupt_;
};

struct Commit {
  std::string ref;     // whole: "refs/heads/main", or the commit itself
  std::string hash;    // what the ref names: a commit, or a tag of its own
  std::string peeled;  // the commit that such a tag is for
  const std::string& commit() const { return peeled.empty() ? hash : peeled; }
};

// "HASH\tREF" lines. A branch goes before a tag of that name, as git has it.
Result<Commit> choose_ref(const std::string& ref, const std::string& listing) {
  Commit branch, tag, exact;
  for (const std::string& line : split(listing, '\n')) {
    const std::size_t tab = line.find('\t');
    if (tab == line.npos || !context::is_commit(line.substr(0, tab))) continue;
    const std::string hash = line.substr(0, tab);
    std::string name = line.substr(tab + 1);
    const bool is_peeled = name.ends_with("^{}");
    if (is_peeled) name.resize(name.size() - 3);
    Commit* found = name == ref || name == "refs/" + ref ? &exact
                    : name == "refs/heads/" + ref        ? &branch
                    : name == "refs/tags/" + ref         ? &tag
                                                         : nullptr;
    if (found == nullptr) continue;
    found->ref = name;
    (is_peeled ? found->peeled : found->hash) = hash;
  }
  for (Commit* one : {&exact, &branch, &tag}) {
    if (!one->hash.empty()) return std::move(*one);
  }
  return fail("repository does not contain ref " + ref);
}

class GitSource : public RemoteSource {
 public:
  GitSource(const GitOptions& options, const std::string& folder, const Interrupt& interrupt)
      : reference_(options.reference),
        keep_git_dir_(options.keep_git_dir && options.reference.subdir.empty()),
        folder_(folder),
        tree_(folder + "/tree"),
        git_(folder, reference_.remote, options.authorization, interrupt),
        tree_git_(tree_, reference_.remote, options.authorization, interrupt) {}

  Result<std::string> identity() override {
    TRY(resolve());
    std::string out = concat("git ", commit_.commit(), " ", reference_.subdir);
    if (!reference_.submodules) out += " no submodules";
    // .git tells where it came from.
    if (keep_git_dir_)
      out += concat(" ", commit_.hash, " ", commit_.ref, " ", context::without_password(reference_.remote));
    return out;
  }

  Result<Fd> files() override {
    if (!fetched_) {
      TRY(resolve());
      TRY_STEP(shown(), fetch());
      fetched_ = true;
    }
    const Fd tree = TRY(open_dir(tree_));
    return open_subdir(tree, reference_.subdir);
  }

  std::string path() const override { return "/"; }
  std::optional<std::int64_t> time() const override { return time_; }

 private:
  std::string shown() const { return context::without_password(reference_.remote); }

  // Which commit it is; asks the server for what only it knows.
  Result<void> resolve() {
    if (!commit_.hash.empty()) return {};
    Commit found;
    if (reference_.fetch_by_commit) {
      found = {reference_.checksum, reference_.checksum, ""};
    } else if (context::is_commit(reference_.ref)) {
      found = {reference_.ref, reference_.ref, ""};
    } else {
      const std::string ref = reference_.ref.empty() ? "HEAD" : reference_.ref;
      const std::string listing = TRY_STEP("failed to fetch remote " + shown(),
                                           git_.run({"ls-remote", "--", reference_.remote, ref, ref + "^{}"}));
      found = TRY_STEP(shown(), choose_ref(ref, listing));
    }
    const std::string& wanted = reference_.checksum;
    if (!found.hash.starts_with(wanted) && !found.peeled.starts_with(wanted)) {
      return fail(concat("expected checksum to match ", wanted, ", got ", found.hash,
                         found.peeled.empty() ? "" : " or " + found.peeled));
    }
    commit_ = std::move(found);
    return {};
  }

  Result<void> fetch() {
    TRY(make_dirs(FdRef::cwd(), tree_, 0755));
    std::vector<std::string> init = {"init", "-q", "--template="};
    if (commit_.hash.size() == 64) init.push_back("--object-format=sha256");
    TRY(tree_git_.run(init));
    TRY(tree_git_.run({"remote", "add", "origin", reference_.remote}));
    TRY(fetch_commit());
    TRY(tree_git_.run({"checkout", "-q", "--detach", commit_.commit()}));
    if (reference_.submodules) TRY(tree_git_.run({"submodule", "-q", "update", "--init", "--recursive", "--depth=1"}));
    const std::string time = TRY(tree_git_.run({"show", "-s", "--format=%ct", commit_.commit()}));
    if (keep_git_dir_) {
      TRY(tree_git_.run({"remote", "set-url", "origin", shown()}));
      TRY(tree_git_.run({"reflog", "expire", "--all", "--expire=now"}));
    }
    const Fd tree = TRY(open_dir(tree_));
    if (!keep_git_dir_) TRY(remove_tree(tree, ".git"));
    time_ = parse_number<std::int64_t>(trim(time));
    return settle_checkout(tree, reference_.checkout_times ? std::nullopt : time_, keep_git_dir_);
  }

  // The commit alone, where the server lets us have it; else all that its branches and tags lead to.
  Result<void> fetch_commit() {
    const bool named = commit_.ref != commit_.hash && commit_.ref != "HEAD";
    const std::string what = named ? concat("+", commit_.ref, ":", commit_.ref) : commit_.hash;
    const Result<std::string> alone =
        tree_git_.run({"fetch", "-q", "-u", "--depth=1", "--no-tags", "--", "origin", what});
    if (alone && tree_git_.run({"cat-file", "-e", commit_.commit()})) return {};
    const Result<std::string> all =
        tree_git_.run({"fetch", "-q", "--tags", "--", "origin", "+refs/heads/*:refs/remotes/origin/*"});
    // What the shorter way said is nearer to what was asked for.
    if (!all) return alone ? all.error() : alone.error();
    if (!tree_git_.run({"cat-file", "-e", commit_.commit()}))
      return fail("the repository has no commit " + commit_.commit());
    return {};
  }

  const GitReference reference_;
  const bool keep_git_dir_;
  const std::string folder_;
  const std::string tree_;
  const Git git_;
  const Git tree_git_;
  Commit commit_;
  std::optional<std::int64_t> time_;  // the commit's
  bool fetched_ = false;
};

}  // namespace

std::unique_ptr<RemoteSource> git_source(const GitOptions& options, const std::string& folder,
                                         const Interrupt& interrupt) {
  return std::make_unique<GitSource>(options, folder, interrupt);
}

}  // namespace buildtool::build

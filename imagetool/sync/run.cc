#include "imagetool/sync/run.h"

#include "imagetool/archive/copy.h"
#include "imagetool/archive/copy_referrers.h"
#include "imagetool/archive/open.h"
#include "imagetool/registry/catalogue.h"
#include "imagetool/registry/referrers.h"
#include "imagetool/registry/remote.h"
#include "imagetool/sync/subset.h"
#include "spec/base/interrupt.h"
#include "spec/base/text.h"
#include "spec/cli/human.h"
#include "spec/image/reference.h"

namespace imagetool::sync {

namespace image = spec::image;

namespace {

// "registry.example.com", "localhost:5000": a registry and no repository.
bool is_registry(const std::string& from) {
  return from.find('/') == std::string::npos && (from.find_first_of(".:") != std::string::npos || from == "localhost");
}

// "100;w=21600" and "76;w=21600".
std::string limit_text(const std::string& registry, const std::string& limit, const std::string& left) {
  const std::string all = limit.substr(0, limit.find(';'));
  const std::size_t window = limit.find(";w=");
  const auto seconds =
      window == std::string::npos ? std::nullopt : parse_number<std::int64_t>(limit.substr(window + 3));
  std::string text = concat(registry, ": ", left.substr(0, left.find(';')), " pulls left");
  if (!all.empty()) text += " of " + all;
  if (seconds) text += " in " + spec::cli::human_duration(*seconds);
  return text;
}

class Runner {
 public:
  Runner(const RunOptions& options, const std::function<void(const std::string&)>& say)
      : options_(options), say_(say), opener_(options.root) {}

  Result<void> job(const Job& job) {
    if (!is_registry(job.from)) return repository(job, job.from, job.to);
    const Result<std::vector<std::string>> all = list_repositories(job.from);
    if (!all) return note(job.from, all.error());
    const Result<std::vector<std::string>> names = select(*all, job.repositories);
    if (!names) return note(job.from, names.error());
    for (const std::string& name : *names) TRY(repository(job, concat(job.from, '/', name), concat(job.to, '/', name)));
    return {};
  }

  Result<Outcome> finish() {
    for (const auto& [registry, limit] : opener_.transport().limits()) {
      outcome_.limits.push_back(limit_text(registry, limit.limit, limit.left));
    }
    return std::move(outcome_);
  }

 private:
  Result<std::vector<std::string>> list_repositories(const std::string& registry) {
    const registry::Settings settings = TRY(registry::load_settings(options_.tls_verify));
    return registry::list_repositories(opener_.transport(), settings, registry);
  }

  Result<std::vector<std::string>> list_tags(const std::string& from) {
    const image::Reference reference = TRY(image::parse_reference(from));
    if (!reference.default_tag) return fail("a repository is expected, without a tag");
    const registry::Settings settings = TRY(registry::load_settings(options_.tls_verify));
    std::vector<std::string> tags = TRY(registry::list_tags(opener_.transport(), settings, reference));
    // What is about an image goes with it, or not at all.
    std::erase_if(tags, registry::is_referrers_tag);
    return tags;
  }

  // A failure is kept and told; only an interruption ends it all.
  Result<void> note(const std::string& name, const Error& error) {
    TRY(check_interrupted());
    outcome_.failed.push_back(concat(name, ": ", error.text()));
    say_(name + ": failed");
    return {};
  }

  Result<void> repository(const Job& job, const std::string& from, const std::string& to) {
    const Result<std::vector<std::string>> all = list_tags(from);
    if (!all) return note(from, all.error());
    const Result<std::vector<std::string>> tags = select(*all, job.tags);
    if (!tags) return note(from, tags.error());
    for (const std::string& tag : *tags) {
      const std::string name = concat(from, ':', tag);
      const Result<std::string> done = one(job, name, concat(to, ':', tag));
      if (!done) {
        TRY(note(name, done.error()));
      } else {
        say_(concat(name, ": ", *done));
      }
    }
    return {};
  }

  // What became of it, for people.
  Result<std::string> one(const Job& job, const std::string& from, const std::string& to) {
    TRY(check_interrupted());
    const archive::Side side = {options_.tls_verify, std::nullopt};
    const bool to_layout = to.starts_with("oci:");
    const archive::Place target_place = TRY(archive::parse_place(to_layout ? to : "docker://" + to));
    const image::Digest there = TRY(digest_at(target_place));
    if (job.platforms.empty() && !job.referrers && !there.empty()) {
      // A registry's limit on pulls does not count this question.
      const image::Digest here = TRY(remote_digest(from, true));
      if (here == there) return same();
    }
    const archive::Place place = TRY(archive::parse_place("docker://" + from));
    const std::unique_ptr<archive::ImageSource> source = TRY(opener_.source(place, side));
    edit::EditedSource edited(source.get());
    TRY(take_platforms(*source, job.platforms, edited));
    const archive::Document top = TRY(edited.top());
    const bool is_there = top.descriptor.digest == there;
    if (is_there && !job.referrers) return same();
    if (options_.dry_run) return is_there ? same() : copied("would be copied", top.descriptor.digest);
    const archive::Target target = TRY(opener_.destination(target_place, side, edited, {}, image::host_platform()));
    archive::CopyOptions copying;
    copying.all = true;
    transfer::Progress quiet(stdout, transfer::Progress::Style::kQuiet);
    if (!is_there) TRY(archive::copy(edited, top, *target.destination, target.names, copying, quiet));
    if (job.referrers) {
      const auto tag = [](const std::string& name) { return name; };
      TRY(archive::copy_referrers(*source, top, *target.destination, tag, quiet));
    }
    TRY(target.destination->finish());
    return is_there ? same() : copied("copied", top.descriptor.digest);
  }

  std::string same() {
    ++outcome_.same;
    return "up to date";
  }

  std::string copied(const char* what, const image::Digest& digest) {
    ++outcome_.copied;
    return concat(what, " ", digest.text());
  }

  // policy.json is about what is taken, and nothing is from the destination.
  Result<image::Digest> remote_digest(const std::string& name, bool asks_policy) {
    const image::Reference reference = TRY(image::parse_reference(name));
    registry::Settings settings = TRY(registry::load_settings(options_.tls_verify));
    if (!asks_policy) settings.policy = registry::Policy();
    return registry::remote_digest(opener_.transport(), settings, reference);
  }

  // Empty where the name means nothing yet.
  Result<image::Digest> digest_at(const archive::Place& place) {
    Result<image::Digest> found = image::Digest();
    if (place.kind == archive::Place::Kind::kRegistry) {
      found = remote_digest(place.reference, false);
    } else {
      const Result<std::unique_ptr<archive::ImageSource>> source =
          opener_.source(place, {options_.tls_verify, std::nullopt});
      const Result<archive::Document> top = source ? (*source)->top() : source.error();
      if (top) return top->descriptor.digest;
      found = top.error();
    }
    if (!found && found.error().number == ENOENT) return image::Digest();
    return found;
  }

  const RunOptions& options_;
  const std::function<void(const std::string&)>& say_;
  archive::Opener opener_;
  Outcome outcome_;
};

}  // namespace

Result<Outcome> run(const std::vector<Job>& jobs, const RunOptions& options,
                    const std::function<void(const std::string& line)>& say) {
  Runner runner(options, say);
  for (const Job& job : jobs) TRY(runner.job(job));
  return runner.finish();
}

}  // namespace imagetool::sync

#include "imagetool/sync/file.h"

#include "imagetool/registry/toml.h"
#include "spec/base/text.h"

namespace imagetool::sync {

namespace {

// Every member of a table goes through one of these, or is an error.
Result<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  return fail("expected a text");
}

Result<bool> flag_of(const toml::node& node) {
  if (const auto* flag = node.as_boolean()) return flag->get();
  return fail("expected true or false");
}

Result<std::vector<std::string>> texts_of(const toml::node& node) {
  std::vector<std::string> out;
  if (node.is_string()) {
    out.push_back(TRY(text_of(node)));
    return out;
  }
  if (!node.is_array()) return fail("expected a text, or a list of texts");
  for (const toml::node& item : *node.as_array()) out.push_back(TRY(text_of(item)));
  return out;
}

// A list of patterns, or a table with more.
Result<Filter> filter_of(const toml::node& node) {
  Filter filter;
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    filter.include = TRY(texts_of(node));
    return filter;
  }
  for (const auto& [name, value] : *table) {
    const std::string key(name.str());
    if (key == "include") {
      filter.include = TRY_STEP(key, texts_of(value));
    } else if (key == "exclude") {
      filter.exclude = TRY_STEP(key, texts_of(value));
    } else if (key == "semver") {
      filter.semver = TRY_STEP(key, text_of(value));
    } else if (key == "newest") {
      const auto* number = value.as_integer();
      if (number == nullptr || number->get() < 1) return fail("newest: expected a number above 0");
      filter.newest = static_cast<std::size_t>(number->get());
    } else {
      return fail(key + ": unknown");
    }
  }
  return filter;
}

Result<void> set(const std::string& key, const toml::node& value, Job& job) {
  if (key == "from") {
    job.from = TRY(text_of(value));
  } else if (key == "to") {
    job.to = TRY(text_of(value));
  } else if (key == "repositories") {
    job.repositories = TRY(filter_of(value));
  } else if (key == "tags") {
    job.tags = TRY(filter_of(value));
  } else if (key == "platforms") {
    for (const std::string& text : TRY(texts_of(value))) {
      job.platforms.push_back(TRY(spec::image::parse_platform(text)));
    }
  } else if (key == "referrers") {
    job.referrers = TRY(flag_of(value));
  } else {
    return fail("unknown");
  }
  return {};
}

}  // namespace

Result<std::vector<Job>> parse_file(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return fail(concat("line ", parsed.error().source().begin.line, ": ", parsed.error().description()));
  }
  std::vector<Job> jobs;
  for (const auto& [name, value] : parsed.table()) {
    if (name.str() != "sync") return fail(concat(name.str(), ": unknown"));
    if (!value.is_array()) return fail("sync: expected [[sync]]");
    for (const toml::node& node : *value.as_array()) {
      const std::string place = concat("sync ", jobs.size() + 1);
      const toml::table* table = node.as_table();
      if (table == nullptr) return fail("sync: expected [[sync]]");
      Job job;
      for (const auto& [key, member] : *table) {
        const std::string word(key.str());
        TRY_STEP(concat(place, ": ", word), set(word, member, job));
      }
      if (job.from.empty() || job.to.empty()) return fail(place + ": from and to have to be said");
      jobs.push_back(std::move(job));
    }
  }
  if (jobs.empty()) return fail("nothing to do: no [[sync]]");
  return jobs;
}

}  // namespace imagetool::sync

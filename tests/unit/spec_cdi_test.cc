// Devices by their names of CDI.
#include <gtest/gtest.h>

#include "spec/base/file.h"
#include "spec/base/temporary.h"
#include "spec/base/text.h"
#include "spec/cdi/apply.h"

namespace spec::cdi {
namespace {

std::string error_of(const std::string& text) {
  const Result<Spec> spec = parse_spec(text);
  return spec ? "none" : spec.error().text();
}

constexpr const char* kHead = "cdiVersion: 0.6.0\nkind: vendor.com/class\ndevices:\n";

TEST(Cdi, WhatAFileHasToSay) {
  EXPECT_EQ(error_of(concat(kHead, "- name: one\n  containerEdits: {}\n")), "none");
  EXPECT_EQ(error_of("{\"cdiVersion\": \"1.1.0\", \"kind\": \"v.com/c\", \"devices\": []}"), "none");
  EXPECT_EQ(error_of("kind: v/c\n"), "cdiVersion: is missing");
  EXPECT_EQ(error_of("cdiVersion: 2.0.0\nkind: v/c\ndevices: []\n"), "cdiVersion: \"2.0.0\" is not known");
  EXPECT_EQ(error_of("cdiVersion: 0.6.0\nkind: nothing\ndevices: []\n"), "kind: \"nothing\": expected VENDOR/CLASS");
  EXPECT_EQ(error_of(concat(kHead, "- name: -x\n  containerEdits: {}\n")), "\"-x\" is no name of a device");
  EXPECT_EQ(error_of(concat(kHead, "- name: x\n  containerEdits: {env: [A]}\n")), "x: env: \"A\": expected NAME=VALUE");
  EXPECT_EQ(error_of(concat(kHead, "- name: x\n  containerEdits: {deviceNodes: [{path: /d, permissions: q}]}\n")),
            "x: /d: \"q\": permissions are of r, w and m");
  EXPECT_EQ(error_of(concat(kHead, "- name: x\n  containerEdits: {deviceNodes: [{path: /d, type: x}]}\n")),
            "x: /d: \"x\" is no type of device");
  EXPECT_EQ(error_of(concat(kHead, "- name: x\n  containerEdits: {hooks: [{hookName: never, path: /h}]}\n")),
            "x: hooks: \"never\" is no hook's name");
}

TEST(Cdi, QualifiedNames) {
  for (const char* name : {"nvidia.com/gpu=all", "v/c=0", "v-1.x/c_2=a.b:c"}) EXPECT_TRUE(is_qualified(name)) << name;
  for (const char* name : {"/dev/null", "gpu=all", "v/c", "v/c=", "1/c=x", "v/c=x/y", "/dev/a=b"})
    EXPECT_FALSE(is_qualified(name)) << name;
}

TEST(Cdi, Gpus) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(*parse_gpus("all"), (Names{"nvidia.com/gpu=all"}));
  EXPECT_EQ(*parse_gpus("2"), (Names{"nvidia.com/gpu=0", "nvidia.com/gpu=1"}));
  EXPECT_EQ(*parse_gpus("\"device=0,GPU-3a\",capabilities=compute"),
            (Names{"nvidia.com/gpu=0", "nvidia.com/gpu=GPU-3a"}));
  EXPECT_FALSE(parse_gpus("some"));
  EXPECT_FALSE(parse_gpus("driver=other"));
}

class CdiFolders : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<TemporaryDir> made = TemporaryDir::make_in_tmp();
    ASSERT_TRUE(made);
    dir_.emplace(std::move(*made));
    for (const char* name : {"etc", "run"}) ASSERT_TRUE(make_dirs(dir_->fd(), name, 0755));
  }
  void file(const std::string& path, const std::string& text) {
    ASSERT_TRUE(replace_file(dir_->fd(), path, text, 0644, Durable::kNo));
  }
  // One device, with a variable of this value.
  void device(const std::string& path, const std::string& name, const std::string& value) {
    file(path, concat(kHead, "- name: ", name, "\n  containerEdits: {env: [X=", value,
                      "]}\ncontainerEdits: {env: [ALL=1]}\n"));
  }
  std::string env_of(const std::vector<std::string>& names) {
    const Result<Registry> registry =
        Registry::load({dir_->path() + "/etc", dir_->path() + "/run", dir_->path() + "/none"});
    bundle::Options options;
    const Result<void> done = apply(*registry, names, options);
    std::string text = done ? join(options.env, " ") : done.error().text();
    for (std::size_t at; (at = text.find(dir_->path())) != std::string::npos;) text.erase(at, dir_->path().size());
    return text;
  }
  std::optional<TemporaryDir> dir_;
};

TEST_F(CdiFolders, LaterFoldersWinAndAFilesOwnEditsComeOnce) {
  device("etc/a.yaml", "one", "etc");
  EXPECT_EQ(env_of({"vendor.com/class=one"}), "ALL=1 X=etc");
  device("run/b.json", "one", "run");
  EXPECT_EQ(env_of({"vendor.com/class=one", "vendor.com/class=one"}), "ALL=1 X=run");
  device("run/c.yaml", "two", "2");
  EXPECT_EQ(env_of({"vendor.com/class=one", "vendor.com/class=two"}), "ALL=1 X=run ALL=1 X=2");
}

TEST_F(CdiFolders, TwoInOneFolderAreAnErrorAndSoIsNone) {
  device("etc/a.yaml", "one", "a");
  device("etc/b.yaml", "one", "b");
  EXPECT_EQ(env_of({"vendor.com/class=one"}), "CDI device vendor.com/class=one is in both /etc/a.yaml and /etc/b.yaml");
  EXPECT_EQ(env_of({"vendor.com/class=none"}), "unresolvable CDI devices vendor.com/class=none");
  file("etc/c.yaml", "nonsense");
  file("etc/ignored.txt", "nonsense");
  EXPECT_EQ(env_of({"vendor.com/class=none"}).substr(0, 69),
            "unresolvable CDI devices vendor.com/class=none (/etc/c.yaml: expected");
}

}  // namespace
}  // namespace spec::cdi

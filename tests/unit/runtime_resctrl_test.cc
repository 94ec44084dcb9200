// linux.intelRdt in a folder that stands for resctrl.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "runtime/resctrl/group.h"
#include "runtime/resctrl/schemata.h"
#include "spec/base/file.h"

namespace runtime::resctrl {
namespace {

using spec::runtime::IntelRdt;

IntelRdt rdt(const std::string& clos_id, const std::string& l3 = "", const std::string& memory = "") {
  IntelRdt wanted;
  wanted.clos_id = clos_id;
  wanted.l3_cache_schema = l3;
  wanted.mem_bw_schema = memory;
  return wanted;
}
IntelRdt monitored(const std::string& clos_id) {
  IntelRdt wanted = rdt(clos_id);
  wanted.enable_monitoring = true;
  return wanted;
}

class Resctrl : public ::testing::Test {
 protected:
  Resctrl() {
    char name[] = "/tmp/resctrl-XXXXXX";
    root_ = ::mkdtemp(name);
  }
  ~Resctrl() override {
    Fd tmp = *open_dir("/tmp");
    (void)remove_tree(tmp, root_.substr(5));
  }

  bool exists(const std::string& path) const { return ::access((root_ + "/" + path).c_str(), F_OK) == 0; }
  std::string text(const std::string& path) const {
    const Result<std::string> read = read_file(root_ + "/" + path, 4096);
    return read ? *read : "(none)";
  }
  void make_class(const std::string& name, const std::string& schemata) const {
    ::mkdir((root_ + "/" + name).c_str(), 0755);
    ::mkdir((root_ + "/" + name + "/mon_groups").c_str(), 0755);
    ASSERT_TRUE(replace_file(FdRef::cwd(), root_ + "/" + name + "/schemata", schemata, 0644, Durable::kNo));
  }
  std::string error(const IntelRdt& wanted) const {
    const Result<NewGroup> made = make(plan(root_, wanted, "box"), wanted);
    return made ? "no error" : made.error().text();
  }
  std::string root_;
};

TEST_F(Resctrl, WithoutAClassOfServiceTheContainersOwnIsMadeAndRemoved) {
  const IntelRdt wanted = rdt("", "L3:0=f", "MB:0=20");
  const Group group = plan(root_, wanted, "box");
  EXPECT_EQ(group, (Group{root_ + "/box", "", true}));
  EXPECT_FALSE(exists("box"));
  Result<NewGroup> made = make(group, wanted);
  ASSERT_TRUE(made) << made.error().text();
  ASSERT_TRUE(enter(group, 77));
  EXPECT_EQ(text("box/schemata"), "L3:0=f\nMB:0=20\n");
  EXPECT_EQ(text("box/tasks"), "77");
  made->keep();
}

TEST_F(Resctrl, SchemataComeLast) {
  IntelRdt wanted = rdt("", "L3:0=f");
  wanted.schemata = {"L2:0=1", "MB:0=70"};
  Result<NewGroup> made = make(plan(root_, wanted, "box"), wanted);
  ASSERT_TRUE(made);
  EXPECT_EQ(text("box/schemata"), "L3:0=f\nL2:0=1\nMB:0=70\n");
}

TEST_F(Resctrl, WhatIsNotKeptIsRemovedAndWhatWasThereStays) {
  make_class("gold", "L3:0=f\n");
  {
    // Empty: a folder with files can be removed in resctrl only.
    const IntelRdt nothing;
    Result<NewGroup> made = make(plan(root_, nothing, "box"), nothing);
    ASSERT_TRUE(made);
    EXPECT_TRUE(exists("box"));
    const IntelRdt gold = monitored("gold");
    Result<NewGroup> there = make(plan(root_, gold, "box"), gold);
    ASSERT_TRUE(there);
    EXPECT_TRUE(exists("gold/mon_groups/box"));
  }
  EXPECT_FALSE(exists("box"));
  EXPECT_FALSE(exists("gold/mon_groups/box"));
  EXPECT_TRUE(exists("gold"));
}

TEST_F(Resctrl, DeletionRemovesTheMonitorAndOnlyAClassOfItsOwn) {
  make_class("gold", "L3:0=f\n");
  const IntelRdt gold = monitored("gold");
  const Group group = plan(root_, gold, "box");
  EXPECT_FALSE(group.own);
  Result<NewGroup> made = make(group, gold);
  ASSERT_TRUE(made);
  made->keep();
  ASSERT_TRUE(remove(group));
  EXPECT_FALSE(exists("gold/mon_groups/box"));
  EXPECT_TRUE(exists("gold"));
  ASSERT_TRUE(remove(group));  // again
}

TEST_F(Resctrl, AClassThatIsThereMustBeAsAskedFor) {
  make_class("gold", "    MB:0=100;1=100\n    L3:0=00f;1=ff\n");
  EXPECT_EQ(error(rdt("gold", "L3:0=f")), "no error");
  make_class("gold", "    MB:0=100;1=100\n    L3:0=00f;1=ff\n");
  EXPECT_EQ(error(rdt("gold", "L3:0=3")),
            "closID \"gold\" is there and is not \"L3:0=3\" (see " + root_ + "/gold/schemata)");
  EXPECT_EQ(error(rdt("gold")), "no error");
  EXPECT_EQ(error(rdt("silver")), "closID \"silver\" is not there (without schemata it must have been made before)");
}

TEST_F(Resctrl, ASlashIsTheRoot) { EXPECT_EQ(plan(root_, rdt("/"), "box").folder, root_); }

TEST(ResctrlSchemata, NumbersAreCompared) {
  EXPECT_TRUE(schemata_contain("MB:0=10\nL3:0=00ff;1=f", "L3:1=0F"));
  EXPECT_FALSE(schemata_contain("MB:0=10\nL3:0=ff", "L3:0=ff;1=f"));
  EXPECT_FALSE(schemata_contain("MB:0=10", "L3:0=ff"));
}

TEST(ResctrlRoot, WhereThereIsNoneTheErrorSaysWhatToDo) {
  const Result<std::string> root = find_root();
  if (root) GTEST_SKIP() << "this machine has resctrl";
  EXPECT_NE(root.error().text().find("no resctrl file system is mounted"), std::string::npos);
}

}  // namespace
}  // namespace runtime::resctrl

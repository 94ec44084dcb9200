// What is said to CRIU, byte for byte: field numbers and types are those of its rpc.proto.
#include <gtest/gtest.h>

#include "runtime/checkpoint/message.h"

namespace runtime::checkpoint {
namespace {

// "08 06": the bytes as two hexadecimal digits each.
std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    text += {kDigits[number >> 4], kDigits[number & 15], ' '};
  }
  if (!text.empty()) text.pop_back();
  return text;
}

// The options' own bytes, in hexadecimal: what is behind type, tag and length (of two bytes) of the request.
std::string options_of(const Options& options) {
  const std::string request = hex(write_request(RequestType::kDump, options));
  EXPECT_EQ(request.substr(0, 9), "08 01 12 ");
  return request;
}

std::string bytes(std::initializer_list<unsigned> numbers) {
  std::string text;
  for (const unsigned number : numbers) text += static_cast<char>(number);
  return text;
}

TEST(CheckpointMessage, RequestsWithoutOptions) {
  EXPECT_EQ(hex(write_version_request()), "08 0a");
  EXPECT_EQ(hex(write_notify_reply()), "08 06 18 01");
  EXPECT_EQ(hex(write_feature_request({.mem_track = true, .lazy_pages = false})), "08 09 2a 02 08 01");
  EXPECT_EQ(hex(write_feature_request({.mem_track = false, .lazy_pages = true})), "08 09 2a 02 10 01");
}

TEST(CheckpointMessage, WhatEveryRequestAsksFor) {
  Options options;
  options.images_dir = 4;
  // images_dir 4, log_level 4, notify_scripts, orphan_pts_master (50), manage_cgroups,
  // manage_cgroups_mode (34) default, empty_ns (38) CLONE_NEWNET
  EXPECT_EQ(hex(write_request(RequestType::kSinglePreDump, options)),
            "08 0d 12 16 08 04 48 04 60 01 90 03 01 c0 01 01 90 02 06 b0 02 80 80 80 80 04");
}

TEST(CheckpointMessage, EveryFlagHasItsNumber) {
  const std::string plain = options_of({});
  const std::pair<bool Options::*, const char*> flags[] = {
      {&Options::leave_running, "18 01"},      {&Options::ext_unix_sk, "20 01"},
      {&Options::tcp_established, "28 01"},    {&Options::evasive_devices, "30 01"},
      {&Options::shell_job, "38 01"},          {&Options::file_locks, "40 01"},
      {&Options::auto_dedup, "80 01 01"},      {&Options::link_remap, "90 01 01"},
      {&Options::restore_sibling, "d0 01 01"}, {&Options::tcp_skip_in_flight, "f0 02 01"},
      {&Options::lazy_pages, "80 03 01"},      {&Options::tcp_close, "a0 03 01"},
  };
  for (const auto& [flag, field] : flags) {
    Options options;
    options.*flag = true;
    const std::string with = options_of(options);
    EXPECT_EQ(with.substr(12), plain.substr(12) + " " + field);
  }
}

TEST(CheckpointMessage, EveryTextHasItsNumber) {
  const std::string plain = options_of({});
  const std::pair<std::string Options::*, const char*> texts[] = {
      {&Options::log_file, "52 01 78"},         {&Options::root, "6a 01 78"},
      {&Options::freeze_cgroup, "e2 02 01 78"}, {&Options::config_file, "9a 03 01 78"},
      {&Options::lsm_profile, "aa 03 01 78"},   {&Options::lsm_mount_context, "fa 03 01 78"},
  };
  for (const auto& [text, field] : texts) {
    Options options;
    options.*text = "x";
    EXPECT_EQ(options_of(options).substr(12), plain.substr(12) + " " + field);
  }
  Options options;
  options.parent_images = "x";  // track_mem (15) comes with it
  EXPECT_EQ(options_of(options).substr(12).find(" 78 01 "), plain.substr(12).find(" b0 02"));
  EXPECT_TRUE(options_of(options).ends_with(" 72 01 78"));
}

TEST(CheckpointMessage, ListsAreMessagesOfTheirOwn) {
  Options options;
  options.page_server = PageServer{"a", 300};
  options.mounts = {{"/k", "/v"}};
  options.cgroup_roots = {{"pids", "/p"}, {"", "/u"}};
  options.joined = {{"net", "/n"}};
  options.external = {"e"};
  options.inherited = {{"pipe:[1]", 7}};
  const std::string all = options_of(options);
  EXPECT_TRUE(
      all.ends_with("5a 06 0a 01 61 10 ac 02 "
                    "ba 01 08 0a 02 2f 6b 12 02 2f 76 "
                    "ca 01 0a 0a 04 70 69 64 73 12 02 2f 70 "
                    "ca 01 04 12 02 2f 75 "
                    "ba 02 09 0a 03 6e 65 74 12 02 2f 6e "
                    "aa 02 01 65 "
                    "da 01 0c 0a 08 70 69 70 65 3a 5b 31 5d 10 07"))
      << all;
}

TEST(CheckpointMessage, AnswersAreRead) {
  const auto notification = read_reply(bytes({0x08, 6, 0x10, 1, 0x2a, 6, 0x0a, 2, 'p', 'r', 0x10, 42}));
  ASSERT_TRUE(notification) << notification.error().text();
  EXPECT_EQ(notification->type, 6u);
  EXPECT_TRUE(notification->success);
  EXPECT_EQ(notification->notify, "pr");
  EXPECT_EQ(notification->pid, 42);

  const auto refused = read_reply(bytes({0x08, 1, 0x10, 0, 0x38, 52, 0x4a, 2, 'n', 'o'}));
  ASSERT_TRUE(refused);
  EXPECT_FALSE(refused->success);
  EXPECT_EQ(refused->error, 52);
  EXPECT_EQ(refused->message, "no");

  const auto version = read_reply(bytes({0x08, 10, 0x10, 1, 0x52, 6, 0x08, 3, 0x10, 17, 0x20, 1}));
  ASSERT_TRUE(version);
  EXPECT_EQ(version->version, 31701u);

  const auto features = read_reply(bytes({0x08, 9, 0x10, 1, 0x42, 4, 0x08, 1, 0x10, 0}));
  ASSERT_TRUE(features);
  EXPECT_TRUE(features->features.mem_track);
  EXPECT_FALSE(features->features.lazy_pages);

  const auto restored = read_reply(bytes({0x08, 2, 0x10, 1, 0x22, 3, 0x08, 0xac, 0x02}));
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->pid, 300);
}

TEST(CheckpointMessage, FieldsThatAreNotKnownArePassedOver) {
  // Number 100 as each of the types: varint, 8 bytes, text, 4 bytes.
  const auto reply =
      read_reply(bytes({0xa0, 6, 1, 0xa1, 6, 1, 2, 3, 4, 5, 6, 7, 8, 0xa2, 6, 1, 'x', 0xa5, 6, 1, 2, 3, 4, 0x10, 1}));
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_TRUE(reply->success);
}

TEST(CheckpointMessage, WhatIsCutShortOrNoMessageIsAnError) {
  const std::string whole = bytes({0x08, 6, 0x10, 1, 0x2a, 6, 0x0a, 2, 'p', 'r', 0x10, 0xac, 2});
  for (const std::string& broken :
       {whole.substr(0, whole.size() - 1), whole.substr(0, 7), bytes({0x08}), bytes({0x08, 0x80}),
        bytes({0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}), bytes({0x0f}), bytes({0x0b, 0x0c}),
        bytes({0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})}) {
    EXPECT_FALSE(read_reply(broken)) << hex(broken);
  }
}

TEST(CheckpointMessage, ModesOfCgroups) {
  EXPECT_EQ(parse_cgroup_mode(""), CgroupMode::kDefault);
  EXPECT_EQ(parse_cgroup_mode("soft"), CgroupMode::kSoft);
  EXPECT_EQ(parse_cgroup_mode("full"), CgroupMode::kFull);
  EXPECT_EQ(parse_cgroup_mode("strict"), CgroupMode::kStrict);
  EXPECT_EQ(parse_cgroup_mode("ignore"), CgroupMode::kIgnore);
  EXPECT_FALSE(parse_cgroup_mode("Soft"));
}

}  // namespace
}  // namespace runtime::checkpoint

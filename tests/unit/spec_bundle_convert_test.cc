#include "spec/bundle/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace spec::bundle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

image::ImageConfig an_image() {
  image::ImageConfig image;
  image.os = "linux";
  image.architecture = "amd64";
  image.config.cmd = {"serve"};
  return image;
}

const Accounts kAccounts = {"root:x:0:0::/root:/bin/sh\napp:x:10:11::/home/app:/bin/sh\n", "video:x:44:app\n"};

runtime::Config converted(const image::ImageConfig& image, const Options& options = {}) {
  Result<runtime::Config> config = convert(image, options, kAccounts);
  EXPECT_TRUE(config) << config.error().text();
  return config ? *config : runtime::Config{};
}
runtime::Process process_of(const image::ImageConfig& image, const Options& options = {}) {
  return converted(image, options).process.value_or(runtime::Process{});
}

TEST(Convert, EntrypointAndCmdMakeTheArguments) {
  image::ImageConfig image = an_image();
  image.config.entrypoint = {"/entry", "-x"};
  EXPECT_THAT(process_of(image).args, ElementsAre("/entry", "-x", "serve"));
  Options command;
  command.command = {"other", "arg"};
  EXPECT_THAT(process_of(image, command).args, ElementsAre("/entry", "-x", "other", "arg"));
  Options entrypoint;
  entrypoint.entrypoint = {"sh"};
  EXPECT_THAT(process_of(image, entrypoint).args, ElementsAre("sh")) << "the image's Cmd belongs to its Entrypoint";
  command.entrypoint.emplace();
  EXPECT_THAT(process_of(image, command).args, ElementsAre("other", "arg"));
}

TEST(Convert, ACommandThereMustBe) {
  image::ImageConfig image = an_image();
  image.config.cmd.clear();
  Result<runtime::Config> config = convert(image, {}, {});
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().text(), "no command specified (the image has neither Entrypoint nor Cmd)");
}

TEST(Convert, EnvironmentIsTheImagesWithDefaultsBehindIt) {
  image::ImageConfig image = an_image();
  EXPECT_THAT(process_of(image).env, ElementsAre(StartsWith("PATH=/usr/local/sbin:"), "HOME=/root"));
  image.config.env = {"A=1", "PATH=/own", "HOME=/mine", "A=2"};
  EXPECT_THAT(process_of(image).env, ElementsAre("PATH=/own", "A=2", "HOME=/mine"));
  Options options;
  options.terminal = true;
  options.hostname = "box";
  options.env = {"A=3", "B=x=y", "HOME"};
  EXPECT_THAT(process_of(image, options).env, ElementsAre("PATH=/own", "HOSTNAME=box", "TERM=xterm", "A=3", "B=x=y"));
}

// CVE-2026-57231
TEST(Convert, OurOwnEnvironmentIsNeverLookedUp) {
  ASSERT_EQ(::setenv("SECRET", "canary", 1), 0);
  image::ImageConfig image = an_image();
  image.config.env = {"SECRET", "SEC*", "=x", "", "$SECRET", "V=$SECRET"};
  EXPECT_THAT(process_of(image).env, ElementsAre(StartsWith("PATH="), "V=$SECRET", "HOME=/root"));
}

TEST(Convert, UserIsLookedUpAndHasNoPrivileges) {
  image::ImageConfig image = an_image();
  EXPECT_THAT(process_of(image).capabilities->effective, SizeIs(14));
  EXPECT_THAT(process_of(image).capabilities->inheritable, IsEmpty());
  EXPECT_THAT(process_of(image).capabilities->ambient, IsEmpty());
  image.config.user = "app";
  const runtime::Process process = process_of(image);
  EXPECT_EQ(process.user.uid, 10u);
  EXPECT_EQ(process.user.gid, 11u);
  EXPECT_THAT(process.user.additional_gids, ElementsAre(11, 44));
  EXPECT_THAT(process.env, Contains("HOME=/home/app"));
  EXPECT_THAT(process.capabilities->bounding, SizeIs(14));
  EXPECT_THAT(process.capabilities->effective, IsEmpty());
  EXPECT_THAT(process.capabilities->permitted, IsEmpty());
  Options options;
  options.user = "0";
  EXPECT_EQ(process_of(image, options).user.uid, 0u);
}

TEST(Convert, WorkingDirIsAbsolute) {
  image::ImageConfig image = an_image();
  EXPECT_EQ(process_of(image).cwd, "/");
  image.config.working_dir = "srv/www";
  EXPECT_EQ(process_of(image).cwd, "/srv/www");
  Options options;
  options.working_dir = "/tmp";
  EXPECT_EQ(process_of(image, options).cwd, "/tmp");
}

TEST(Convert, AnnotationsAreLabelsAndTheImagesFields) {
  image::ImageConfig image = an_image();
  image.author = "me";
  image.created = "2026-01-02T03:04:05Z";
  image.config.stop_signal = "SIGQUIT";
  image.config.exposed_ports = {{"80/tcp", {}}, {"53/udp", {}}};
  image.config.labels = {{"a", "b"}, {"org.opencontainers.image.author", "label wins"}};
  const auto annotations = converted(image).annotations;
  EXPECT_THAT(annotations, Contains(Pair("a", "b")));
  EXPECT_THAT(annotations, Contains(Pair("org.opencontainers.image.os", "linux")));
  EXPECT_THAT(annotations, Contains(Pair("org.opencontainers.image.architecture", "amd64")));
  EXPECT_THAT(annotations, Contains(Pair("org.opencontainers.image.author", "label wins")));
  EXPECT_THAT(annotations, Contains(Pair("org.opencontainers.image.created", "2026-01-02T03:04:05Z")));
  EXPECT_THAT(annotations, Contains(Pair("org.opencontainers.image.stopSignal", "SIGQUIT")));
  EXPECT_THAT(annotations, Contains(Pair("org.opencontainers.image.exposedPorts", "53/udp,80/tcp")));
}

TEST(Convert, SystemdGetsWhatItWants) {
  Options options;
  options.command = {"/sbin/init"};
  EXPECT_THAT(converted(an_image(), options).process->env, Not(Contains("container=oci")));
  options.systemd = Systemd::kByCommand;
  runtime::Mount run;
  run.destination = "/run";
  run.type = "bind";
  options.mounts = {run};
  const runtime::Config config = converted(an_image(), options);
  EXPECT_THAT(config.process->env, Contains("container=oci"));
  EXPECT_THAT(config.annotations, Contains(Pair("org.opencontainers.image.stopSignal", "SIGRTMIN+3")));
  std::map<std::string, std::string> types;
  for (const runtime::Mount& mount : config.mounts) {
    types[mount.destination] = mount.type;
    if (mount.type == "cgroup") {
      EXPECT_THAT(mount.options, Not(Contains("ro")));
    }
  }
  EXPECT_EQ(types["/run"], "bind");
  for (const char* path : {"/run/lock", "/tmp", "/var/log/journal"}) EXPECT_EQ(types[path], "tmpfs") << path;
  options.command = {"sh"};
  EXPECT_THAT(converted(an_image(), options).process->env, Not(Contains("container=oci")));
  options.systemd = Systemd::kYes;
  EXPECT_THAT(converted(an_image(), options).process->env, Contains("container=oci"));
}

// CVE-2026-53488
TEST(Convert, LabelsThatRuntimesObeyAreDropped) {
  image::ImageConfig image = an_image();
  for (const char* key :
       {"run.oci.hooks.stdout", "run.oci.keep_original_groups", "org.criu.config", "RUN.OCI.systemd.subgroup",
        "org.systemd.property.ExecStart", "io.katacontainers.config.hypervisor.path", "io.kubernetes.cri-o.Devices",
        "io.podman.annotations.privileged", "dev.gvisor.spec.mount.x", "imagetool/name", ""}) {
    image.config.labels[key] = "x";
  }
  image.config.labels["org.example.run.oci"] = "kept";
  EXPECT_THAT(converted(image).annotations,
              ElementsAre(Pair("org.example.run.oci", "kept"), Pair("org.opencontainers.image.architecture", "amd64"),
                          Pair("org.opencontainers.image.os", "linux")));
}

TEST(Convert, TheIsolationIsDockers) {
  const runtime::Config config = converted(an_image());
  std::vector<std::string> destinations;
  for (const runtime::Mount& mount : config.mounts) destinations.push_back(mount.destination);
  EXPECT_THAT(destinations,
              ElementsAre("/proc", "/dev", "/dev/pts", "/sys", "/sys/fs/cgroup", "/dev/mqueue", "/dev/shm"));
  EXPECT_THAT(config.mounts[3].options, Contains("ro"));
  EXPECT_THAT(config.mounts[4].options, Contains("ro"));
  for (const char* path : {"/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug", "/sys/firmware",
                           "/proc/interrupts", "/sys/devices/virtual/powercap"}) {
    EXPECT_THAT(config.linux.masked_paths, Contains(path));
  }
  EXPECT_THAT(config.linux.readonly_paths,
              ElementsAre("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"));
  EXPECT_FALSE(config.linux.resources.devices.front().allow) << "first everything is denied";
  EXPECT_TRUE(config.linux.seccomp.has_value());
  for (const auto type :
       {runtime::NamespaceType::kMount, runtime::NamespaceType::kPid, runtime::NamespaceType::kIpc,
        runtime::NamespaceType::kUts, runtime::NamespaceType::kCgroup, runtime::NamespaceType::kNetwork}) {
    EXPECT_NE(config.linux.find_namespace(type), nullptr);
  }
  EXPECT_EQ(config.linux.find_namespace(runtime::NamespaceType::kUser), nullptr);
}

TEST(Convert, TheHostsNetworkIsNoNamespaceAndNoSysctl) {
  Options options;
  options.network = Network::kHost;
  const runtime::Config config = converted(an_image(), options);
  EXPECT_EQ(config.linux.find_namespace(runtime::NamespaceType::kNetwork), nullptr);
  EXPECT_THAT(config.linux.sysctl, IsEmpty()) << "they would change the host's";
}

TEST(Convert, OptionsReachTheConfig) {
  Options options;
  options.read_only = true;
  options.hostname = "box";
  options.mounts.resize(1);
  options.mounts[0].destination = "/data";
  options.add_capabilities = {"SYS_ADMIN"};
  options.rlimits = {{runtime::RlimitType::kNofile, 20, 10}};
  const runtime::Config config = converted(an_image(), options);
  EXPECT_TRUE(config.root->readonly);
  EXPECT_EQ(config.root->path, "rootfs");
  EXPECT_EQ(config.hostname, "box");
  EXPECT_EQ(config.mounts.back().destination, "/data");
  EXPECT_THAT(config.process->capabilities->bounding, Contains("CAP_SYS_ADMIN"));
  EXPECT_THAT(config.linux.seccomp->syscalls.front().names, Contains("mount"));
  EXPECT_THAT(config.process->rlimits, SizeIs(1));
}

}  // namespace
}  // namespace spec::bundle

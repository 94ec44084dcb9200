# What config.json asks for and is not done is refused, never left out.

load helpers
load bundle

setup() {
  require_root
  make_bundle
}

teardown() {
  no_containers_left
}

@test "network devices and resctrl are refused" {
  cp config.json good.json
  change '.linux.netDevices = {"eth0": {}}'
  run in_container true
  assert_failure 1
  assert_output "runtime run: config.json: linux.netDevices: not supported by this runtime"
  cp good.json config.json
  change '.linux.intelRdt = {"closID": "x"}'
  run in_container true
  assert_failure 1
  assert_output "runtime run: config.json: linux.intelRdt: not supported by this runtime"
}

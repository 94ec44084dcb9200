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

@test "resctrl, labels of mounts and the processors of exec are refused" {
  cp config.json good.json
  change '.linux.intelRdt = {"closID": "x"}'
  run in_container true
  assert_failure 1
  assert_output "runtime run: config.json: linux.intelRdt: not supported by this runtime"
  cp good.json config.json
  change '.linux.mountLabel = "system_u:object_r:container_file_t:s0"'
  run in_container true
  assert_failure 1
  assert_output "runtime run: config.json: linux.mountLabel: not supported by this runtime"
  cp good.json config.json
  change '.process.execCPUAffinity = {"initial": "0"}'
  run in_container true
  assert_failure 1
  assert_output "runtime run: config.json: process: execCPUAffinity: not supported by this runtime"
}

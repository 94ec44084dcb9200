#!/usr/bin/env bats
# imagetool bundle --device and --gpus with names of CDI.

load helpers
load images

setup_file() {
  require_root
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  busybox_image "$IMAGETOOL_ROOT" box
  cd "$BATS_FILE_TMPDIR" || return
  mkdir cdi
  echo "of the host" >driver
  mknod device c 10 237 # no container has it by default
  cat >cdi/vendor.yaml <<EOF
cdiVersion: "0.6.0"
kind: vendor.com/class
devices:
  - name: one
    containerEdits:
      env: ["DEVICE=one"]
      deviceNodes:
        - path: /dev/one
          hostPath: $PWD/device
          permissions: r
      mounts:
        - hostPath: $PWD/driver
          containerPath: /opt/driver
          options: [ro, nosuid, nodev, bind]
      hooks:
        - hookName: createContainer
          path: /bin/sh
          args: [sh, -c, 'touch $PWD/hook-ran']
      additionalGids: [44]
  - name: gone
    containerEdits:
      deviceNodes: [{path: /dev/none-such}]
containerEdits:
  env: [VENDOR=yes]
EOF
  sed 's,vendor.com/class,nvidia.com/gpu,; s/name: one/name: "0"/' cdi/vendor.yaml >cdi/gpu.yaml
}

@test "--device of CDI: nodes, mounts, variables, groups and hooks" {
  cd "$BATS_TEST_TMPDIR" || return
  imagetool bundle --cdi-spec-dir "$BATS_FILE_TMPDIR/cdi" --device vendor.com/class=one box b -- \
    sh -c 'echo $VENDOR $DEVICE; cat /opt/driver; test -c /dev/one && : </dev/one && echo read; id -G; : >/dev/one'
  run runtime --root state run -b b "test-$RUN_ID-cdi"
  assert_line --index 0 "yes one"
  assert_line --index 1 "of the host"
  assert_line --index 2 read
  assert_line --index 3 --regexp '\b44\b'
  assert_line --index 4 --partial "Operation not permitted"
  assert_exist "$BATS_FILE_TMPDIR/hook-ran"
}

@test "--gpus is nvidia.com/gpu; what is not there is an error" {
  cd "$BATS_TEST_TMPDIR" || return
  imagetool bundle --cdi-spec-dir "$BATS_FILE_TMPDIR/cdi" --gpus 1 box b
  run -0 jq -r '.linux.devices[].path, .process.env[0]' b/config.json
  assert_line --index 0 /dev/one
  run -1 imagetool bundle --cdi-spec-dir "$BATS_FILE_TMPDIR/cdi" --gpus all box c
  assert_output "imagetool bundle: unresolvable CDI devices nvidia.com/gpu=all"
  run -1 imagetool bundle --cdi-spec-dir "$BATS_FILE_TMPDIR/cdi" --device vendor.com/class=gone box c
  assert_output --partial "vendor.com/class=gone: "
  assert_output --partial "/dev/none-such"
  assert_not_exist c
}

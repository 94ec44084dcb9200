# Containers on networks, as `imagetool bundle -p --network` asks for them.

load helpers
load images
load network

setup_file() {
  [ "$EUID" -eq 0 ] || return 0
  export IMAGETOOL_ROOT=$BATS_FILE_TMPDIR/store
  busybox_image "$IMAGETOOL_ROOT" box '{"Cmd":["sh"],"ExposedPorts":{"80/tcp":{},"443/tcp":{}}}'
  start_machine
}

teardown_file() {
  [ "$EUID" -ne 0 ] || stop_machine
}

setup() {
  require_root
}

teardown() {
  local id
  for id in $(runtime_ containers -aq --no-trunc); do runtime_ rm -f "$id" >/dev/null; done
}

@test "a published port is reached from the host by 127.0.0.1, [::1] and its address, and from outside" {
  web one -p 8000:80
  assert_equal "$(on_machine curl -s http://127.0.0.1:8000/)" one
  assert_equal "$(on_machine curl -s 'http://[::1]:8000/')" one
  assert_equal "$(on_machine curl -s http://192.0.2.2:8000/)" one
  assert_equal "$(outside curl -s http://192.0.2.2:8000/)" one
  assert_equal "$(outside curl -s 'http://[2001:db8::2]:8000/')" one
  run runtime_ exec one wget -q -O- http://192.0.2.1/
  assert_output outside
  # And itself through the host.
  run runtime_ exec one wget -q -O- http://192.0.2.2:8000/
  assert_output one
}

@test "what is mapped is seen by port, containers and inspect, and gone with the container" {
  web one -p 8000-8001:80-81 -p 127.0.0.1::80 -P
  run runtime_ port one 81/tcp
  assert_output 0.0.0.0:8001
  run runtime_ port one
  assert_line "80/tcp -> 0.0.0.0:8000"
  assert_line --regexp '^80/tcp -> 127.0.0.1:[0-9]+$'
  assert_line --regexp '^443/tcp -> 0.0.0.0:[0-9]+$'
  local random
  random=$(runtime_ port one | sed -n 's/^80.*127.0.0.1:/127.0.0.1:/p')
  assert_equal "$(on_machine curl -s "http://$random/")" one
  run runtime_ containers --format '{{.Ports}}'
  assert_output --partial "0.0.0.0:8000->80/tcp"
  assert_output --partial "0.0.0.0:8001->81/tcp"
  assert_output --partial "$random->80/tcp"
  run runtime_ inspect -f '{{.NetworkSettings.Networks.bridge.Gateway}} {{(index (index .NetworkSettings.Ports "81/tcp") 0).HostPort}}' one
  assert_output "172.17.0.1 8001"
  run on_machine curl -s "http://$(runtime_ inspect -f '{{.NetworkSettings.IPAddress}}' one)/"
  assert_output one
  run runtime_ port one 82
  assert_failure 1
  assert_output "runtime port: No public port '82/tcp' published for one"
  runtime_ rm -f one
  assert_equal "$(traces)" ""
}

@test "a port that is taken is an error, and nothing of it is left" {
  sleeper one -p 8000:80
  local before
  before=$(traces)
  imagetool_ bundle --name two -p 8000:80 box "$BATS_TEST_TMPDIR/two" true
  run runtime_ run -d "$BATS_TEST_TMPDIR/two/" "two-$$"
  assert_failure 1
  assert_output --partial "Bind for 0.0.0.0:8000 failed: port is already allocated"
  assert_equal "$(traces)" "$before"
}

@test "a fixed port stays over a restart" {
  web one -p 8000:80 -p 80
  on_machine curl -s http://127.0.0.1:8000/ >/dev/null
  runtime_ restart -t 0 one
  read -r _ <"$BATS_TEST_TMPDIR/one.share/listens"
  assert_equal "$(on_machine curl -s http://127.0.0.1:8000/)" one
  assert_equal "$(on_machine curl -s "http://$(runtime_ port one | sed -n '2s/.*> 0.0.0.0/127.0.0.1/p')/")" one
}

@test "datagrams reach a published port" {
  sleeper one -p 5353:53/udp
  mkfifo "$BATS_TEST_TMPDIR/bound"
  nsenter --target "$(runtime_ inspect -f '{{.State.Pid}}' one)" --net python3 -c 'import socket, sys
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("", 53))
open(sys.argv[1], "w").write("yes")
server.sendto(*reversed((server.recvfrom(100)[1], b"answer")))' "$BATS_TEST_TMPDIR/bound" 3>&- 4>&- &
  read -r _ <"$BATS_TEST_TMPDIR/bound" || true
  run on_machine timeout 20 python3 -c 'import socket
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.sendto(b"question", ("127.0.0.1", 5353))
print(client.recv(100).decode())'
  assert_output answer
}

@test "names and aliases of containers on one network resolve, as long as they are there; other networks are apart" {
  imagetool_ network create front
  imagetool_ network create --subnet 10.77.0.0/24 --gateway 10.77.0.9 --ip-range 10.77.0.128/25 back
  web one --network front --network-alias server -h first
  web two --network back --ip 10.77.0.200 --mac-address 02:00:00:00:00:01
  sleeper three --network front --add-host ten:10.1.2.3 --add-host host:host-gateway --dns 9.9.9.9 --dns-search a.example \
    --dns-option ndots:2
  run runtime_ exec three wget -q -O- http://server/
  assert_output one
  run runtime_ exec one cat /etc/hosts
  assert_line --regexp '^172\.18\.0\.2	first one one-[0-9]+ server	'
  assert_line --regexp '^172\.18\.0\.3	three three-[0-9]+	'
  refute_line --regexp '[[:space:]]two'
  run runtime_ exec three cat /etc/hosts /etc/resolv.conf
  assert_line "10.1.2.3	ten"
  assert_line --regexp '^172\.18\.0\.1	host	'
  assert_line "nameserver 9.9.9.9"
  assert_line "search a.example"
  assert_line "options ndots:2"
  run runtime_ exec two busybox ip addr show dev eth0
  assert_output --partial 02:00:00:00:00:01
  run runtime_ exec three wget -q -T 1 -O- http://10.77.0.200/
  assert_failure

  imagetool_ network connect --alias second back three
  run runtime_ exec three wget -q -O- http://two/
  assert_output two
  assert_equal "$(runtime_ inspect -f '{{(index .NetworkSettings.Networks.back.Aliases 0)}}' three)" second
  run -1 imagetool_ network connect back three
  assert_output "imagetool network connect: endpoint with name three already exists in network back"
  run -1 imagetool_ network rm back
  assert_output --partial 'error while removing network: network back has active endpoints (name:"three" id:"three-'$$'", name:"two" id:"two-'$$'")'
  run imagetool_ network inspect -f '{{(index .Containers "two-'$$'").IPv4Address}} {{(index .IPAM.Config 0).Gateway}}' back
  assert_output "10.77.0.200/24 10.77.0.9"
  imagetool_ network disconnect back three
  run -1 imagetool_ network disconnect back three
  assert_output "imagetool network disconnect: container three is not connected to network back"
  runtime_ rm -f one two
  run runtime_ exec three cat /etc/hosts
  refute_line --regexp '[[:space:]]one'
  runtime_ rm -f three
  run imagetool_ network prune -f
  assert_output "Deleted Networks:
back
front"
  assert_equal "$(on_machine ip -o link show type bridge | grep -c imt-)" 0
  assert_equal "$(on_machine iptables-save | grep -c 'imt-[0-9a-f]')" 0
}

# udp_echo NAME PORT: in the container's network somebody answers what comes; returns once he listens.
udp_echo() {
  mkfifo "$BATS_TEST_TMPDIR/answers"
  nsenter --target "$(runtime_ inspect -f '{{.State.Pid}}' "$1")" --net /usr/bin/python3 -c 'import socket, sys
own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
own.bind(("0.0.0.0", int(sys.argv[1])))
open(sys.argv[2], "w").write("yes\n")
while True:
    text, who = own.recvfrom(2048)
    own.sendto(b"echo " + text, who)' "$2" "$BATS_TEST_TMPDIR/answers" 3>&- 4>&- &
  echo_server=$!
  read -r _ <"$BATS_TEST_TMPDIR/answers"
}

# udp_ask ADDRESS PORT: two who ask at once, and each has his answer, from where he asked.
udp_ask() {
  /usr/bin/python3 -c 'import socket, sys
address, port = sys.argv[1], int(sys.argv[2])
both = [socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
for number, one in enumerate(both):
    one.settimeout(60)
    one.connect((address, port))
    one.send(b"from %d" % number)
for one in reversed(both):
    print(one.recv(2048).decode())' "$1" "$2"
}

@test "a published port of udp is reached by 127.0.0.1, [::1] and its addresses" {
  sleeper one -p 5353:53/udp
  udp_echo one 53
  local answers=$'echo from 1\necho from 0'
  assert_equal "$(on_machine bash -c "$(declare -f udp_ask); udp_ask 127.0.0.1 5353")" "$answers"
  assert_equal "$(on_machine bash -c "$(declare -f udp_ask); udp_ask ::1 5353")" "$answers"
  assert_equal "$(outside bash -c "$(declare -f udp_ask); udp_ask 192.0.2.2 5353")" "$answers"
  assert_equal "$(outside bash -c "$(declare -f udp_ask); udp_ask 2001:db8::2 5353")" "$answers"
  kill "$echo_server"
  runtime_ rm -f one
  assert_equal "$(traces)" ""
}

@test "two stores have one default network, and other ones of a name each" {
  web one --network bridge
  busybox_image "$BATS_TEST_TMPDIR/other" box
  imagetool_ network create same
  on_machine imagetool --root "$BATS_TEST_TMPDIR/other" network create same
  on_machine imagetool --root "$BATS_TEST_TMPDIR/other" bundle --name two --network bridge --network same box "$BATS_TEST_TMPDIR/two" sleep 1000
  runtime_ run -d "$BATS_TEST_TMPDIR/two/" "two-$$" 3>&- 4>&- >/dev/null
  run runtime_ exec two wget -q -O- http://one/
  assert_output one
  assert_equal "$(runtime_ inspect -f '{{.NetworkSettings.Networks.bridge.NetworkID}}' two)" "$(imagetool_ network inspect -f '{{.Id}}' bridge)"
  imagetool_ network rm same # nobody is on this one
  run -1 on_machine imagetool --root "$BATS_TEST_TMPDIR/other" network rm same
  assert_output --partial "has active endpoints"
  runtime_ rm -f one two
  on_machine imagetool --root "$BATS_TEST_TMPDIR/other" network rm same
}

@test "connect and disconnect of a container that has ended hold from its next start on" {
  imagetool_ network create back
  imagetool_ bundle --name one --network bridge box "$BATS_TEST_TMPDIR/one" sleep 1000
  runtime_ create "$BATS_TEST_TMPDIR/one/" "one-$$" >/dev/null
  imagetool_ network connect back one
  runtime_ start one 3>&- 4>&-
  run runtime_ inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}' one
  assert_output "back bridge "
  runtime_ stop -t 0 one
  imagetool_ network disconnect bridge one
  runtime_ start one 3>&- 4>&-
  run runtime_ inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}{{.HostConfig.NetworkMode}}' one
  assert_output "back back"
  runtime_ stop -t 0 one
  run -1 imagetool_ network disconnect bridge one
  assert_output --partial "is not connected to network bridge"
  runtime_ rm one
  imagetool_ network rm back
}

@test "IPv6: addresses, the way out, and a published port by [::1]" {
  imagetool_ network create --ipv6 --subnet fd00:7::/64 six
  web one --network six --ip6 fd00:7::77 -p 8006:80
  assert_equal "$(on_machine curl -s 'http://[fd00:7::77]/')" one
  assert_equal "$(on_machine curl -s 'http://[::1]:8006/')" one
  assert_equal "$(outside curl -s 'http://[2001:db8::2]:8006/')" one
  run runtime_ exec one wget -q -O- 'http://[2001:db8::1]/'
  assert_output outside
  assert_equal "$(runtime_ inspect -f '{{.NetworkSettings.GlobalIPv6Address}}' one)" fd00:7::77
  runtime_ rm -f one
  imagetool_ network rm six
  assert_equal "$(on_machine ip6tables-save | grep -c 'imt-[0-9a-f]')" 0
}

@test "an internal network has no way out" {
  imagetool_ network create --internal inner
  web one --network inner
  sleeper two --network inner
  run runtime_ exec two wget -q -O- http://one/
  assert_output one
  run runtime_ exec two wget -q -T 1 -O- http://192.0.2.1/
  assert_failure
  runtime_ rm -f one two
  imagetool_ network rm inner
}

@test "a list of plugins of /etc/cni/net.d is a network, too, and leaves nothing" {
  on_machine sh -c 'mkdir -p /etc/cni/net.d; cat >/etc/cni/net.d/10-other.conflist' <<'EOF'
{"cniVersion": "0.4.0", "name": "other", "plugins": [
  {"type": "bridge", "bridge": "other0", "isDefaultGateway": true, "ipMasq": true,
   "ipam": {"type": "host-local", "dataDir": "/run/imagetool/leases", "ranges": [[{"subnet": "10.66.0.0/24"}]]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}, {"type": "firewall"}]}
EOF
  web one --network other -p 8000:80
  assert_equal "$(on_machine curl -s http://127.0.0.1:8000/)" one
  run runtime_ exec one wget -q -O- http://192.0.2.1/
  assert_output outside
  assert_equal "$(on_machine ip -o -4 addr show dev other0 | grep -c 10.66.0.1)" 1
  runtime_ rm -f one
  assert_equal "$(traces)" ""
  run -1 imagetool_ bundle --network nowhere box "$BATS_TEST_TMPDIR/two"
  assert_output "imagetool bundle: network nowhere not found"
}

@test "a plugin that is missing or fails is an error that names it, and nothing is left" {
  echo '{"cniVersion": "1.0.0", "name": "bad", "plugins": [{"type": "loopback"}, {"type": "no-such-plugin"}]}' |
    on_machine sh -c 'mkdir -p /etc/cni/net.d; cat >/etc/cni/net.d/bad.conflist'
  imagetool_ bundle --network bad box "$BATS_TEST_TMPDIR/one" true
  run -1 runtime_ run "$BATS_TEST_TMPDIR/one/" "one-$$"
  assert_output --partial "network bad: plugin no-such-plugin: not found in /opt/cni/bin:/usr/lib/cni:/usr/libexec/cni (Debian's package containernetworking-plugins has it)"
  imagetool_ bundle --ip 192.168.99.99 box "$BATS_TEST_TMPDIR/two" true
  run -1 runtime_ run "$BATS_TEST_TMPDIR/two/" "two-$$"
  assert_output --partial "network bridge: bridge: "
  assert_equal "$(traces)" ""
}

@test "another container's network: its address, its names, its end" {
  web one --hostname first
  imagetool_ bundle --network container:one box "$BATS_TEST_TMPDIR/two" sh -c 'wget -q -O- http://127.0.0.1/; hostname'
  run runtime_ run "$BATS_TEST_TMPDIR/two/" "two-$$"
  assert_output "one
first"
  run -1 imagetool_ bundle --network container:nobody box "$BATS_TEST_TMPDIR/three"
  assert_output --partial "imagetool bundle: No such container: nobody"

  # Each start looks for it anew.
  rm "$BATS_TEST_TMPDIR/one.share/listens" && mkfifo "$BATS_TEST_TMPDIR/one.share/listens"
  runtime_ restart -t 0 one 3>&- 4>&- &
  read -r _ <"$BATS_TEST_TMPDIR/one.share/listens"
  wait $!
  run runtime_ run "$BATS_TEST_TMPDIR/two/" "two-$$"
  assert_line one
  runtime_ create "$BATS_TEST_TMPDIR/two/" "two-$$" >/dev/null
  assert_equal "$(runtime_ inspect -f '{{.HostConfig.NetworkMode}}' "two-$$")" "container:one-$$"
  runtime_ stop -t 0 one
  run -1 runtime_ start "two-$$"
  assert_output --partial "cannot join network of a non running container: one-$$"
  runtime_ rm -f one "two-$$"
  run -1 runtime_ run "$BATS_TEST_TMPDIR/two/" "two-$$"
  assert_output "runtime run: cannot join network of a non running container: one-$$"
}

@test "whoever is killed, nothing is left: at once with a published port, else at the next start" {
  sleeper one -p 8000:80
  sleeper two --network bridge
  local keeper supervisor
  local address
  address=$(runtime_ inspect -f '{{.NetworkSettings.IPAddress}}' two)
  keeper=$(keeper_of one)
  for name in one two; do
    supervisor=$(runtime_ inspect -f '{{.State.SupervisorPid}}' "$name")
    kill -KILL "$supervisor" "$(runtime_ inspect -f '{{.State.Pid}}' "$name")"
  done
  tail --pid="$keeper" -f /dev/null

  assert_equal "$(traces | grep -c 'json\|leases')" 2
  assert_exist "/proc/$machine/root/run/imagetool/leases/bridge/$address"
  web three -p 8000:80
  assert_not_exist "/proc/$machine/root/run/imagetool/leases/bridge/$address"

  assert_equal "$(traces | grep -c 'json\|leases')" 2
}

@test "delete --force takes down what a killed runtime has left" {
  imagetool_ bundle box -p 8000:80 "$BATS_TEST_TMPDIR/one" sleep 1000
  runtime_ create -b "$BATS_TEST_TMPDIR/one" "one-$$" 3>&- 4>&- >/dev/null
  kill -KILL "$(keeper_of one)"
  runtime_ delete --force "one-$$"
  assert_equal "$(traces)" ""
}

@test "network ls, and what cannot be" {
  run imagetool_ network ls --format '{{.Name}} {{.Driver}} {{.Scope}}'
  assert_line "bridge bridge local"
  assert_line "host host local"
  assert_line "none null local"
  run imagetool_ network create --label a=b mine
  assert_output --regexp '^[0-9a-f]{64}$'
  run imagetool_ network ls -f label=a
  assert_line --index 0 --regexp '^NETWORK ID +NAME +DRIVER +SCOPE$'
  assert_line --index 1 --regexp '^[0-9a-f]{12} +mine +bridge +local$'
  assert_equal "${#lines[@]}" 2
  run -1 imagetool_ network create mine
  assert_output "imagetool network create: network with name mine already exists"
  run -1 imagetool_ network create bridge
  assert_output "imagetool network create: operation is not permitted on predefined bridge network"
  run -1 imagetool_ network create --subnet 192.0.2.0/25 beside
  assert_output "imagetool network create: invalid pool request: Pool overlaps with other one on this address space"
  run -1 imagetool_ network create a/b
  assert_output 'imagetool network create: invalid network name "a/b": only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed'
  run -1 imagetool_ network rm bridge mine nowhere
  assert_line "mine"
  assert_line "imagetool network rm: bridge is a pre-defined network and cannot be removed"
  assert_line "imagetool network rm: network nowhere not found"
  run -1 imagetool_ network connect bridge nobody
  assert_output "imagetool network connect: No such container: nobody"
  run imagetool_ network ls -f nothing=1
  assert_output --partial "invalid filter 'nothing'"
}

#include "imagetool/network/firewall.h"

#include <sys/wait.h>

#include "imagetool/network/pools.h"
#include "imagetool/process/run.h"
#include "spec/base/text.h"

namespace imagetool::network {

namespace {

// The rules of one family.
struct Rules {
  std::string program;  // iptables, ip6tables
  std::string bridge;
  std::string chain;
  std::string subnet;
  bool internal = false;
};

std::vector<Rules> rules_of(const Network& network) {
  std::vector<Rules> out;
  for (const Subnet& subnet : subnets_of(network)) {
    Rules rules;
    rules.program = subnet.is_v6() ? "ip6tables" : "iptables";
    rules.bridge = bridge_of(network);
    rules.chain = "IMAGETOOL-" + id_of(network).substr(0, 12);
    rules.subnet = subnet.text();
    rules.internal = is_internal(network);
    out.push_back(std::move(rules));
  }
  return out;
}

std::vector<std::string> jump(const Rules& rules) { return {"FORWARD", "-j", rules.chain}; }

std::string masquerade(const Rules& rules) {
  return concat("POSTROUTING -s ", rules.subnet, " ! -o ", rules.bridge, " -j MASQUERADE\n");
}

std::string additions(const Rules& rules) {
  const std::string add = concat("-A ", rules.chain, " ");
  const std::string& bridge = rules.bridge;
  std::string out = concat("*filter\n:", rules.chain, " - [0:0]\n");
  out += concat(add, "-i ", bridge, " -o ", bridge, " -j ACCEPT\n");
  if (rules.internal) {
    out += concat(add, "-i ", bridge, " -j DROP\n", add, "-o ", bridge, " -j DROP\n");
  } else {
    out += concat(add, "-o ", bridge, " -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n");
    out += concat(add, "-o ", bridge, " -m conntrack --ctstate DNAT -j ACCEPT\n");
    for (const char* others : {kDefaultBridge, kBridgePrefix})
      out += concat(add, "-i ", bridge, " -o ", others, "+ -j DROP\n");
    out += concat(add, "-i ", bridge, " -j ACCEPT\n");
  }
  out += concat("-I ", join(jump(rules), " "), "\nCOMMIT\n");
  if (!rules.internal) out += concat("*nat\n-A ", masquerade(rules), "COMMIT\n");
  return out;
}

std::string removals(const Rules& rules) {
  std::string out =
      concat("*filter\n-D ", join(jump(rules), " "), "\n-F ", rules.chain, "\n-X ", rules.chain, "\nCOMMIT\n");
  if (!rules.internal) out += concat("*nat\n-D ", masquerade(rules), "COMMIT\n");
  return out;
}

Result<bool> are_there(const Rules& rules) {
  process::Program check;
  check.args = {rules.program, "-w", "-C"};
  for (const std::string& word : jump(rules)) check.args.push_back(word);
  check.with_errors = true;
  return TRY(process::run(check)).status == 0;
}

Result<void> restore(const Rules& rules, const std::string& text) {
  process::Program program;
  program.args = {rules.program + "-restore", "-w", "--noflush"};
  program.input = text;
  program.with_errors = true;
  const process::Outcome outcome = TRY(process::run(program));
  if (outcome.status == 0) return {};
  return fail(concat(program.args[0], ": ", trim(outcome.output)));
}

}  // namespace

Result<void> add_rules(const Network& network) {
  for (const Rules& rules : rules_of(network)) {
    if (!TRY(are_there(rules))) TRY(restore(rules, additions(rules)));
  }
  return {};
}

Result<void> remove_rules(const Network& network) {
  for (const Rules& rules : rules_of(network)) {
    if (TRY(are_there(rules))) TRY(restore(rules, removals(rules)));
  }
  return {};
}

}  // namespace imagetool::network

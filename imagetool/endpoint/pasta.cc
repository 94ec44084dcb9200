#include "imagetool/endpoint/pasta.h"

#include <unistd.h>

#include "imagetool/endpoint/process.h"
#include "imagetool/process/run.h"
#include "spec/base/file.h"
#include "spec/base/text.h"

namespace imagetool::endpoint {

namespace {

std::string file_of(const Record& record, const char* ending) {
  return concat(spec::network::record_folder(), '/', record.key, ending);
}

// An address holds for all that follows it, so that each port has an option of its own.
void add_forwards(const Record& record, const std::string& protocol, std::vector<std::string>& args) {
  const std::string option = concat("--", protocol, "-ports");
  const std::size_t before = args.size();
  for (const spec::network::Port& port : record.ports) {
    if (port.protocol != protocol) continue;
    const std::string address = port.host_ip.empty() ? "" : port.host_ip + "/";
    args.insert(args.end(), {option, concat(address, port.host_port, ':', port.container_port)});
  }
  if (args.size() == before) args.insert(args.end(), {option, "none"});
}

// The first line that is about an error; pasta prints what it has set up, too.
std::string reason(const std::string& output) {
  std::string last;
  for (const std::string& line : split(output, '\n')) {
    if (!trim(line).empty() && line.find("syslog") == std::string::npos) last = trim(line);
  }
  return last.empty() ? "failed" : last;
}

}  // namespace

Result<void> start_pasta(Record& record) {
  const std::string pid_file = file_of(record, ".pid");
  const std::string process = concat("/proc/", record.process.pid, "/ns/");
  process::Program program;
  program.args = {"pasta",    "--config-net",  "--quiet",     "--no-map-gw", "--userns", process + "user",
                  "--netns",  process + "net", "--ns-ifname", "eth0",        "--pid",    pid_file,
                  "--tcp-ns", "none",          "--udp-ns",    "none"};
  add_forwards(record, "tcp", program.args);
  add_forwards(record, "udp", program.args);
  program.with_errors = true;
  const Result<process::Outcome> outcome = process::run(program);
  if (!outcome && outcome.error().number == ENOENT) {
    return fail("pasta: not found in PATH").with_hint("Debian's package passt has it");
  }
  if (!outcome) return outcome.error();
  if (outcome->status != 0) return fail("pasta: " + reason(outcome->output));
  const std::string text = TRY(read_file(pid_file, 64));
  ::unlink(pid_file.c_str());
  const auto pid = parse_number<pid_t>(trim(text));
  record.pasta = pid ? spec::network::identify(*pid).value_or(spec::network::ProcessId{}) : spec::network::ProcessId{};
  return {};
}

void stop_pasta(const Record& record) { kill_process(record.pasta); }

}  // namespace imagetool::endpoint

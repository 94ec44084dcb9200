// RUN.
#include "buildtool/dockerfile/flags.h"
#include "buildtool/dockerfile/quote.h"
#include "buildtool/dockerfile/run_mount.h"
#include "buildtool/dockerfile/suggest.h"
#include "buildtool/dockerfile/typed.h"
#include "spec/base/text.h"
#include "spec/cli/csv.h"

namespace buildtool::dockerfile {

using spec::cli::CsvOption;
using spec::cli::parse_option_bool;
using spec::cli::split_csv;
using spec::cli::split_option;

namespace {

Result<RunNetwork> parse_network(const std::string& text) {
  if (text == "default") return RunNetwork::kDefault;
  if (text == "none") return RunNetwork::kNone;
  if (text == "host") return RunNetwork::kHost;
  return fail(concat("invalid network mode ", quoted(text)));
}

Result<RunSecurity> parse_security(const std::string& text) {
  if (text == "sandbox") return RunSecurity::kSandbox;
  if (text == "insecure") return RunSecurity::kInsecure;
  return fail(concat("security ", quoted(text), " is not valid"));
}

// "vendor.com/class=name,required"; the name may stand alone, with its own "=".
Result<RunDevice> parse_device(const std::string& text) {
  RunDevice device;
  const std::vector<std::string> fields = TRY_STEP("failed to parse csv devices", split_csv(text));
  for (const std::string& field : fields) {
    const CsvOption option = split_option(field);
    if (option.key == "required") {
      device.required = true;
      if (option.has_value) device.required = TRY(parse_option_bool(option));
    } else if (option.key == "name" && option.has_value) {
      if (!device.name.empty()) return fail(concat("device name already set to ", device.name));
      device.name = option.value;
    } else if (device.name.empty()) {
      device.name = field;
    } else if (!option.has_value) {
      return fail(concat("invalid field '", field, "' must be a key=value pair"));
    } else {
      return fail(concat("unexpected key '", option.key, "' in '", field, "'",
                         did_you_mean(option.key, {"name", "required"}, Case::kCounts)));
    }
  }
  return device;
}

}  // namespace

Result<AnyInstruction> make_run(const Statement& statement) {
  Run run;
  std::string network = "default";
  std::string security = "sandbox";
  std::vector<std::string> devices;
  FlagTable flags;
  flags.add("mount", &run.mounts).add("network", &network).add("security", &security).add("device", &devices);
  TRY(flags.parse(statement.flags));
  run.command = command_line(statement);
  for (const std::string& device : devices) {
    RunDevice parsed = TRY(parse_device(device));
    run.devices.push_back(std::move(parsed));
  }
  for (const std::string& mount : run.mounts) TRY(check_mount(mount));
  run.network = TRY(parse_network(network));
  run.security = TRY(parse_security(security));
  return AnyInstruction(std::move(run));
}

}  // namespace buildtool::dockerfile

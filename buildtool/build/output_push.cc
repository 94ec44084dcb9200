// --push, --metadata-file: what is told of the image, and to whom.
#include "buildtool/build/process.h"
#include "buildtool/build/result_image.h"
#include "spec/base/file.h"
#include "spec/base/text.h"
#include "spec/json/text.h"

namespace buildtool::build {

Result<void> push_image(Session& session, const std::vector<std::string>& names) {
  if (names.empty()) return fail("tag is needed when pushing to registry").with_hint("-t gives it");
  const std::string program = TRY(find_program("imagetool", session.options.imagetool));
  for (const std::string& name : names) {
    const progress::StepId shown = session.display.begin("pushing " + name);
    Command command;
    command.arguments = {program, "--root", session.options.store};
    if (!session.options.tls_verify) command.arguments.push_back("--tls-verify=false");
    command.arguments.insert(command.arguments.end(), {"push", name});
    command.environment = whole_environment();  // proxies, the home folder with the registry's credentials
    const auto output = [&](std::string_view bytes) { session.display.output(shown, bytes); };
    const int status = TRY(run_command(command, session.interrupt, output));
    if (status != 0) {
      session.display.fail(shown, concat("exit code: ", status));
      return fail("failed to push " + name);
    }
    session.display.done(shown);
  }
  return {};
}

Result<void> write_metadata(const BuildResult& result, const std::vector<std::string>& names, const std::string& path) {
  using spec::json::Object;
  using spec::json::Value;
  Object descriptor = {{"mediaType", result.target.media_type},
                       {"digest", result.target.digest.text()},
                       {"size", Value::integer(static_cast<std::int64_t>(result.target.size))}};
  Object out = {{"containerimage.descriptor", std::move(descriptor)},
                {"containerimage.digest", result.target.digest.text()}};
  // An index has no config.
  if (result.images.size() == 1) out.insert(out.begin(), {"containerimage.config.digest", result.id().text()});
  if (!names.empty()) out.push_back({"image.name", join(names, ",")});
  return replace_file(FdRef::cwd(), path, spec::json::write(Value(std::move(out)), spec::json::Style::kIndented), 0644,
                      Durable::kNo);
}

}  // namespace buildtool::build

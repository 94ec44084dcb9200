// The stages of a Dockerfile and what each needs: base, and sources of COPY and of mounts.
//
// Only what the target needs is built; stages that do not need one another
// could be built at once.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "buildtool/build/variables.h"
#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"
#include "spec/image/platform.h"

namespace buildtool::build {

// --build-context: what a name stands for, by the name in lower case.
using NamedContexts = std::map<std::string, std::string>;

// What files come from: a stage of this Dockerfile, a named context, or an image.
struct Origin {
  int stage = -1;       // its index, or -1
  std::string context;  // the name of a context of files
  std::string image;    // as written, or as a named context says
  bool is_stage() const { return stage >= 0; }
};

struct StageNode {
  const dockerfile::Stage* stage = nullptr;
  std::string name;         // as progress shows it: AS's, else "stage-2"; "" for the only one
  Origin base;              // image "scratch" is none
  std::string platform;     // of --platform, expanded; "" where it was not given
  std::vector<int> needed;  // stages that must be done before
};

struct Graph {
  std::vector<StageNode> stages;  // in the file's order; each needs only earlier ones
  int target = 0;
  NamedContexts contexts;

  // The target and all that it needs, in the file's order.
  std::vector<int> order() const;
  // How many instructions, FROM among them, those stages have that come before `stage`; all for -1.
  int instructions_before(int stage) const;
};

// `global` are the variables of the place above the first FROM. `target` is a
// stage's name or number, "" the last. The Dockerfile must outlive the graph.
// `failed_at` gets the lines of what is wrong. A named context goes before a
// stage or an image of that name.
Result<Graph> make_graph(const dockerfile::Dockerfile& file, const VariableList& global, const std::string& target,
                         dockerfile::Lines& failed_at, const NamedContexts& contexts = {});

// Where COPY --from=FROM in stage `user` takes its files from. A stage that
// comes later, or a number that is no stage, is an error.
Result<Origin> find_origin(const Graph& graph, int user, const std::string& from);

// The variables above the first FROM: BUILDPLATFORM, TARGETARCH and so on, then
// the global ARGs; `given` (--build-arg) goes over both.
Result<VariableList> global_variables(const dockerfile::Dockerfile& file,
                                      const std::map<std::string, std::string>& given,
                                      const spec::image::Platform& build, const spec::image::Platform& target,
                                      const std::string& target_stage, dockerfile::Lines& failed_at);

}  // namespace buildtool::build

// One instruction being carried out.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "buildtool/build/stage_state.h"
#include "buildtool/dockerfile/instruction.h"
#include "buildtool/progress/display.h"
#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace buildtool::build {

struct Session;

struct Step {
  Session& session;
  StageState& state;
  int stage;          // whose instruction it is
  std::string label;  // "[build 2/4] RUN make", for what changes files
  char escape;        // the Dockerfile's, or a trigger's
  // Carries it out, whatever the cache knows, and returns its layer. Nothing where the cache's word is not enough:
  // what the result consists of has to be there.
  std::function<Result<LayerPtr>()> anew = {};

  // The instruction's words with the variables of the place.
  template <class What>
  Result<What> expanded(const What& what) const {
    dockerfile::AnyInstruction copy = what;
    TRY(dockerfile::expand(copy, state.variables.lookup(), escape));
    return std::get<What>(std::move(copy));
  }
};

// Ends what is shown of a step, as its result says; a step that another's error ended is canceled.
void show_end(Session& session, progress::StepId shown, const Result<void>& result);

// The layer that the cache has under `key` becomes the state's: true. Nothing
// is looked up with --no-cache, nor after a step that was run anew. From then
// on it is known under `alias`, too.
Result<bool> take_from_cache(Step& step, const spec::image::Digest& key,
                             const std::optional<spec::image::Digest>& alias = std::nullopt);

// The same, or the layer that this build has made or is making in another stage.
// False: it is ours to make, and add_layer() or give_up() says what became of it.
Result<bool> take_known(Step& step, const spec::image::Digest& key,
                        const std::optional<spec::image::Digest>& alias = std::nullopt);
void give_up(Step& step, const spec::image::Digest& key);

// What a step does to files. `change` gets the merged root, open for writing.
using Change = std::function<Result<void>(FdRef root)>;

// Makes the state's next layer by changing the files of the one before, and
// lets the cache know it under `keys`; the last of them is the state's new key.
// Shown as the step's progress. The files before are seen only where it stands
// on them: a layer that stands alone serves any base.
enum class Stands { kOnTheState, kAlone };
Result<void> make_layer(Step& step, const std::vector<spec::image::Digest>& keys, const Change& change,
                        Stands stands = Stands::kOnTheState);

// The folder `folder`/upper is the state's next layer.
Result<void> add_layer(Step& step, const std::string& upper, const std::vector<spec::image::Digest>& keys);

// The layers' folders, the topmost first, as an overlay wants them; an empty folder where there are none.
Result<std::vector<std::string>> lower_folders(Session& session, const std::vector<LayerPtr>& layers);

// The state's files, merged, for reading.
Result<Fd> view_files(Session& session, const std::vector<LayerPtr>& layers);

}  // namespace buildtool::build

#include "buildtool/build/stage.h"

#include <cctype>

#include "buildtool/build/instructions.h"
#include "buildtool/build/session.h"
#include "buildtool/build/transfer.h"
#include "buildtool/context/url.h"
#include "buildtool/dockerfile/heredoc.h"
#include "buildtool/dockerfile/parser.h"
#include "spec/base/text.h"

namespace buildtool::build {

namespace {

using dockerfile::Instruction;

bool changes_files(const Instruction& instruction) {
  return std::holds_alternative<dockerfile::Run>(instruction.what) ||
         std::holds_alternative<dockerfile::Copy>(instruction.what) ||
         std::holds_alternative<dockerfile::Add>(instruction.what) ||
         std::holds_alternative<dockerfile::Workdir>(instruction.what);
}

// As BuildKit shows an instruction: "RUN <<EOF (apt-get update...)".
std::string shown(const Instruction& instruction) {
  std::string text = instruction.text;
  for (char& c : text) {
    if (c == ' ') break;
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  const auto* run = std::get_if<dockerfile::Run>(&instruction.what);
  if (run == nullptr || run->command.heredocs.empty() || run->command.words.empty()) return text;
  const Result<std::optional<dockerfile::Heredoc>> lone = dockerfile::parse_heredoc_word(run->command.words.front());
  if (!lone || !*lone) return text;
  const std::string_view content = trim(run->command.heredocs.front().content);
  const std::size_t end = content.find('\n');
  return concat(text, " (", content.substr(0, end), end == std::string_view::npos ? ")" : "...)");
}

// Numbers the steps that the user is shown: "[build 2/4] RUN make".
class Labels {
 public:
  Labels(std::string stage, int total) : stage_(std::move(stage)), total_(total) {}
  std::string next(const std::string& text) {
    const std::string number = std::to_string(++step_);
    const std::string total = std::to_string(total_);
    const std::string space(total.size() > number.size() ? total.size() - number.size() : 0, ' ');
    return concat("[", stage_, stage_.empty() || stage_.ends_with(' ') ? "" : " ", space, number, "/", total, "] ",
                  context::without_password(text));
  }

 private:
  std::string stage_;
  int total_;
  int step_ = 0;
};

class StageBuilder {
 public:
  StageBuilder(Session& session, int index, dockerfile::Lines& at)
      : session_(session), index_(index), node_(session.graph.stages[static_cast<std::size_t>(index)]), at_(at) {}

  Result<StageState> build() {
    at_ = node_.stage->lines;
    tell(node_.stage->text);
    TRY(start());
    const std::vector<Instruction> triggers = TRY(take_triggers());
    Labels labels(session_.prefix + node_.name, count_steps(triggers));
    if (!base_label_.empty()) session_.display.cached(session_.display.begin(labels.next(base_label_)));
    for (const Instruction& trigger : triggers) TRY(apply_one(trigger, labels, "ONBUILD ", '\\'));
    for (const Instruction& instruction : node_.stage->instructions) {
      TRY(session_.interrupt.check());
      at_ = instruction.lines;
      tell(instruction.text);
      TRY(apply_one(instruction, labels, "", session_.file.escape));
    }
    if (index_ == session_.graph.target) TRY(StageLayers::make_whole(state_.layers));
    return std::move(state_);
  }

 private:
  void tell(const std::string& text) {
    const Graph& graph = session_.graph;
    session_.display.instruction(graph.instructions_before(index_) + ++told_, graph.instructions_before(-1), text);
  }

  // What FROM names.
  Result<void> start() {
    spec::image::Platform platform = session_.platform;
    if (!node_.platform.empty()) {
      Result<spec::image::Platform> wanted = spec::image::parse_platform(node_.platform);
      if (!wanted) return std::move(wanted).error().step("failed to parse platform " + node_.platform);
      platform = *wanted;
    }
    if (node_.base.is_stage()) {
      const StageState* base = TRY(session_.stages.finished(node_.base.stage));
      triggers_ = base->config.config.on_build;
      state_ = state_of_stage(*base);
    } else if (!node_.base.context.empty()) {
      TRY(start_from_context(platform));
    } else if (node_.base.image == "scratch") {
      state_ = empty_state(platform);
    } else {
      const BaseImage* base = TRY(session_.images.find(node_.base.image, platform));
      triggers_ = base->config.config.on_build;
      state_ = state_of_image(base->config, base->layers);
      state_.config.config.on_build.clear();
      base_label_ = "FROM " + base->name;
    }
    return {};
  }

  // The files of a named context, and nothing else.
  Result<void> start_from_context(const spec::image::Platform& platform) {
    const std::string& name = node_.base.context;
    state_ = empty_state(platform);
    Step step{session_, state_, index_, "[context " + name + "] copy", session_.file.escape};
    Transfer all;
    all.verb = "COPY";
    all.sources = {{"."}, {}, "/"};
    all.from = name;
    TRY(transfer_files(step, all));
    state_.config.history.back().created_by = "FROM " + name + " # buildkit";
    return {};
  }

  // The base's ONBUILD instructions come first.
  Result<std::vector<Instruction>> take_triggers() const {
    std::vector<Instruction> out;
    for (const std::string& text : triggers_) {
      Instruction trigger = TRY(dockerfile::parse_trigger(text));
      out.push_back(std::move(trigger));
    }
    return out;
  }

  int count_steps(const std::vector<Instruction>& triggers) const {
    int total = base_label_.empty() ? 0 : 1;
    for (const Instruction& trigger : triggers) total += changes_files(trigger) ? 1 : 0;
    for (const Instruction& instruction : node_.stage->instructions) total += changes_files(instruction) ? 1 : 0;
    return total;
  }

  Result<void> apply_one(const Instruction& instruction, Labels& labels, const char* prefix, char escape) {
    const std::string label = changes_files(instruction) ? labels.next(prefix + shown(instruction)) : "";
    Step step{session_, state_, index_, label, escape};
    // What the target consists of has to be there; all else is only needed where something has changed.
    if (session_.imported.has_bare() && index_ != session_.graph.target) step.anew = anew(instruction, label, escape);
    return std::visit([&](const auto& what) { return apply(step, what); }, instruction.what);
  }

  // The instruction once more, on the state that it is about to be carried out on.
  std::function<Result<LayerPtr>()> anew(const Instruction& instruction, const std::string& label, char escape) const {
    return [&session = session_, index = index_, instruction, label, escape, before = state_]() -> Result<LayerPtr> {
      StageState state = before;
      state.remade = true;
      Step step{session, state, index, label, escape};
      Result<void> done = std::visit([&](const auto& what) { return apply(step, what); }, instruction.what);
      if (!done) return session.stages.fail_at(session, std::move(done).error(), instruction.lines);
      return state.layers.back();
    };
  }

  Session& session_;
  int index_;
  const StageNode& node_;
  dockerfile::Lines& at_;
  StageState state_;
  std::vector<std::string> triggers_;
  int told_ = 0;            // instructions
  std::string base_label_;  // "" for scratch and for a stage
};

}  // namespace

Result<void> apply(Step&, const dockerfile::From&) { return fail("FROM is not allowed here"); }

Result<StageState> build_stage(Session& session, int index, dockerfile::Lines& at) {
  return StageBuilder(session, index, at).build();
}

}  // namespace buildtool::build

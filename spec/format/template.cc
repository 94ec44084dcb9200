#include "spec/format/template.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/format/functions.h"
#include "spec/format/lexer.h"
#include "spec/format/parser.h"
#include "spec/format/print.h"

namespace spec::format {

namespace {

using json::Value;

// How a list of nodes ended.
enum class Flow { kOn, kBreak, kContinue };

class Evaluator {
 public:
  explicit Evaluator(const Value& data) { variables_.push_back({"$", data}); }

  Result<Flow> run(const std::vector<Node>& nodes, const Value& dot) {
    for (const Node& node : nodes) {
      const Flow flow = TRY(step(node, dot));
      if (flow != Flow::kOn) return flow;
    }
    return Flow::kOn;
  }

  std::string take() { return std::move(out_); }

 private:
  struct Variable {
    std::string name;
    Value value;
  };

  Result<Flow> step(const Node& node, const Value& dot) {
    switch (node.kind) {
      case Node::Kind::kText:
        out_ += node.text;
        return Flow::kOn;
      case Node::Kind::kBreak:
        return Flow::kBreak;
      case Node::Kind::kContinue:
        return Flow::kContinue;
      case Node::Kind::kAction: {
        const Value value = TRY(evaluate(node.pipeline, dot));
        if (node.pipeline.variables.empty()) out_ += value.is_null() ? "<no value>" : go_text(value);
        return Flow::kOn;
      }
      default:
        break;
    }
    // What a block declares ends with it.
    const std::size_t outer = variables_.size();
    Result<Flow> flow = node.kind == Node::Kind::kRange ? range(node, dot) : choose(node, dot);
    variables_.resize(outer, Variable{});
    return flow;
  }

  // if and with.
  Result<Flow> choose(const Node& node, const Value& dot) {
    const Value value = TRY(evaluate(node.pipeline, dot));
    if (!is_true(value)) return run(node.otherwise, dot);
    return run(node.body, node.kind == Node::Kind::kWith ? value : dot);
  }

  Result<Flow> range(const Node& node, const Value& dot) {
    const Value value = TRY(evaluate_commands(node.pipeline, dot));
    std::vector<std::pair<Value, const Value*>> items;
    if (const json::Array* array = value.array()) {
      for (const Value& item : *array)
        items.emplace_back(Value::integer(static_cast<std::uint64_t>(items.size())), &item);
    } else if (const json::Object* object = value.object()) {
      for (const json::Member* member : sorted(*object)) items.emplace_back(member->name, &member->value);
    } else if (!value.is_null()) {
      return at(node.pipeline.commands.front().front(), concat("range can't iterate over ", go_text(value)));
    }
    if (items.empty()) return run(node.otherwise, dot);
    const std::size_t outer = variables_.size();
    for (const auto& [key, item] : items) {
      variables_.resize(outer, Variable{});
      const std::vector<std::string>& names = node.pipeline.variables;
      if (names.size() == 2) variables_.push_back({names[0], key});
      if (!names.empty()) variables_.push_back({names.back(), *item});
      const Flow flow = TRY(run(node.body, *item));
      if (flow == Flow::kBreak) break;
    }
    return Flow::kOn;
  }

  Result<Value> evaluate(const Pipeline& pipeline, const Value& dot) {
    Value value = TRY(evaluate_commands(pipeline, dot));
    for (const std::string& name : pipeline.variables) {
      if (pipeline.declares) {
        variables_.push_back({name, value});
      } else {
        find(name)->value = value;
      }
    }
    return value;
  }

  // The value of each command is the last argument of the next.
  Result<Value> evaluate_commands(const Pipeline& pipeline, const Value& dot) {
    Value value;
    for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
      value = TRY(evaluate(pipeline.commands[i], i == 0 ? nullptr : &value, dot));
    }
    return value;
  }

  Result<Value> evaluate(const Command& command, const Value* piped, const Value& dot) {
    const Operand& first = command.front();
    if (first.kind == Operand::Kind::kFunction) return call(command, piped, dot);
    if (command.size() > 1 || piped != nullptr) {
      return at(first, "can't give argument to non-function " + first.text);
    }
    return evaluate(first, dot);
  }

  Result<Value> call(const Command& command, const Value* piped, const Value& dot) {
    const Operand& name = command.front();
    const Function& function = *find_function(name.name);
    const std::size_t given = command.size() - 1 + (piped == nullptr ? 0 : 1);
    if (given < function.at_least || given > function.at_most) {
      return at(name,
                concat("wrong number of args for ", name.name, ": want ",
                       function.at_most == function.at_least ? "" : "at least ", function.at_least, " got ", given));
    }
    const bool is_and = name.name == "and";
    std::vector<Value> arguments;
    for (std::size_t i = 1; i < command.size(); ++i) {
      Value argument = TRY(evaluate(command[i], dot));
      arguments.push_back(std::move(argument));
      // The first that decides is the result; what comes after may not even be there.
      if ((is_and || name.name == "or") && is_true(arguments.back()) != is_and) return arguments.back();
    }
    if (piped != nullptr) arguments.push_back(*piped);
    Result<Value> result = function.call(arguments);
    if (!result) return at(name, concat("error calling ", name.name, ": ", result.error().text()));
    return fields(std::move(*result), name);
  }

  Result<Value> evaluate(const Operand& operand, const Value& dot) {
    switch (operand.kind) {
      case Operand::Kind::kLiteral:
        return fields(operand.literal, operand);
      case Operand::Kind::kVariable:
        return fields(find(operand.name)->value, operand);
      case Operand::Kind::kPipeline: {
        Value value = TRY(evaluate(*operand.pipeline, dot));
        return fields(std::move(value), operand);
      }
      case Operand::Kind::kFunction:
        return call_alone(operand);
      case Operand::Kind::kDot:
        break;
    }
    return fields(dot, operand);
  }

  // A function among the arguments has none of its own.
  Result<Value> call_alone(const Operand& operand) const {
    const Function& function = *find_function(operand.name);
    if (function.at_least > 0) {
      return at(operand, concat("wrong number of args for ", operand.name, ": want ", function.at_least, " got 0"));
    }
    return function.call({});
  }

  Result<Value> fields(const Value& from, const Operand& operand) const {
    const Value* value = &from;
    for (const std::string& name : operand.fields) {
      if (value->object() == nullptr) {
        return at(operand, value->is_null() ? "nil pointer evaluating ." + name
                                            : concat("can't evaluate field ", name, " in ", go_text(*value)));
      }
      const Value* next = value->find(name);
      if (next == nullptr) return at(operand, concat("map has no entry for key \"", name, '"'));
      value = next;
    }
    return *value;
  }

  Variable* find(const std::string& name) {
    const auto found =
        std::find_if(variables_.rbegin(), variables_.rend(), [&](const Variable& one) { return one.name == name; });
    return found == variables_.rend() ? &variables_.front() : &*found;
  }

  static Error at(const Operand& operand, const std::string& what) {
    return fail(concat("template: :", operand.place.line, ':', operand.place.column, ": executing \"\" at <",
                       operand.text, ">: ", what));
  }

  std::vector<Variable> variables_;
  std::string out_;
};

}  // namespace

Result<Template> Template::parse(std::string_view text) {
  const std::vector<Token> tokens = TRY(tokens_of(text));
  std::vector<Node> nodes = TRY(parse_tokens(tokens));
  return Template(std::move(nodes));
}

Result<std::string> Template::run(const json::Value& data) const {
  Evaluator evaluator(data);
  TRY(evaluator.run(nodes_, data));
  return evaluator.take();
}

}  // namespace spec::format

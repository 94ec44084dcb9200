// A template's tree: what parser.h makes and evaluator.h walks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "spec/json/value.h"

namespace spec::format {

// Where something stands in the template: lines from 1, columns as Go counts them.
struct Place {
  int line = 1;
  int column = 0;
};

struct Pipeline;

// ".", ".Config.Env", "$x.Name", "\"text\"", "len", "(index .A 0).B".
struct Operand {
  enum class Kind { kDot, kVariable, kLiteral, kFunction, kPipeline };
  Kind kind = Kind::kDot;
  std::string name;  // of a variable ("$", "$x") or function
  json::Value literal;
  std::unique_ptr<Pipeline> pipeline;  // in parentheses
  std::vector<std::string> fields;     // what follows: ".A.B"
  Place place;
  std::string text;  // as it was written, for messages
};

// One operand, or a function and its arguments.
using Command = std::vector<Operand>;

struct Pipeline {
  std::vector<std::string> variables;  // "$i, $e := ..." or "$x = ..."
  bool declares = false;               // :=
  std::vector<Command> commands;
};

struct Node {
  enum class Kind { kText, kAction, kIf, kWith, kRange, kBreak, kContinue };
  Kind kind = Kind::kText;
  std::string text;
  Pipeline pipeline;
  std::vector<Node> body;
  std::vector<Node> otherwise;  // after else
};

}  // namespace spec::format

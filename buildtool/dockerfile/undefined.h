// Variables that an instruction uses and nothing before it has set.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "buildtool/dockerfile/instruction.h"
#include "spec/base/result.h"

namespace buildtool::dockerfile {

// The names that a stage knows, from its base to the instruction that is looked at.
class KnownVariables {
 public:
  // `given` are those of --build-arg, whose defaults are not looked at; they outlive the object.
  KnownVariables(char escape, const std::set<std::string>& given) : escape_(escape), given_(&given) {}

  void add(const std::string& name) { names_.insert(name); }
  // What the instruction uses and does not know, each once; from then on what it sets is known.
  std::vector<std::string> visit(const Instruction& instruction);
  // " (did you mean $X?)", or "".
  std::string suggestion(const std::string& name) const;

 private:
  char escape_;
  const std::set<std::string>* given_;
  std::set<std::string> names_;
};

}  // namespace buildtool::dockerfile

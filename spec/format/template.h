// Go's text/template, as far as people use it with Docker's --format, over JSON values.
//
// Text, {{actions}} with trim marks and comments, pipelines, variables, if,
// with, range (else, break, continue), parentheses, literals, and the functions
// of functions.h. There are no templates within templates (define, block).
#pragma once

#include <string>
#include <string_view>

#include "spec/base/result.h"
#include "spec/format/node.h"
#include "spec/json/value.h"

namespace spec::format {

class Template {
 public:
  // An error names the line: "template: :1: unclosed action".
  static Result<Template> parse(std::string_view text);

  // `data` is ".". A member that is not there is an error, as with `docker inspect`:
  // `template: :1:2: executing "" at <.Foo>: map has no entry for key "Foo"`.
  Result<std::string> run(const json::Value& data) const;

 private:
  explicit Template(std::vector<Node> nodes) : nodes_(std::move(nodes)) {}
  std::vector<Node> nodes_;
};

}  // namespace spec::format

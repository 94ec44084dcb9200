#include "spec/format/parser.h"

#include <algorithm>

#include "spec/base/text.h"
#include "spec/format/functions.h"

namespace spec::format {

namespace {

using Kind = Token::Kind;

constexpr int kDepth = 64;

class Parser {
 public:
  explicit Parser(const std::vector<Token>& tokens) : tokens_(tokens) {}

  Result<std::vector<Node>> run() {
    std::vector<Node> nodes = TRY(list());
    if (at_ < tokens_.size()) return wrong(concat("unexpected {{", tokens_[at_ + 1].text, "}}"));
    return nodes;
  }

 private:
  bool is(Kind kind, std::size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() && tokens_[at_ + ahead].kind == kind;
  }
  bool is_word(std::string_view word, std::size_t ahead = 0) const {
    return is(Kind::kWord, ahead) && tokens_[at_ + ahead].text == word;
  }
  Error wrong(const std::string& what) const {
    const Place place = tokens_.empty() ? Place{} : tokens_[std::min(at_, tokens_.size() - 1)].place;
    return fail(concat("template: :", place.line, ": ", what));
  }
  Result<void> close() {
    if (!is(Kind::kClose)) return wrong(concat("unexpected \"", tokens_[at_].text, "\" in operand"));
    ++at_;
    return {};
  }

  // Nodes up to the end, or to the {{end}} or {{else}} that is not theirs.
  Result<std::vector<Node>> list() {
    if (++depth_ > kDepth) return wrong("nested too deeply");
    std::vector<Node> nodes;
    while (at_ < tokens_.size()) {
      if (is(Kind::kText)) {
        Node text;
        text.text = tokens_[at_++].text;
        nodes.push_back(std::move(text));
        continue;
      }
      if (is_word("end", 1) || is_word("else", 1)) break;
      Node node = TRY(action());
      nodes.push_back(std::move(node));
    }
    --depth_;
    return nodes;
  }

  Result<Node> action() {
    ++at_;  // {{
    Node node;
    if (is_word("break") || is_word("continue")) {
      if (loops_ == 0) return wrong(concat("{{", tokens_[at_].text, "}} outside {{range}}"));
      node.kind = is_word("break") ? Node::Kind::kBreak : Node::Kind::kContinue;
      ++at_;
      TRY(close());
      return node;
    }
    if (is_word("if")) return block(Node::Kind::kIf);
    if (is_word("with")) return block(Node::Kind::kWith);
    if (is_word("range")) return block(Node::Kind::kRange);
    node.kind = Node::Kind::kAction;
    node.pipeline = TRY(pipeline(false));
    TRY(close());
    return node;
  }

  // At the keyword; up to and with {{end}}. What it declares ends with it.
  Result<Node> block(Node::Kind kind) {
    ++at_;
    Node node;
    node.kind = kind;
    const std::size_t outer = variables_.size();
    node.pipeline = TRY(pipeline(kind == Node::Kind::kRange));
    TRY(close());
    loops_ += kind == Node::Kind::kRange ? 1 : 0;
    node.body = TRY(list());
    loops_ -= kind == Node::Kind::kRange ? 1 : 0;
    if (at_ == tokens_.size()) return wrong("unexpected EOF");
    ++at_;  // {{
    if (is_word("else")) {
      ++at_;
      const bool chain = is_word("if") || is_word("with");
      if (chain) {
        // {{else if}} is an if within the else, with the same end.
        if (++depth_ > kDepth) return wrong("nested too deeply");
        Node inner = TRY(block(is_word("if") ? Node::Kind::kIf : Node::Kind::kWith));
        --depth_;
        node.otherwise.push_back(std::move(inner));
        variables_.resize(outer);
        return node;
      }
      TRY(close());
      node.otherwise = TRY(list());
      if (at_ == tokens_.size()) return wrong("unexpected EOF");
      ++at_;  // {{
    }
    if (!is_word("end")) return wrong("unexpected {{else}}");
    ++at_;
    TRY(close());
    variables_.resize(outer);
    return node;
  }

  Result<Pipeline> pipeline(bool two_variables) {
    Pipeline pipeline;
    if (is(Kind::kVariable) && two_variables && is(Kind::kComma, 1) && is(Kind::kVariable, 2) &&
        is(Kind::kDeclare, 3)) {
      pipeline.variables = {tokens_[at_].text, tokens_[at_ + 2].text};
      pipeline.declares = true;
      at_ += 4;
    } else if (is(Kind::kVariable) && (is(Kind::kDeclare, 1) || is(Kind::kAssign, 1))) {
      pipeline.variables = {tokens_[at_].text};
      pipeline.declares = is(Kind::kDeclare, 1);
      if (!pipeline.declares) TRY(expect_variable(tokens_[at_].text));
      at_ += 2;
    }
    do {
      Command one = TRY(command());
      pipeline.commands.push_back(std::move(one));
    } while (is(Kind::kPipe) && ++at_ > 0);
    if (pipeline.declares) {
      variables_.insert(variables_.end(), pipeline.variables.begin(), pipeline.variables.end());
    }
    return pipeline;
  }

  Result<Command> command() {
    Command command;
    while (!is(Kind::kPipe) && !is(Kind::kRight) && !is(Kind::kClose) && at_ < tokens_.size()) {
      if (!command.empty() && !tokens_[at_].after_space) {
        return wrong(concat("unexpected \"", tokens_[at_].text, "\" in operand"));
      }
      Operand one = TRY(operand());
      command.push_back(std::move(one));
    }
    if (command.empty()) return wrong("missing value for command");
    return command;
  }

  Result<Operand> operand() {
    const Token& token = tokens_[at_];
    Operand operand;
    operand.place = token.place;
    operand.text = token.text;
    ++at_;
    switch (token.kind) {
      case Kind::kDot:
        break;
      case Kind::kField:
        operand.fields.push_back(token.text);
        operand.text = "." + token.text;
        break;
      case Kind::kVariable:
        operand.kind = Operand::Kind::kVariable;
        operand.name = token.text;
        TRY(expect_variable(token.text));
        break;
      case Kind::kString:
        operand.kind = Operand::Kind::kLiteral;
        operand.literal = token.text;
        break;
      case Kind::kNumber:
        operand.kind = Operand::Kind::kLiteral;
        operand.literal = json::Number{token.text};
        break;
      case Kind::kLeft:
        TRY(parenthesis(operand));
        break;
      case Kind::kWord:
        TRY(word(token.text, operand));
        break;
      default:
        --at_;
        return wrong(concat("unexpected \"", token.text, "\" in operand"));
    }
    while (is(Kind::kField) && !tokens_[at_].after_space) {
      operand.text += "." + tokens_[at_].text;
      operand.fields.push_back(tokens_[at_++].text);
    }
    return operand;
  }

  Result<void> parenthesis(Operand& operand) {
    if (++depth_ > kDepth) return wrong("nested too deeply");
    Pipeline inner = TRY(pipeline(false));
    --depth_;
    if (!is(Kind::kRight)) return wrong("unclosed left paren");
    ++at_;
    operand.kind = Operand::Kind::kPipeline;
    operand.pipeline = std::make_unique<Pipeline>(std::move(inner));
    return {};
  }

  Result<void> word(const std::string& word, Operand& operand) {
    operand.kind = Operand::Kind::kLiteral;
    if (word == "true" || word == "false") {
      operand.literal = word == "true";
    } else if (word != "nil") {
      operand.kind = Operand::Kind::kFunction;
      operand.name = word;
      if (find_function(word) == nullptr) return wrong(concat("function \"", word, "\" not defined"));
    }
    return {};
  }

  Result<void> expect_variable(const std::string& name) const {
    if (name == "$" || std::find(variables_.begin(), variables_.end(), name) != variables_.end()) return {};
    return wrong(concat("undefined variable \"", name, '"'));
  }

  const std::vector<Token>& tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int loops_ = 0;
  std::vector<std::string> variables_;
};

}  // namespace

Result<std::vector<Node>> parse_tokens(const std::vector<Token>& tokens) { return Parser(tokens).run(); }

}  // namespace spec::format

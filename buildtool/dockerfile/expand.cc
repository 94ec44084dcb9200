#include "buildtool/dockerfile/expand.h"

#include "buildtool/dockerfile/word_expander.h"

namespace buildtool::dockerfile {

Result<std::string> expand_word(std::string_view word, const Variables& variables, char escape) {
  return WordExpander(variables, escape).word(word);
}

Result<std::vector<std::string>> expand_words(std::string_view word, const Variables& variables, char escape) {
  return WordExpander(variables, escape).words(word);
}

Result<std::string> expand_heredoc(std::string_view content, const Variables& variables) {
  WordExpander expander(variables, '\\');
  expander.ignore_quotes = true;
  return expander.word(content);
}

namespace {

// One overload for each instruction that the reference names.
class InPlace {
 public:
  InPlace(const Variables& variables, char escape) : variables_(variables), escape_(escape) {}

  Result<void> operator()(From& from) {
    TRY(word(from.image));
    return word(from.platform);
  }
  Result<void> operator()(Copy& copy) {
    TRY(word(copy.chown));
    TRY(word(copy.chmod));
    return sources(copy.sources);
  }
  Result<void> operator()(Add& add) {
    TRY(word(add.chown));
    TRY(word(add.chmod));
    TRY(word(add.checksum));
    return sources(add.sources);
  }
  Result<void> operator()(Env& env) { return pairs(env.variables); }
  Result<void> operator()(Label& label) { return pairs(label.labels); }
  Result<void> operator()(Arg& arg) {
    for (ArgVariable& variable : arg.variables) {
      TRY(word(variable.name));
      if (variable.value) TRY(word(*variable.value));
    }
    return {};
  }
  Result<void> operator()(Expose& expose) {
    std::vector<std::string> ports;
    for (const std::string& port : expose.ports) {
      const std::vector<std::string> words = TRY(expand_words(port, variables_, escape_));
      ports.insert(ports.end(), words.begin(), words.end());
    }
    expose.ports = std::move(ports);
    return {};
  }
  Result<void> operator()(Volume& volume) { return each(volume.paths); }
  Result<void> operator()(Workdir& workdir) { return word(workdir.path); }
  Result<void> operator()(User& user) { return word(user.user); }
  Result<void> operator()(StopSignal& signal) { return word(signal.signal); }
  // RUN, CMD, ENTRYPOINT, SHELL, HEALTHCHECK, ONBUILD, MAINTAINER: as written.
  template <class Other>
  Result<void> operator()(Other&) {
    return {};
  }

 private:
  Result<void> word(std::string& text) {
    std::string expanded = TRY(expand_word(text, variables_, escape_));
    text = std::move(expanded);
    return {};
  }
  Result<void> each(std::vector<std::string>& words) {
    for (std::string& one : words) TRY(word(one));
    return {};
  }
  Result<void> pairs(std::vector<KeyValue>& values) {
    for (KeyValue& pair : values) {
      TRY(word(pair.key));
      TRY(word(pair.value));
    }
    return {};
  }
  Result<void> sources(Sources& from) {
    TRY(each(from.paths));
    TRY(word(from.destination));
    for (Heredoc& file : from.files) {
      if (!file.expand) continue;
      std::string content = TRY(expand_heredoc(file.content, variables_));
      file.content = std::move(content);
    }
    return {};
  }

  const Variables& variables_;
  char escape_;
};

}  // namespace

Result<void> expand(AnyInstruction& instruction, const Variables& variables, char escape) {
  return std::visit(InPlace(variables, escape), instruction);
}

}  // namespace buildtool::dockerfile

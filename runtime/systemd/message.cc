#include "runtime/systemd/message.h"

#include <cstdlib>

#include "spec/base/text.h"

namespace runtime::systemd {

namespace {

using base::concat;
using base::fail;
using base::fail_errno;

Result<void> check(int code, const char* what) {
  if (code >= 0) return {};
  return fail_errno(what, -code);
}

template <class Number>
Result<void> append_number(sd_bus_message* message, char type, const std::string& word) {
  // GVariant's text has hexadecimal numbers, too.
  char* end = nullptr;
  errno = 0;
  Number number;
  if constexpr (std::is_floating_point_v<Number>) {
    number = std::strtod(word.c_str(), &end);
  } else if constexpr (std::is_unsigned_v<Number>) {
    const unsigned long long value = std::strtoull(word.c_str(), &end, 0);
    number = static_cast<Number>(value);
    if (word[0] == '-' || value != number) errno = ERANGE;
  } else {
    const long long value = std::strtoll(word.c_str(), &end, 0);
    number = static_cast<Number>(value);
    if (value != number) errno = ERANGE;
  }
  if (word.empty() || *end != '\0' || errno != 0)
    return fail(concat("\"", word, "\" is no value of type \"", type, "\""));
  return check(::sd_bus_message_append_basic(message, type, &number), "append a number");
}

Result<void> append_basic(sd_bus_message* message, char type, Words& words) {
  const std::string word = TRY(words.next());
  switch (type) {
    case 'b': {
      if (word != "true" && word != "false") return fail(concat("\"", word, "\" is neither true nor false"));
      const int value = word == "true" ? 1 : 0;
      return check(::sd_bus_message_append_basic(message, type, &value), "append a boolean");
    }
    case 'y':
      return append_number<std::uint8_t>(message, type, word);
    case 'n':
      return append_number<std::int16_t>(message, type, word);
    case 'q':
      return append_number<std::uint16_t>(message, type, word);
    case 'i':
      return append_number<std::int32_t>(message, type, word);
    case 'u':
      return append_number<std::uint32_t>(message, type, word);
    case 'x':
      return append_number<std::int64_t>(message, type, word);
    case 't':
      return append_number<std::uint64_t>(message, type, word);
    case 'd':
      return append_number<double>(message, type, word);
    case 's':
    case 'o':
    case 'g':
      return check(::sd_bus_message_append_basic(message, type, word.c_str()), "append a string");
    default:
      return fail(concat("values of the type \"", type, "\" are not supported"));
  }
}

// The end of the first complete type from `begin` on.
Result<std::size_t> type_end(const std::string& signature, std::size_t begin) {
  std::size_t at = begin;
  while (at < signature.size() && signature[at] == 'a') ++at;
  if (at >= signature.size()) return fail(concat("\"", signature, "\" is no signature"));
  if (signature[at] != '(') return at + 1;
  int depth = 0;
  for (; at < signature.size(); ++at) {
    if (signature[at] == '(') ++depth;
    if (signature[at] == ')' && --depth == 0) return at + 1;
  }
  return fail(concat("\"", signature, "\" is no signature"));
}

Result<void> append_array(sd_bus_message* message, const std::string& element, Words& words) {
  const std::string length = TRY(words.next());
  const auto count = base::parse_number<std::size_t>(length);
  if (!count) return fail(concat("\"", length, "\" is no length"));
  TRY(check(::sd_bus_message_open_container(message, 'a', element.c_str()), "open an array"));
  for (std::size_t i = 0; i < *count; ++i) TRY(append_values(message, element, words));
  return check(::sd_bus_message_close_container(message), "close an array");
}

Result<void> append_inside(sd_bus_message* message, char kind, const std::string& content, Words& words) {
  TRY(check(::sd_bus_message_open_container(message, kind, content.c_str()), "open a container"));
  TRY(append_values(message, content, words));
  return check(::sd_bus_message_close_container(message), "close a container");
}

}  // namespace

Result<std::string> Words::next() {
  if (empty()) return fail("a word is missing");
  return std::string(*at_++);
}

Result<void> append_values(sd_bus_message* message, const std::string& signature, Words& words) {
  for (std::size_t at = 0; at < signature.size();) {
    const std::size_t end = TRY(type_end(signature, at));
    const std::string type = signature.substr(at, end - at);
    if (type[0] == 'a') {
      TRY(append_array(message, type.substr(1), words));
    } else if (type[0] == '(') {
      TRY(append_inside(message, 'r', type.substr(1, type.size() - 2), words));
    } else if (type[0] == 'v') {
      const std::string inner = TRY(words.next());
      TRY(append_inside(message, 'v', inner, words));
    } else {
      TRY(append_basic(message, type[0], words));
    }
    at = end;
  }
  return {};
}

Result<void> append_properties(sd_bus_message* message, Words words, bool optional_too) {
  TRY(check(::sd_bus_message_open_container(message, 'a', "(sv)"), "open the properties"));
  sd_bus_message* unused = nullptr;
  TRY(check(::sd_bus_message_new(::sd_bus_message_get_bus(message), &unused, SD_BUS_MESSAGE_SIGNAL), "make a message"));
  Result<void> done;
  while (done && !words.empty()) {
    std::string name = TRY(words.next());
    const std::string signature = TRY(words.next());
    const bool optional = name.starts_with('?');
    if (optional) name.erase(0, 1);
    if (optional && !optional_too) {
      done = append_values(unused, signature, words);  // only to come behind them
      continue;
    }
    TRY(check(::sd_bus_message_open_container(message, 'r', "sv"), "open a property"));
    TRY(check(::sd_bus_message_append_basic(message, 's', name.c_str()), "append a name"));
    done = append_inside(message, 'v', signature, words);
    if (!done) done = std::move(done).error().step(name);
    if (done) done = check(::sd_bus_message_close_container(message), "close a property");
  }
  ::sd_bus_message_unref(unused);
  TRY(done);
  return check(::sd_bus_message_close_container(message), "close the properties");
}

}  // namespace runtime::systemd

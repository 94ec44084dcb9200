// Templates of --format: read, and run over a document.
#include "spec/format/template.h"
#include "spec/json/text.h"
#include "tests/fuzz/target.h"

namespace {

void run_template(std::string_view bytes) {
  static const auto document = spec::json::parse(R"({"A": {"B": [1, "x", null], "C": "text"}, "N": -3})");
  const auto format = spec::format::Template::parse(bytes);
  if (format && document) static_cast<void>(static_cast<bool>(format->run(*document)));
}

const fuzz::Added added({"spec_format_template",
                         run_template,
                         {"{{range $i, $e := .A.B}}{{if $i}}, {{end}}{{printf \"%05v|%-3q\" $e `x`}}{{else}}-{{end}}",
                          "{{- with .A -}} {{json .C | upper}} {{end}}{{/* c */}}{{index .A.B (len \"a\") | "
                          "println}}{{join (slice .A.B 1) \",\"}}"}});

}  // namespace

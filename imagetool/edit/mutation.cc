#include "imagetool/edit/mutation.h"

#include <optional>

#include "imagetool/edit/layer_file.h"
#include "imagetool/local/change.h"
#include "imagetool/local/change_words.h"
#include "spec/base/text.h"
#include "spec/cli/csv.h"
#include "spec/image/unset.h"

namespace imagetool::edit {

namespace image = spec::image;

namespace {

struct Pair {
  std::string name;
  std::string value;
};

Result<Pair> parse_pair(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return fail("expected NAME=VALUE");
  return Pair{text.substr(0, equals), text.substr(equals + 1)};
}

// A JSON array of strings, or words between commas.
Result<std::vector<std::string>> parse_words(const std::string& text) {
  if (text.empty()) return std::vector<std::string>();
  if (std::optional<std::vector<std::string>> words = local::json_words(text)) return std::move(*words);
  return spec::cli::split_csv(text);
}

// A step that cannot fail.
template <class Set>
Result<void> add(Mutation& mutation, Set set) {
  mutation.steps.emplace_back([set](Image& image) -> Result<void> {
    set(image);
    return {};
  });
  return {};
}

Result<void> take_annotation(Mutation& mutation, const std::string& value) {
  const Pair pair = TRY(parse_pair(value));
  return add(mutation, [pair](Image& image) { image.manifest.annotations[pair.name] = pair.value; });
}

Result<void> take_append(Mutation& mutation, const std::string& value) {
  mutation.layers.push_back(value);
  return {};
}

Result<void> take_change(Mutation& mutation, const std::string& value) {
  mutation.steps.emplace_back([value](Image& image) { return local::apply_change(value, image.config); });
  return {};
}

template <std::vector<std::string> image::ContainerConfig::*member>
Result<void> take_words(Mutation& mutation, const std::string& value) {
  const std::vector<std::string> words = TRY(parse_words(value));
  return add(mutation, [words](Image& image) { image.config.config.*member = words; });
}

template <std::string image::ContainerConfig::*member>
Result<void> take_text(Mutation& mutation, const std::string& value) {
  return add(mutation, [value](Image& image) { image.config.config.*member = value; });
}

Result<void> take_env(Mutation& mutation, const std::string& value) {
  const Pair pair = TRY(parse_pair(value));
  return add(mutation, [pair](Image& image) { local::set_env(image.config.config.env, pair.name, pair.value); });
}

Result<void> take_label(Mutation& mutation, const std::string& value) {
  const Pair pair = TRY(parse_pair(value));
  return add(mutation, [pair](Image& image) { image.config.config.labels[pair.name] = pair.value; });
}

// All ports of the image: EXPOSE, by --change, adds to them.
Result<void> take_ports(Mutation& mutation, const std::string& value) {
  const std::vector<std::string> ports = TRY(parse_words(value));
  mutation.steps.emplace_back([ports](Image& image) -> Result<void> {
    image.config.config.exposed_ports.clear();
    return ports.empty() ? Result<void>() : local::apply_change("EXPOSE " + join(ports, " "), image.config);
  });
  return {};
}

Result<void> take_platform(Mutation& mutation, const std::string& value) {
  const image::Platform platform = TRY(image::parse_platform(value));
  return add(mutation, [platform](Image& image) {
    image.config.os = platform.os;
    image.config.architecture = platform.architecture;
    image.config.variant = platform.variant;
  });
}

template <std::vector<std::string> image::Unset::*member>
Result<void> take_unset(Mutation& mutation, const std::string& value) {
  if (value.empty()) return fail("the name is missing");
  image::Unset names;
  (names.*member).push_back(value);
  return add(mutation, [names](Image& image) { image::unset(names, image.config.config); });
}

using image::ContainerConfig;
using image::Unset;

constexpr MutationOption kOptions[] = {
    {"annotation", 'a', "NAME=VALUE", "An annotation of the manifest", take_annotation},
    {"append", 0, "FILE", "A tar that becomes a layer on top; again for more", take_append},
    {"change", 'c', "INSTRUCTION", "Apply a Dockerfile's instruction to the config; again for more", take_change},
    {"cmd", 0, "WORDS", "The command: a JSON array, or words with commas", take_words<&ContainerConfig::cmd>},
    {"entrypoint", 0, "WORDS", "The entrypoint, in the same way", take_words<&ContainerConfig::entrypoint>},
    {"env", 'e', "NAME=VALUE", "A variable", take_env},
    {"exposed-ports", 0, "PORTS", "These ports and no others, with commas", take_ports},
    {"label", 'l', "NAME=VALUE", "A label", take_label},
    {"set-platform", 0, "OS/ARCH[/VARIANT]", "What the image says it is for", take_platform},
    {"unsetenv", 0, "NAME", "A variable that goes", take_unset<&Unset::variables>},
    {"unsetexpose", 0, "PORT", "A port that goes", take_unset<&Unset::ports>},
    {"unsetlabel", 0, "NAME", "A label that goes", take_unset<&Unset::labels>},
    {"unsetvolume", 0, "PATH", "A volume that goes", take_unset<&Unset::volumes>},
    {"user", 'u', "USER[:GROUP]", "Who it runs as", take_text<&ContainerConfig::user>},
    {"workdir", 'w', "DIR", "The working folder", take_text<&ContainerConfig::working_dir>},
};

}  // namespace

std::span<const MutationOption> mutation_options() { return kOptions; }

Result<Edit> edit_of(const Mutation& mutation, const std::string& verb) {
  std::vector<LayerFile> layers;
  for (const std::string& path : mutation.layers) {
    LayerFile layer = TRY(read_layer(path));
    layers.push_back(std::move(layer));
  }
  return Edit([mutation, layers, verb](Image& image, EditedSource& edited) -> Result<void> {
    for (const auto& step : mutation.steps) TRY(step(image));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      add_layer(layers[i], concat("imagetool ", verb, ' ', mutation.layers[i]), image, edited);
    }
    return {};
  });
}

}  // namespace imagetool::edit

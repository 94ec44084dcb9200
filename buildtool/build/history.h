// History entries, worded as BuildKit words them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/base/vocabulary.h"
#include "spec/image/config.h"

namespace buildtool::build {

enum class Made { kLayer, kNothing };  // what the instruction left beside the config

// Adds "CREATED_BY" with the comment "buildkit.dockerfile.v0". The time is
// filled in when the layers' are known (fill_times).
void add_history(spec::image::ImageConfig& config, std::string created_by, Made made);

// Gives the entries without a time theirs: a layer's is in `layer_times`, one
// for each of the image's layers; an entry without a layer gets the time of the
// first new layer, later that of the layer before. Returns the last entry's time.
std::string fill_times(std::vector<spec::image::History>& history, const std::vector<std::string>& layer_times);

// ["/bin/sh" "-c" "a \"b\""]: a list as CMD and ENTRYPOINT show it.
std::string quoted_list(const std::vector<std::string>& words);
// [a b]: a list as EXPOSE, SHELL and VOLUME show it.
std::string plain_list(const std::vector<std::string>& words);

}  // namespace buildtool::build

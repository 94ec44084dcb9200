// What --version says.
#pragma once

#include <string>
#include <vector>

namespace spec::cli {

// "0.1.0"
std::string version();
// Twelve digits of the commit that this was built from, or "unknown".
std::string commit();
// "NAME version 0.1.0\ncommit: ...\nspec: 1.3.0\n" and a line each of `facts`
// ("libseccomp: 2.5.4"), as runc prints it.
std::string version_text(const std::string& program, const std::vector<std::string>& facts);

}  // namespace spec::cli

#include "runtime/supervision/made_up_name.h"

#include <sys/random.h>

#include <cstdint>
#include <iterator>
#include <string_view>

#include "spec/base/text.h"

namespace runtime::supervision {

namespace {

constexpr std::string_view kMoods[] = {
    "able",   "amber", "bold",  "brave",  "bright", "brisk",  "calm",  "candid",  "clear",  "clever", "crisp",
    "deft",   "eager", "early", "fair",   "fine",   "fleet",  "fond",  "frank",   "free",   "gentle", "glad",
    "golden", "grand", "green", "happy",  "honest", "humble", "jolly", "keen",    "kind",   "lively", "loyal",
    "lucid",  "merry", "mild",  "modest", "neat",   "nimble", "noble", "patient", "plain",  "polite", "proud",
    "quick",  "quiet", "rapid", "ready",  "royal",  "serene", "sharp", "silent",  "simple", "sober",  "solid",
    "steady", "still", "sunny", "swift",  "tidy",   "warm",   "wise",  "witty",   "young"};
// People of computing and mathematics.
constexpr std::string_view kPeople[] = {
    "allen",     "babbage", "backus",       "bartik",     "boole",    "booth",    "brooks",   "cantor",
    "cerf",      "church",  "codd",         "conway",     "cray",     "curry",    "dahl",     "dijkstra",
    "engelbart", "erdos",   "ershov",       "euler",      "fermat",   "floyd",    "fourier",  "galois",
    "gauss",     "germain", "godel",        "gray",       "hamilton", "hamming",  "hilbert",  "hoare",
    "holberton", "hopper",  "iverson",      "jacquard",   "johnson",  "kahn",     "kay",      "kernighan",
    "kilby",     "knuth",   "kovalevskaya", "lamport",    "leibniz",  "liskov",   "lovelace", "mccarthy",
    "minsky",    "napier",  "naur",         "noether",    "noyce",    "pascal",   "perlis",   "postel",
    "ramanujan", "ritchie", "shannon",      "stroustrup", "thompson", "torvalds", "turing",   "wirth"};

}  // namespace

Result<std::string> make_up_name() {
  std::uint16_t chance[2];
  if (::getrandom(chance, sizeof chance, 0) != sizeof chance) return fail_errno("getrandom");
  return concat(kMoods[chance[0] % std::size(kMoods)], '_', kPeople[chance[1] % std::size(kPeople)]);
}

}  // namespace runtime::supervision

// The containers that a person started, by id, name or the beginning of an id.
#pragma once

#include <argp.h>

#include <functional>
#include <string>
#include <vector>

#include "runtime/cmd/verbs.h"
#include "runtime/supervision/place.h"

namespace runtime::cmd {

// An error where there is no such container, or where it is not supervised.
Result<supervision::Place> find_supervised(const Globals& globals, const std::string& text);

// The id of a container that is named by name or the beginning of its id; of others the text itself.
Result<std::string> resolve_id(const Globals& globals, const std::string& text);

// The verbs that take several. After an error, which is printed, they go on; the exit code says that there was one.
using Act = std::function<Result<void>(const supervision::Place&)>;
Result<int> for_each_supervised(const Globals& globals, const std::string& verb, const std::vector<std::string>& words,
                                const Act& act);

// The verbs of all containers: supervised ones are taken several at once, their words printed and the event told,
// where one is named; of others there is one, and nothing is printed.
using ActOnId = std::function<Result<void>(const std::string& id)>;
Result<int> for_each_container(const Globals& globals, const std::string& verb, const std::vector<std::string>& words,
                               const char* event, const ActOnId& act);

// Takes the words of such a verb: for an argp parser's ARGP_KEY_ARG and ARGP_KEY_NO_ARGS; ARGP_ERR_UNKNOWN for others.
error_t parse_ids(int key, char* value, argp_state* state, std::vector<std::string>& ids);

}  // namespace runtime::cmd

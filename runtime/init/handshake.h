// What a new process and the runtime that made it say to one another, over a
// SOCK_SEQPACKET pair. The end of either side is the end of the conversation:
// a child whose runtime is gone ends, too, and leaves nothing.
//
// Plain read(2) and write(2), which a container's filter hardly ever denies:
// the child speaks with its filter loaded.
#pragma once

#include <string>

#include "spec/base/fd.h"
#include "spec/base/result.h"

namespace runtime::init {

enum class Word : char {
  // The child's.
  kTerminal = 't',  // with the terminal's master side as a descriptor
  kMounted = 'm',   // the root is complete: prestart and createRuntime hooks may run
  kMount = 'i',     // a detached mount whose ids are to be mapped, as a descriptor; its text is its index
  kListener = 'l',  // the seccomp listener; its text is the descriptor's number in the child
  kWarning = 'w',   // encode_error()'s text: what the process does without
  kReady = 'r',     // all that can fail has been done
  kFailed = 'f',    // its text is encode_error()'s; the last word
  // The runtime's.
  kEntered = 'E',  // somebody moved the child into its cgroup; its text is the v2 folder
  kMapped = 'M',   // the user namespace's ids are mapped
  kProceed = 'P',  // the answer to kMounted, kMount and kListener
  kGo = 'G',       // the answer to kReady: recorded; wait for `start`, or execute
};

struct Message {
  Word word{};
  std::string text;
  Fd file;
};

// An error where the other side has gone: EPIPE in Error::number.
Result<void> say(FdRef channel, Word word, const std::string& text = "");
// The runtime's: waits for any word; kFailed gives the error that it carries,
// and a child that ended EPIPE in Error::number.
Result<Message> hear(FdRef channel);
// The child's: waits for that word, and gives its text.
Result<void> expect(FdRef channel, Word word);
Result<std::string> expect_text(FdRef channel, Word word);

// An Error as text and back; never longer than a message can be.
std::string encode_error(const Error& error);
Error decode_error(const std::string& text);

}  // namespace runtime::init

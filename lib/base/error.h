#pragma once

#include <exception>
#include <string>

namespace sage {

/// What went wrong, as far as the caller can act on it. Each kind is one exit code
/// (src/cli/exit_code.h); nobody ever matches the text.
enum class ErrorKind {
  usage,             ///< the command line is wrong
  internal,          ///< the system or the program failed: disk, memory, a broken promise
  invalid_input,     ///< configuration or ticket index: something the user wrote
  repository_state,  ///< the repository forbids it: bare, in a merge, local edits …
  locked,            ///< another stream holds the lock
};

/// An error ends the command: kind, one line that names file, ticket and field with what was
/// found and what was expected, and a hint where there is one (else empty). What is part of the
/// job (conflict, timeout, tip moved) is a value, never an Error.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message, std::string hint = {})
      : kind_(kind), message_(std::move(message)), hint_(std::move(hint)) {}

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& hint() const noexcept { return hint_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorKind kind_;
  std::string message_;
  std::string hint_;
};

/// An internal Error for a system call that failed: "<what>: <strerror(error_number)>".
Error system_error(const std::string& what, int error_number);

}  // namespace sage

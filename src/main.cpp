#include "cli/exit_code.h"

int main() { return sage::exit_code::usage; }

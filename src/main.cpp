#include "app.h"
#include "cli/dispatch.h"

int main(int argc, char** argv) { return sage::dispatch(sage::this_app(), argc, argv); }

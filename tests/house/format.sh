#!/usr/bin/env bash
# Every tracked C++ file is laid out as .clang-format asks.
exec "$1/scripts/check-format"

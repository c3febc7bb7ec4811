#!/usr/bin/env bash
# Rejects a program that needs libraries other than the C and mathematics libraries, or that is too large to distribute;
# prints the oldest version of the C library with which it runs.
#
# usage: floor.sh PROGRAM

set -euo pipefail
program=$1
limit=$((60 * 1000 * 1000))

others=$(readelf --dynamic "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' \
  | grep -vxE 'lib[cm]\.so\.6|ld-linux-[a-z0-9_-]+\.so\.[0-9]' || true)
test -z "$others" || { echo "error: $program needs ${others//$'\n'/, }" >&2; exit 1; }

size=$(stat -c %s "$program")
test "$size" -lt "$limit" || { echo "error: $program has $size bytes; the limit is $limit" >&2; exit 1; }

readelf --version-info "$program" | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//' | sort -V | tail -n 1

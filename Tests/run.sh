#!/usr/bin/env bash
# Runs the tests, and prints what failed and the summary; all that they print is in .build/tests.log.
#
# usage: run.sh [OPTION OF swift test ...]
#
# Exit status: that of swift test.

set -uo pipefail
cd "$(dirname "$0")/.." || exit
log=.build/tests.log
mkdir -p .build
# Package.swift optimises the modules that compute most then.
export OPTIMIZED_TESTS=1
swift test "$@" 2>&1 | tee "$log" | awk -v log_file="$log" -v is_terminal="$(test -t 1 && echo 1)" '
  # The description of an issue continues in lines that begin with an arrow, or with nothing at all where
  # it has several lines, up to the next line with a mark.
  /^✘ Test .* recorded an issue/ { issues[++count] = $0; inside = 1; next }
  /^✘ Test run with/ { last = $0; inside = 0; next }
  /^✘ Test case / { inside = 0; next }
  /^✘ Test .* failed after / { failed[++failures] = $0; inside = 0; next }
  /^✔ Test run with/ { last = $0; inside = 0; next }
  /^➜ / { skipped[++skips] = $0; inside = 0; next }
  /^✔ Test / {
    inside = 0
    if (is_terminal) printf "\r%d tests have passed", ++passed
    next
  }
  /^(✔|✘|◇|◆) (Suite|Test)/ { inside = 0; next }
  inside { issues[count] = issues[count] "\n  " $0; next }
  # Errors of the compiler, and a runner that has died.
  /error:|^\*\*\* |[Ff]atal error|signal code/ { errors[++errorCount] = $0 }
  END {
    if (is_terminal && passed) printf "\r"
    for (i = 1; i <= skips; i++) print skipped[i]
    for (i = 1; i <= count; i++) print issues[i]
    for (i = 1; i <= errorCount; i++) print errors[i]
    print "all that the tests have printed: " log_file
    for (i = 1; i <= failures; i++) print failed[i]
    if (last) print last
    else print "the tests have not come to an end"
  }'
exit "${PIPESTATUS[0]}"

#!/bin/bash
# Proves the recipe for GNU parallel: a killed worker is taken up again by --retries, and a killed
# GNU parallel by the next run of the script.
#
# usage: [POINTS=2000000] [SHARDS=16] parallel.sh [TOY]

source "$(dirname "$0")/common.sh"
install parallel:parallel

say "one worker killed; --retries takes it up again"
"$recipes/parallel/sweep.sh" 2>first.log &
recipe=$!
kill_worker 3
wait "$recipe" || fail "the recipe ended with $?: $(cat first.log)"
took_up 3
compare

say "one worker killed without another try; the next run takes it up again"
rm -r sweep sweep.csv
TRIES=1 "$recipes/parallel/sweep.sh" 2>first.log &
recipe=$!
kill_worker 5
status=0
wait "$recipe" || status=$?
[ "$status" = 75 ] || fail "the recipe ended with $status instead of 75: $(cat first.log)"
[ "$(stat -c %s "$(part 5).partial")" -ge "$kept" ] || fail "what the worker had computed is lost"
before=$(stat -c %Y "$(part 4)")
"$recipes/parallel/sweep.sh"
[ "$(stat -c %Y "$(part 4)")" = "$before" ] || fail "a complete shard was computed again"
took_up 5
compare

say "GNU parallel killed with all workers; the next run resumes"
rm -r sweep sweep.csv
start_all "$recipes/parallel/sweep.sh"
kill_all 6
"$recipes/parallel/sweep.sh"
took_up 6
compare

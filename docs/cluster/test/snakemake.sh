#!/bin/bash
# Proves the recipe for Snakemake: a killed worker is taken up again by retries, and what a failed
# workflow leaves by the next one.
#
# usage: [POINTS=2000000] [SHARDS=16] snakemake.sh [TOY]

source "$(dirname "$0")/common.sh"
install snakemake:snakemake

workflow=(snakemake --snakefile "$recipes/snakemake/Snakefile" --cores 2 --config toy="$toy"
  folder="$FOLDER" result="$RESULT" shards="$shards")

run() { "${workflow[@]}" "$@" >>snakemake.log 2>&1; }

say "one worker killed; retries take it up again"
run &
recipe=$!
kill_worker 3
wait "$recipe" || fail "Snakemake ended with $?: $(tail -n 50 snakemake.log)"
took_up 3
compare

say "one worker killed without another try; the next run takes it up again"
rm -r sweep sweep.csv
run tries=1 &
recipe=$!
kill_worker 5
wait "$recipe" && fail "Snakemake did not see that a worker was killed"
[ ! -e sweep.csv ] || fail "there is a table without shard 5"
[ "$(stat -c %s "$(part 5).partial")" -ge "$kept" ] || fail "Snakemake deleted the partial file"
run || fail "Snakemake ended with $?: $(tail -n 50 snakemake.log)"
took_up 5
compare

say "Snakemake killed with all workers; unlocked, the next run resumes"
rm -r sweep sweep.csv
start_all "${workflow[@]}" >>snakemake.log 2>&1
kill_all 6
run --unlock || fail "--unlock ended with $?: $(tail -n 50 snakemake.log)"
run --rerun-incomplete || fail "Snakemake ended with $?: $(tail -n 50 snakemake.log)"
took_up 6
compare

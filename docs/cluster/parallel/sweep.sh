#!/bin/sh
# Computes a sweep with GNU parallel.
#
# usage: sweep.sh
#
# The same command resumes after any interruption. Exits with 0 when the table is whole, with 75 when
# shards are missing.

set -eu

# Settings. Each can be given in the environment instead: SHARDS=64 ./sweep.sh
toy=${TOY:-toy}            # the program
grid=${GRID:-grid.json}    # what is computed
folder=${FOLDER:-sweep}    # where shards and log go; another grid needs another folder
result=${RESULT:-sweep.csv}
shards=${SHARDS:-16}
slots=${SLOTS:-100%}       # shards at a time on each host: a number, or a share of its processors
hosts=${HOSTS:-:}          # names that ssh knows, separated by commas; ':' is this machine
tries=${TRIES:-5}          # how often a shard is begun or taken up before it is given up

mkdir -p "$folder"
"$toy" sweep plan "$grid" -o "$folder.plan.json" >/dev/null

# A shard that was killed, or that ended with 75, has failed for GNU parallel: --retries takes it up
# again at once, and --resume-failed in the next run of this script.
# The log numbers shards, so each number of shards has its own log.
export OPENBLAS_NUM_THREADS=1
seq "$shards" | parallel --will-cite --sshlogin "$hosts" --workdir . --env OPENBLAS_NUM_THREADS \
  --quote --jobs "$slots" --retries "$tries" --joblog "$folder/parallel-$shards.log" --resume-failed \
  "$toy" sweep run "$folder.plan.json" --shard "{}/$shards" -o "$folder" --jobs 1 \
  || echo "warning: not all shards are complete" >&2

# Exits with 75 where a shard is missing, and says which.
"$toy" sweep merge "$folder" -o "$result"

#!/bin/bash
# Submits a sweep to Slurm: a job array of its shards, and a job that merges them afterwards.
#
# usage: submit.sh
#
# Prints the numbers of both jobs. After jobs that failed or were cancelled, the same command submits
# what is missing.

set -euo pipefail

# Settings. Each can be given in the environment instead: SHARDS=400 ./submit.sh
# Time, memory and partition are set at the top of sweep.sbatch and merge.sbatch.
toy=${TOY:-toy}            # the program
grid=${GRID:-grid.json}    # what is computed
folder=${FOLDER:-sweep}    # where shards and logs go; another grid needs another folder
result=${RESULT:-sweep.csv}
shards=${SHARDS:-100}      # at most MaxArraySize - 1, of which 'scontrol show config' tells
at_once=${AT_ONCE:-100}    # shards at a time

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder/log"

# Two jobs must not write one shard.
jobs="$folder/slurm-jobs"
if [ -s "$jobs" ] && [ -n "$(squeue --noheader --jobs "$(cat "$jobs")" 2>/dev/null)" ]; then
  echo "error: jobs $(cat "$jobs") are not done yet, nothing is submitted; 'squeue' shows them, 'scancel' ends them" >&2
  exit 1
fi

"$toy" sweep plan "$grid" -o "$folder.plan.json" >/dev/null

# A shard's file is whole or absent.
missing=
for ((shard = 1; shard <= shards; shard++)); do
  [ -e "$folder/shard-$shard-of-$shards.csv" ] || missing="$missing,$shard"
done
missing=${missing#,}

dependency=()
if [ -n "$missing" ]; then
  array=$(sbatch --parsable --array="$missing%$at_once" --output="$folder/log/%A_%a" \
    "$here/sweep.sbatch" "$toy" "$folder.plan.json" "$folder" "$shards")
  array=${array%%;*}
  echo "$array" >"$jobs"
  echo "shards: job $array"
  # A task that is requeued has not ended, so the dependency waits for it.
  dependency=(--dependency="afterok:$array" --kill-on-invalid-dep=yes)
fi
merge=$(sbatch --parsable "${dependency[@]}" --output="$folder/log/merge" \
  "$here/merge.sbatch" "$toy" "$folder" "$result")
merge=${merge%%;*}
echo "${array:+$array,}$merge" >"$jobs"
echo "merge:  job $merge"

#!/bin/bash
# What the tests of the recipes share; they source it.
# shellcheck disable=SC2034
#
# Sets toy, recipes, shards, work (a folder that goes away at the end, and the current one) and
# reference (the table of a single run), and the settings of the recipes.

set -euo pipefail

# Where Debian has daemons.
PATH=$PATH:/usr/sbin

toy=$(readlink -f "${1:-$(dirname "$0")/../../../.build/release/toy}")
recipes=$(cd "$(dirname "$0")/.." && pwd)
points=${POINTS:-2000000}
shards=${SHARDS:-16}

say() { printf '%(%T)T  %s\n' -1 "$*"; }

fail() {
  say "FAILED: $*" >&2
  exit 1
}

# Installs by apt the packages whose program is missing: install PROGRAM:PACKAGE ...
install() {
  local pair missing=()
  for pair; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  "${sudo[@]}" apt-get update -qq
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install pgrep:procps

# Waits until a command succeeds: await SECONDS COMMAND ...
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# The numbers of the processes that compute a shard: workers SHARD
workers() { pgrep -f -- "^$toy sweep run .*--shard $1/$shards -o $FOLDER( |\$)" || true; }

part() { echo "$FOLDER/shard-$1-of-$shards.csv"; }

# Whether the file of a shard has rows but not all: in_the_middle SHARD
in_the_middle() {
  [ ! -e "$(part "$1")" ] && [ "$(stat -c %s "$(part "$1").partial" 2>/dev/null || echo 0)" -gt 9999 ]
}

# Halts the worker of a shard in the middle: hold_worker SHARD
#
# Sets worker, its process, and kept, the bytes that it has written so far. A second name keeps what it
# has written for took_up.
hold_worker() {
  local end=$((SECONDS + 120))
  while [ "$SECONDS" -lt "$end" ] && [ ! -e "$(part "$1")" ]; do
    worker=$(workers "$1")
    if [ -n "$worker" ] && kill -STOP "$worker" 2>/dev/null; then
      if in_the_middle "$1"; then
        kept=$(stat -c %s "$(part "$1").partial")
        ln -f "$(part "$1").partial" "kept-$1"
        return
      fi
      kill -CONT "$worker"
    fi
    sleep 0.02
  done
  fail "shard $1 was never seen in the middle; is POINTS=$points too small?"
}

# Kills the worker of a shard with -9 when it has written a part of it: kill_worker SHARD
#
# It is halted first, so that the shard cannot become complete between the look at its files and the
# end of the worker.
kill_worker() {
  hold_worker "$1"
  kill -KILL "$worker"
  say "killed the worker of shard $1 (process $worker) with -9 after $kept bytes"
}

# Starts a command whose processes kill_all kills together: start_all COMMAND ...
start_all() {
  setsid "$@" &
  engine=$!
  disown "$engine"
}

# Kills the engine and all workers with -9, one of them in the middle, as when a machine goes down:
# kill_all SHARD
kill_all() {
  hold_worker "$1"
  pkill -KILL --session "$engine"
  await 20 has_ended_all || fail "processes are still running after SIGKILL"
  say "killed the engine and all workers with -9, that of shard $1 after $kept bytes"
}

has_ended_all() { ! pgrep --session "$engine" >/dev/null; }

# The shard must be the very file that its first worker had begun: took_up SHARD
took_up() { [ "kept-$1" -ef "$(part "$1")" ] || fail "shard $1 was computed anew"; }

# The table must be that of a single run, byte for byte.
compare() {
  cmp "$reference" "$RESULT" || fail "$RESULT differs from the table of a single run"
  say "$(stat -c %s "$RESULT") bytes, equal to those of a single run"
}

work=$(mktemp -d)
cleanup() { rm -rf "$work"; }
trap cleanup EXIT
trap 'exit 130' INT TERM
cd "$work"

# 4000 points for each σ.
cat >grid.json <<JSON
{
  "n": "500",
  "k": "1..500",
  "sigma": "log:0.01..10:$(((points + 3999) / 4000))",
  "depth": "2,3,10,11",
  "omega": "0.5,learned"
}
JSON

export OPENBLAS_NUM_THREADS=1
export TOY="$toy" GRID=grid.json FOLDER=sweep RESULT=sweep.csv SHARDS="$shards"

reference=single.csv
say "a single run of $points points"
"$toy" sweep plan grid.json -o single.plan.json >/dev/null
"$toy" sweep run single.plan.json --shard 1/1 -o single
"$toy" sweep merge single -o "$reference"
rm -r single

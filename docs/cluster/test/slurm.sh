#!/bin/bash
# Proves the recipe for Slurm with a cluster of its own: munge, slurmctld and slurmd on this machine,
# with their configuration, state and logs in a temporary folder.
#
# usage: [POINTS=2000000] [SHARDS=16] slurm.sh [TOY]
#
# Takes about a minute, and needs neither root nor systemd nor cgroups.

source "$(dirname "$0")/common.sh"
install munged:munge slurmctld:slurm-wlm slurmd:slurm-wlm

# Something that listens at a port would answer.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

start_slurm() {
  cluster=$work/cluster
  mkdir -m 700 "$cluster" "$cluster/munge"
  mkdir "$cluster/state" "$cluster/spool"
  head -c 1024 /dev/urandom >"$cluster/munge/key"
  chmod 400 "$cluster/munge/key"
  munged --force --key-file="$cluster/munge/key" --socket="$cluster/munge/socket" \
    --pid-file="$cluster/munge/pid" --log-file="$cluster/munge/log" \
    --seed-file="$cluster/munge/seed"

  # CPUs: the number of tasks at a time, independent of the machine.
  # cred_expire: a requeued job begins again only after it, by default two minutes.
  # A job of partition urgent takes the place of one of partition usual.
  export SLURM_CONF="$cluster/slurm.conf"
  cat >"$SLURM_CONF" <<CONF
ClusterName=private
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthInfo=socket=$cluster/munge/socket,cred_expire=5
StateSaveLocation=$cluster/state
SlurmdSpoolDir=$cluster/spool
SlurmctldPidFile=$cluster/slurmctld.pid
SlurmdPidFile=$cluster/slurmd.pid
SlurmctldLogFile=$cluster/slurmctld.log
SlurmdLogFile=$cluster/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
KillWait=5
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000 State=UNKNOWN
PartitionName=usual Nodes=ALL Default=YES PriorityTier=1
PartitionName=urgent Nodes=ALL PriorityTier=2
CONF
  # Versions from 23 on look for cgroups unless told not to; those before know no such word.
  [[ $(slurmd -V) == *" "2[0-2].* ]] || echo "CgroupPlugin=disabled" >"$cluster/cgroup.conf"
  if ! { slurmctld && slurmd && await 30 is_ready; }; then
    fail "Slurm does not start: $(tail --lines=20 "$cluster"/*.log)"
  fi
}

is_ready() { [ -n "$(sinfo --noheader --states=idle 2>/dev/null)" ]; }

stop_slurm() {
  scancel --user "$(id -un)" || true
  await 30 is_empty || true
  local pid
  for pid in "$cluster/slurmd.pid" "$cluster/slurmctld.pid" "$cluster/munge/pid"; do
    [ -s "$pid" ] || continue
    kill "$(cat "$pid")" || true
    await 20 has_ended "$(cat "$pid" 2>/dev/null)" || true
  done
}

has_ended() { ! kill -0 "$1" 2>/dev/null; }

is_empty() { [ -z "$(squeue --noheader)" ]; }

logged() { grep -q "$2" "$FOLDER"/log/*_"$1"; }
has_result() { [ -e "$RESULT" ]; }

# Waits for the table while there are jobs.
await_result() {
  await 600 is_empty || fail "jobs do not end: $(squeue)"
  has_result || fail "no table: $(tail -n 5 "$FOLDER"/log/*)"
}

trap 'stop_slurm; cleanup' EXIT
start_slurm
submit=$recipes/slurm/submit.sh

say "one worker killed; its task is requeued"
"$submit"
kill_worker 3
"$submit" && fail "a sweep was submitted twice"
await_result
logged 3 "restart 1" || fail "the task was not requeued: $(cat "$FOLDER"/log/*_3)"
took_up 3
compare

say "time limit: SIGTERM, exit code 75, requeued"
rm -r sweep sweep.csv
SBATCH_TIMELIMIT=1 SBATCH_SIGNAL=B:TERM@50 "$submit"
hold_worker 2
await 90 logged 2 SIGTERM || fail "no SIGTERM before the time limit"
kill -CONT "$worker"
await_result
logged 2 "exit code 75" || fail "the program did not end with 75: $(cat "$FOLDER"/log/*_2)"
logged 2 "restart 1" || fail "the task was not requeued: $(cat "$FOLDER"/log/*_2)"
took_up 2
compare

say "preemption: killed and requeued by Slurm"
rm -r sweep sweep.csv
"$submit"
hold_worker 2
sbatch --partition=urgent --exclusive --output=/dev/null --wrap "sleep 2"
await_result
logged 2 "restart 1" || fail "the task was not requeued: $(cat "$FOLDER"/log/*_2)"
took_up 2
compare

say "scancel: SIGTERM, exit code 75, not requeued; submitted again"
rm -r sweep sweep.csv
"$submit"
hold_worker 4
# Slurm resumes halted processes before it sends SIGTERM.
scancel --name toy-sweep
await 30 logged 4 SIGTERM || fail "no SIGTERM by scancel"
await 60 is_empty || fail "jobs are still running after scancel: $(squeue)"
! has_result || fail "there is a table without shard 4"
logged 4 "exit code 75" || fail "the program did not end with 75: $(cat "$FOLDER"/log/*_4)"
[ "$(stat -c %s "$(part 4).partial")" -ge "$kept" ] || fail "what the worker had computed is lost"
"$submit"
await_result
took_up 4
compare

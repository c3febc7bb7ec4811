#!/usr/bin/env python3
"""Plants faults in gradients of random problems and counts what `toy lab hypergradient --compare` says.

    python Benchmarks/referee/confusion.py PROGRAM [--seeds 0:16] [--models ridge,logistic,lasso,quadratic] [-o FILE]

Columns: `right`; `cause`, a named cause that was planted; `ambig`, the planted one among several; `likely`; `unexpl`;
`WRONGL` and `WRONG`, likely and named causes that were not planted. Faults with a question mark are not in the bank.
"""
import argparse
import collections
import json
import os
import resource
import subprocess
import sys
import tempfile

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np  # noqa: E402
from faults import faults  # noqa: E402
from problems import random_problem  # noqa: E402

COLUMNS = ["right", "cause", "ambig", "likely", "unexpl", "refused", "WRONGL", "WRONG"]


def options(P, folder):
    """Writes a problem and returns the options that name its files."""
    def save(name, array):
        np.save(f"{folder}/{name}.npy", array)
        return f"{folder}/{name}.npy"
    at = ["--at", save("lam", P.lam), "--upper", P.upper]
    if P.is_quadratic:
        return at + ["--quadratic", ",".join(save(name, getattr(P, name)) for name in "HbtC")]
    return at + ["--model", P.model, "--data", save("X", P.X), "--labels", save("y", P.y),
                 "--validation", save("V", P.V), "--validation-labels", save("w", P.w)]


def judge(program, arguments):
    """The object `comparison`, and the processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([program, "lab", "hypergradient", "--format", "json", *arguments], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not run.stdout:
        sys.exit(f"{' '.join(arguments)}\n{run.stderr}")
    return json.loads(run.stdout)["comparison"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def column(answer, causes):
    """Where an answer belongs, for a fault of one of these causes."""
    verdict = answer["verdict"]
    if verdict == "right":
        return "right"
    if verdict == "unexplained":
        return "unexpl"
    if verdict in ("kink", "not-finite", "not-certified"):
        return "refused"

    def hits(entry):
        return bool(causes and set((entry["cause"] or "").split("+")) & causes)
    if verdict == "likely":
        return "likely" if hits(answer) else "WRONGL"
    if verdict == "ambiguous":
        return "ambig" if any(map(hits, answer["candidates"])) else "WRONG"
    return "cause" if hits(answer) else "WRONG"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--seeds", default="0:16")
    parser.add_argument("--models", default="ridge,logistic,lasso,quadratic")
    parser.add_argument("-o", "--output")
    arguments = parser.parse_args()
    low, high = map(int, arguments.seeds.split(":"))
    table, times, notes, problems = collections.defaultdict(collections.Counter), [], [], 0
    for seed in range(low, high):
        for model in arguments.models.split(","):
            P = random_problem(model, seed)
            if P.is_lasso and len(P.support(P.solution())) < 4:
                continue
            problems += 1
            with tempfile.TemporaryDirectory() as folder:
                names = options(P, folder)
                for name, causes, gradient in faults(P, seed):
                    np.save(f"{folder}/g.npy", gradient)
                    answer, time = judge(arguments.program, names + ["--compare", f"{folder}/g.npy"])
                    # A fault that F = G hides leaves the other one.
                    place = column(answer, causes)
                    if name == "sign of the implicit term" and not np.any(gradient):
                        continue
                    table[name][place] += 1
                    times.append(time)
                    if place.startswith("WRONG") or causes and not name.startswith("?") and place in ("unexpl", "likely"):
                        notes.append(f"{place}: {model} {seed}, p = {len(P.lam)}, {P.upper}, {name}, error "
                                     f"{answer['relative_error']:.1e}: {answer['cause']} {answer['statement']}")
            print(model, seed, len(P.lam), file=sys.stderr, flush=True)
    lines = ["%-38s %5s " % ("planted", "n") + " ".join("%7s" % name for name in COLUMNS)]
    total = collections.Counter()
    for name, counts in table.items():
        total += counts
        lines.append("%-38s %5d " % (name, sum(counts.values())) + " ".join("%7s" % (counts[c] or ".") for c in COLUMNS))
    lines.append("%-38s %5d " % ("all", sum(total.values())) + " ".join("%7s" % (total[c] or ".") for c in COLUMNS))
    times.sort()
    lines.append(f"{problems} problems, seeds {arguments.seeds}; processor time of the whole command: median "
                 f"{times[len(times) // 2]:.3f} s, 95 % below {times[int(0.95 * len(times))]:.3f} s, largest {times[-1]:.3f} s")
    text = "\n".join(lines + notes) + "\n"
    print(text, end="")
    if arguments.output:
        with open(arguments.output, "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()

"""Time `toy explore`, which computes all numbers of its page and writes it.

    python time_page.py .build/release/toy [--results DIR]

Whole processes, the least of several rounds: the processor time of all threads, and the time until the page is there. The
pages of all rounds must be the same. There is no peer.

Writes page.csv.
"""

import argparse
import csv
import os
import pathlib
import resource
import subprocess
import time

ROUNDS = 11


def processor() -> str:
    """The name of the processor."""
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "?"


def measured(command: list[str]) -> tuple[float, float, bytes]:
    """Processor time and wall time of one run in seconds, and its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    output = subprocess.run(command, check=True, capture_output=True).stdout
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the built toy")
    parser.add_argument("--results", type=pathlib.Path, help="where to write the CSV")
    options = parser.parse_args()
    rounds = [measured([options.program, "explore", "-o", "-"]) for _ in range(ROUNDS)]
    assert len({page for _, _, page in rounds}) == 1, "the pages differ"
    row = {
        "work": "toy explore",
        "cpu_s": f"{min(cpu for cpu, _, _ in rounds):.3g}",
        "wall_s": f"{min(wall for _, wall, _ in rounds):.3g}",
        "bytes": len(rounds[0][2]),
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)),
    }
    print(", ".join(f"{name} {value}" for name, value in row.items()))
    if options.results:
        options.results.mkdir(parents=True, exist_ok=True)
        with open(options.results / "page.csv", "w", newline="") as file:
            writer = csv.DictWriter(file, row, lineterminator="\n")
            writer.writeheader()
            writer.writerow(row)


if __name__ == "__main__":
    main()

"""Time the table of `toy risk-ratio --n 500 --sigma 0.9` against NumPy and against an empty program.

Whole processes, started in turn so that a drift of the machine meets all of them alike. The two
tables are compared number by number first. Prints the ratios of the median wall times:

    python compare_risk_table.py .build/release/toy [--results DIR]

Writes risk_table.csv.
"""

import argparse
import csv
import io
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
SETTING = ["--n", "500", "--sigma", "0.9"]
RUNS = 31


def output(command: list[str]) -> str:
    """Standard output of a command that must succeed."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def largest_difference(first: str, second: str) -> float:
    """Largest relative difference between two CSV tables that must agree in every word."""
    rows_a, rows_b = (list(csv.reader(io.StringIO(text))) for text in (first, second))
    assert len(rows_a) == len(rows_b) and rows_a[0] == rows_b[0], "the tables differ in shape"
    largest = 0.0
    for row_a, row_b in zip(rows_a[1:], rows_b[1:]):
        for a, b in zip(row_a, row_b):
            if a != b:
                x, y = float(a), float(b)
                largest = max(largest, abs(x - y) / max(abs(x), abs(y)))
    return largest


def seconds(command: list[str]) -> float:
    """Wall time of one run, output discarded."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def empty_program(folder: str) -> list[str]:
    """An empty Swift program, compiled with optimisation."""
    source = pathlib.Path(folder) / "empty.swift"
    source.write_text("")
    binary = pathlib.Path(folder) / "empty"
    subprocess.run(["swiftc", "-O", str(source), "-o", str(binary)], check=True)
    return [str(binary)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the built toy")
    parser.add_argument("--results", type=pathlib.Path, help="where to write the CSV")
    options = parser.parse_args()
    toy = options.program
    numpy_script = [sys.executable, str(HERE / "risk_table.py"), *SETTING]
    toy_csv = [toy, "risk-ratio", *SETTING, "-o", "-", "--format", "csv"]
    difference = largest_difference(output(toy_csv), output(numpy_script))
    print(f"largest relative difference of the tables: {difference:.1e}")
    assert difference < 1e-12
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "empty Swift program": empty_program(folder),
            "toy, summary": [toy, "risk-ratio", *SETTING, "-o", "-"],
            "toy, summary, n = 10^12": [
                toy, "risk-ratio", "--n", "1000000000000", "--k", "1,10,1000", "-o", "-"],
            "toy, full CSV": toy_csv,
            "NumPy, full CSV": numpy_script,
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(RUNS):
            for name, command in commands.items():
                times[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    empty, numpy_time = medians["empty Swift program"], medians["NumPy, full CSV"]
    print(f"{'':26}{'median ms':>10}{'× empty':>10}{'NumPy / it':>12}")
    for name, median in medians.items():
        print(f"{name:26}{1000 * median:10.2f}{median / empty:10.2f}{numpy_time / median:12.1f}")
    if options.results:
        options.results.mkdir(parents=True, exist_ok=True)
        with open(options.results / "risk_table.csv", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["process", "ms", "ratio_to_empty", "numpy_over_it"])
            for name, median in medians.items():
                cells = (1000 * median, median / empty, numpy_time / median)
                writer.writerow([name, *(f"{cell:.4g}" for cell in cells)])


if __name__ == "__main__":
    main()

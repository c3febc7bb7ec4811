"""Time risk + gradient, and learning, against PyTorch and JAX in one run.

    python compare_learning.py .build/release/LearningBenchmark [--quick] [--results DIR]

A full run takes a quarter of an hour, --quick some minutes. --redraw measures nothing: it draws ratios.svg
from the CSV files of an earlier run.

All sides get the same R (normal entries, seed 1, scaled so that R R^T has the largest eigenvalue 6.5)
in the eigenbasis of C, n = 500, sigma = 0.9, omega = softplus(alpha) = 0.2, float64, one thread on one
and the same core. They take turns, so that a drift of the machine meets all of them alike; the
figures are medians. Values and gradients in R and alpha are compared first and must agree.

Variables of the environment that make OpenBLAS choose other kernels than its own choice for the
machine are not passed on, unless --openblas-core names one; machine.csv names the kernel in use.

Writes risk_gradient.csv, time_to_gap.csv, machine.csv and ratios.svg.
"""

import argparse
import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy as np

HERE = pathlib.Path(__file__).parent
N, SECOND_MOMENT, NOISE, OMEGA = 500, 1.25, 0.81, 0.2
LARGEST_EIGENVALUE = 6.5
DEPTHS = (0, 2, 10, 50, 1000)  # 0 is bilevel
GAP = 1e-6
AGREEMENT = 1e-10
# Nothing here may use more threads than one, and all sides run on the same core.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
ENVIRONMENT |= {
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}


class Side:
    """A program that answers requests, one line each."""

    def __init__(self, name: str, command: list[str]):
        core = max(os.sched_getaffinity(0))
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=ENVIRONMENT, preexec_fn=lambda: os.sched_setaffinity(0, {core}))

    def ask(self, *fields: object) -> list[str]:
        """The fields of the answer."""
        print(*fields, sep="\t", file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{self.name} failed at {fields}")
        return answer.rstrip("\n").split("\t")

    def numbers(self, *fields: object) -> list[float]:
        return [float(field) for field in self.ask(*fields)]


class Bench:
    """The three sides and the files through which they share problems."""

    def __init__(self, program: str, folder: str):
        self.folder = pathlib.Path(folder)
        self.swift = Side("this project", [program])
        self.peers = [
            Side(name, [sys.executable, str(HERE / "peers" / script)])
            for name, script in (("PyTorch", "torch_peer.py"), ("JAX", "jax_peer.py"))
        ]
        self.sides = [self.swift, *self.peers]

    def pose(self, data: str, k: int, depth: int, omega: float = OMEGA) -> None:
        """Gives all sides the same problem."""
        spectrum, regularizer = self.folder / "spectrum", self.folder / "regularizer"
        if data == "constant":
            gamma = np.zeros(N)
            gamma[0] = N * SECOND_MOMENT
        else:
            gamma = 1 / (1 + np.arange(N) / 10)
        r = 0.1 * np.random.default_rng(1).standard_normal((k, N))
        r *= np.sqrt(LARGEST_EIGENVALUE) / np.linalg.norm(r, 2)
        gamma.tofile(spectrum)
        r.ravel(order="F").tofile(regularizer)
        for side in self.sides:
            side.ask("problem", spectrum, regularizer, k, NOISE, depth, omega)

    def agree(self, k: int, depth: int) -> tuple[list[str], float]:
        """Compares values and gradients; gives the forms and the largest relative difference."""
        forms, values, gradients = [], [], []
        for side in self.sides:
            file = self.folder / "gradient"
            value, form = side.ask("evaluate", file)
            forms.append(form)
            values.append(float(value))
            gradients.append(np.fromfile(file))
        largest = 0.0
        for side, value, gradient in zip(self.peers, values[1:], gradients[1:]):
            # The last entry, dE/dalpha, by itself: it may be tiny or large compared with the others.
            parts = [slice(0, k * N)] + ([slice(k * N, None)] if depth > 0 else [])
            differences = [abs(values[0] - value) / value] + [
                np.linalg.norm(gradients[0][part] - gradient[part])
                / max(np.linalg.norm(gradient[part]), 1e-3)
                for part in parts
            ]
            largest = max(largest, *differences)
            if largest > AGREEMENT:
                sys.exit(f"k = {k}, N = {depth}: {side.name} differs by {differences}")
        return forms, largest


def risk_gradient(bench: Bench, quick: bool) -> list[dict]:
    """Milliseconds per risk + gradient over the grid, and at a few points of a general spectrum."""
    cases = [("constant", k, depth) for k in (50, 250, 500) for depth in DEPTHS]
    cases += [("distinct", k, depth) for k in (50, 250, 500) for depth in (0, 2, 10)]
    if quick:
        cases = [case for case in cases if not (case[1] > 50 and case[2] > 50)]
    print(f"{'data':9}{'k':>4}{'N':>8} {'algorithm':11}{'ms':>9}{'PyTorch ms':>11} {'form':9}"
          f"{'JAX ms':>10} {'form':9}{'ratio':>9}{'% dgemm':>8}{'difference':>11}")
    rows = []
    for data, k, depth in cases:
        bench.pose(data, k, depth)
        forms, difference = bench.agree(k, depth)
        times: list[list[float]] = [[] for _ in bench.sides]
        products: list[float] = []
        slow = k > 50 and depth > 50
        for _ in range(3 if quick else 2 if slow else 7):
            products += bench.swift.numbers("product", k, 5)
            for side, samples in zip(bench.sides, times):
                samples += side.numbers("time", 100, 0.15 if quick else 0.4)
        swift, torch, jax = (1000 * statistics.median(samples) for samples in times)
        rate = 2 * k**3 / statistics.median(products)
        (flops,) = bench.swift.numbers("flops")
        share = flops / (swift / 1000) / rate
        row = {
            "data": data, "n": N, "k": k, "depth": depth or "bilevel", "algorithm": forms[0],
            "ms": swift, "pytorch_ms": torch, "pytorch_form": forms[1], "jax_ms": jax,
            "jax_form": forms[2], "ratio_to_pytorch": torch / swift, "ratio_to_jax": jax / swift,
            "ratio": min(torch, jax) / swift, "largest_difference": difference, "flops": flops,
            "dgemm_gigaflops": rate / 1e9, "share_of_dgemm": share,
        }
        rows.append(row)
        print(f"{data:9}{k:4}{row['depth']!s:>8} {forms[0]:11}{swift:9.3f}{torch:11.2f} {forms[1]:9}"
              f"{jax:10.2f} {forms[2]:9}{row['ratio']:9.1f}{100 * share:8.0f}{difference:11.1e}",
              flush=True)
    for k in (50, 250, 500):
        deep = [row["ms"] for row in rows
                if row["data"] == "constant" and row["k"] == k
                and row["depth"] != "bilevel" and row["depth"] >= 10]
        print(f"k = {k}: time at N >= 10 varies by {100 * (max(deep) / min(deep) - 1):.0f} %")
    return rows


def small_step_agreement(bench: Bench) -> float:
    """Agreement at omega = 0.02, where depth 1000 is still far from the limit of bilevel."""
    largest = 0.0
    for depth in (50, 1000):
        bench.pose("constant", 50, depth, omega=0.02)
        largest = max(largest, bench.agree(50, depth)[1])
    return largest


def best_step(k: int, depth: int) -> float:
    """The omega with the best infimum for even N, given to all sides by hand.

    For k < n 1 - (1 - omega)^N is the best gain c0 on the n - k directions that R cannot reach; for
    k = n any omega in a range will do.
    """
    gamma = N * SECOND_MOMENT
    rest = (N - k) * NOISE / (gamma + (N - k) * NOISE)  # 1 - c0
    return 1 - rest ** (1 / depth) if 0 < depth and k < N else OMEGA


def time_to_gap(bench: Bench, quick: bool) -> list[dict]:
    """Seconds of L-BFGS to a relative gap of 1e-6 over the known infimum, omega fixed."""
    cases = [(50, 0), (50, 2), (50, 10)]
    if not quick:
        cases += [(250, 0), (250, 2), (250, 10), (500, 2), (500, 10), (500, 0)]
    print(f"\n{'k':>4}{'N':>8}" + "".join(
        f"{side.name + ' s':>15}{'(evals)':>8}{'gap':>9}" for side in bench.sides) + f"{'ratio':>9}")
    rows = []
    for k, depth in cases:
        omega = best_step(k, depth)
        bench.pose("constant", k, depth, omega)
        bench.agree(k, depth)
        (optimum,) = bench.swift.numbers("optimum")
        results: list[list[list[float]]] = [[] for _ in bench.sides]
        for turn in range(3):
            for side, samples in zip(bench.sides, results):
                # What takes seconds is run once.
                if turn == 0 or samples[0][0] < 5:
                    limit = 60 if side is not bench.swift and k == N and depth == 0 else 200
                    samples.append(
                        side.numbers("learn", optimum * (1 + GAP), limit, 3000))
        row = {"data": "constant", "n": N, "k": k, "depth": depth or "bilevel",
               "step_size": omega if depth else "", "infimum": optimum}
        print(f"{k:4}{row['depth']!s:>8}", end="")
        seconds = []
        for side, name, samples in zip(bench.sides, ("", "pytorch_", "jax_"), results):
            elapsed = statistics.median(sample[0] for sample in samples)
            evaluations, value = samples[0][1:]
            gap = value / optimum - 1
            row |= {f"{name}seconds": elapsed, f"{name}evaluations": int(evaluations),
                    f"{name}gap": gap}
            seconds.append(elapsed if gap <= GAP * (1 + 1e-9) else float("inf"))
            print(f"{elapsed:15.4f}{int(evaluations):8}{gap:9.0e}", end="")
        peer = min(seconds[1:])
        row["ratio"] = peer / seconds[0] if seconds[0] < float("inf") and peer < float("inf") else ""
        print(f"{row['ratio']:9.1f}" if row["ratio"] else f"{'-':>9}", flush=True)
        rows.append(row)
    return rows


def machine(bench: Bench) -> list[dict]:
    """Where and with what the figures were made."""
    return machine_facts(bench.swift, "; ".join(peer.ask("versions")[0] for peer in bench.peers))


def machine_facts(swift_side: Side, peers: str) -> list[dict]:
    """The machine and the versions of our program, Python and the peers."""
    cpu = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line), "?")
    family = [line.split(":")[1].strip() for line in open("/proc/cpuinfo")
              if line.startswith(("cpu family", "model\t"))][:2]
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    openblas = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "libopenblas-dev"], capture_output=True,
        text=True).stdout
    # OpenBLAS says which kernels it chose, where it is asked to.
    said = subprocess.run(
        [swift_side.process.args[0]], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env=ENVIRONMENT | {"OPENBLAS_VERBOSE": "2"}).stderr
    kernels = next((line[6:] for line in said.splitlines() if line.startswith("Core: ")), "?")
    facts = {
        "cpu": cpu, "cpu family, model": " ".join(family), "cores": os.cpu_count(),
        "threads": 1, "swift": swift.splitlines()[0] if swift else "?",
        "openblas": openblas or "?",
        "openblas kernels": kernels, "python": sys.version.split()[0], "numpy": np.__version__,
        "peers": peers,
    }
    return [{"what": what, "value": value} for what, value in facts.items()]


def write(path: pathlib.Path, rows: list[dict]) -> None:
    """Writes a CSV table; times keep four digits, which is more than repeats."""
    def shown(value: object) -> object:
        return f"{value:.4g}" if isinstance(value, float) else value

    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: shown(value) for key, value in row.items()} for row in rows)


def redraw(program: str, results: pathlib.Path) -> None:
    """Draws the chart from the table of an earlier run."""
    with open(results / "risk_gradient.csv", newline="") as file:
        rows = [row | {"k": int(row["k"])} for row in csv.DictReader(file)]
    chart(Side("this project", [program]), results / "ratios.svg", rows)


def chart(swift: Side, path: pathlib.Path, rows: list[dict]) -> None:
    """Draws the ratios over N, by the project's own means."""
    lines = []
    for k in (50, 250, 500):
        mine = {row["depth"]: row["ratio"] for row in rows
                if row["data"] == "constant" and row["k"] == k}
        bilevel = mine.pop("bilevel")
        lines.append("\t".join(map(str, [k, bilevel] + [x for pair in mine.items() for x in pair])))
    swift.ask("chart", path, str(len(lines)) + "\n" + "\n".join(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the built LearningBenchmark")
    parser.add_argument("--quick", action="store_true",
                        help="a few minutes: no N = 1000 for k > 50, learning for k = 50 only")
    parser.add_argument("--openblas-core", metavar="NAME",
                        help="kernels that OpenBLAS is to use, such as SkylakeX, on all sides")
    parser.add_argument("--results", type=pathlib.Path, help="where to write CSV and chart")
    parser.add_argument("--redraw", action="store_true",
                        help="only draw the chart of --results anew, from its CSV files")
    options = parser.parse_args()
    if options.redraw:
        if not options.results:
            parser.error("--redraw requires --results")
        redraw(options.program, options.results)
        return
    if options.openblas_core:
        ENVIRONMENT["OPENBLAS_CORETYPE"] = options.openblas_core
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.program, folder)
        rows = risk_gradient(bench, options.quick)
        print(f"largest difference at omega = 0.02: {small_step_agreement(bench):.1e}")
        learned = time_to_gap(bench, options.quick)
        if options.results:
            options.results.mkdir(parents=True, exist_ok=True)
            write(options.results / "risk_gradient.csv", rows)
            write(options.results / "time_to_gap.csv", learned)
            write(options.results / "machine.csv", machine(bench))
            chart(bench.swift, options.results / "ratios.svg", rows)


if __name__ == "__main__":
    main()

"""Time the computations of the labs beside scikit-learn, celer, JAX, jaxopt, PyTorch, NumPy, Numba, SciPy and DFO-LS in one run.

    python compare_labs.py .build/release/LabBenchmark [--results DIR] [--only PATTERN]

All sides get the same files, float64, one thread on one and the same core, and take turns, so that a drift of the
machine meets all of them alike. Times are CPU times, the medians of the turns; those of a peer exclude compilation. A peer has
several forms of a computation, of which the fastest that is accurate enough counts. Results are compared first: codes by
their objectives, derivatives by their entries, training by the losses that are reached.

Writes labs.csv and labs_machine.csv; with --only, rows whose names match, in place of the old ones.
"""

import argparse
import csv
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass

import compare_learning
import numpy as np
import scipy.optimize
from compare_learning import Side, write

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE / "referee"))
import faults  # noqa: E402
from problems import Problem  # noqa: E402

DATA = HERE.parent / "Data"
TURNS = 5


@dataclass
class Work:
    """One row of the table."""

    name: str
    fields: list[object]
    peer: str  # scikit-learn, celer, JAX, PyTorch, NumPy, Numba, or none
    goal: float | None  # the largest ratio of our time to the peer's, or milliseconds without a peer
    compare: str = "entries"  # or objective, or last: that the last number is not above the peer's
    agreement: float = 1e-8
    turns: int = TURNS


class Problems:
    """The files of the problems."""

    def __init__(self, folder: str, ours: Side):
        self.folder = pathlib.Path(folder)
        self.ours = ours

    def save(self, name: str, array: np.ndarray) -> pathlib.Path:
        """Writes an array of at least one row."""
        path = self.folder / f"{name}.npy"
        np.save(path, np.ascontiguousarray(np.atleast_2d(array), dtype=float))
        return path

    def coding(self, name: str, dictionary: np.ndarray, signals: np.ndarray) -> list[object]:
        """A dictionary of unit atoms and signals with the largest penalty 1."""
        dictionary = dictionary / np.linalg.norm(dictionary, axis=0)
        signals = signals / abs(signals @ dictionary).max(axis=1, keepdims=True)
        return ["codes", self.save(f"{name}-dict", dictionary), self.save(f"{name}-data", signals)]

    def random_coding(self, seed: int, n: int, m: int, count: int) -> list[object]:
        """Normal entries."""
        random = np.random.default_rng(seed)
        return self.coding(f"random-{n}-{m}", random.standard_normal((n, m)), random.standard_normal((count, n)))

    def digits(self, count: int = 500) -> list[object]:
        """256 images as atoms and others to be coded, all with mean 0."""
        images = np.load(DATA / "digits" / "digits.npy").astype(float)
        images = np.random.default_rng(0).permutation(images)
        images -= images.mean(axis=1, keepdims=True)
        return self.coding(f"digits-{count}", images[:256].T, images[256 : 256 + count])

    def logistic(self) -> list[object]:
        """Forty samples of five features, as in the lab of hypergradients."""
        random = np.random.default_rng(11)
        design = random.standard_normal((40, 5))
        scores = design @ random.standard_normal(5) + 0.5 * random.standard_normal(40)
        return [
            "hypergradient", self.save("design", design), self.save("classes", np.sign(scores)),
            self.save("target", random.standard_normal(5)),
            self.save("point", np.log([0.05, 0.1, 0.2, 0.1, 0.3])),
        ]

    def referee(self, model: str) -> list[object]:
        """120 samples of 30 features of unequal size, 90 for validation."""
        random = np.random.default_rng(31)
        n, m, d = 120, 90, 30
        sizes, weights = np.geomspace(1, 0.05, d), random.standard_normal(d)
        fields: list[object] = ["referee", model]
        for name, count in (("training", n), ("validation", m)):
            samples = random.standard_normal((count, d)) * sizes
            scores = samples @ weights + 0.5 * random.standard_normal(count)
            labels = np.sign(scores) if model == "logistic" else scores
            fields += [self.save(f"{model}-{name}", samples), self.save(f"{model}-{name}-labels", labels)]
        return [*fields, self.save(f"{model}-point", np.log(3e-3) + 0.5 * random.standard_normal(d))]

    def judgements(self) -> list[Work]:
        """The parts of a judgement on a gradient whose linear system was solved by only three steps of CG."""
        works = []
        for model in ("ridge", "logistic"):
            fields = self.referee(model)
            wrong = self.save(f"{model}-wrong", stopped_gradient(model, *fields[2:]))
            works += [
                Work(f"{model}: the gradient with its certificate", [*fields, "truth"], "NumPy", 0.2),
                Work(f"{model}: the bank of wrong gradients", [*fields, "bank"], "NumPy", 0.2),
                Work(f"{model}: a verdict", [*fields, "verdict", wrong], "NumPy", 0.2),
            ]
        return works

    def training(self) -> list[Work]:
        """SLISTA and coupled LISTA on 400 signals, against the same descent and that of adopty."""
        _, *files = self.random_coding(151, 10, 20, 400)
        works = []
        for kind, name, goal in (("slista", "SLISTA", 0.25), ("coupled", "coupled LISTA", 0.2)):
            fields = ["training", kind, *files, 0.1, 10, 60]
            works += [
                Work(f"{name}, T to 10, 60 steps a depth", [*fields, "armijo"], "PyTorch", goal, turns=3),
                Work(f"{name}, beside 60 trials a depth", [*fields, "quadrupled"], "PyTorch", goal, "last", turns=3),
            ]
        return works

    def gradients(self) -> list[Work]:
        """The loss with its gradient for 1000 digits, at random weights near those of ISTA, and its products alone."""
        _, *files = self.digits(1000)
        dictionary = np.load(files[0])
        n, m = dictionary.shape
        random, depth, works = np.random.default_rng(161), 10, []
        for kind, name in (("slista", "SLISTA"), ("coupled", "coupled LISTA")):
            layers = []
            for _ in range(depth):
                step = (1 + 0.3 * random.random()) / np.linalg.norm(dictionary, 2) ** 2
                if kind == "coupled":
                    layers.append(step * (dictionary + 0.02 * random.standard_normal((n, m))).ravel())
                layers.append([step])
            weights = self.save(f"{kind}-weights", np.concatenate(layers))
            fields = ["gradient", kind, *files, 0.1, weights]
            works += [
                Work(f"{name}, 1000 digits, T = 10: loss + gradient", fields, "PyTorch", 1),
                Work(f"{name}: the dgemm in it alone", ["products", 1000, n, m, depth, kind], "none", None),
            ]
        return works

    def epochs(self) -> list[Work]:
        """An epoch of the dequantiser with a learned map and steps on 10,000 active frames of recordings, in 4 bits."""
        peak, frames = 2**3 - 0.5 - 1e-9, []
        for path in sorted((DATA / "speech").glob("*.wav")):
            with wave.open(str(path)) as file:
                sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
            sound = sound[: len(sound) // 64 * 64] / abs(sound).max() * peak
            frames += [frame for frame in sound.reshape(-1, 64) if np.round(frame).any()]
        clean = np.array(frames)[np.arange(10_000) * len(frames) // 10_000]
        files = [self.save("quantized", np.round(clean)), self.save("clean", clean)]
        order = self.folder / "order.npy"
        self.ours.ask("pose", "order", *files, 1)
        self.ours.ask("answer", order)
        return [
            Work(f"dequantiser, an epoch, N = {depth}", ["epoch", *files, depth, order], "PyTorch", 0.2, turns=3)
            for depth in (1, 2, 5, 10, 20, 50)
        ]

    def stochastic(self) -> list[object]:
        """SABA on 200 samples for training and 200 for validation, of six features, with the steps of the lab."""
        random = np.random.default_rng(81)
        fields: list[object] = ["saba"]
        for name in ("below", "above"):
            samples = random.standard_normal((200, 6))
            scores = samples @ np.array([2, -1.5, 1, 0, 0, 0])
            labels = np.where(random.random(200) < 1 / (1 + np.exp(-scores)), 1.0, -1.0)
            fields += [self.save(f"saba-{name}", samples), self.save(f"saba-{name}-labels", labels)]
        return [*fields, self.save("saba-point", -3 * np.ones(6)), 0.05, 0.7, -5, 1, 120_000, 1]

    def denoiser(self) -> list[Work]:
        """Both parameters of a quadratic regulariser from twelve smooth signals, as in the lab of tuning."""
        random, n, count, sigma = np.random.default_rng(161), 32, 12, 0.25
        index = np.arange(n)
        basis = np.sqrt(2 / n) * np.cos(np.pi * (index[:, None] + 0.5) * index / n)
        basis[:, 0] /= np.sqrt(2)
        eigenvalues = 2 - 2 * np.cos(np.pi * index / n)
        clean = random.standard_normal((count, n)) * sigma / np.sqrt(0.3 + 4 * eigenvalues) @ basis.T
        noisy = clean + sigma * random.standard_normal((count, n))
        spectra = noisy @ basis, clean @ basis

        def value(theta: np.ndarray, beta: float) -> float:
            a, c = 10.0**theta
            error = spectra[0] / (1 + c + a * eigenvalues) - spectra[1]
            return (error**2).sum() + beta * (1 + 4 * a / (1 + c)) ** 2

        beta = 1e-5
        best = scipy.optimize.minimize(value, [0.5, -0.5], (beta,), method="Nelder-Mead", options={"fatol": 1e-13, "xatol": 1e-8})
        fields = ["denoiser", self.save("noisy", noisy), self.save("smooth", clean)]
        return [
            Work(
                "two parameters to 1e-6, inexact lower level", [*fields, beta, "dfo", float(best.fun) + 1e-6], "SciPy",
                0.1, "last", agreement=1e-6,
            ),
            Work("two parameters, exact lower level", [*fields, 0, "reduced"], "SciPy", 1, agreement=1e-5),
        ]

    def imaging(self) -> list[Work]:
        """Total variation of signals and images; results of iterations are compared by their objectives."""
        random = np.random.default_rng(31)

        def signal(count: int) -> np.ndarray:
            return np.repeat(random.standard_normal(count // 16), 16) + 0.3 * random.standard_normal(count)

        def denoising(name: str, count: int) -> Work:
            return Work(
                f"total variation, n = {name}", ["tv-signal", self.save(f"tv-{name}", signal(count)), 0.5], "condat_tv",
                1.5, agreement=1e-9)

        pixels = (DATA / "camera" / "camera-128.pgm").read_bytes()[15:]
        image = np.frombuffer(pixels, np.uint8).reshape(128, 128) / 255
        kernel = np.array([0.1, 0.2, 0.4, 0.2, 0.1])
        for axis in (0, 1):
            image = sum(weight * np.roll(image, shift, axis) for shift, weight in zip(range(-2, 3), kernel))
        image = image + 0.02 * random.standard_normal(image.shape)
        steps = np.repeat([0, 1, 0.4], [13, 15, 12])
        row = 0.2 * np.roll(steps, 1) + 0.6 * steps + 0.2 * np.roll(steps, -1) + 0.05 * random.standard_normal(40)
        return [
            denoising("32", 32), denoising("10^6", 1_000_000),
            Work(
                "deblurring 128 x 128 to a gap of 1e-4",
                ["tv-image", self.save("blurred", image), self.save("kernel", kernel), 0.004, 1e-4], "pyproximal", 0.2,
                "last", agreement=1e-4),
            Work(
                "plug-and-play, n = 40, to a gap of 1e-6",
                ["plug-and-play", self.save("row", row), self.save("taps", np.array([0.2, 0.6, 0.2])), 0.08, 1e-6],
                "pyproximal", 0.0173, "last", agreement=1e-4),
        ]

    def works(self) -> list[Work]:
        """All rows."""
        single, many = self.random_coding(141, 20, 50, 1), self.random_coding(142, 10, 20, 400)
        ista = self.random_coding(101, 10, 30, 1)
        jacobian, logistic = ["jacobian", *ista[1:], 0.1, 5000], self.logistic()
        return [
            Work("one Lasso, 20 x 50, to 1e-14", [*single, 0.4, 1e-14], "scikit-learn", 0.5, "objective"),
            Work("400 Lasso, 10 x 20, to 1e-10", [*many, 0.1, 1e-10], "scikit-learn", 0.5, "objective"),
            Work("500 digits, 64 x 256, to 1e-10", [*self.digits(), 0.1, 1e-10], "celer", 0.8, "objective"),
            Work("Jacobian of 5000 steps of ISTA, reverse", [*jacobian, "reverse"], "JAX", 0.5),
            Work("Jacobian of ISTA for all N to 5000, forward", [*jacobian, "forward"], "JAX", 0.5),
            Work("logistic hypergradient, implicit", [*logistic, "implicit", "descent"], "JAX", 0.1),
            Work("the same beside the fastest solver of the peer", [*logistic, "implicit", "any"], "JAX", None),
            Work("logistic hypergradient, unrolled, N = 900", [*logistic, "unrolled", 900], "JAX", 0.6),
            *self.judgements(),
            *self.training(),
            *self.gradients(),
            *self.epochs(),
            Work("SABA, 120,000 steps, 6 penalties, 200 + 200", self.stochastic(), "Numba", 1.2),
            Work("the lab of stochastic methods as a whole", ["stochastic"], "none", 2000, turns=3),
            *self.denoiser(),
            *self.imaging(),
            Work("seven descents with inexact hypergradients", ["hoag"], "none", 60),
        ]


def stopped_gradient(model: str, *paths: pathlib.Path) -> np.ndarray:
    """The implicit formula at the solution after three steps of CG."""
    names = ("X", "y", "V", "w", "lam")
    arrays = {name: np.load(path) for name, path in zip(names, paths)}
    problem = Problem(model, **{name: array if name in "XV" else array[0] for name, array in arrays.items()})
    return problem.implicit(problem.solution(), faults.cg(3))


def difference(work: Work, ours: np.ndarray, theirs: np.ndarray) -> float:
    """How far apart two results are: in entries, in the largest objective, or how far the last number is above the peer's."""
    if work.compare == "last":
        return max(0.0, float(ours[0, -1] / theirs[0, -1]) - 1)
    if work.compare == "entries":
        return float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs))
    dictionary, signals = np.load(work.fields[1]), np.load(work.fields[2])

    def objective(codes: np.ndarray) -> np.ndarray:
        residual = signals - codes @ dictionary.T
        return 0.5 * (residual**2).sum(axis=1) + work.fields[3] * abs(codes).sum(axis=1)

    return float(abs(objective(ours) - objective(theirs)).max() / (0.5 * (signals**2).sum(axis=1)).min())


def timed(work: Work, ours: Side, peer: Side | None, folder: pathlib.Path) -> dict:
    """A row of the table."""
    form = peer.ask("pose", *work.fields)[0] if peer else ""
    ours.ask("pose", *work.fields)
    gap = 0.0
    if peer:
        results = []
        for side in (ours, peer):
            path = folder / "answer.npy"
            side.ask("answer", path)
            results.append(np.load(path))
        gap = difference(work, *results)
        if not gap < work.agreement:
            sys.exit(f"{work.name}: the results differ by {gap:.2g}")
    samples: list[list[float]] = [[], []]
    for _ in range(work.turns):
        for side, times in zip([ours, peer] if peer else [ours], samples):
            times += side.numbers("time", 50, 0.5)
    mine = 1000 * statistics.median(samples[0])
    theirs = 1000 * statistics.median(samples[1]) if peer else None
    measured = mine / theirs if theirs else mine
    is_met = "" if work.goal is None else "yes" if measured <= work.goal else "no"
    row = {
        "work": work.name, "cpu_ms": mine, "peer": work.peer, "peer_form": form, "peer_cpu_ms": theirs or "",
        "ratio": mine / theirs if theirs else "", "goal": work.goal or "", "goal_met": is_met,
        "difference": gap if peer else "",
    }
    shown = f"{theirs:10.3f}{mine / theirs:8.3f}" if theirs else f"{'':18}"
    print(f"{work.name:46}{mine:10.4f}{shown}  {row['goal']!s:5} {is_met:4}{form}", flush=True)
    return row


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the built LabBenchmark")
    parser.add_argument("--results", type=pathlib.Path, help="where to write the tables")
    parser.add_argument("--only", default="", help="time the rows whose names match this expression")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        ours = Side("this project", [options.program])
        works = Problems(name, ours).works()
        peers = {
            side: Side(side, [sys.executable, str(HERE / "peers" / script), *arguments])
            for side, script, arguments in (
                ("scikit-learn", "coding_peer.py", ["scikit-learn"]),
                ("celer", "coding_peer.py", ["celer"]),
                ("JAX", "jaxopt_peer.py", []),
                ("PyTorch", "unrolling_peer.py", []),
                ("NumPy", "referee_peer.py", []),
                ("Numba", "stochastic_peer.py", []),
                ("SciPy", "search_peer.py", []),
                ("condat_tv", "imaging_peer.py", []),
                ("pyproximal", "imaging_peer.py", []),
            )
        }
        print(f"{'work':46}{'ms':>10}{'peer ms':>10}{'ratio':>8}  {'goal':5} met")
        rows = {
            work.name: timed(work, ours, peers.get(work.peer), pathlib.Path(name))
            for work in works if re.search(options.only, work.name)
        }
        if options.results:
            options.results.mkdir(parents=True, exist_ok=True)
            table = options.results / "labs.csv"
            if options.only and table.exists():
                with open(table, newline="") as file:
                    rows = {row["work"]: row for row in csv.DictReader(file)} | rows
            write(table, [rows[work.name] for work in works if work.name in rows])
            write(options.results / "labs_machine.csv", machine(ours, peers))


def machine(ours: Side, peers: dict[str, Side]) -> list[dict]:
    """Where and with what the figures were made."""
    versions = "; ".join(peer.ask("versions")[0] for peer in peers.values())
    # The kernels of OpenBLAS are known only once it has been used.
    return [fact for fact in compare_learning.machine_facts(ours, versions) if fact["value"] != "?"]


if __name__ == "__main__":
    main()

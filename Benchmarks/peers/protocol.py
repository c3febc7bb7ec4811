"""What the peers share: they answer the requests of LearningBenchmark/main.swift on standard input.

A peer knows several forms of the same risk, as a researcher would write them with automatic
differentiation, and uses the fastest for each problem.
"""

import sys
import time
from dataclasses import dataclass

import numpy as np


@dataclass
class Problem:
    """Data, family and R; coordinates are the eigenbasis of C."""

    gamma: np.ndarray  # eigenvalues of C, descending
    regularizer: np.ndarray  # R, k x n
    noise: float  # sigma^2
    depth: int  # N; 0 is bilevel
    omega: float

    @property
    def n(self) -> int:
        return self.gamma.size

    @property
    def k(self) -> int:
        return self.regularizer.shape[0]

    @property
    def is_constant(self) -> bool:
        """y = lambda u with one direction u: the bias needs T u alone."""
        return np.count_nonzero(self.gamma) == 1

    @property
    def alpha(self) -> float:
        """omega = softplus(alpha)."""
        return float(np.log(np.expm1(self.omega)))

    @property
    def forms(self) -> list[str]:
        if self.depth == 0:
            return ["inverse", "woodbury"]
        # Through hundreds of steps one form is clearly faster; the other is not worth minutes.
        if self.depth >= 200:
            return ["dense"] if 4 * self.k > self.n else ["factored"]
        return ["dense", "factored"]


class Reached(Exception):
    """Ends a minimisation: the target is reached, or time or evaluations are used up."""


class Watch:
    """Counts evaluations and keeps the lowest value."""

    def __init__(self, target: float, seconds: float, limit: int):
        self.target, self.seconds, self.limit = target, seconds, limit
        self.evaluations, self.lowest = 0, float("inf")
        self.start = time.perf_counter()

    def see(self, value: float) -> None:
        self.evaluations += 1
        self.lowest = min(self.lowest, value)
        elapsed = time.perf_counter() - self.start
        if self.lowest <= self.target or elapsed > self.seconds or self.evaluations >= self.limit:
            raise Reached

    @property
    def answer(self) -> list[float]:
        return [time.perf_counter() - self.start, self.evaluations, self.lowest]


def measure(runs: int, seconds: float, body) -> list[float]:
    """Seconds of calls in turn until runs or time are used up."""
    times: list[float] = []
    while not times or (len(times) < runs and sum(times) < seconds):
        start = time.perf_counter()
        body()
        times.append(time.perf_counter() - start)
    return times


def serve(library: str, prepare, minimise) -> None:
    """Answers requests until there are no more.

    prepare(problem, form) gives a function without arguments that computes the risk and its gradient
    in R and alpha, and returns a function that hands them over as NumPy arrays; minimise(problem,
    form, watch) runs L-BFGS until the watch raises Reached.
    """
    problem, form, evaluate = None, "", None

    def answer(name: str, *words: str) -> str:
        nonlocal problem, form, evaluate
        if name == "versions":
            return library
        if name == "problem":
            spectrum, regularizer, rows, noise, depth, omega = words
            gamma = np.fromfile(spectrum)
            flat = np.fromfile(regularizer)
            matrix = np.ascontiguousarray(flat.reshape((int(rows), gamma.size), order="F"))
            problem = Problem(gamma, matrix, float(noise), int(depth), float(omega))
            return "ok"
        if name == "evaluate":
            candidates = []
            for candidate in problem.forms:
                function = prepare(problem, candidate)
                value, gradient, slope = function()()
                # The first call compiles or warms up; with one form there is nothing to choose.
                single = len(problem.forms) == 1
                seconds = 0 if single else min(measure(3, 1, function))
                candidates.append((seconds, candidate, function, value, gradient, slope))
            _, form, evaluate, value, gradient, slope = min(candidates, key=lambda item: item[0])
            flat = gradient.ravel(order="F")
            if problem.depth > 0:
                flat = np.append(flat, slope)
            flat.tofile(words[0])
            return f"{float(value)!r}\t{form}"
        if name == "time":
            return line(measure(int(words[0]), float(words[1]), evaluate))
        if name == "learn":
            watch = Watch(float(words[0]), float(words[1]), int(words[2]))
            return line(minimise(problem, form, watch))
        raise ValueError(name)

    for request in sys.stdin:
        print(answer(*request.rstrip("\n").split("\t")), flush=True)


def line(values: list[float]) -> str:
    return "\t".join(repr(float(value)) for value in values)

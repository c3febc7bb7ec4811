"""What the peers of the labs share: they answer the requests of LabBenchmark/main.swift on standard input.

A peer knows several forms of a computation, as a researcher would write them, and uses the fastest of those that are
accurate enough.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

Run = Callable[[], object]


@dataclass
class Form:
    """One way to compute a result."""

    name: str
    run: Run  # computes once
    result: Callable[[], np.ndarray]  # computes once and hands the result over as a matrix
    error: Callable[[np.ndarray], float]  # the error of a result, in units of the tolerance


def measure(runs: int, seconds: float, body: Run) -> list[float]:
    """CPU seconds of calls, means of batches that last a millisecond or more, so that reading the clock does not count."""

    def batch(count: int) -> float:
        start = time.process_time()
        for _ in range(count):
            body()
        return time.process_time() - start

    batch(1)  # does not count
    single = max(batch(1), 1e-9)
    if single >= seconds:
        return [single]
    count = max(1, int(1e-3 / single))
    times: list[float] = []
    while not times or (len(times) < runs and sum(times) * count < seconds):
        times.append(batch(count) / count)
    return times


def chosen(forms: Iterator[Form]) -> Form:
    """The fastest form that is accurate enough; the most accurate one if none is."""
    known = [(form, form.error(form.result())) for form in forms]
    accurate = [form for form, error in known if error <= 1]
    if not accurate:
        return min(known, key=lambda pair: pair[1])[0]
    return min(accurate, key=lambda form: min(measure(3, 2, form.run)))


def serve(library: str, works: Mapping[str, Callable[..., Iterator[Form]]]) -> None:
    """Answers requests until there are no more; `works` gives the forms of a work from its fields."""
    form = None

    def answer(name: str, *words: str) -> str:
        nonlocal form
        if name == "versions":
            return library
        if name == "pose":
            form = chosen(works[words[0]](*words[1:])) if words[0] in works else None
            return form.name if form else "-"
        if form is None:
            raise ValueError("no problem yet")
        if name == "answer":
            np.save(words[0], form.result())
            return "ok"
        if name == "time":
            times = measure(int(words[0]), float(words[1]), form.run)
            return "\t".join(repr(value) for value in times)
        raise ValueError(name)

    for request in sys.stdin:
        print(answer(*request.rstrip("\n").split("\t")), flush=True)

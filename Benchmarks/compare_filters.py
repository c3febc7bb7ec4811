"""Time one value of every filter against NumPy, which runs the steps, and mpmath, for the same digits.

    python compare_filters.py .build/release/FilterBenchmark [--results DIR]

NumPy runs the N steps in float64 on an array of 11 points at once, up to N = 1000; its time is that of one value. mpmath
runs them with 50 digits, for N beyond 1000 as a power of the matrix of a step; the values of the program are compared with
it first, up to N = 10^6 + 1; errors are in units of 2^-53. All times are processor time, the least of several rounds; the
sides take turns in one run, which takes seconds.

Writes filters.csv.
"""

import argparse
import csv
import math
import pathlib
import subprocess
import time

import numpy as np
from mpmath import mp, mpf

POINTS = [0.0, 1e-8, 0.1, 0.7, 1.0, 3.0, 10.0, 100.0, 1e4, 1e8, 1e15]
CHOICES = [1.8, 1.8, 0.25]
SETTINGS = [
    ("gradient-descent", 3, [0.5]), ("gradient-descent", 60, [0.5]), ("gradient-descent", 10**6 + 1, [0.5]),
    ("gradient-descent", 2**53 - 1, [0.5]),
    ("steps", 3, CHOICES), ("steps", 60, CHOICES * 20), ("steps", 60, [1e-12] * 60),
    ("heavy-ball", 60, [0.5, 0.75]), ("heavy-ball", 10**6 + 1, [0.5, 0.75]), ("heavy-ball", 2**53 - 1, [0.5, 0.75]),
    ("heavy-ball", 2**53 - 1, [1e-16, 0.75]),
    ("nesterov", 60, [0.5, 0.5]), ("nesterov", 2**53 - 1, [0.5, 0.5]),
    ("chebyshev", 60, [10.0]), ("chebyshev", 10**6 + 1, [10.0]), ("chebyshev", 2**53 - 1, [10.0]),
    ("implicit-data", 60, [0.7]), ("implicit-regularizer", 60, [0.7]), ("proximal-point", 60, [0.7]),
    ("admm", 60, [0.7]), ("gradient-flow", 0, [0.7]), ("neumann", 60, []), ("ridge", 0, [0.3]), ("gain", 0, [0.7]),
]
# Beyond, N amplifies the rounding of s and of the parameters themselves.
COMPARED_DEPTH = 10**6 + 1


def steps_of(name, depth, numbers, cosine):
    if name == "steps":
        return numbers
    if name == "chebyshev":
        s = numbers[0]
        return [2 / (2 + s - s * cosine(2 * i - 1, 2 * depth)) for i in range(1, depth + 1)]
    return [1.0 if name == "neumann" else numbers[0]] * depth


def run(name, depth, numbers, s, one, exp, cosine):
    """f(s), step by step, in the numbers of `one`."""
    u = one + s
    if name == "ridge":
        return 1 / (numbers[0] + u)
    if name == "gain":
        return numbers[0] / u
    if name == "gradient-flow":
        return (1 - exp(-numbers[0] * u)) / u
    z, old, y = 0 * u, 0 * u, 0 * u
    if name in ("heavy-ball", "nesterov"):
        omega, beta = numbers
        for _ in range(depth):
            ahead = z + beta * (z - old)
            z, old = ahead - omega * (u * (ahead if name == "nesterov" else z) - 1), z
        return z
    if name in ("gradient-descent", "steps", "chebyshev", "neumann"):
        for w in steps_of(name, depth, numbers, cosine):
            z = z - w * (u * z - 1)
        return z
    w = numbers[0]
    for _ in range(depth):
        if name == "implicit-data":
            z = (z - w * s * z + w) / (1 + w)
        elif name == "implicit-regularizer":
            z = (z - w * (z - 1)) / (1 + w * s)
        elif name == "proximal-point":
            z = (z + w) / (1 + w * u)
        else:  # admm
            v = (w + z - y) / (1 + w)
            z, y = (v + y) / (1 + w * s), y + v - (v + y) / (1 + w * s)
    return z


def deep(name, depth, numbers, s):
    """f(s) with many digits for huge N, by powers of the matrix of a step."""
    s = mpf(s)
    u = 1 + s
    if name == "gradient-descent":
        return (1 - (1 - numbers[0] * u) ** depth) / u
    if name == "chebyshev":
        def polynomial(x):
            angle = mp.acos(x) if abs(x) <= 1 else mp.acosh(abs(x))
            value = mp.cos(depth * angle) if abs(x) <= 1 else mp.cosh(depth * angle)
            return value * (mp.sign(x) if depth % 2 and abs(x) > 1 else 1)
        return (1 - polynomial(1 - 2 * s / numbers[0]) / polynomial(1 + 2 / mpf(numbers[0]))) / u
    omega, beta = map(mpf, numbers)
    v = omega * u
    trace, determinant = (1 + beta - v, beta) if name == "heavy-ball" else ((1 + beta) * (1 - v), beta * (1 - v))
    power = mp.matrix([[trace, -determinant], [1, 0]]) ** (depth - 1)
    first = 1 - v
    return (1 - (power[0, 0] * first + power[0, 1])) / u


def precise(name, depth, numbers, s):
    if depth > 1000:
        return deep(name, depth, numbers, s)
    return run(name, depth, [mpf(x) for x in numbers], mpf(s), mpf(1), mp.exp,
               lambda i, n: mp.cos(mp.pi * i / n))


def least_time(action, rounds, count):
    best = math.inf
    for _ in range(rounds):
        start = time.process_time()
        action()
        best = min(best, time.process_time() - start)
    return best / count


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the built FilterBenchmark")
    parser.add_argument("--results", type=pathlib.Path, help="where to write the CSV")
    options = parser.parse_args()
    mp.dps = 60
    process = subprocess.Popen([options.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    points = np.array(POINTS)
    rows = []
    print(f"{'algorithm':22}{'N':>18}{'us':>9}{'error':>7}{'NumPy':>8}{'mpmath':>8}")
    np.seterr(all="ignore")
    for name, depth, numbers in SETTINGS:
        print(name, depth, "/".join(map(repr, numbers)) or "-", file=process.stdin, flush=True)
        answer = process.stdout.readline().split()
        mine, values = float(answer[0]), list(map(float, answer[1:]))
        worst = None
        if depth <= COMPARED_DEPTH:
            worst = 0.0
            mp.dps = 60 + int(depth * 16 / 3) if depth <= 1000 else 80
            for s, value in zip(POINTS, values):
                exact = precise(name, depth, numbers, s)
                if math.isfinite(value) and abs(exact) > mpf(10) ** -300:
                    worst = max(worst, float(abs(value - exact) / abs(exact)))
            assert worst < 16 * 2.0**-53, (name, depth, worst)
        numpy_time = None
        if depth <= 1000:
            numpy_time = least_time(
                lambda: run(name, depth, numbers, points, 1.0, np.exp, lambda i, n: math.cos(math.pi * i / n)),
                30, len(POINTS))
        mp.dps = 50
        mpmath_time = least_time(lambda: precise(name, depth, numbers, 0.7), 3, 1)
        error = "" if worst is None else f"{worst / 2.0**-53:.2f}"
        numpy_ratio = "" if numpy_time is None else f"{numpy_time / mine:.1f}"
        mpmath_ratio = f"{mpmath_time / mine:.0f}"
        rows.append([name, depth, len(numbers) and numbers[0], f"{mine:.3e}", error, numpy_ratio, mpmath_ratio])
        print(f"{name:22}{depth:18}{1e6 * mine:9.3f}{error:>7}{numpy_ratio:>8}{mpmath_ratio:>8}", flush=True)
    process.stdin.close()
    process.wait()
    if options.results:
        with open(options.results / "filters.csv", "w", newline="", encoding="ascii") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["algorithm", "depth", "parameter", "seconds", "error_in_2^-53", "numpy_ratio",
                             "mpmath_ratio"])
            writer.writerows(rows)


if __name__ == "__main__":
    main()

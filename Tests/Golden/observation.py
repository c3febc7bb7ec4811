"""Golden best risks with a forward operator and coloured noise, from the definitions, in 60-digit arithmetic.

    python3 make_golden.py --only observation        # a few minutes

In every direction of the eigenvectors of C the reconstruction is z_N of the iteration for
½(a z − x)² + ½ s z² with x = 1, run step by step; its gain t costs ½(gamma (1 − a t)² + sigma² t²). For every ω the
n − k directions that are left to s = 0 are found by trying all sets. ω is learned by a scan and golden sections.
"""

import csv
import itertools
import pathlib
import random

from mpmath import findroot, mp, mpf

mp.dps = 60
HERE = pathlib.Path(__file__).resolve().parent


def gain(depth, omega, a, s):
    """t after `depth` steps of gradient descent from 0; 1/(a² + s) · a for depth None."""
    if depth is None:
        return a / (a * a + s)
    z = mpf(0)
    for _ in range(depth):
        z -= omega * ((a * a + s) * z - a)
    return z


def free(depth, omega, a, target):
    """The gain nearest to `target` over s >= 0: the image is an interval with one end at infinity, or [.., 0)."""
    first = gain(depth, omega, a, mpf(0))
    if depth is None:
        return min(target, first)
    if depth == 1:
        return first
    if depth % 2 == 0:
        return min(target, first)
    least = first
    # The minimum over s >= 0 of a polynomial of even degree with one minimum.
    scale = 1 / omega
    points = [scale * mpf(i) / 40 for i in range(121)]
    values = [gain(depth, omega, a, s) for s in points]
    best = min(range(121), key=lambda i: values[i])
    if 0 < best < 120:
        low, high = points[best - 1], points[best + 1]
        ratio = (mp.sqrt(5) - 1) / 2
        for _ in range(160):
            left, right = high - ratio * (high - low), low + ratio * (high - low)
            if gain(depth, omega, a, left) < gain(depth, omega, a, right):
                high = right
            else:
                low = left
        least = min(first, gain(depth, omega, a, (low + high) / 2))
    return max(target, least)


def risk(depth, omega, k, gammas, noises, values):
    parts = []
    for gamma, noise, a in zip(gammas, noises, values):
        def cost(t):
            return (gamma * (1 - a * t) ** 2 + noise * t * t) / 2
        if a == 0:
            parts.append((gamma / 2, gamma / 2))
            continue
        target = gamma * a / (a * a * gamma + noise)
        parts.append((cost(free(depth, omega, a, target)), cost(gain(depth, omega, a, mpf(0)))))
    n = len(parts)
    return min(
        sum(parts[i][1 if i in forced else 0] for i in range(n))
        for forced in map(set, itertools.combinations(range(n), n - k)))


def learned(depth, k, gammas, noises, values):
    largest = max(values)
    end = mpf(3) / (largest * largest)
    mp.dps = 18
    grid = [end * mpf(i) / 600 for i in range(1, 601)]
    risks = [risk(depth, omega, k, gammas, noises, values) for omega in grid]
    mp.dps = 60
    dips = sorted(
        (risks[i], i) for i in range(1, 599) if risks[i] <= risks[i - 1] and risks[i] <= risks[i + 1])
    best = None
    ratio = (mp.sqrt(5) - 1) / 2
    for _, i in dips[:3]:
        low, high = grid[i - 1], grid[i + 1]
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        at = [risk(depth, w, k, gammas, noises, values) for w in (left, right)]
        for _ in range(75):
            if at[0] < at[1]:
                high, right = right, left
                left = high - ratio * (high - low)
                at = [risk(depth, left, k, gammas, noises, values), at[0]]
            else:
                low, left = left, right
                right = low + ratio * (high - low)
                at = [at[1], risk(depth, right, k, gammas, noises, values)]
        found = ((low + high) / 2, min(at))
        if best is None or found[1] < best[1]:
            best = found
    return best


def cases():
    gen = ["3", "1.2", "0.5", "0.1"]
    white = ["0.01"] * 4
    ramp = ["1", "0.5", "0.2", "0.1"]
    for k in range(1, 5):
        yield None, None, k, gen, white, ramp
    yield 4, "8", 1, ["0.8", "0.1"], ["0.4", "0.4"], ["0.2", "0.43"]
    yield 3, "1", 1, ["2.5", "0.15"], ["0.07", "0.07"], ["0.68", "0.52"]
    yield 3, "1", 1, ["40", "0"], ["0.01", "0.01"], ["0.86", "0.46"]
    draws = random.Random(7)
    for number in range(36):
        n = draws.randint(2, 5)
        k = draws.randint(1, n)
        depth = [None, 1, 2, 3, 4, 5][number % 6]
        gammas = sorted((round(draws.uniform(0, 4), 3) for _ in range(n)), reverse=True)
        noises = [round(draws.uniform(0.05, 2), 3) for _ in range(n)]
        values = [1.0] * n if number % 4 < 2 else [round(draws.uniform(0.2, 1.3), 3) for _ in range(n)]
        if number % 12 == 11:
            values[-1] = 0.0
        omega = None if depth is None or number % 12 >= 6 else round(draws.uniform(0.2, 1.2), 3)
        yield (depth, None if omega is None else repr(omega), k, *([repr(x) for x in numbers]
               for numbers in (gammas, noises, values)))


def make_observation():
    mp.dps = 60
    with open(HERE / "observation.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["depth", "omega", "k", "gamma", "noise", "singular", "risk", "learned_omega"])
        for depth, omega, k, *texts in cases():
            # Inputs are the doubles nearest to the decimals.
            numbers = [[mpf(float(x)) for x in text] for text in texts]
            if depth is not None and omega is None:
                found, best = learned(depth, k, *numbers)
            else:
                found = None
                best = risk(depth, None if omega is None else mpf(float(omega)), k, *numbers)
            writer.writerow(
                [depth or "", omega or "", k, *(" ".join(text) for text in texts), mp.nstr(best, 30),
                 "" if found is None else mp.nstr(found, 15)])
            print(depth, omega, k, mp.nstr(best, 20), flush=True)


FILES = {"observation": make_observation}

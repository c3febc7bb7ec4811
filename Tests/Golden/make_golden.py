"""Golden values for the tests, from the definitions, in 200-digit arithmetic.

    python3 make_golden.py                  # all files; optimal_risk takes six minutes
    python3 make_golden.py --only filter    # one file, seconds

Files: optimal_risk.csv, frames_risk.csv, filter.csv, heavy_ball.csv, heavy_ball_risk.csv,
odd_minimum.csv, lower_bound.csv (mpmath, 50 significant digits) and brute_force.csv (NumPy and SciPy, 17 digits);
those of algorithms.py, landmarks.py, operators.py, observation.py and samples.py are made here as well.

Every input is an IEEE double, written with repr() and used exactly.  Nothing
here copies a closed form of the program under test: where a closed form
exists, it appears only inside an assertion.

Notation: C = E[y y'] has the eigenvalues gamma, noise has the variance sigma^2,
R has k rows, m = n - k directions of T are forced to the value f(0).
"""

import argparse
import csv
import functools
import itertools
import math
import pathlib
import random
from fractions import Fraction

from mpmath import mp, mpf

mp.dps = 200

HERE = pathlib.Path(__file__).resolve().parent
SEED = 2209126510
HUGE = 10**9
SAME = mpf(10) ** -170  # relative difference that is only rounding
TIE = mpf(10) ** -12  # risks closer than this are a tie for double arithmetic


def check(text, holds=True):
    """Stop unless `holds`; say once what was asserted."""
    if not holds:
        raise AssertionError(text)
    if text not in check.said:
        check.said.add(text)
        print("  asserted:", text, flush=True)


check.said = set()


def digits(x, count=50):
    """`x` with `count` significant digits, empty for None."""
    return "" if x is None else mp.nstr(x, count, min_fixed=-5, max_fixed=20)


def close(a, b, tolerance):
    """|a - b| <= tolerance * max(|a|, |b|)"""
    return abs(a - b) <= mpf(tolerance) * max(abs(a), abs(b))


def write(name, header, rows):
    with open(HERE / name, "w", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"  {name}: {len(rows)} rows", flush=True)


# -- one-dimensional minimisation --------------------------------------------

GOLDEN = (mp.sqrt(5) - 1) / 2


def golden_section(function, lo, hi, width):
    """Minimiser of a unimodal function on [lo, hi], to the given width."""
    a = hi - GOLDEN * (hi - lo)
    b = lo + GOLDEN * (hi - lo)
    fa, fb = function(a), function(b)
    while hi - lo > width:
        if fa <= fb:
            hi, b, fb = b, a, fa
            a = hi - GOLDEN * (hi - lo)
            fa = function(a)
        else:
            lo, a, fa = a, b, fb
            b = lo + GOLDEN * (hi - lo)
            fb = function(b)
    return min([(fa, a), (fb, b), (function(lo), lo), (function(hi), hi)])


# -- filters --------------------------------------------------------------------


def p_literal(q, depth):
    """p(q) = sum_{j<N} q^j, term by term."""
    total = mpf(0)
    for _ in range(depth):
        total = total * q + 1
    return total


def p(q, depth):
    """p(q) = sum_{j<N} q^j; as a geometric sum where N is large."""
    if depth <= 12:
        return p_literal(q, depth)
    if q == 1:
        return mpf(depth)
    return (1 - q**depth) / (1 - q)


def filter_value(family, depth, omega, s):
    """f(s): 1/(1+s), or omega * p(1 - omega (1+s))."""
    if family == "bilevel":
        return 1 / (1 + s)
    return omega * p(1 - omega * (1 + s), depth)


def filter_derivative(family, depth, omega, s):
    """f'(s): -1/(1+s)^2, or -omega^2 p'(q) with p'(q) = sum_{j<N} j q^(j-1)."""
    if family == "bilevel":
        return -1 / (1 + s) ** 2
    q = 1 - omega * (1 + s)
    if depth <= 51:
        slope = sum((j * q ** (j - 1) for j in range(1, depth)), mpf(0))
    elif q == 1:
        slope = mpf(depth) * (depth - 1) / 2
    else:  # derivative of (1 - q^N)/(1 - q)
        slope = ((1 - q**depth) / (1 - q) - depth * q ** (depth - 1)) / (1 - q)
    return -(omega**2) * slope


@functools.cache
def minimise_p(depth, upper):
    """(min, argmin) of p over q <= upper, for odd N.

    p is convex for odd N and grows to the left of -1, so a golden-section
    search on [min(-2, upper - 1), upper] finds the minimum, at the edge too.
    """
    lo = min(mpf(-2), upper - 1)
    return golden_section(lambda q: p(q, depth), lo, upper, mpf(10) ** -80)


def image(family, depth, omega):
    """(f(0), inf f, sup f) over s >= 0."""
    if family == "bilevel":
        return mpf(1), mpf(0), mpf(1)
    forced = omega * p(1 - omega, depth)
    if depth == 1:
        return forced, forced, forced
    if depth % 2 == 0:  # p is increasing, so f decreases from f(0) to -inf
        return forced, -mp.inf, forced
    # p > p(0) = 1 for q > 0: the search may start at q = 0
    return forced, omega * minimise_p(depth, min(mpf(0), 1 - omega))[0], mp.inf


# -- risk -------------------------------------------------------------------------


def clip(t, lo, hi):
    return min(max(t, lo), hi)


def quadratic(gamma, variance, t):
    """g(t) = (gamma (1-t)^2 + sigma^2 t^2) / 2"""
    return (gamma * (1 - t) ** 2 + variance * t * t) / 2


def wiener(gamma, variance):
    """The minimiser of g."""
    return gamma / (gamma + variance)


def spectrum(data, n, mu, theta, eigenvalues):
    """Groups (gamma, multiplicity) of C, from doubles taken exactly."""
    if data == "spectrum":
        return [(mpf(g), count) for g, count in eigenvalues]
    mu, theta = mpf(mu), mpf(theta)
    if data == "constant":  # C = (mu^2 + theta^2) 1 1'
        groups = [(n * (mu**2 + theta**2), 1), (mpf(0), n - 1)]
    else:  # C = mu^2 1 1' + theta^2 I
        groups = [(n * mu**2 + theta**2, 1), (theta**2, n - 1)]
    return [group for group in groups if group[1] > 0]


def all_assignments(groups, m):
    """Every way to force m directions, as counts per group.

    Directions of one group are interchangeable, so counts are all subsets.
    """
    ranges = [range(min(count, m) + 1) for _, count in groups]
    return [counts for counts in itertools.product(*ranges) if sum(counts) == m]


def extreme_assignments(groups, m):
    """Counts where all groups but one are forced as a whole or not at all.

    For fixed omega the risk is linear in the counts, so its minimum over
    {0 <= count_i <= multiplicity_i, sum = m} is at a vertex of that polytope,
    and at a vertex at most one count is strictly between its bounds.  This
    covers multiplicities of any size.
    """
    found = set()
    for i, (_, multiplicity) in enumerate(groups):
        others = [(0, count) if j != i else (0,) for j, (_, count) in enumerate(groups)]
        for counts in itertools.product(*others):
            rest = m - sum(counts)
            if 0 <= rest <= multiplicity:
                found.add(counts[:i] + (rest,) + counts[i + 1 :])
    return sorted(found)


def window_assignments(groups, m):
    """Counts of m directions that are neighbours in the order of gamma.

    Enough for every filter: the regret g(f(0)) - min_{t in image} g(t) is
    convex in gamma, since g is linear in gamma for each t and a minimum of
    linear functions is concave; the m smallest values of a convex function
    are neighbours.  `optimum` is run with all subsets as well for n <= 7.
    """
    order = sorted(range(len(groups)), key=lambda i: groups[i][0])
    places = [i for i in order for _ in range(groups[i][1])]
    found = set()
    for start in range(len(places) - m + 1):
        chosen = places[start : start + m]
        found.add(tuple(chosen.count(i) for i in range(len(groups))))
    return sorted(found)


def assignments(groups, m):
    n = sum(count for _, count in groups)
    if n <= 7:
        return all_assignments(groups, m)
    if len(groups) <= 4:
        return extreme_assignments(groups, m)
    return window_assignments(groups, m)


def group_costs(groups, variance, forced, lo, hi):
    """Per group: cost of a free direction, and what forcing it adds.

    `forced` is an interval (one point, or for a bound a range of f(0)).
    """
    costs = []
    for gamma, _ in groups:
        best = wiener(gamma, variance)
        free = quadratic(gamma, variance, clip(best, lo, hi))
        costs.append((free, quadratic(gamma, variance, clip(best, *forced)) - free))
    return costs


def total(groups, costs, counts):
    """Risk of an assignment: all free, plus what the forced ones add."""
    free = sum(count * cost[0] for (_, count), cost in zip(groups, costs))
    return free + sum(c * cost[1] for c, cost in zip(counts, costs) if c)


def bias_and_variance(groups, variance, counts, forced, lo, hi):
    """1/2 sum gamma (1-t)^2 and sigma^2/2 sum t^2."""
    bias = noise = mpf(0)
    for (gamma, multiplicity), count in zip(groups, counts):
        free = clip(wiener(gamma, variance), lo, hi)
        for t, times in ((forced, count), (free, multiplicity - count)):
            bias += times * gamma * (1 - t) ** 2 / 2
            noise += times * variance * t * t / 2
    return bias, noise


def linear_risk(groups, variance):
    return sum(count * quadratic(g, variance, wiener(g, variance)) for g, count in groups)


class Optimum:
    """risk, bias, variance, omega (None: not unique or not asked for), attained."""

    def __init__(self, risk, bias, variance, omega, attained):
        check("risk = bias + variance to 1e-100",
              None in (bias, variance) or close(risk, bias + variance, 1e-100))
        self.risk, self.bias, self.variance = risk, bias, variance
        self.omega, self.attained = omega, attained


def tie_tolerance(depth):
    """When two assignments count as equally good.

    For odd N >= 3 double arithmetic cannot choose between risks closer than
    TIE, so bias, variance and omega are left empty where the choice matters.
    The other families have a closed form and need no choice.
    """
    return TIE if depth is not None and depth % 2 == 1 and depth > 1 else mpf(10) ** -60


def unless_changed(parts, others):
    """(bias, variance), None in place of what another optimum changes."""
    return [
        part if part is not None and close(part, other, 1e-13) else None
        for part, other in zip(parts, others)
    ]


def fixed_optimum(groups, variance, family, depth, omega, choices):
    """Best risk for a given filter: the minimum over the assignments."""
    forced, lo, hi = image(family, depth, omega)
    costs = group_costs(groups, variance, (forced, forced), lo, hi)
    ranked = sorted((total(groups, costs, counts), counts) for counts in choices)
    risk, counts = ranked[0]
    parts = bias_and_variance(groups, variance, counts, forced, lo, hi)
    tie = tie_tolerance(depth)
    for other_risk, other in ranked:
        if other_risk <= risk * (1 + tie):
            other_parts = bias_and_variance(groups, variance, other, forced, lo, hi)
            parts = unless_changed(parts, other_parts)
    # Only the bilevel image (0, 1] is not closed: t = 0 is not reached.
    attained = True
    if family == "bilevel":
        attained = all(
            gamma > 0 or count == multiplicity
            for (gamma, multiplicity), count in zip(groups, counts)
        )
    return Optimum(risk, *parts, None, attained)


@functools.cache
def lattice(depth, j):
    """10^(-j/20) and its image."""
    omega = mpf(10) ** (mpf(-j) / 20)
    return omega, image("unrolled", depth, omega)


@functools.cache
def linear_points(depth):
    """omega = 1/200, ..., 1, and points that crowd at 1."""
    points = [mpf(j) / 200 for j in range(1, 200)]
    points += [1 - mpf(10) ** (mpf(-j) / 2) for j in range(5, 61)]
    return [(omega, image("unrolled", depth, omega)) for omega in points]


@functools.cache
def beyond_one(depth):
    """omega = 1.05, 1.1, ..., 3 and their images."""
    points = [mpf(j) / 20 for j in range(21, 61)]
    return [(omega, image("unrolled", depth, omega)) for omega in points]


@functools.lru_cache(maxsize=1)
def omega_scan(groups, variance, depth, m):
    """Points of (0, 1], from far below the smallest useful omega, and the limit 0,
    with the costs of every group there."""
    positive = [wiener(g, variance) for g, _ in groups if g > 0]
    smallest = min(positive, default=mpf(1)) / (1000 * mpf(depth) * max(m, 1))
    steps = int(-20 * mp.log10(smallest)) + 1
    points = [(mpf(0), image("unrolled", depth, mpf(0)))]
    points += [lattice(depth, j) for j in range(steps + 1)]
    points += [lattice(depth, steps + 40 * j) for j in range(1, 6)]  # extremely small
    points = sorted(points + linear_points(depth), key=lambda point: point[0])
    scan = points[:1] + [b for a, b in zip(points, points[1:]) if not close(a[0], b[0], 1e-100)]
    costs = [group_costs(groups, variance, (f, f), lo, hi) for _, (f, lo, hi) in scan]
    return scan, costs


def learned_optimum(groups, variance, depth, choices):
    """Infimum over omega > 0 and all assignments, by scan and refinement.

    omega > 1 cannot help: f(0) and the image for even N are those of 2 - omega,
    and for odd N both f(0) > 1 and the lower bound move away from t* < 1.
    This is checked on omega = 1.05 ... 3 in every case.  (For even N the
    mirror image 2 - omega is optimal as well; `omega` is the one in (0, 1].)
    """
    m = sum(choices[0])

    def risk_at(omega, counts):
        forced, lo, hi = image("unrolled", depth, omega)
        costs = group_costs(groups, variance, (forced, forced), lo, hi)
        return total(groups, costs, counts)

    scan, costs = omega_scan(tuple(groups), variance, depth, m)

    # Every local minimum of the scan, of every assignment.
    starts, flat = [], set()
    risks = [[total(groups, c, counts) for c in costs] for counts in choices]
    lowest = min(min(values) for values in risks)
    for counts, values in zip(choices, risks):
        flat |= {i for i, v in enumerate(values) if i > 0 and v <= lowest * (1 + SAME)}
        for i, value in enumerate(values):
            left = values[i - 1] if i > 0 else mp.inf
            right = values[i + 1] if i + 1 < len(values) else mp.inf
            if value <= left and value <= right:
                starts.append((value, i, counts))
    starts.sort(key=lambda start: start[:2])

    if len(flat) >= 2:  # only k = n: the risk is the best linear one on an interval
        check("the optimal omega fills an interval only for k = n", m == 0)
        parts = bias_and_variance(groups, variance, choices[0], *scan[min(flat)][1])
        return Optimum(lowest, *parts, None, True)

    # Refine.  A start is dropped only if a lower bound on its bracket, with
    # f(0) and the image as wide as the bracket allows, exceeds the best found.
    found, best = [], starts[0][0]
    for value, i, counts in starts:
        lo_omega, lo_image = scan[max(i - 1, 0)]
        hi_omega, hi_image = scan[min(i + 1, len(scan) - 1)]
        bound = group_costs(
            groups, variance, (lo_image[0], hi_image[0]),
            min(lo_image[1], hi_image[1]), max(lo_image[2], hi_image[2]),
        )
        if total(groups, bound, counts) > best * (1 + 10 * TIE):
            continue
        risk, omega = golden_section(
            lambda w: risk_at(w, counts), lo_omega, hi_omega, hi_omega * mpf(10) ** -50
        )
        found.append((risk, omega, counts))
        best = min(best, risk)
    # The risk of one assignment is convex in f(0): its best refinement is its optimum.
    found.sort()
    found = [min(entry for entry in found if entry[2] == counts) for counts in {e[2] for e in found}]
    found.sort()
    risk, omega, counts = found[0]
    attained = omega > 0

    for beyond, (forced, lo, hi) in beyond_one(depth):
        here = group_costs(groups, variance, (forced, forced), lo, hi)
        value = min(total(groups, here, other) for other in choices)
        check("no omega in (1, 3] beats (0, 1]", value >= risk * (1 - SAME))
        if value <= risk and not attained:  # C = 0: even N at omega = 2 has f(0) = 0
            check("the limit omega -> 0 is a value at omega > 1 only for C = 0",
                  depth % 2 == 0 and beyond == 2 and all(g == 0 for g, _ in groups))
            omega, attained = beyond, True

    parts = bias_and_variance(groups, variance, counts, *image("unrolled", depth, omega))
    unique, tie = True, tie_tolerance(depth)
    for other_risk, other_omega, other in found:
        if other_risk <= risk * (1 + tie) and not close(omega, other_omega, 1e-30):
            unique = unique and not (attained and other_omega > 0)
            other_parts = bias_and_variance(
                groups, variance, other, *image("unrolled", depth, other_omega)
            )
            parts = unless_changed(parts, other_parts)
    return Optimum(risk, *parts, omega if unique else None, attained)


def optimum(groups, sigma, family, k, depth, omega):
    """The best risk of one setting; `omega` is a double, "learned" or None."""
    variance = mpf(sigma) ** 2
    n = sum(count for _, count in groups)
    best_linear = linear_risk(groups, variance)
    if family == "linear":
        none = (0,) * len(groups)
        parts = bias_and_variance(groups, variance, none, mpf(0), -mp.inf, mp.inf)
        return Optimum(best_linear, *parts, None, True)
    choices = assignments(groups, n - k)

    def solve(choices):
        if omega == "learned":
            return learned_optimum(groups, variance, depth, choices)
        step = None if omega is None else mpf(omega)
        return fixed_optimum(groups, variance, family, depth, step, choices)

    result = solve(choices)
    check("no risk is below the best linear one", result.risk >= best_linear * (1 - SAME))
    if n <= 7:
        for text, fewer in (
            ("n <= 7: neighbours in the order of gamma do as well as all subsets",
             window_assignments(groups, n - k)),
            ("n <= 7: extreme counts do as well as all counts",
             extreme_assignments(groups, n - k)),
        ):
            if set(fewer) != set(choices):
                check(text, close(solve(fewer).risk, result.risk, 1e-60))
    compare_closed_forms(groups, variance, family, k, depth, omega, result)
    return result


def compare_closed_forms(groups, variance, family, k, depth, omega, result):
    """The closed forms of the theory against the numerical optimum."""
    n = sum(count for _, count in groups)
    m = n - k
    best_linear = linear_risk(groups, variance)
    top, left, rest = mpf(0), m, mpf(0)
    for gamma, multiplicity in sorted(groups, reverse=True):
        taken = min(left, multiplicity)
        left -= taken
        top += taken * gamma
        rest += (multiplicity - taken) * gamma * variance / (gamma + variance) / 2
    if family == "bilevel":
        check("bilevel: sigma^2 m/2 + 1/2 sum_rest gamma sigma^2/(gamma + sigma^2)",
              close(result.risk, variance * m / 2 + rest, 1e-60))
        check("bilevel is attained exactly if C is positive definite (k >= 1)",
              result.attained == all(g > 0 for g, _ in groups))
    if omega != "learned":
        return
    trace = sum(count * g for g, count in groups)
    zeros = sum(count for g, count in groups if g == 0)
    if depth == 1:
        step = trace / (trace + n * variance)
        check("N = 1: omega = tr C / (tr C + n sigma^2)",
              close(result.risk, trace * n * variance / (trace + n * variance) / 2, 1e-60)
              and close(result.omega, step, 1e-40))
        check("N = 1 is attained unless C = 0", result.attained == (trace > 0))
    elif depth % 2 == 0:
        if m == 0:
            check("N even, k = n: best linear, attained, omega not unique",
                  close(result.risk, best_linear, 1e-60) and result.attained and result.omega is None)
        else:
            forced = top / (top + m * variance)
            check("N even: closed form of the risk",
                  close(result.risk, top * m * variance / (top + m * variance) / 2 + rest, 1e-60))
            check("N even: attained at omega = 1 - (1 - c0)^(1/N), or at 2 if C = 0",
                  result.attained and (result.omega is None or close(
                      result.omega, 1 - (1 - forced) ** (1 / mpf(depth)) if top > 0 else mpf(2), 1e-35)))
    else:
        check("N odd >= 3: not attained exactly if max(m, 1) eigenvalues are 0, then best linear",
              result.attained == (zeros < max(m, 1))
              and (result.attained or close(result.risk, best_linear, 1e-60)))


# -- rows of optimal_risk.csv -----------------------------------------------------

RISK_INPUTS = ["data", "n", "mu", "theta", "sigma", "eigenvalues",
               "family", "k", "depth", "omega_rule", "omega_in"]

SPECTRA = [
    [(3.0, 1), (1.2, 1), (0.5, 1), (0.1, 1)],
    [(1.0, 3)],
    [(5.0, 1)],
    [(0.0, 3)],
    [(2.0, 2), (0.5, 2), (0.1, 1)],
    [(3.0, 1), (1.0, 1), (0.0, 1)],
    [(2.0, 1), (0.0, 3)],
    [(1e12, 1), (1e6, 1), (1.0, 1), (1e-6, 1), (1e-12, 1)],
    [(4.0, 1), (2.0, 1), (1.0, 1), (0.5, 1), (0.25, 1), (0.125, 1), (0.0625, 1)],
    [(10.0, 1), (9.9, 1), (0.1, 1), (0.09, 1), (0.01, 1)],
    [(1e12, 1), (1.0, 2), (1e-12, 1), (0.0, 2)],
    [(5.0, 2), (1.0, 2), (0.2, 3)],
    [(0.3, 1), (7.0, 1), (0.3, 1), (2.0, 1)],  # unsorted, a tie in two groups
    [(4.0, 1000), (1.0, 2000), (0.01, 500000)],
    [(4.0, 10), (0.5, 1000), (0.0, 1000)],
]
SIGMAS = [1e-10, 1e-8, 1e-3, 0.1, 0.9, 10.0]
DEPTHS = [1, 2, 3, 4, 5, 10, 11, 21, 100, 101, 1000, 1001, HUGE, HUGE + 1]
OMEGAS = [1e-12, 1e-8, 1e-3, 0.2, 0.5, 1.0, 1.3334, 1.5, 1.9, 2.0, 2.1]
GEOMETRIC = [(10.0 * 0.75**j, 1) for j in range(40)]


def useful_k(n):
    return sorted({k for k in (1, 2, n // 2, n - 1, n) if 1 <= k <= n})


def random_filter(chance, learned):
    """(family, depth, omega): some linear and bilevel, mostly unrolled."""
    draw = chance.random()
    if draw < 0.04:
        return "linear", None, None
    if draw < 0.16:
        return "bilevel", None, None
    depth = chance.choice(DEPTHS)
    return "unrolled", depth, "learned" if chance.random() < learned else chance.choice(OMEGAS)


def risk_settings():
    """Settings (data, n, mu, theta, sigma, eigenvalues, family, k, depth, omega)."""
    chance = random.Random(SEED)
    settings = []
    for data in ("constant", "iid"):  # named cases
        for n, k in ((1, 1), (5, 2), (5, 5), (500, 250), (500, 500), (10**12, 10**12 - 1)):
            for family, depth, omega in (
                ("linear", None, None), ("bilevel", None, None),
                ("unrolled", 1, "learned"), ("unrolled", 2, "learned"),
                ("unrolled", 3, "learned"), ("unrolled", 3, 0.5),
            ):
                settings.append((data, n, 1.0, 0.5, 0.9, None, family, k, depth, omega))
    for depth in (1, 2, 3, 4, HUGE, HUGE + 1):  # C = 0, and omega = 2
        for k in (2, 3):
            for omega in ("learned", 2.0):
                settings.append(("constant", 3, 0.0, 0.0, 0.9, None, "unrolled", k, depth, omega))
    while len(settings) < 520:
        n = chance.choice([1, 2, 3, 5, 7, 500, 10**6, 10**12])
        mu, theta = chance.choice([0.0, 1.0]), chance.choice([0.0, 1e-8, 0.5, 3.0])
        if mu == theta == 0 and chance.random() < 0.7:
            continue
        family, depth, omega = random_filter(chance, 0.4)
        settings.append((chance.choice(["constant", "iid"]), n, mu, theta, chance.choice(SIGMAS),
                         None, family, chance.choice(useful_k(n)), depth, omega))

    example = SPECTRA[0]
    for k in (1, 2, 3, 4):
        for depth in (1, 2, 3, 4, 5, 7, 11, 101, HUGE + 1):
            if k == 2 or depth <= 5:
                settings.append(("spectrum", 4, None, None, 0.9, example, "unrolled", k, depth, "learned"))
        settings.append(("spectrum", 4, None, None, 0.9, example, "bilevel", k, None, None))
    settings.append(("spectrum", 4, None, None, 0.9, example, "linear", 2, None, None))
    for eigenvalues in SPECTRA:
        n = sum(count for _, count in eigenvalues)
        for _ in range(16):
            k = chance.randint(1, n) if n <= 7 else chance.choice([1, n // 3, n // 2, n - 1, n])
            sigma = chance.choice(SIGMAS)
            family, depth, omega = random_filter(chance, 0.55)
            settings.append(("spectrum", n, None, None, sigma, eigenvalues, family, k, depth, omega))
    for k in (5, 20, 39):
        for depth in (3, 5, 11):
            settings.append(("spectrum", 40, None, None, 0.9, GEOMETRIC, "unrolled", k, depth, "learned"))
        settings.append(("spectrum", 40, None, None, 0.9, GEOMETRIC, "unrolled", k, 3, 0.5))
        settings.append(("spectrum", 40, None, None, 0.9, GEOMETRIC, "unrolled", k, 10, "learned"))
        settings.append(("spectrum", 40, None, None, 0.9, GEOMETRIC, "bilevel", k, None, None))
    unique, seen = [], set()
    for setting in settings:
        if repr(setting) not in seen:
            seen.add(repr(setting))
            unique.append(setting)
    return unique


def input_cells(data, n, mu, theta, sigma, eigenvalues, family, k, depth, omega):
    rule = "" if omega is None else "learned" if omega == "learned" else "fixed"
    return [
        data, n,
        "" if mu is None else repr(mu),
        "" if theta is None else repr(theta),
        repr(sigma),
        "" if eigenvalues is None else ";".join(f"{g!r}:{count}" for g, count in eigenvalues),
        family, k,
        "" if depth is None else depth,
        rule,
        repr(omega) if rule == "fixed" else "",
    ]


def make_optimal_risk():
    """The infimum of the risk over R, and over omega > 0 where it is learned.

    omega     optimal learned omega.  Even N: the one in (0, 1], as 2 - omega does
              the same; 2 for C = 0 and k < n.  0 where only the limit omega -> 0
              reaches the infimum.  Empty for a given omega, and where several are
              optimal (for odd N: to 12 digits of the risk).
    attained  whether some R (and omega) reaches the infimum.
    bias, variance  at the optimum or in the limit; empty where tied optima differ.
    """
    rows = []
    for setting in risk_settings():
        data, n, mu, theta, sigma, eigenvalues, family, k, depth, omega = setting
        groups = spectrum(data, n, mu, theta, eigenvalues)
        result = optimum(groups, sigma, family, k, depth, omega)
        values = (result.risk, result.bias, result.variance)
        if any(v is not None and v != 0 and not 1e-300 < v < 1e300 for v in values):
            continue
        if omega == "learned" and depth >= 3 and depth % 2 == 1 and n > 1 and k < n:
            if data == "constant" or theta == 0:
                check("constant data, N odd, n >= 2: best linear risk, not attained",
                      close(result.risk, linear_risk(groups, mpf(sigma) ** 2), 1e-60)
                      and not result.attained and result.omega == 0)
            elif data == "iid":
                check("i.i.d. data, theta > 0, N odd: best linear risk, attained",
                      close(result.risk, linear_risk(groups, mpf(sigma) ** 2), 1e-60)
                      and result.attained)
        if eigenvalues == SPECTRA[0] and sigma == 0.9 and k == 2 and omega == "learned":
            if depth == 3:
                check("(3, 1.2, 0.5, 0.1), sigma 0.9, k 2, N 3: 0.77923645",
                      abs(result.risk - mpf("0.77923645")) < 5e-9)
            if depth == 5:
                check("(3, 1.2, 0.5, 0.1), sigma 0.9, k 2, N 5: 0.77816217",
                      abs(result.risk - mpf("0.77816217")) < 5e-9)
        rows.append(input_cells(*setting) + [
            digits(result.risk), digits(result.bias), digits(result.variance),
            digits(result.omega), "true" if result.attained else "false"])
    write("optimal_risk.csv", RISK_INPUTS + ["risk", "bias", "variance", "omega", "attained"], rows)


# -- filter.csv ---------------------------------------------------------------------


def make_filter():
    """f(s) and f'(s) of every family."""
    depths = [1, 2, 3, 4, 5, 10, 11, 50, 51, 1000, 1001, HUGE, HUGE + 1]
    omegas = [1e-12, 1e-8, 1e-3, 0.2, 0.5, 1.0, 1.5, 1.9, 2.0, 2.5]
    points = [0.0, 1e-20, 1e-8, 0.1, 0.5, 1.0, 3.0, 10.0, 1e3, 1e8]
    cases = [("bilevel", None, None, s) for s in points]
    cases += [("unrolled", N, w, s) for N in depths for w in omegas for s in points]
    chance = random.Random(SEED)  # the product is thinned where nothing special happens
    rows = []
    for family, depth, omega, s in cases:
        if family == "unrolled" and s not in (0.0, 0.5, 1.0, 3.0) and chance.random() < 0.4:
            continue
        w, x = None if omega is None else mpf(omega), mpf(s)
        value = filter_value(family, depth, w, x)
        slope = filter_derivative(family, depth, w, x)
        if any(v != 0 and not 1e-300 < abs(v) < 1e300 for v in (value, slope)):
            continue
        if family == "unrolled" and depth <= 1001:
            literal = w * p_literal(1 - w * (1 + x), depth)
            check("f(s) = omega sum_{j<N} q^j term by term, N <= 1001", close(value, literal, 1e-150)
                  or abs(literal) < 1e-180)
        step = mpf(10) ** -60
        near = filter_value(family, depth, w, x + step) - filter_value(family, depth, w, x - step)
        check("f'(s) agrees with a central difference",
              abs(near / (2 * step) - slope) <= mpf(10) ** -40 * max(abs(slope), abs(value)))
        rows.append([family, depth or "", "" if omega is None else repr(omega), repr(s),
                     digits(value), digits(slope)])
    write("filter.csv", ["family", "depth", "omega", "s", "value", "derivative"], rows)


# -- heavy_ball.csv and heavy_ball_risk.csv ----------------------------------------------


def heavy_ball(depth, omega, beta, s):
    """f(s) and f'(s) of z+ = z - omega ((1+s) z - 1) + beta (z - z-), step by step.

    Large N by squaring the matrix of a step and its derivative, at twice the digits.
    """
    if depth <= 2000:
        z, old, dz, dold = mpf(0), mpf(0), mpf(0), mpf(0)
        for _ in range(depth):
            z, old, dz, dold = (
                z - omega * ((1 + s) * z - 1) + beta * (z - old), z,
                dz - omega * (z + (1 + s) * dz) + beta * (dz - dold), dz,
            )
        return z, dz
    size = range(6)
    step = [[mpf(0)] * 6 for _ in size]  # of (z, old, 1, dz, dold, 0)
    step[0][:3] = [1 - omega * (1 + s) + beta, -beta, omega]
    step[1][0] = step[2][2] = step[4][3] = mpf(1)
    step[3][0] = -omega
    step[3][3:5] = step[0][:2]
    power = [[mpf(i == j) for j in size] for i in size]

    def product(a, b):
        return [[sum((a[i][l] * b[l][j] for l in size), mpf(0)) for j in size] for i in size]

    while depth:
        if depth & 1:
            power = product(power, step)
        step = product(step, step)
        depth >>= 1
    return power[0][2], power[3][2]


def heavy_ball_extremes(depth, omega, beta):
    """The places s > 0 where f turns: sign changes of f' on a fine scan, by bisection.

    All of them lie below omega (1+s) = 2 (1+sqrt(beta))^2, where all zeros of the error are left behind.
    """
    end = 2 * (1 + mp.sqrt(beta)) ** 2 / omega - 1
    if depth < 3 or end <= 0:
        return []
    slope = lambda x: heavy_ball(depth, omega, beta, x)[1]
    # Evenly in the square root, like the zeros.
    scan = [end * (mpf(i) / (60 * depth)) ** 2 for i in range(60 * depth + 1)]
    found = []
    values = [slope(x) for x in scan]
    for lo, hi, a, b in zip(scan, scan[1:], values, values[1:]):
        if (a < 0) == (b < 0):
            continue
        for _ in range(220):
            middle = (lo + hi) / 2
            if (slope(middle) < 0) == (a < 0):
                lo = middle
            else:
                hi = middle
        found.append((lo + hi) / 2)
    return found


def heavy_ball_image(depth, omega, beta):
    """(f(0), inf f, sup f) over s >= 0."""
    value = lambda x: heavy_ball(depth, omega, beta, x)[0]
    forced = value(mpf(0))
    if depth == 1:
        return forced, forced, forced
    ends = [forced] + [value(s) for s in heavy_ball_extremes(depth, omega, beta)]
    return (forced, -mp.inf, max(ends)) if depth % 2 == 0 else (forced, min(ends), mp.inf)


def near_momentum_one(rules=1):
    """Cases where errors neither die out nor grow fast: steps so small that N steps cover a few turns, and beta > 1.

    At x = N sqrt(v) near 2 pi j the error returns to 1 for beta = 1.
    """
    chance = random.Random(SEED + 30 + rules)
    cases = [(528397, 1.4177e-10, 1.0, 0.0), (178548, 3.1e-10, 1.0, 3.0)]
    cases += [(10**6, omega, beta, s) for omega in (1e-15, 1e-12, 1e-10) for beta in (0.99999, 1.0, 1.0000001)
              for s in (0.0, 0.5, 3.0)]
    for _ in range(30):
        depth = int(10 ** chance.uniform(3, 6))
        x = 2 * math.pi * chance.randint(1, 5) * (1 + chance.choice([1, -1]) * 10 ** chance.uniform(-3, -1))
        cases += [(depth, (x / depth) ** 2 / 4, chance.choice([1.0, 0.9999, 0.99999, 1.00001]), s) for s in (0.0, 3.0)]
    cases += [(depth, omega, beta, s) for depth in (60, 1000, 1001) for omega in (1e-18, 1e-15, 1e-9)
              for beta in (1.01, 1.5, 1.8) for s in (0.0, 1.7)]
    return cases


def heavy_ball_step(depth, beta, gain):
    """The learned step that the theorems name: the root of f(0) = c* for N = 3, beta = 3/4 and for beta = 1."""
    if beta == 0.75:
        low, high = mpf(3) / 4, mpf(9) / 4
    else:
        first, last = (3, 4) if depth % 2 else (2 * depth - 4, 2 * depth - 3)
        low, high = (4 * mp.sin(i * mp.pi / (2 * depth + 1) / 2) ** 2 for i in (first, last))
    value = lambda omega: heavy_ball(depth, omega, mpf(beta), mpf(0))[0] - gain
    rises = value(high) > value(low)
    for _ in range(190):
        middle = (low + high) / 2
        if (value(middle) > 0) == rises:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def make_heavy_ball():
    """f(s), f'(s) and the number of turning points of heavy ball."""
    cases = []
    for depth in (1, 2, 3, 4, 5, 10, 11, 50, 51, 1000, 1001, HUGE, HUGE + 1):
        for omega in (1e-12, 1e-8, 1e-3, 0.2, 0.5, 1.0, 2.0, 2.5):
            for beta in (0.0, 0.3, 0.75, 0.8, 1.0, 2.0):
                cases += [(depth, omega, beta, s) for s in (0.0, 1e-20, 0.1, 1.0, 3.0, 10.0, 1e8)]
    chance = random.Random(SEED)
    cases = [case for case in cases if chance.random() >= 0.8] + near_momentum_one()
    rows, turns = [], {}
    for depth, omega, beta, s in cases:
        w, b, x = mpf(omega), mpf(beta), mpf(s)
        mp.dps = 400 if depth >= 99999 else 200
        value, slope = heavy_ball(depth, w, b, x)
        mp.dps = 200
        if any(v != 0 and not 1e-290 < abs(v) < 1e290 for v in (value, slope)):
            continue
        if beta == 0:
            check("beta = 0 is gradient descent",
                  close(value, filter_value("unrolled", depth, w, x), 1e-150) or abs(value) < 1e-180)
        count = ""
        if depth <= 11 and omega >= 0.2 and beta > 0:
            if (depth, omega, beta) not in turns:
                mp.dps = 60
                turns[depth, omega, beta] = len(heavy_ball_extremes(depth, w, b))
                mp.dps = 200
            count = turns[depth, omega, beta]
        rows.append([depth, repr(omega), repr(beta), repr(s), digits(value), digits(slope), count])
    write("heavy_ball.csv", ["depth", "omega", "momentum", "s", "value", "derivative", "turns"], rows)


def floor_of(groups, variance, m):
    """The least risk with m directions of one common gain, that of the largest gamma, and the best gain if it is unique."""
    gammas = [gamma for gamma, count in groups for _ in range(count)]
    best = linear_risk(groups, variance)

    def gap(forced):
        energy = sum(forced, mpf(0))
        c = energy / (energy + m * variance)
        return sum(((g + variance) * (c - wiener(g, variance)) ** 2 for g in forced), mpf(0)) / 2, c

    if m == 0:
        return best, best, None
    gaps = [gap(forced) for forced in itertools.combinations(gammas, m)]
    least = min(gaps)[0]
    gains = {digits(c) for price, c in gaps if abs(price - least) < mpf(10) ** -40}
    return (best + least, best + gap(sorted(gammas, reverse=True)[:m])[0],
            min(gaps)[1] if len(gains) == 1 else None)


def make_heavy_ball_risk():
    """The best risk of heavy ball; where omega is learned, cases in which a theorem gives it.

    N = 2 falls from f(0), which takes every value up to 1: the largest gamma are forced.  For N = 3 and
    beta = 3/4, and for N >= 3 and beta = 1, the floor is reached; step is then the learned one, empty where several
    common gains are equally good or none is forced.
    """
    mp.dps = 60
    rows = []
    for eigenvalues in ("3;1.2;0.5;0.1", "5;0.2;0.15;0.1", "5;0;0;0", "2;2;1;0.3;0"):
        groups = [(mpf(x), 1) for x in eigenvalues.split(";")]
        groups = [(g, sum(c for h, c in groups if h == g)) for g in sorted({g for g, _ in groups})][::-1]
        # The doubles that the texts stand for.
        groups = [(mpf(float(g)), c) for g, c in groups]
        n = sum(count for _, count in groups)
        for sigma in (0.9, 0.3):
            variance = mpf(sigma) ** 2
            for k in range(1, n + 1):
                for depth, omega, beta in (
                    (2, 0.3, 0.5), (3, 0.6, 0.3), (4, 0.5, 0.8), (5, 0.9, 1.0), (10, 0.5, 0.8)):
                    forced, lo, hi = heavy_ball_image(depth, mpf(omega), mpf(beta))
                    costs = group_costs(groups, variance, (forced, forced), lo, hi)
                    risk = min(total(groups, costs, c) for c in all_assignments(groups, n - k))
                    rows.append([eigenvalues, repr(sigma), k, depth, repr(omega), repr(beta), digits(risk), ""])
                floor, even, gain = floor_of(groups, variance, n - k)
                for depth, beta in ((2, 0.5), (3, 0.75), (3, 1.0), (4, 1.0), (5, 1.0), (6, 1.0), (8, 1.0)):
                    step = "" if depth == 2 or gain is None else digits(heavy_ball_step(depth, beta, gain))
                    rows.append([eigenvalues, repr(sigma), k, depth, "learned", repr(beta),
                                 digits(even if depth == 2 else floor), step])
    mp.dps = 200
    write("heavy_ball_risk.csv",
          ["eigenvalues", "sigma", "k", "depth", "omega", "momentum", "risk", "step"], rows)


# -- odd_minimum.csv and lower_bound.csv ----------------------------------------------

KNOWN_MINIMA = {
    3: "0.75", 5: "0.6735532234764100089", 7: "0.63509389397174151672",
    21: "0.55730905402375946255", 1001: "0.50214926500608110824",
    HUGE + 1: "0.5000000056041032517",
}


def slide_bounds(depth, omega):
    """omega (1/2 + 1/(N+1)) and omega (1/2 + (1/N)(1 + log(N)/2)/(2 - log(N)/N))"""
    N = mpf(depth)
    upper = (1 + mp.log(N) / 2) / (2 - mp.log(N) / N) / N
    return omega * (mpf(1) / 2 + 1 / (N + 1)), omega * (mpf(1) / 2 + upper)


def make_odd_minimum():
    """x = -argmin p and p(-x), the minimum over all q <= 0."""
    rows = []
    for depth in [*range(3, 32, 2), 51, 101, 1001, 10**5 + 1, HUGE + 1, 10**15 + 1]:
        value, q = minimise_p(depth, mpf(0))
        x = -q
        check("N x^(N-1) (1+x) = 1 + x^N at the minimiser",
              close(depth * x ** (depth - 1) * (1 + x), 1 + x**depth, 1e-40))
        check("p(q*) = (1 + x^N)/(1 + x), 1/2 <= x < 1",
              close(value, (1 + x**depth) / (1 + x), 1e-80) and mpf(1) / 2 - mpf(10) ** -60 <= x < 1)
        lower, upper = slide_bounds(depth, mpf(1))
        check("p(q*) is between the slide's bounds", lower * (1 - SAME) <= value * (1 + mpf(10) ** -60)
              and value <= upper)
        if depth in KNOWN_MINIMA:
            known = mpf(KNOWN_MINIMA[depth])
            check("the known values for N = 3, 5, 7, 21, 1001, 1e9+1", abs(value - known) < mpf(10) ** -19)
        if depth <= 31:
            grid = [p_literal(mpf(j) / 100, depth) for j in range(-200, 101)]
            check("p is convex for odd N <= 31, on a grid of [-2, 1]", all(
                a + c > 2 * b for a, b, c in zip(grid, grid[1:], grid[2:])))
        rows.append([depth, digits(x), digits(value)])
    write("odd_minimum.csv", ["depth", "x", "p"], rows)


def make_lower_bound():
    """c_{N,omega} = omega min {p(q) : q <= 1 - omega}, with f(0) and the slide's bounds."""
    omegas = [1e-300, 1e-12, 1e-8, 1e-3, 0.1, 0.2, 0.5, 0.9, 1.0, 1.3334, 1.5,
              1.6, 1.7, 1.75, 1.8, 1.9, 1.95, 1.99, 2.0, 2.1, 2.5, 3.0]
    rows = []
    for depth in [3, 5, 7, 11, 21, 51, 101, 1001, HUGE + 1, 10**15 + 1]:
        q_star = minimise_p(depth, mpf(0))[1]
        turn = float(1 - q_star)  # the branches meet at omega = 1 - q*
        for omega in sorted({*omegas, turn * (1 - 1e-6), turn * (1 + 1e-6)}):
            w = mpf(omega)
            value, q = minimise_p(depth, 1 - w)
            c = w * value
            with mp.workdps(600):  # 1 - 1e-300 needs more digits
                forced = 1 - (1 - w) ** depth
            if forced > 1e300:
                continue
            meets = abs(1 - w - q_star) < mpf(10) ** -50  # N = 3, omega = 1.5
            at_edge = abs(q - (1 - w)) < mpf(10) ** -60 and not meets
            lower, upper = slide_bounds(depth, w)
            if at_edge:
                check("edge branch: c = f(0)", close(c, forced, 1e-60))
            else:
                check("interior branch: c is between the slide's bounds and below f(0)",
                      lower * (1 - mpf(10) ** -60) <= c <= upper and c <= forced)
            check("the branch is interior exactly if 1 - omega >= q*",
                  at_edge == (1 - w < q_star and not meets))
            rows.append([depth, repr(omega), digits(c), digits(forced), digits(lower), digits(upper),
                         "edge" if at_edge else "interior"])
    write("lower_bound.csv", ["depth", "omega", "c", "forced", "slide_lower", "slide_upper", "branch"], rows)


# -- brute_force.csv ---------------------------------------------------------------


def make_brute_force():
    """Best risk of a multistart L-BFGS over R (and omega), without any theory of the optimum."""
    from brute_force import best_risk

    cases = []
    for data, n, mu, theta, eigenvalues in (
        ("constant", 4, 1.0, 0.5, None),
        ("iid", 3, 1.0, 0.5, None),
        ("spectrum", 4, None, None, SPECTRA[0]),
    ):
        for k in (1, 2, n):
            cases.append((data, n, mu, theta, 0.9, eigenvalues, "bilevel", k, None, None))
            for depth in (1, 2, 3, 4, 5):
                for omega in (0.2, 0.5, 1.0, "learned"):
                    cases.append((data, n, mu, theta, 0.9, eigenvalues, "unrolled", k, depth, omega))
    rows, worst = [], 0.0
    for case in cases:
        data, n, mu, theta, sigma, eigenvalues, family, k, depth, omega = case
        best = best_risk(data, n, mu, theta, sigma, eigenvalues, family, k, depth, omega, SEED)
        groups = spectrum(data, n, mu, theta, eigenvalues)
        theory = float(optimum(groups, sigma, family, k, depth, omega).risk)
        check("no run of the brute force is below the infimum", best >= theory * (1 - 1e-12))
        check("the brute force comes within 1e-5 of the infimum", best <= theory * (1 + 1e-5))
        worst = max(worst, best / theory - 1)
        rows.append(input_cells(*case) + [f"{best:.17g}"])
    print(f"  largest relative gap to the infimum: {worst:.1e}")
    write("brute_force.csv", RISK_INPUTS + ["best"], rows)


# -- frames_risk.csv --------------------------------------------------------------------


def random_frames():
    """Frames by name: whole numbers, scaled rows and columns, ties, fewer frames than dimensions."""
    generator = random.Random(SEED + 11)

    def normal(rows, columns):
        return [[generator.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]

    def scaled(frames, rows, columns):
        return [[a * x * b for x, b in zip(frame, columns)] for frame, a in zip(frames, rows)]

    ones = [1.0] * 20
    whole = [[float(generator.randint(-9, 9)) for _ in range(4)] for _ in range(7)]
    line = [generator.gauss(0, 1) for _ in range(4)]
    return {
        "two": [[-9.0, 8.0], [-9.0, 3.0], [-3.0, 4.0]],
        "column": scaled(normal(20, 3), ones, [1, 1, 1e8]),
        "columns": scaled(normal(9, 4), ones, [1e-12, 1, 1e7, 1e12]),
        "rows": scaled(normal(6, 4), [1e6, 1e4, 1, 1, 1, 1e-2], [1.0] * 4),
        "both": scaled(normal(5, 3), [1e4, 1, 1, 1e2, 1], [1e-5, 1, 1e5]),
        "wide": normal(3, 6),
        "single": normal(1, 4),
        "whole": whole,
        "repeated": [frame[:3] + [frame[0]] for frame in whole],
        "empty column": [frame[:3] + [0.0] for frame in whole],
        "tie": [[1.0 if i == j else 0.0 for j in range(4)] for i in range(4)],
        "near tie": [[(i == j) + generator.gauss(0, 1) * 2.0**-40 for j in range(4)] for i in range(4)],
        "on a line": [[generator.choice([-1, 1, 2]) * x for x in line] for _ in range(5)],
        "near a line": [
            [generator.choice([-1, 1, 2]) * x + 1e-6 * generator.gauss(0, 1) for x in line] for _ in range(8)],
    }


def exact_eigenvalues(frames):
    """The eigenvalues of (1/m) sum y y^T; those behind the rank, which is found exactly, are 0."""
    m, n = len(frames), len(frames[0])
    exact = [[Fraction(x) for x in frame] for frame in frames]
    moment = [[sum(y[i] * y[j] for y in exact) / m for j in range(n)] for i in range(n)]
    rest, rank = [row[:] for row in exact], 0
    for column in range(n):
        pivot = next((r for r in range(rank, m) if rest[r][column] != 0), None)
        if pivot is None:
            continue
        rest[rank], rest[pivot] = rest[pivot], rest[rank]
        for r in range(rank + 1, m):
            factor = rest[r][column] / rest[rank][column]
            rest[r] = [a - factor * b for a, b in zip(rest[r], rest[rank])]
        rank += 1
    matrix = mp.matrix([[mpf(x.numerator) / x.denominator for x in row] for row in moment])
    values = sorted((mpf(x) for x in mp.eigsy(matrix, eigvals_only=True)), reverse=True)
    return [max(x, mpf(0)) if i < rank else mpf(0) for i, x in enumerate(values)]


def make_frames_risk():
    """The infimum of the risk for C measured from frames, which are exact doubles."""
    rows = []
    for name, frames in random_frames().items():
        values = exact_eigenvalues(frames)
        groups = [(x, 1) for x in values if x > 0]
        n = len(values)
        if len(groups) < n:
            groups.append((mpf(0), n - len(groups)))
        scale = 2.0 ** round(float(mp.log(values[0], 2)) / 2)
        for sigma in (scale, scale / 64):
            for family, k, depth, omega in (
                ("linear", n, None, None), ("bilevel", max(1, n // 2), None, None),
                ("unrolled", max(1, n // 2), 2, "learned"), ("unrolled", max(1, n // 2), 3, "learned"),
                ("unrolled", 1, 5, "learned"), ("unrolled", 1, 3, 0.5), ("unrolled", n - 1, 4, 0.3)):
                result = optimum(groups, sigma, family, k, depth, omega)
                rule = "" if omega is None else "learned" if omega == "learned" else "fixed"
                rows.append([
                    name, ";".join(" ".join(map(repr, frame)) for frame in frames), repr(sigma), family, k,
                    "" if depth is None else depth, rule, repr(omega) if rule == "fixed" else "",
                    digits(result.risk), digits(result.omega) if rule == "learned" else ""])
    write(
        "frames_risk.csv",
        ["name", "frames", "sigma", "family", "k", "depth", "omega_rule", "omega_in", "risk", "omega"], rows)


FILES = {
    "odd_minimum": make_odd_minimum,
    "lower_bound": make_lower_bound,
    "filter": make_filter,
    "heavy_ball": make_heavy_ball,
    "heavy_ball_risk": make_heavy_ball_risk,
    "optimal_risk": make_optimal_risk,
    "brute_force": make_brute_force,
    "frames_risk": make_frames_risk,
}


def main(files, text):
    """Make all of the files or the one that is asked for."""
    parser = argparse.ArgumentParser(description=text.splitlines()[0])
    parser.add_argument("--only", choices=files, help="make one file")
    chosen = parser.parse_args().only
    for name in [chosen] if chosen else files:
        print(name, flush=True)
        mp.dps = 200
        files[name]()


if __name__ == "__main__":
    import algorithms
    import landmarks
    import observation
    import operators
    import samples

    main(
        {
            **FILES, **algorithms.FILES, **landmarks.FILES, **observation.FILES, **operators.FILES,
            **samples.FILES,
        },
        __doc__)

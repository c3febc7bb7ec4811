"""Golden values of the algorithms beside gradient descent, and of what bounds them.

    python3 algorithms.py                     # all files, two minutes
    python3 algorithms.py --only bounds       # one file

Files: algorithms.csv (filters), exact_zeros.csv (filters where an error vanishes), extreme_starts.csv (turning
points for steps of all sizes), algorithm_risk.csv (their best risks), bounds.csv (lower bounds for all algorithms)
and trap.csv (the risk that an odd network reaches from inside its trap).

A filter is what an algorithm makes of x = 1 on min 1/2 (z-1)^2 + 1/2 s z^2, run step by step with
its derivatives carried along, or by the powers of the matrix of a step where N is huge.  Closed
forms appear in assertions only.  Notation and style are those of make_golden.py.

Eigenvalues are written value:multiplicity, parameters name=value, both joined by ";"; step sizes
are joined by "/".
"""

import functools
import itertools
import math
import random

from mpmath import mp, mpf

from make_golden import (
    HUGE, SEED, all_assignments, check, clip, close, digits, golden_section, group_costs, linear_risk,
    main, minimise_p, near_momentum_one, quadratic, total, wiener, write)

FILTER_DIGITS = 400  # enough for 50 digits of 1e-290 after N = 1e9
DEPTHS = [1, 2, 3, 4, 5, 8, 10, 11, 50, 51, 1000, 1001, HUGE, HUGE + 1]
POINTS = [0.0, 1e-20, 1e-8, 0.1, 1.0, 3.0, 10.0, 1e8, 1e15]


# -- numbers that carry their derivatives ------------------------------------------------


class Jet:
    """A value, its derivative by s (slope) and by the first parameter (change)."""

    __slots__ = ("value", "slope", "change")

    def __init__(self, value, slope=0, change=0):
        self.value, self.slope, self.change = value, slope, change

    @staticmethod
    def of(x):
        return x if isinstance(x, Jet) else Jet(x)

    def __add__(self, other):
        b = Jet.of(other)
        return Jet(self.value + b.value, self.slope + b.slope, self.change + b.change)

    def __neg__(self):
        return Jet(-self.value, -self.slope, -self.change)

    def __sub__(self, other):
        b = Jet.of(other)
        return Jet(self.value - b.value, self.slope - b.slope, self.change - b.change)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        b = Jet.of(other)
        return Jet(self.value * b.value, self.slope * b.value + self.value * b.slope,
                   self.change * b.value + self.value * b.change)

    def __truediv__(self, other):
        b = Jet.of(other)
        ratio = self.value / b.value
        return Jet(ratio, (self.slope - ratio * b.slope) / b.value, (self.change - ratio * b.change) / b.value)

    def __rtruediv__(self, other):
        return Jet.of(other) / self

    __radd__ = __add__
    __rmul__ = __mul__


def exp(x):
    value = mp.exp(x.value)
    return Jet(value, value * x.slope, value * x.change)


# -- one step of every algorithm ------------------------------------------------------------


def gradient_step(state, s, omega):
    (z,) = state
    return (z - omega * ((1 + s) * z - 1),)


def nesterov(state, s, omega, momentum):
    z, old = state
    y = z + momentum * (z - old)
    return y - omega * ((1 + s) * y - 1), z


def implicit_data(state, s, w):
    """The prox of the data term after a gradient step of the regulariser."""
    (z,) = state
    return ((z - w * s * z + w) / (1 + w),)


def implicit_regularizer(state, s, w):
    """The prox of the regulariser after a gradient step of the data term."""
    (z,) = state
    return ((z - w * (z - 1)) / (1 + w * s),)


def proximal_point(state, s, w):
    (z,) = state
    return ((z + w) / (1 + w * (1 + s)),)


def admm(state, s, rho):
    """Scaled ADMM with the data first and the regulariser's prox as output.

    rho is the step of both proximal maps, so that the augmented Lagrangian has the penalty 1/rho:
    v = argmin 1/2 (v-1)^2 + 1/(2 rho) (v-z+u)^2, z = argmin 1/2 s z^2 + 1/(2 rho) (v-z+u)^2.
    """
    z, u = state
    v = (rho + z - u) / (1 + rho)
    new = (v + u) / (1 + rho * s)
    return new, u + v - new


def neumann(state, s):
    (z,) = state
    return (1 - s * z,)


STEPS = {  # the step, the numbers it keeps (the first is the output), its parameters
    "nesterov": (nesterov, 2, ("omega", "momentum")),
    "steps": (gradient_step, 1, ("steps", "start")),
    "chebyshev": (gradient_step, 1, ("interval",)),
    "implicit-data": (implicit_data, 1, ("omega",)),
    "implicit-regularizer": (implicit_regularizer, 1, ("omega",)),
    "proximal-point": (proximal_point, 1, ("omega",)),
    "admm": (admm, 2, ("omega",)),
    "neumann": (neumann, 1, ()),
    "gradient-descent": (gradient_step, 1, ("omega", "start")),
}
SOLVED = {  # z of the time tau, of a ridge delta/2 z^2, and g times the minimiser
    "gradient-flow": (lambda s, tau: (1 - exp(-(tau * (1 + s)))) / (1 + s), "omega"),
    "ridge": (lambda s, delta: 1 / (1 + delta + s), "ridge"),
    "gain": (lambda s, gain: gain / (1 + s), "gain"),
}


@functools.cache
def chebyshev_cosines(depth, precision):
    return [mp.cos(mp.pi * (2 * i - 1) / (2 * depth)) for i in range(1, depth + 1)]


def chebyshev_steps(depth, interval):
    return [2 / (2 + interval - interval * c) for c in chebyshev_cosines(depth, mp.prec)]


def matrix_product(a, b):
    size = range(len(a))
    return [[sum((a[i][l] * b[l][j] for l in size), Jet(mpf(0))) for j in size] for i in size]


def matrix_power(step, depth):
    power = [[Jet(mpf(i == j)) for j in range(len(step))] for i in range(len(step))]
    while depth:
        if depth & 1:
            power = matrix_product(power, step)
        step = matrix_product(step, step)
        depth >>= 1
    return power


def affine_matrix(step, size):
    """The matrix of (z..., 1) under an affine step."""
    units = [[Jet(mpf(i == j)) for i in range(size)] for j in range(size)]
    constant = [Jet.of(x) for x in step([Jet(mpf(0))] * size)]
    columns = [[Jet.of(a) - c for a, c in zip(step(unit), constant)] for unit in units] + [constant]
    rows = [[column[i] for column in columns] for i in range(size)]
    return rows + [[Jet(mpf(0))] * size + [Jet(mpf(1))]]


def chebyshev_polynomial(depth, x):
    """T_N(x) from T_{N+1} = 2x T_N - T_{N-1} by the power of its matrix."""
    power = matrix_power([[2 * x, Jet(mpf(-1))], [Jet(mpf(1)), Jet(mpf(0))]], depth)
    return power[1][0] * x + power[1][1]


def run(algorithm, depth, parameters, s):
    """f(s) as a Jet; `parameters` is a dictionary in the order of the file."""
    s = Jet(mpf(s), mpf(1), mpf(0))
    if algorithm in SOLVED:
        function, name = SOLVED[algorithm]
        return function(s, Jet(mpf(parameters[name]), mpf(0), mpf(1)))
    step, size, names = STEPS[algorithm]
    state = [Jet(mpf(parameters.get("start", 0)))] + [Jet(mpf(0))] * (size - 1)
    if algorithm == "steps":
        schedule = [mpf(w) for w in parameters["steps"]]
    elif algorithm == "chebyshev":
        interval = Jet(mpf(parameters["interval"]), mpf(0), mpf(1))
        if depth > 2000:
            return (1 - chebyshev_polynomial(depth, 1 - 2 * s / interval)
                    / chebyshev_polynomial(depth, 1 + 2 / interval)) / (1 + s)
        schedule = chebyshev_steps(depth, interval)
        if depth > 60:  # what the steps leave of the error, which loses no digits in any order
            left = Jet(mpf(1))
            for w in schedule:
                left = left * (1 - w * (1 + s))
            return (1 - left) / (1 + s)
    else:
        values = [mpf(parameters[name]) for name in names if name != "start"]
        values[:1] = [Jet(value, mpf(0), mpf(1)) for value in values[:1]]
        if depth > 2000:
            power = matrix_power(affine_matrix(lambda z: step(z, s, *values), size), depth)
            return sum((a * b for a, b in zip(power[0], [*state, Jet(mpf(1))])), Jet(mpf(0)))
        for _ in range(depth):
            state = step(state, s, *values)
        return state[0]
    for w in schedule:
        state = step(state, s, w)
    return state[0]


def working_digits(algorithm, depth, parameters):
    """Large steps first make the error of Chebyshev steps large before they make it small."""
    if algorithm != "chebyshev" or depth > 60:
        return FILTER_DIGITS
    return FILTER_DIGITS + int(depth * math.log10(2 + parameters["interval"]))


def parameter_cell(parameters):
    cells = []
    for name, value in parameters.items():
        if not isinstance(value, str):
            value = "/".join(map(repr, value)) if isinstance(value, list) else repr(value)
        cells.append(f"{name}={value}")
    return ";".join(cells)


# -- algorithms.csv -----------------------------------------------------------------------------


def closed_form(algorithm, depth, parameters, s):
    """f(s) as the theory writes it, for assertions."""
    s = mpf(s)
    u = 1 + s
    values = {name: mpf(x) for name, x in parameters.items() if name != "steps"}
    w = values.get("omega")
    if algorithm == "nesterov":
        left, old = mpf(1), mpf(1)
        for _ in range(depth):
            left, old = (1 - w * u) * ((1 + values["momentum"]) * left - values["momentum"] * old), left
    elif algorithm == "steps":
        left = mp.fprod(1 - mpf(x) * u for x in parameters["steps"])
    elif algorithm == "chebyshev":
        left = chebyshev_value(depth, 1 - 2 * s / values["interval"]) / chebyshev_value(
            depth, 1 + 2 / values["interval"])
    elif algorithm == "implicit-data":  # gradient descent with w/(1+w)
        left = (1 - w / (1 + w) * u) ** depth
    elif algorithm == "implicit-regularizer":
        left = ((1 - w) / (1 + w * s)) ** depth
    elif algorithm == "proximal-point":
        left = (1 + w * u) ** -depth
    elif algorithm == "admm":
        a = 1 / (1 + w * s)
        rate = (w + a * (1 - w)) / (1 + w)
        check("ADMM: 1 - M = rho u/((1+rho)(1+rho s))", close(1 - rate, w * u / ((1 + w) * (1 + w * s)), 1e-150))
        left = rate**depth
    elif algorithm == "neumann":  # gradient descent with omega = 1
        left = (-s) ** depth
    elif algorithm == "gradient-descent":
        left = (1 - w * u) ** depth
    elif algorithm == "gradient-flow":
        left = mp.exp(-w * u)
    elif algorithm == "ridge":
        return 1 / (values["ridge"] + u)
    else:
        return values["gain"] / u
    return (1 - left) / u + left * values.get("start", 0)


def chebyshev_value(depth, x):
    """T_N(x) by cos and cosh."""
    if abs(x) <= 1:
        return mp.cos(depth * mp.acos(x))
    return (mp.sign(x) if depth % 2 else 1) * mp.cosh(depth * mp.acosh(abs(x)))


def random_steps(chance):
    """Lists of 1 to 60 step sizes: positive ones, signed ones, with zeros, tiny and large ones."""
    lists = [[1.8, 1.8, 0.25], [1.5], [0.0], [-0.5], [1.0, -1.0], [0.5, 0.0], [0.0, 0.7, 0.0, 0.7], [1e-12, 1e-12],
             [1e-12] * 60, [0.5] * 60, [2.5, 0.1, 2.5], [-1e-8, 1e-8, 1.0], [1e4, 1e-4]]
    for count in (2, 3, 4, 5, 8, 10, 11, 20, 31, 50, 51, 60):
        lists.append([round(chance.uniform(0.05, 2), 3) for _ in range(count)])
        lists.append([chance.choice([-0.3, -0.01, 0.0, 0.2, 0.9, 1.7]) for _ in range(count)])
        lists.append([float(f"{10 ** chance.uniform(-6, 0.3):.3g}") for _ in range(count)])
    return lists


def filter_cases(chance):
    """(algorithm, depth, parameters) of algorithms.csv, without s."""
    small = [1e-12, 1e-8, 1e-3, 0.2, 0.5, 1.0, 1.5, 1.9, 2.5]
    wide = [1e-12, 1e-8, 1e-3, 0.2, 0.5, 1.0, 1.5, 2.0, 10.0, 1e4, 1e8]
    cases = []
    for depth in DEPTHS:
        for w in small:
            for beta in (0.0, 0.3, 0.5, 0.9, 1.0, 2.0):
                cases.append(("nesterov", depth, {"omega": w, "momentum": beta}))
            for start in (0.0, 1.0, 0.25, -0.7, 3.0, 1e-9):
                cases.append(("gradient-descent", depth, {"omega": w, "start": start}))
        for interval in (1e-12, 1e-6, 1e-3, 0.1, 1.0, 3.0, 10.0, 1e3, 1e8, 1e15):
            cases.append(("chebyshev", depth, {"interval": interval}))
        for w in wide:
            for name in ("implicit-data", "implicit-regularizer", "proximal-point", "admm"):
                cases.append((name, depth, {"omega": w}))
        cases.append(("neumann", depth, {}))
    for steps in random_steps(chance):
        cases.append(("steps", len(steps), {"steps": steps}))
        for start in (1.0, 0.25, -0.7):
            cases.append(("steps", len(steps), {"steps": steps, "start": start}))
    for value in [*wide, 0.05, 3.0, 25.0, 1e12]:
        cases += [("gradient-flow", 0, {"omega": value}), ("ridge", 0, {"ridge": value}),
                  ("gain", 0, {"gain": value})]
    return cases


def filter_row(algorithm, depth, parameters, s):
    """The cells of a row, None where a number is out of range."""
    mp.dps = working_digits(algorithm, depth, parameters)
    result = run(algorithm, depth, parameters, s)
    value, slope = result.value, result.slope
    change = result.change if parameters and algorithm != "steps" else None
    defect = 1 - value
    if any(v != 0 and not 1e-290 < abs(v) < 1e290 for v in (value, defect, slope)):
        return None
    if change is not None and change != 0 and not 1e-290 < abs(change) < 1e290:
        if abs(change) > 1:
            return None
        change = None
    if depth <= 2000 or algorithm != "nesterov":
        form = closed_form(algorithm, depth, parameters, s)
        check(f"{algorithm}: the closed form, to 100 digits of f and 1 - f",
              close(value, form, 1e-100) and abs(value - form) <= mpf(10) ** -100 * abs(defect)
              or abs(value - form) < mpf(10) ** -390)
    if depth <= 11:
        step = mpf(10) ** -100
        up, down = (run(algorithm, depth, parameters, mpf(s) + t * step).value for t in (1, -1))
        check("f' agrees with a central difference, N <= 11",
              abs((up - down) / (2 * step) - slope) <= mpf(10) ** -60 * max(abs(slope), abs(value)))
        if change is not None:
            name = next(iter(parameters))
            step *= mpf(parameters[name])
            up, down = (run(algorithm, depth, {**parameters, name: parameters[name] + t * step}, s).value
                        for t in (1, -1))
            check("the derivative by the first parameter agrees with a central difference, N <= 11",
                  abs((up - down) / (2 * step) - change) <= mpf(10) ** -60 * max(
                      abs(change), abs(value / parameters[name])))
    if algorithm == "gradient-flow" and change is not None:
        check("gradient flow: df/dtau = 1 - (1+s) f", close(change, 1 - (1 + mpf(s)) * value, 1e-90))
    return [algorithm, depth, parameter_cell(parameters), repr(s), digits(value), digits(defect), digits(slope),
            digits(change)]


def make_algorithms():
    """f(s), 1 - f(s), f'(s) and the derivative by the first parameter.

    parameter_derivative is empty where there is no parameter, for lists of steps, and where it is not 0
    and below 1e-290.  About 115 rows for each algorithm, spread evenly over the depths.
    """
    chance = random.Random(SEED + 20)
    by_kind = {}
    for algorithm, depth, parameters in filter_cases(chance):
        for s in POINTS:
            kind = (algorithm, "start" in parameters and algorithm == "steps")
            by_kind.setdefault(kind, {}).setdefault(depth, []).append((algorithm, depth, parameters, s))
    rows = []
    for kind, by_depth in by_kind.items():
        made = []
        for cases in by_depth.values():
            chance.shuffle(cases)
        while len(made) < 116 and any(by_depth.values()):
            for cases in by_depth.values():
                while cases and len(made) < 116:
                    case = cases.pop()
                    row = filter_row(*case)
                    if row:
                        made.append((case[1], row))
                        break
        rows += [row for _, row in sorted(made, key=lambda pair: (pair[0], pair[1]))]
    near_one = (filter_row("nesterov", depth, {"omega": omega, "momentum": beta}, s)
                for depth, omega, beta, s in near_momentum_one(2))
    rows += [row for row in near_one if row]
    mp.dps = 200
    write("algorithms.csv",
          ["algorithm", "depth", "parameters", "s", "value", "defect", "derivative", "parameter_derivative"], rows)


# -- exact_zeros.csv ----------------------------------------------------------------------------


class Series:
    """A value with its first two derivatives with respect to s."""

    __slots__ = ("parts",)

    def __init__(self, value, slope=0, curvature=0):
        self.parts = (mpf(value), mpf(slope), mpf(curvature))

    @staticmethod
    def of(x):
        return x if isinstance(x, Series) else Series(x)

    def __add__(self, other):
        return Series(*(a + b for a, b in zip(self.parts, Series.of(other).parts)))

    def __sub__(self, other):
        return Series(*(a - b for a, b in zip(self.parts, Series.of(other).parts)))

    def __rsub__(self, other):
        return Series.of(other) - self

    def __mul__(self, other):
        (a, a1, a2), (b, b1, b2) = self.parts, Series.of(other).parts
        return Series(a * b, a1 * b + a * b1, a2 * b + 2 * a1 * b1 + a * b2)

    __radd__ = __add__
    __rmul__ = __mul__


def heavy_ball_step(state, s, omega, momentum):
    z, old = state
    return z - omega * ((1 + s) * z - 1) + momentum * (z - old), z


def run_series(algorithm, depth, parameters, s):
    """z for x = 1 with two derivatives with respect to s."""
    s = Series(s, 1)
    if algorithm == "steps":
        z = Series(0)
        for w in parameters["steps"]:
            (z,) = gradient_step((z,), s, mpf(w))
        return z
    step = {"nesterov": nesterov, "heavy-ball": heavy_ball_step, "gradient-descent": gradient_step}[algorithm]
    values = [mpf(value) for name, value in parameters.items() if name != "start"]
    start = Series(parameters.get("start", 0))
    state = (start,) if algorithm == "gradient-descent" else (start, start)
    for _ in range(depth):
        state = step(state, s, *values)
    return state[0]


def in_range(x):
    return x if x == 0 or 1e-290 < abs(x) < 1e290 else None


def make_exact_zeros():
    """f, 1 - f, f' and f'' where the error 1 - (1+s) f vanishes or nearly does, possibly after steps that made it
    larger than any double; a derivative out of range is empty."""
    cases = []
    for depth in (1, 2, 3, 4, 5, 6, 7, 1001):
        for beta in (0.25, 0.5, 1.0, 2.0, 1e60):
            for omega, s in ((1.0, 0.0), (0.5, 1.0), (0.25, 3.0)):
                if depth < 1000 or beta < 2:
                    cases.append(("nesterov", depth, {"omega": omega, "momentum": beta}, s))
        cases += [("nesterov", depth, {"omega": 0.5, "momentum": 0.5}, s) for s in (0.999999, 1.000001)]
        # Far from the zeros, which for large momenta lie between v = 1 - 4/momentum and 1, and between them.
        cases += [("nesterov", depth, {"omega": 0.5, "momentum": beta}, s) for beta in (1e16, 1e60)
                  for s in (0.0, 0.5, 0.999999, 0.9999999999999998, 1.0000000000000002, 1.000001, 3.0) if depth < 1000]
    cases += [("heavy-ball", depth, {"omega": 0.5, "momentum": 2.0}, 1.0)
              for depth in (5, 9, 101, 1001, 1701, 1801, 1901, 2001)]
    cases += [("gradient-descent", depth, {"omega": omega, "start": start}, 1 / start - 1)
              for start in (0.5, 0.25) for depth, omega in ((2, 0.75), (30, 1e6), (90, 1e3), (100, 1e3), (40, 1e100))]
    cases += [("steps", len(steps), {"steps": steps}, 1.0)
              for steps in ([1e20, 1e20, 0.5], [1e100, 1e100, 0.5], [0.5, 1e100, 1e100, 1e100, 1e100],
                            [1e100, 1e100, 1e100, 1e100, 0.5, 0.5], [1e60, 1e-60, 0.5, 1e40],
                            [-1e100, 1e100, 0.5, 0.5], [1e100, 1e100, 1e100, 0.5, 0.5, 0.5])]
    rows = []
    for algorithm, depth, parameters, s in cases:
        mp.dps = 6000
        value, slope, curvature = run_series(algorithm, depth, parameters, s).parts
        if depth > 1 and (algorithm != "nesterov" or mpf(parameters["omega"]) * (1 + mpf(s)) == 1):
            check("the error vanishes", abs(value * (1 + mpf(s)) - 1) < mpf(10) ** -1000)
            value = 1 / (1 + mpf(s))
        rows.append([algorithm, depth, parameter_cell(parameters), repr(s), digits(value), digits(1 - value),
                     digits(in_range(slope)), digits(in_range(curvature))])
    write("exact_zeros.csv", ["algorithm", "depth", "parameters", "s", "value", "defect", "derivative",
                              "second_derivative"], rows)


# -- extreme_starts.csv -------------------------------------------------------------------------


def make_extreme_starts():
    """The turning points of the filter of N steps from z = ax, for steps and starts of all sizes.

    f = (1 - P)/u with P = (1 - au)(1 - wu)^N turns where h = 1 - P + uP' vanishes; h is scanned for changes of
    sign at 20 points a decade.
    """
    mp.dps = 1200
    # Starts at 1 + s = 1; the next point is the smallest s > 0 that is looked for.
    grid, ratio = [1 + mpf(10) ** -12, mpf("1.0071")], mpf(10) ** (mpf(1) / 20)
    while grid[-1] < mpf(10) ** 306:
        grid.append(grid[-1] * ratio)
    rows = []
    for depth, omega, start in (
            (2, 0.5, -1.0), (3, 0.5, 0.25), (4, 1e80, 0.5), (4, 1e80, -1.0), (4, 1e78, -1.0), (6, 1e60, -1.0),
            (4, 1e100, 1e100), (5, 1e100, -1e100), (3, 1e100, 1e-100), (4, 1e-100, 1e100), (5, 1e-100, 1e-100),
            (4, 1e-250, 1e100), (7, 1e-250, 1e-250), (3, 1e-250, 0.5), (20, 1e30, 1e-8), (3, 1.0, 1e-300)):
        def error(u):
            return (1 - mpf(start) * u) * (1 - mpf(omega) * u) ** depth

        def balance(u):
            a, q = 1 - mpf(start) * u, 1 - mpf(omega) * u
            slope = (-mpf(start) * q - depth * mpf(omega) * a) * q ** (depth - 1)
            return 1 - error(u) + u * slope

        values = [balance(u) for u in grid]
        found = []
        for low, high, first, last in zip(grid, grid[1:], values, values[1:]):
            if first * last < 0:
                for _ in range(1300):
                    middle = (low + high) / 2
                    if balance(middle) * first > 0:
                        low = middle
                    else:
                        high = middle
                found.append(low)
        check("at most two turning points", len(found) <= 2)
        cells = [str(len(found))]
        for index in range(2):
            if index < len(found):
                u = found[index]
                value = (1 - error(u)) / u
                step = u * mpf(10) ** -300
                second = (error(u + step) - 2 * error(u) + error(u - step)) / step**2
                # No double is close enough to a point that is this close to 1/w, for f'' there.
                is_close = abs(mpf(omega) * u - 1) < mpf(10) ** -16
                cells += [digits(u - 1), digits(value), "" if is_close else digits(-second / u)]
            else:
                cells += ["", "", ""]
        rows.append([depth, repr(omega), repr(start), *cells])
    write("extreme_starts.csv", ["depth", "omega", "start", "turns", "location1", "value1", "curvature1", "location2",
                                 "value2", "curvature2"], rows)


# -- spectra ------------------------------------------------------------------------------------


def spectrum_of(eigenvalues):
    """Groups (gamma, multiplicity), largest first, of doubles with multiplicities."""
    values = {g for g, _ in eigenvalues}
    return [(mpf(g), sum(c for h, c in eigenvalues if h == g)) for g in sorted(values, reverse=True)]


def spectrum_cell(eigenvalues):
    return ";".join(f"{g!r}:{count}" for g, count in eigenvalues)


def singles(*values):
    return [(value, 1) for value in values]


DECIMAL = {  # spectra of known values, at sigma^2 = 0.81
    "gen": ("3", "1.2", "0.5", "0.1"), "gen2": ("2", "1.9", "0.3", "0.05"),
    "gen3": ("5", "0.2", "0.15", "0.1"), "const": ("5", "0", "0", "0"),
}
VARIANCE = "0.81"


def decimal(name):
    return spectrum_of([(mpf(x), 1) for x in DECIMAL[name]])


def known(text, value, expected, count=19):
    """Assert a known value, given with all its digits, to `count` significant ones."""
    check(text, abs(value - mpf(expected)) <= mpf(10) ** (1 - count) * abs(mpf(expected)))


# -- bounds.csv -----------------------------------------------------------------------------------


def common_gain(gammas, variance):
    """(regret, gain) of the best common gain of these directions."""
    weights = [g + variance for g in gammas]
    gain = sum(gammas, mpf(0)) / sum(weights, mpf(0))  # where the derivative of the regret is 0
    wanted = [wiener(g, variance) for g in gammas]
    regret = sum((w * (gain - t) ** 2 for w, t in zip(weights, wanted)), mpf(0)) / 2
    scale = sum((w * t * t for w, t in zip(weights, wanted)), mpf(0))
    return (regret if regret > mpf(10) ** (-3 * mp.dps // 2) * scale else mpf(0)), gain


class Bounds:
    """linear, floor, even, odd_bound, bilevel; gain and first (from 0) of the floor's window."""

    def __init__(self, groups, variance, k):
        gammas = [g for g, count in groups for _ in range(count)]
        n = len(gammas)
        self.m = m = n - k
        self.gain = self.first = None
        self.clear = True  # whether no other window is nearly as good
        self.linear = linear_risk(groups, variance)
        if m == 0:
            self.floor = self.even = self.odd_bound = self.bilevel = self.linear
            return
        if n <= 9:
            windows = [common_gain(gammas[i : i + m], variance) for i in range(k + 1)]
            best = min(common_gain(chosen, variance)[0] for chosen in itertools.combinations(gammas, m))
            check("n <= 9: no set of m directions does better than a window",
                  close(best, min(windows)[0], 1e-150) and best <= min(windows)[0] * (1 + mpf(10) ** -150))
        else:
            windows = self.long_windows(gammas, variance, m)
        least = min(gap for gap, _ in windows)
        self.first = next(i for i, (gap, _) in enumerate(windows) if gap <= least * (1 + mpf(10) ** -150))
        self.gain = windows[self.first][1]
        self.clear = least == 0 or sum(gap <= least * (1 + mpf(10) ** -9) for gap, _ in windows) == 1
        self.floor = self.linear + least
        self.even = self.linear + windows[0][0]
        self.odd_bound = self.linear + windows[-1][0]
        forced = [quadratic(g, variance, mpf(1)) - quadratic(g, variance, wiener(g, variance)) for g in gammas]
        self.bilevel = self.linear + sum(sorted(forced)[:m])
        self.mean = sum(gammas[:m], mpf(0)) / m  # of the largest
        check("linear <= floor <= even, odd bound; even <= bilevel", self.linear <= self.floor <= min(
            self.even, self.odd_bound) and self.even <= self.bilevel)
        check("bilevel - even = m sigma^4 / (2 A), A of the largest",
              close(self.bilevel - self.even, m * variance**2 / (2 * (self.mean + variance)), 1e-100))
        harmonic = m / sum(1 / (g + variance) for g in gammas[:m])
        check("gap = (m sigma^4/2)(1/H - 1/A)", abs(windows[0][0] - m * variance**2 / 2 * (
            1 / harmonic - 1 / (self.mean + variance))) <= mpf(10) ** -100 * self.bilevel)

    @staticmethod
    def long_windows(gammas, variance, m):
        """Every window, by sums that slide along: w (c-t)^2 = w c^2 - 2 gamma c + gamma^2 / w."""
        energy = [mpf(0), *itertools.accumulate(gammas)]
        fixed = [mpf(0), *itertools.accumulate(g * g / (g + variance) for g in gammas)]
        windows = []
        for i in range(len(gammas) - m + 1):
            e, f = energy[i + m] - energy[i], fixed[i + m] - fixed[i]
            gain = e / (e + m * variance)
            regret = (f - e * gain) / 2
            windows.append((regret if regret > mpf(10) ** -150 * f else mpf(0), gain))
        return windows


BLOCKS = [
    [(4.0, 1000), (1.0, 2000), (0.01, 500)],
    [(9.0, 3), (2.5, 40), (2.0, 300), (0.3, 7), (0.0, 150)],
    [(1e6, 2), (1.0, 500), (1e-3, 500), (1e-6, 500)],
    [(5.0, 1), (0.2, 999)],
    [(0.5 * 0.9**j, 3 + j % 4) for j in range(40)],
    [(1.0 / (1 + j) ** 2, 5) for j in range(60)],
]


def random_spectra(chance, count):
    """Lists of 1 to 9 eigenvalues: far apart, tied, with zeros, near one another; in any order."""
    found = []
    while len(found) < count:
        n = chance.randint(1, 9)
        kind = chance.choice(["wide", "ties", "zeros", "narrow", "plain"])
        if kind == "wide":
            values = [float(f"{10 ** chance.uniform(-8, 8):.4g}") for _ in range(n)]
        elif kind == "ties":
            values = [chance.choice([3.0, 1.5, 0.7, 0.1]) for _ in range(n)]
        elif kind == "zeros":
            values = [chance.choice([0.0, round(chance.uniform(0, 4), 3)]) for _ in range(n)]
        elif kind == "narrow":
            values = [1 + chance.randint(-20, 20) * 1e-4 for _ in range(n)]
        else:
            values = [round(chance.uniform(0, 5), 2) for _ in range(n)]
        if chance.random() < 0.5:
            values.sort(reverse=True)
        found.append(singles(*values))
    return found


KNOWN_BOUNDS = {  # k, linear, floor, window offset, even, odd bound, bilevel
    ("gen", 1): ("0.75977432974864522422", "0.83591891439102027140", 1, "0.84541713545921119554",
                 "0.83591891439102027140", "1.2595054945054945055"),
    ("gen", 2): ("0.75977432974864522422", "0.77816216844534840930", 1, "0.78362172965147703481",
                 "0.77960760149031391246", "1.0090856471772502307"),
    ("gen2", 1): ("0.70521053832876838759", "0.79322976954645901294", 0, "0.79322976954645901294",
                  "0.87239084314262250205", "1.2385465116279069767"),
    ("gen2", 2): ("0.70521053832876838759", "0.70528857978301861012", 0, "0.70528857978301861012",
                  "0.71611319668302631687", "0.94300597108736643620"),
    ("gen3", 1): ("0.53652176947098589112", "0.53838075516351118761", 1, "0.88001320658775671629",
                  "0.53838075516351118761", "1.2595054945054945055"),
    ("gen3", 2): ("0.53652176947098589112", "0.53695112911063005858", 1, "0.72538205242338306854",
                  "0.53702379501896732146", "0.91778674450549450549"),
    ("const", 1): ("0.34853700516351118761", "0.34853700516351118761", 1, "0.81763122476446837147",
                   "0.34853700516351118761", "1.2150000000000000000"),
    ("const", 2): ("0.34853700516351118761", "0.34853700516351118761", 1, "0.61178247734138972810",
                   "0.34853700516351118761", "0.81000000000000000000"),
}


def check_known_bounds():
    for (name, k), (linear, floor, offset, even, odd, bilevel) in KNOWN_BOUNDS.items():
        bounds = Bounds(decimal(name), mpf(VARIANCE), k)
        for value, expected in ((bounds.linear, linear), (bounds.floor, floor), (bounds.even, even),
                                (bounds.odd_bound, odd), (bounds.bilevel, bilevel)):
            known("four spectra, k = 1, 2: all bounds to 19 known digits", value, expected)
        check("four spectra, k = 1, 2: the known window of the floor", bounds.first == offset)
    gain = Bounds(decimal("gen"), mpf(VARIANCE), 2).gain
    known("the known gain of the floor", gain, "0.51204819277108433735")


def make_bounds():
    """The lower bound for tied networks, the values for even depths and bilevel learning, and the bound for odd depths.

    floor            the least risk with one common gain on some m = n - k directions
    even, odd_bound  with one common gain on the m largest, on the m smallest
    first, last      the directions of the floor in descending order of gamma, from 1; the first best window
    floor_eigenvalue their gain

    Rows where another window is within 1e-9 of the best without being as good are left out.
    """
    check_known_bounds()
    chance = random.Random(SEED + 21)
    cases = []
    fixed = [singles(*map(float, values)) for values in DECIMAL.values()]
    fixed += [singles(0.0, 0.0, 0.0), singles(5.0, 5.0, 0.0, 0.0), singles(1.0), singles(0.3, 7.0, 0.3, 2.0)]
    sigmas = [1e-6, 1e-3, 0.1, 0.3, 0.9, 1.0, 3.0, 1e3, 1e6]
    for eigenvalues in fixed + random_spectra(chance, 150):
        n = sum(count for _, count in eigenvalues)
        anything = float(f"{10 ** chance.uniform(-6, 6):.4g}")
        sigma = 0.9 if len(cases) < 24 else chance.choice([*sigmas, 0.5, 0.9, anything])
        ks = range(1, n + 1) if n <= 4 else sorted(chance.sample(range(1, n), 3) + [n] * (chance.random() < 0.3))
        cases += [(eigenvalues, sigma, k) for k in ks]
    for eigenvalues in BLOCKS:
        n = sum(count for _, count in eigenvalues)
        for sigma in (0.9, 0.05, 30.0):
            for k in sorted({1, n // 7, n // 2, n - 3, chance.randint(1, n - 1), n}):
                cases.append((eigenvalues, sigma, k))
    # Eigenvalues that are spread over more digits than two doubles have.
    cases += [
        (singles(3.0, 1.0, 1e-33, 1e-35), 1e-15, 2), (singles(1e48, 1e30, 1e21, 0.0, 0.0, 0.0, 0.0, 0.0), 0.01, 3),
        (singles(1e117, 1e67, 1e8, 1e-4, 1e-57, 1e-109), 0.9, 2),
    ]
    rows, unclear = [], 0
    for eigenvalues, sigma, k in cases:
        with mp.workdps(400):
            bounds = Bounds(spectrum_of(eigenvalues), mpf(sigma) ** 2, k)
        if not bounds.clear:
            unclear += 1
            continue
        window = ["", "", ""] if bounds.m == 0 else [
            digits(bounds.gain), bounds.first + 1, bounds.first + bounds.m]
        rows.append([spectrum_cell(eigenvalues), repr(sigma), k, *map(digits, (
            bounds.linear, bounds.floor, bounds.even, bounds.odd_bound, bounds.bilevel)), *window])
    print(f"  left out as nearly tied: {unclear}")
    write("bounds.csv", ["eigenvalues", "sigma", "k", "linear", "floor", "even", "odd_bound", "bilevel",
                         "floor_eigenvalue", "first", "last"], rows)


# -- images ---------------------------------------------------------------------------------------


def bracketed_root(function, a, b):
    """A root between a and b, where the signs differ, to all digits (Illinois)."""
    fa, fb = function(a), function(b)
    for _ in range(400):
        if fa == 0 or fb == 0:
            return a if fa == 0 else b
        c = (a * fb - b * fa) / (fb - fa)
        fc = function(c)
        if abs(c - b) <= mpf(10) ** (5 - mp.dps) * abs(c):
            return c
        if (fc < 0) != (fb < 0):
            a, fa = b, fb
        else:
            fa /= 2
        b, fb = c, fc
    raise AssertionError("no root found")


def freeze(parameters):
    return tuple((name, tuple(x) if isinstance(x, list) else x) for name, x in parameters.items())


def image_of(algorithm, depth, parameters):
    """(f(0), inf f, sup f) over s >= 0, from where f' changes its sign on a fine scan and from s = 1e400."""
    return frozen_image(algorithm, depth, freeze(parameters))


@functools.cache
def frozen_image(algorithm, depth, parameters):
    parameters = dict(parameters)
    value = lambda s: run(algorithm, depth, parameters, s).value
    slope = lambda s: run(algorithm, depth, parameters, s).slope
    forced, far = value(mpf(0)), value(mpf(10) ** 400)
    limit = mp.sign(far) * mp.inf if abs(far) > 1e100 else far if abs(far) > 1e-100 else mpf(0)
    scan = sorted([mpf(i) / 16 for i in range(321)] + [mpf(10) ** (mpf(i) / 40) for i in range(-120, 160)]
                  + [mpf(10) ** (mpf(i) / 8) for i in range(32, 161)])
    slopes = [slope(s) for s in scan]
    turns = [bracketed_root(slope, a, b) for a, b, fa, fb in zip(scan, scan[1:], slopes, slopes[1:])
             if (fa < 0) != (fb < 0) and fa * fb != 0]
    turns += [s for s, x in zip(scan, slopes) if x == 0]
    ends = [forced, limit, *map(value, turns)]
    check("the values of f on the scan are in its image", all(
        min(ends) - mpf(10) ** -50 <= value(s) <= max(ends) + mpf(10) ** -50 for s in scan[::20]))
    return forced, min(ends), max(ends)


def clip_risk(groups, variance, m, forced, lo, hi):
    """The least risk of gains in [lo, hi], m of them `forced`."""
    costs = group_costs(groups, variance, (forced, forced), lo, hi)
    extra = sorted(cost for (_, count), (_, cost) in zip(groups, costs) for _ in range(count))
    return sum(count * cost for (_, count), (cost, _) in zip(groups, costs)) + sum(extra[:m], mpf(0))


def least(function, points, width=None):
    """(value, argument or None where it is not the only one) of the global minimum over [min, max] of points."""
    width = width or mpf(10) ** (4 - mp.dps // 2)
    values = [function(x) for x in points]
    best = min(values)
    places = [i for i in range(1, len(points) - 1) if values[i] <= values[i - 1] and values[i] <= values[i + 1]]
    places = sorted(places, key=lambda i: values[i])[:6]
    found = sorted(golden_section(function, points[i - 1], points[i + 1], width * points[i]) for i in places)
    value, x = found[0]
    check("the minimum is inside of the scan", value <= best)
    flat = any(function(x * (1 + e)) <= value * (1 + mpf(10) ** -25) for e in (mpf(10) ** -8, -mpf(10) ** -8))
    tied = any(v <= value * (1 + mpf(10) ** -12) and not close(x, y, 1e-15) for v, y in found[1:])
    return value, None if flat or tied else x


# -- algorithm_risk.csv -----------------------------------------------------------------------------


LEARNED = {  # the parameter that makes f(0) = c
    "implicit-regularizer": lambda c, depth: 1 - (1 - c) ** (1 / mpf(depth)),
    "implicit-data": lambda c, depth: (1 - c) ** (-1 / mpf(depth)) - 1,
    "proximal-point": lambda c, depth: (1 - c) ** (-1 / mpf(depth)) - 1,
    "admm": lambda c, depth: (1 - c) ** (-1 / mpf(depth)) - 1,
    "gradient-flow": lambda c, depth: -mp.log(1 - c),
    "ridge": lambda c, depth: (1 - c) / c,
    "gain": lambda c, depth: c,
    "chebyshev": lambda c, depth: 1 / mp.sinh(mp.acosh(1 / (1 - c)) / (2 * depth)) ** 2,
}
PARAMETER = {name: "omega" for name in LEARNED} | {"ridge": "ridge", "gain": "gain", "chebyshev": "interval"}

RISK_SPECTRA = [
    singles(3.0, 1.2, 0.5, 0.1), singles(5.0, 0.2, 0.15, 0.1), singles(5.0, 0.0, 0.0, 0.0),
    singles(2.0, 2.0, 1.0, 0.3, 0.0), singles(2.0, 1.9, 0.3, 0.05), singles(100.0, 100.0, 50.0, 0.0),
    [(1.5, 2), (0.4, 3)], singles(0.8),
]
EXTREME_SPECTRA = [singles(1e9, 3e8, 1.0, 0.0), singles(1e-9, 1e-12, 0.0), [(4.0, 3), (1e-6, 4)]]


def learned_value(groups, variance, k, algorithm, depth):
    """(risk, parameter) where the image goes down from f(0), which takes every value of (0, 1)."""
    bounds = Bounds(groups, variance, k)
    if bounds.m == 0:
        return bounds.even, None
    c = bounds.mean / (bounds.mean + variance)
    parameter = LEARNED[algorithm](c, depth)
    name = PARAMETER[algorithm]
    check(f"{algorithm}: f(0) is the best gain of the largest at the learned parameter",
          close(run(algorithm, depth, {name: parameter}, 0).value, c, 1e-60))
    if depth <= 5 and 1e-3 < c < 0.999:
        with mp.workdps(80):
            lengths = (1, mpf("0.6"), mpf("1.7")) if depth <= 3 else (1,)
            for length in lengths:
                if algorithm == "implicit-regularizer" and length * parameter > 1:
                    continue
                forced, lo, hi = image_of(algorithm, depth, {name: +(length * parameter)})
                check(f"{algorithm}: f goes down from f(0)", close(hi, forced, 1e-60) and lo <= 0)
                risk = clip_risk(groups, variance, bounds.m, forced, lo, hi)
                check(f"{algorithm}: the clip rule gives the even value at the learned parameter, and more elsewhere",
                      close(risk, bounds.even, 1e-60) if length == 1 else risk > bounds.even)
    return bounds.even, parameter


@functools.cache
def three_steps_image(depth, gain):
    """Steps that reach the floor: w, w, 1/4 and, from the fourth on, small ones."""
    e = mp.sqrt((1 - gain) / 768) / (depth - 3) if depth > 3 else mpf(0)
    w = 1 + mp.sqrt(4 * (1 - gain) / (3 * (1 - e) ** (depth - 3)))
    return image_of("steps", depth, {"steps": [w, w, mpf(1) / 4] + [e] * (depth - 3)})


def steps_value(groups, variance, k, depth):
    """Steps of their own: one, two and at least three."""
    bounds = Bounds(groups, variance, k)
    if depth == 1:
        gap, step = common_gain([g for g, count in groups for _ in range(count)], variance)
        return bounds.linear + gap, step
    if depth == 2:
        return bounds.even, None
    if bounds.m > 0 and depth <= 6:
        with mp.workdps(80):
            forced, lo, hi = three_steps_image(depth, +bounds.gain)
            check("steps w, w, 1/4, e, ... reach the floor", close(forced, bounds.gain, 1e-60) and close(
                clip_risk(groups, variance, bounds.m, forced, lo, hi), bounds.floor, 1e-60))
    return bounds.floor, None


@functools.cache
def nesterov_turns(depth, beta):
    """The turning points v > 0 of h(v) = (1 - P(v))/v, where f(s) = omega h(omega (1+s)): places and values."""
    parameters = {"omega": 1, "momentum": beta}  # f(s) = h(1+s), also for s > -1
    slope = lambda v: run("nesterov", depth, parameters, v - 1).slope
    scan = [mpf(i) / 500 for i in range(1, 4000)]
    slopes = [slope(v) for v in scan]
    turns = [bracketed_root(slope, a, b) for a, b, fa, fb in zip(scan, scan[1:], slopes, slopes[1:])
             if (fa < 0) != (fb < 0)]
    return [(v, run("nesterov", depth, parameters, v - 1).value) for v in turns]


def nesterov_image(depth, omega, beta):
    forced = run("nesterov", depth, {"omega": omega, "momentum": beta}, 0).value
    ends = [forced] + [omega * h for v, h in nesterov_turns(depth, beta) if v > omega]
    return (forced, -mp.inf, max(ends)) if depth % 2 == 0 else (forced, min(ends), mp.inf)


@functools.cache
def chebyshev_low(depth, interval):
    """(f(0), min f) of odd depth: the local minima among floats on a scan, then the zeros of f' there."""
    steps = [float(w) for w in chebyshev_steps(depth, interval)]
    end = 2 * (2 + float(interval))
    scan = [end * i / 240 for i in range(241)]
    values = [(1 - math.prod(1 - w * (1 + s) for w in steps)) / (1 + s) for s in scan]
    jet = lambda s: run("chebyshev", depth, {"interval": interval}, s)
    slope = lambda s: jet(s).slope
    low = [jet(mpf(0)).value]
    for i in range(1, 240):
        if values[i] <= values[i - 1] and values[i] <= values[i + 1]:
            low.append(jet(bracketed_root(slope, mpf(scan[i - 1]), mpf(scan[i + 1]))).value)
    return low[0], min(low)


def odd_limit(groups, m):
    """Whether so many gammas are 0 that f(0) -> 0 reaches the best linear risk in the limit only."""
    return sum(count for g, count in groups if g == 0) >= max(m, 1)


def chebyshev_odd_value(groups, variance, k, depth):
    bounds = Bounds(groups, variance, k)
    if odd_limit(groups, bounds.m) or bounds.m == 0:
        return bounds.linear, None
    with mp.workdps(70):
        function = lambda interval: clip_risk(
            groups, variance, bounds.m, *chebyshev_low(depth, interval), mp.inf)
        value, interval = least(function, [mpf(10) ** (mpf(i) / 30) for i in range(-90, 151)])
    check("Chebyshev, N odd: between the floor and the odd bound",
          bounds.floor * (1 - mpf(10) ** -50) <= value <= bounds.odd_bound * (1 + mpf(10) ** -50))
    return value, interval


def nesterov_value(groups, variance, k, depth, beta):
    bounds = Bounds(groups, variance, k)
    if depth % 2 == 1 and odd_limit(groups, bounds.m):
        return bounds.linear, mpf(0)
    if bounds.m == 0:
        return bounds.linear, None
    with mp.workdps(80):
        function = lambda omega: clip_risk(groups, variance, bounds.m, *nesterov_image(depth, omega, beta))
        points = sorted([mpf(10) ** (mpf(-i) / 40) for i in range(1, 200)] + [mpf(i) / 100 for i in range(1, 600)])
        points = [b for a, b in zip([mpf(0), *points], points) if not close(a, b, 1e-30)]
        value, omega = least(function, points)
        if depth % 2 == 0:
            again, omega = least(function, [x for x in points if x < 1] + [mpf(1)])
            check("Nesterov, N even: no step above 1 does better", close(again, value, 1e-60))
    if depth % 2 == 0:
        check("Nesterov, N even, momentum 1/2: the even value", close(value, bounds.even, 1e-60))
    else:
        check("Nesterov, N odd, momentum 1/2: between the floor and the odd bound",
              bounds.floor * (1 - mpf(10) ** -60) <= value <= bounds.odd_bound * (1 + mpf(10) ** -60))
    return value, omega


def fixed_configurations():
    """(algorithm, depth, parameters) with images of every kind."""
    found = [("neumann", depth, {}) for depth in (1, 2, 3, 4, 5, 6, 11)]
    for depth, omega, beta in ((1, 0.4, 0.5), (2, 0.3, 0.5), (3, 0.6, 0.5), (4, 0.5, 0.8), (5, 0.9, 0.3),
                               (10, 0.4, 0.5), (3, 1.2, 1.0), (6, 1.6, 0.5), (7, 0.2, 2.0), (11, 0.7, 0.9)):
        found.append(("nesterov", depth, {"omega": omega, "momentum": beta}))
    for depth, interval in ((1, 3.0), (2, 0.5), (3, 3.0), (4, 10.0), (5, 1.0), (5, 30.0), (6, 3.0), (11, 100.0)):
        found.append(("chebyshev", depth, {"interval": interval}))
    for name, settings in (
            ("implicit-data", ((1, 0.7), (2, 0.5), (3, 2.0), (4, 10.0), (5, 0.3))),
            ("implicit-regularizer", ((1, 0.6), (2, 0.5), (3, 1.0), (4, 1.8), (2, 1.9), (2, 2.0), (5, 1.5), (3, 2.5))),
            ("proximal-point", ((1, 1.0), (3, 0.4), (5, 10.0))),
            ("admm", ((1, 0.5), (2, 2.0), (3, 1.0), (5, 0.3), (4, 10.0)))):
        found += [(name, depth, {"omega": w}) for depth, w in settings]
    found += [("gradient-flow", 0, {"omega": tau}) for tau in (0.1, 0.5, 2.0)]
    found += [("ridge", 0, {"ridge": delta}) for delta in (0.1, 0.5, 3.0)]
    found += [("gain", 0, {"gain": gain}) for gain in (0.4, 1.0, 1.5)]
    for steps in ([1.8, 1.8, 0.25], [0.5, -0.3], [0.9, 0.1, 0.0, 0.4], [1.2, -0.4, 0.7], [0.3], [0.0],
                  [1.1, 0.6, 0.9, 1.7, 0.2, 0.5], [-0.5, -0.5, 0.8], [0.2] * 9):
        found.append(("steps", len(steps), {"steps": steps}))
    for steps, start in (([1.4, 1.4], 0.25), ([0.5, 0.9, 0.3], 1.0), ([0.7, -0.2], -0.4), ([0.0, 0.0], 0.5)):
        found.append(("steps", len(steps), {"steps": steps, "start": start}))
    for depth, omega, start in ((1, 0.5, 0.25), (2, 0.5, 1.0), (3, 0.4, 1.0), (3, 0.8, -0.5), (2, 1.2, 0.3),
                                (4, 0.3, 2.0), (4, 0.6, 0.0)):
        found.append(("gradient-descent", depth, {"omega": omega, "start": start}))
    return found


def check_known_algorithms():
    """Values that are known to 20 digits or less."""
    variance = mpf(VARIANCE)
    bounds = Bounds(decimal("gen"), variance, 2)
    c = bounds.mean / (bounds.mean + variance)
    known("the known gain of the even value", c, "0.72164948453608247423")
    for depth, step, point, interval in (
            (1, "0.72164948453608247423", "2.5925925925925925926", "0.77142857142857142857"),
            (2, "0.47241065641550574835", "0.89541356769244231149", "3.8808311480547181530"),
            (3, "0.34707392921088141358", "0.53156696406901326870", "9.1210593830942246410")):
        known("the known steps of implicit-regularizer", LEARNED["implicit-regularizer"](c, depth), step)
        known("the known steps of proximal-point and ADMM", LEARNED["admm"](c, depth), point)
        known("the known intervals of Chebyshev", LEARNED["chebyshev"](c, depth), interval)
    known("the known ridge", LEARNED["ridge"](c, 0), "0.38571428571428571429")
    known("the known pair of steps before 1/4", 1 + mp.sqrt(4 * (1 - bounds.gain) / 3), "1.8065992869067974925")
    wide = Bounds(spectrum_of(singles(100, 100, 50, 0)), variance, 2)
    known("(100, 100, 50, 0): known even value", wide.even, "1.202035", 7)
    known("(100, 100, 50, 0): known bilevel value", wide.bilevel, "1.208544", 7)
    with mp.workdps(80):
        for depth, low in ((9, "0.19292"), (51, "0.17373")):
            known("Chebyshev on [1, 5]: known minima", minimum_on_five(depth), low, 5)
        turns = nesterov_turns(3, 0.5)
        known("Nesterov, N = 3, momentum 1/2: the least f/omega is 8/9", min(h for _, h in turns),
              "0.88888888888888888889")
        flat = image_of("implicit-regularizer", 2, {"omega": mpf(2)})
        risk = clip_risk(spectrum_of([(mpf("0.6"), 1), (mpf(0), 3)]), variance, 2, *flat)
        known("implicit-regularizer, N = 2, w = 2: below the even value", risk, "0.17234", 5)
        check("implicit-regularizer, N = 2, w = 2: image (0, w/(4(w-1))], f(0) = 0",
              flat[0] == 0 and close(flat[2], mpf(1) / 2, 1e-50))


def minimum_on_five(depth):
    """min f of Chebyshev steps on [1, 5], by a scan fine enough for N = 51."""
    jet = lambda s: run("chebyshev", depth, {"interval": 4}, s)
    scan = [mpf(i) / 400 for i in range(2401)]
    i = min(range(len(scan)), key=lambda i: jet(scan[i]).value)
    return golden_section(lambda s: jet(s).value, scan[i - 1], scan[i + 1], mpf(10) ** -12)[0]


def make_algorithm_risk():
    """The best risk of every algorithm: its infimum over R, and over the parameters that are `learned`.

    parameter  the learned one, for Nesterov and even N the one below 1; empty where several do as well (to 12
               digits of the risk) or only a limit does (0 for Nesterov, odd N: the limit 0), for lists of more than
               one step, and for given parameters.  Nesterov has 30 digits of it, Chebyshev 25 for odd N.
    Depth 0 where an algorithm has no steps.
    """
    check_known_algorithms()
    chance = random.Random(SEED + 22)

    def settings(spectra, count, sigmas=(0.9, 0.3)):
        every = [(e, sigma, k) for e in spectra for sigma in sigmas
                 for k in range(1, sum(c for _, c in e) + 1)]
        return every if len(every) <= count else chance.sample(every, count)

    rows = []

    def add(setting, algorithm, depth, parameters, result, count=50):
        eigenvalues, sigma, k = setting
        risk, parameter = result
        rows.append([spectrum_cell(eigenvalues), repr(sigma), k, algorithm, depth, parameter_cell(parameters),
                     digits(risk), digits(parameter, count)])

    def inputs(setting):
        eigenvalues, sigma, k = setting
        return spectrum_of(eigenvalues), mpf(sigma) ** 2, k

    for algorithm in LEARNED:
        depths = {"implicit-data": (2, 4, 10, HUGE), "chebyshev": (2, 4, 8, 50, 1000)}.get(
            algorithm, (0,) if algorithm in SOLVED else (1, 2, 3, 5, 10, 1001, HUGE))
        for depth in depths:
            count = 6 if len(depths) > 1 else 20
            chosen = settings(RISK_SPECTRA, count) + settings(EXTREME_SPECTRA, count // 3, (1e-3, 0.9, 1e3))
            for setting in chosen:
                mp.dps = 400
                result = learned_value(*inputs(setting), algorithm, depth)
                add(setting, algorithm, depth, {PARAMETER[algorithm]: "learned"}, result)
    print("  learned by their value at 0: done", flush=True)
    mp.dps = 200
    for depth in (1, 2, 3, 4, 5, 6, 11, 60):
        for setting in settings(RISK_SPECTRA + EXTREME_SPECTRA, 8):
            add(setting, "steps", depth, {"steps": "learned"}, steps_value(*inputs(setting), depth))
    print("  steps: done", flush=True)
    for depth in (3, 5, 7):
        for setting in settings(RISK_SPECTRA[:7], 10):
            add(setting, "chebyshev", depth, {"interval": "learned"}, chebyshev_odd_value(*inputs(setting), depth), 25)
    print("  Chebyshev: done", flush=True)
    for depth in (2, 3, 4, 5, 6, 7):
        for setting in settings(RISK_SPECTRA[:7], 8):
            add(setting, "nesterov", depth, {"omega": "learned", "momentum": 0.5},
                nesterov_value(*inputs(setting), depth, 0.5), 30)
    print("  Nesterov: done", flush=True)
    mp.dps = 80
    for algorithm, depth, parameters in fixed_configurations():
        forced, lo, hi = image_of(algorithm, depth, parameters)
        if algorithm == "nesterov" and depth > 1:
            check("Nesterov: the image from h(v) is the one of the scan", all(
                a == b or close(a, b, 1e-60) for a, b in zip((forced, lo, hi), nesterov_image(
                    depth, mpf(parameters["omega"]), parameters["momentum"]))))
        if algorithm == "chebyshev" and depth % 2 == 1 and depth > 1:
            check("Chebyshev: the minimum from floats is the one of the scan",
                  close(lo, chebyshev_low(depth, mpf(parameters["interval"]))[1], 1e-60))
        for setting in settings([e for e in RISK_SPECTRA if sum(c for _, c in e) <= 5], 7):
            groups, variance, k = inputs(setting)
            n = sum(count for _, count in groups)
            risk = clip_risk(groups, variance, n - k, forced, lo, hi)
            costs = group_costs(groups, variance, (forced, forced), lo, hi)
            check("the smallest regrets are the best of all subsets", close(
                risk, min(total(groups, costs, c) for c in all_assignments(groups, n - k)), 1e-70))
            add(setting, algorithm, depth, parameters, (risk, None))
    mp.dps = 200
    write("algorithm_risk.csv",
          ["eigenvalues", "sigma", "k", "algorithm", "depth", "parameters", "risk", "parameter"], rows)


# -- trap.csv -----------------------------------------------------------------------------------------


@functools.cache
def turning_point(depth):
    """(x, p(-x)): where p is least; f turns at omega (1+s) = 1 + x."""
    low, q = minimise_p(depth, mpf(0))
    return -q, low


def trap_ends(depth, omega):
    """c_N and c_0, the values at the wall and at s = 0."""
    return omega * turning_point(depth)[1], 1 - (1 - omega) ** depth


def trap_value(groups, variance, k, depth, omega):
    """The least risk of gains between the wall's and f(0), m of them f(0)."""
    lo, forced = trap_ends(depth, omega)
    return clip_risk(groups, variance, sum(count for _, count in groups) - k, forced, lo, forced)


def learned_trap(groups, variance, k, depth):
    """(risk, step): the largest m at f(0), the others between the wall's gain and f(0), the best step."""
    gammas = [g for g, count in groups for _ in range(count)]
    m = len(gammas) - k
    weights = [g + variance for g in gammas]
    wanted = [wiener(g, variance) for g in gammas]
    best = linear_risk(groups, variance)

    def value(omega):
        lo, forced = trap_ends(depth, omega)
        gains = [forced] * m + [clip(t, lo, forced) for t in wanted[m:]]
        return best + sum((w * (c - t) ** 2 for w, c, t in zip(weights, gains, wanted)), mpf(0)) / 2

    end = 1 + turning_point(depth)[0]
    points = [end * mpf(i) / 400 for i in range(1, 401)] + [mpf(10) ** (mpf(-i) / 30) for i in range(1, 300)]
    with mp.workdps(130):
        return least(value, sorted(points), mpf(10) ** -60)


KNOWN_TRAPS = {  # spectrum, k, N: risk, step
    ("gen", 2, 3): ("0.79340555804724819996", "0.337266777597"),
    ("gen", 2, 5): ("0.78441171083840189991", "0.224353606797"),
    ("gen", 2, 9): ("0.78362172965147703481", "0.132463005932"),
    ("gen3", 2, 3): ("0.74531216775339790386", "0.361260790853"),
    ("gen3", 2, 5): ("0.72695112586053271568", "0.247468523405"),
    ("gen3", 2, 9): ("0.72538205242338306854", "0.147613156578"),
    ("const", 2, 3): ("0.67037339409351119210", "0.344602628082"),
    ("const", 2, 5): ("0.63305301473844664746", "0.236109328797"),
    ("const", 2, 9): ("0.61804862088054548641", "0.142870240745"),
}


def check_known_traps():
    variance, omega = mpf(VARIANCE), mpf("0.35")
    low, forced = trap_ends(3, omega)
    known("N = 3, omega = 0.35: f(0)", forced, "0.725375")
    known("N = 3, omega = 0.35: the gain at the wall", low, "0.2625")
    known("N = 3, omega = 0.35: the wall", (1 + turning_point(3)[0]) / omega - 1, "3.2857142857142857143")
    for k, expected in ((4, "0.77770027783850012818"), (2, "0.79425896814050572519")):
        known("N = 3, omega = 0.35: trap values", trap_value(decimal("gen"), variance, k, 3, omega), expected)
    for (name, k, depth), (risk, step) in KNOWN_TRAPS.items():
        result = learned_trap(decimal(name), variance, k, depth)
        known("learned steps in the trap: risks to 19 digits", result[0], risk)
        known("learned steps in the trap: steps to 11 digits", result[1], step, 11)
    for values, k, risk in ((DECIMAL["gen"], 4, "0.7749838"), (("3", "3", "2.9", "0.01"), 2, "0.9924455")):
        groups = spectrum_of([(mpf(x), 1) for x in values])
        known("learned steps in the trap: values of the joint flow", learned_trap(groups, variance, k, 3)[0], risk, 7)


def make_trap():
    """What odd depths reach from small R: gains between the wall's, f(s*), and f(0).

    omega  a step below 1 + x_N, or `learned`: the m largest gammas have the gain f(0), and the step is the best
    wall   s*, where f turns; for a learned step the one of `step`
    step   the learned step, empty where several are as good to 12 digits of the risk
    """
    check_known_traps()
    chance = random.Random(SEED + 23)
    spectra = [singles(*map(float, values)) for values in DECIMAL.values()]
    spectra += [singles(3.0, 3.0, 2.9, 0.01), singles(0.8), singles(2.0, 2.0, 1.0, 0.3, 0.0), [(1.5, 2), (0.4, 3)],
                singles(100.0, 100.0, 50.0, 0.0), [(5.0, 2), (1.0, 2), (0.2, 3)]]
    fixed, learned = [], []
    for eigenvalues in spectra:
        n = sum(count for _, count in eigenvalues)
        for sigma in (0.9, 0.3, 3.0):
            for k in range(1, n + 1):
                for depth in (3, 5, 7, 11, 51, 1001, HUGE + 1):
                    learned += [(eigenvalues, sigma, k, depth, None)] * (depth <= 51)
                    for omega in (1e-9, 1e-3, 0.05, 0.2, 0.35, 0.5, 0.8, 1.0, 1.2, 1.45, 1.9):
                        if omega < 1 + turning_point(depth)[0]:
                            fixed.append((eigenvalues, sigma, k, depth, omega))
    chosen = sorted(chance.sample(range(len(fixed)), 240))
    cases = [fixed[i] for i in chosen] + [learned[i] for i in sorted(chance.sample(range(len(learned)), 90))]
    rows = []
    for eigenvalues, sigma, k, depth, omega in cases:
        groups, variance = spectrum_of(eigenvalues), mpf(sigma) ** 2
        step = None
        if omega is None:
            risk, step = learned_trap(groups, variance, k, depth)
        else:
            risk = trap_value(groups, variance, k, depth, mpf(omega))
        at = step if omega is None else mpf(omega)
        wall = None if at is None else (1 + turning_point(depth)[0]) / at - 1
        if wall is not None and depth <= 11:
            check("f' = 0 at the wall", abs(run("gradient-descent", depth, {"omega": at}, wall).slope) < mpf(10) ** -70)
        rows.append([spectrum_cell(eigenvalues), repr(sigma), k, depth, "learned" if omega is None else repr(omega),
                     digits(risk), digits(wall), digits(step)])
    write("trap.csv", ["eigenvalues", "sigma", "k", "depth", "omega", "trap_risk", "wall", "step"], rows)


FILES = {
    "algorithms": make_algorithms,
    "exact_zeros": make_exact_zeros,
    "extreme_starts": make_extreme_starts,
    "bounds": make_bounds,
    "algorithm_risk": make_algorithm_risk,
    "trap": make_trap,
}

if __name__ == "__main__":
    main(FILES, __doc__)

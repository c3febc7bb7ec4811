"""Golden values of the algorithms beside gradient descent, and of what bounds them.

    python3 algorithms.py                     # all files, some minutes
    python3 algorithms.py --only bounds       # one file

Files: algorithms.csv (filters), algorithm_risk.csv (their best risks), bounds.csv (what no
algorithm is below) and trap.csv (what an odd network reaches from inside its trap).

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
    main, minimise_p, p, quadratic, total, wiener, write)

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
        text = "/".join(map(repr, value)) if isinstance(value, list) else value if isinstance(value, str) else repr(value)
        cells.append(f"{name}={text}")
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
    mp.dps = 200
    write("algorithms.csv",
          ["algorithm", "depth", "parameters", "s", "value", "defect", "derivative", "parameter_derivative"], rows)


FILES = {
    "algorithms": make_algorithms,
}

if __name__ == "__main__":
    main(FILES, __doc__)

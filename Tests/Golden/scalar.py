"""Golden values of the scalar model, from the definitions, in 50-digit arithmetic.

    python3 scalar.py        # writes scalar.csv, scalar_maps.csv, scalar_quantization.csv; twenty minutes

x = y + e with e ~ N(0, sigma²), and f(x) = c ST_lambda(x). Risks are half the expectation of (f(x) - y)², as
integrals over x with the posterior mean of y, or over y; no formula for the optimum is used: optima are zeros of the
derivatives of these integrals, found from the least value of a scan. For the quantiser cells are summed one by one.
"""

import csv
import functools
import pathlib

from mpmath import mp, mpf

mp.dps = 50
HERE = pathlib.Path(__file__).resolve().parent


def digits(x, count=36):
    return "" if x is None else mp.nstr(x, count, min_fixed=-5, max_fixed=20)


def gaussian(x, variance):
    return mp.exp(-x * x / (2 * variance)) / mp.sqrt(2 * mp.pi * variance)


def tail(t):
    return mp.erfc(t / mp.sqrt(2)) / 2


@functools.cache
def rule_at(count, digits):
    """The nodes and weights of Gauss on [-1, 1]: zeros of a Legendre polynomial by Newton's method."""
    result = []
    for i in range(count):
        x = mp.cos(mp.pi * (i + mpf(3) / 4) / (count + mpf(1) / 2))
        for _ in range(8):
            p, before = x, mpf(1)
            for n in range(2, count + 1):
                p, before = ((2 * n - 1) * x * p - (n - 1) * before) / n, p
            slope = count * (x * p - before) / (x * x - 1)
            x -= p / slope
        result.append((x, 2 / ((1 - x * x) * slope * slope)))
    return result


def rule(count):
    return rule_at(count, mp.dps)


class Smooth:
    """A law of y whose density of x and posterior mean are elementary: all integrals run over x."""

    def moments(self, threshold):
        """E S², E[y S], and the derivatives of both by the threshold."""
        nodes = [threshold] + [threshold + w * self.sigma for w in (1, 3, 6)] + [
            threshold + w * self.scale for w in (3, 9, 27, 81, 130)]
        nodes = sorted(set(nodes))

        def integral(weight):
            return 2 * mp.quad(lambda x: weight(x - threshold, *self.density(x)), nodes)
        return (
            integral(lambda s, p, m: s * s * p), integral(lambda s, p, m: s * m * p),
            integral(lambda s, p, m: -2 * s * p), integral(lambda s, p, m: -m * p))

    def tails(self, threshold):
        """P(|x| > t), the density of |x| at t and E(|x| - t) beyond t."""
        nodes = [threshold, threshold + self.sigma] + [
            threshold + w * (self.scale + self.sigma) for w in (1, 3, 9, 27, 81, 130)]
        probability = 2 * mp.quad(lambda x: self.density(x)[0], nodes)
        excess = 2 * mp.quad(lambda x: (x - threshold) * self.density(x)[0], nodes)
        return probability, 2 * self.density(threshold)[0], excess

    def bayes(self):
        nodes = [mpf(0)] + [w * self.sigma for w in (1, 3, 6, 10)] + [
            w * (self.scale + self.sigma) for w in (2, 5, 12, 27, 81, 130)]
        nodes = sorted(set(nodes))
        return (self.energy - 2 * mp.quad(
            lambda x: self.density(x)[0] * self.density(x)[1] ** 2, nodes)) / 2


class Laplace(Smooth):
    name, parameter = "laplace", None

    def __init__(self, theta, sigma):
        self.sigma, self.scale = sigma, theta / mp.sqrt(2)
        self.energy = theta**2

    def density(self, x):
        b, s = self.scale, self.sigma
        right = mp.exp(s * s / (2 * b * b) - x / b) * tail(s / b - x / s) / (2 * b)
        left = mp.exp(s * s / (2 * b * b) + x / b) * tail(s / b + x / s) / (2 * b)
        p = right + left
        return p, x - s * s / b * (right - left) / p


class Mixture(Smooth):
    """y is N(0, theta²/share) with probability `share`, else 0; share 1 is the Gaussian law."""

    def __init__(self, share, theta, sigma):
        self.name = "gaussian" if share == 1 else "bernoulli-gaussian"
        self.parameter = None if share == 1 else share
        self.share, self.sigma, self.variance = share, sigma, theta**2 / share
        self.energy, self.scale = theta**2, mp.sqrt(self.variance) / 5

    def density(self, x):
        v = self.sigma**2
        first = self.share * gaussian(x, self.variance + v)
        p = first + (1 - self.share) * gaussian(x, v)
        return p, x * self.variance / (self.variance + v) * first / p


class ByAtoms:
    """A law of |y| as weights of points: integrals over the noise are elementary, those over y are sums or quadratures."""

    def atom(self, y, t):
        """For y and -y: P, density, E(|x| - t)+, its square, E[y S] and E[y sign x; |x| > t]."""
        s = self.sigma
        result = []
        for sign in (1, -1):
            u = (t - sign * y) / s
            q, d = tail(u), gaussian(u, mpf(1))
            result.append((
                q, d / s, s * (d - u * q), s * s * ((1 + u * u) * q - u * d),
                sign * y * s * (d - u * q), sign * y * q))
        return [a + b for a, b in zip(*result)]

    def all(self, threshold):
        return self.expectation(lambda y: self.atom(y, threshold), threshold)

    def moments(self, threshold):
        _, _, first, second, product, slope = self.all(threshold)
        return second, product, -2 * first, -slope

    def tails(self, threshold):
        probability, density, first = self.all(threshold)[:3]
        return probability, density, first

    def bayes(self):
        def at(x):
            kernel, product = self.expectation(
                lambda y: [(a + b) / 2 for a, b in [(gaussian(x - y, v), gaussian(x + y, v))]] + [
                    y * (gaussian(x - y, v) - gaussian(x + y, v)) / 2], x)
            return product * product / kernel
        v = self.sigma**2
        with mp.workdps(24):
            value = mpf(0)
            ends = self.nodes()
            for low, high in zip(ends, ends[1:]):
                for node, weight in rule(24):
                    value += (high - low) / 2 * weight * at((low + high) / 2 + (high - low) / 2 * node)
            value = (self.energy - 2 * value) / 2
        return +value


class Atoms(ByAtoms):
    name = "samples"

    def __init__(self, points, sigma):
        self.points = [(abs(y), w) for y, w in points]
        self.parameter = None
        self.sigma = sigma
        self.energy = sum(w * y * y for y, w in self.points)
        self.scale = max(y for y, _ in self.points)

    def expectation(self, function, _):
        terms = [[w * v for v in function(y)] for y, w in self.points]
        return [sum(column) for column in zip(*terms)]

    def nodes(self):
        last = max(y for y, _ in self.points) + 12 * self.sigma
        count = int(last / self.sigma) + 1
        return [last * i / count for i in range(count + 1)]


class Generalized(ByAtoms):
    name = "generalized-gaussian"

    def __init__(self, exponent, theta, sigma):
        self.parameter, self.sigma, self.energy = exponent, sigma, theta**2
        self.scale = theta * mp.sqrt(mp.gamma(1 / exponent) / mp.gamma(3 / exponent))
        self.factor = exponent / (self.scale * mp.gamma(1 / exponent))

    def expectation(self, function, threshold, count=36):
        """By the rule of Gauss on each of many intervals, in w with y = scale w^k, where k makes the density smooth."""
        k = 2 if self.parameter == mpf("0.5") else 1 if self.parameter == 3 else 2
        last = (mpf(mp.dps + 8) * mp.log(10)) ** (1 / self.parameter) * self.scale
        points = {mpf(0), last}
        for w in (-13, -9, -6, -4, -2.5, -1.2, 0, 1.2, 2.5, 4, 6, 9, 13):
            points.add(threshold + w * self.sigma)
        for w in (0.01, 0.05, 0.2, 0.5, 1, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90):
            points.add(w ** (1 / self.parameter) * self.scale)
        ends = sorted((p / self.scale) ** (mpf(1) / k) for p in points if 0 <= p <= last)
        total = None
        for low, high in zip(ends, ends[1:]):
            middle, half = (low + high) / 2, (high - low) / 2
            for node, weight in rule(count):
                w = middle + half * node
                factor = half * weight * self.factor * mp.exp(-(w ** (k * self.parameter))) * self.scale * k * w ** (k - 1)
                term = [factor * v for v in function(self.scale * w**k)]
                total = term if total is None else [a + b for a, b in zip(total, term)]
        return total

    def nodes(self):
        last = (mpf(50)) ** (1 / self.parameter) * self.scale + 10 * self.sigma
        near = [self.sigma * mpf(i) / 2 for i in range(25)]
        far = [last * (mpf(i) / 20) ** (1 / self.parameter) for i in range(1, 21)]
        return sorted(near + [x for x in far if x > near[-1]])


def risk(law, threshold, gain=None):
    second, product, _, _ = law.moments(threshold)
    c = product / second if gain is None else gain
    return (law.energy - 2 * c * product + c * c * second) / 2, c


def slope(law, threshold, gain=None):
    second, product, d2, dp = law.moments(threshold)
    c = product / second if gain is None else gain
    return -c * dp + c * c * d2 / 2


def optimum(law, gain=None, limit=None):
    """The threshold of least risk with a fixed gain, or with the best one; 0 if the risk rises from there."""
    mp.dps = 15
    limit = limit or 8 * law.sigma
    grid = [limit * mpf(i) / 64 for i in range(65)]
    values = [risk(law, t, gain)[0] for t in grid]
    best = min(range(64), key=lambda i: values[i])
    if best == 0 and slope(law, mpf(10) ** -6, gain) >= -1e-13:
        mp.dps = 50
        return mpf(0)
    low, high = grid[max(best - 1, 0)] + mpf(10) ** -6, grid[best + 1]
    for _ in range(30):
        middle = (low + high) / 2
        if slope(law, middle, gain) < 0:
            low = middle
        else:
            high = middle
    mp.dps = 50
    start = (low + high) / 2
    return mp.findroot(lambda t: slope(law, t, gain), (start, start * (1 + mpf(10) ** -8)), tol=mpf(10) ** -80)


def laws():
    one = mpf(1)
    for variance in ("0.01", "0.25", "1", "4", "64"):
        yield Laplace(one, mp.sqrt(mpf(float(variance))))
    yield Laplace(mpf(3), mpf("0.5"))
    yield Mixture(one, one, mpf("0.5"))
    yield Mixture(one, mpf(2), mpf(3))
    for share, variances in ((0.1, (0.25, 1, 4)), (0.01, (0.0625, 1, 100)), (0.5, (0.25, 1))):
        for variance in variances:
            yield Mixture(mpf(share), one, mp.sqrt(mpf(variance)))
    yield Generalized(mpf("0.5"), one, mpf("0.5"))
    yield Generalized(mpf("0.5"), one, mpf(1))
    yield Generalized(mpf("1.5"), one, mpf("0.5"))
    yield Generalized(mpf(3), one, mpf("0.5"))
    yield Atoms([(mpf(0), mpf(9) / 10), (mpf(3), mpf(1) / 10)], mpf(1))
    # Rare and large: the best gain is above 2.
    yield Atoms([(mpf(0), mpf(9999) / 10000), (mpf(6), mpf(1) / 10000)], mpf(1))
    yield Atoms([(mpf(y), mpf(1) / 4) for y in ("0.25", "-1.5", "2", "-0.125")], mpf("0.5"))


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            file.flush()
            print(name, *row[:4], flush=True)


def law_cells(law):
    atoms = " ".join(f"{mp.nstr(y, 17)}:{mp.nstr(w, 17)}" for y, w in law.points) if law.name == "samples" else ""
    return [law.name, digits(law.parameter, 17), atoms, digits(mp.sqrt(law.energy), 17), digits(law.sigma, 17)]


def risk_rows():
    for law in laws():
        bilevel = optimum(law, mpf(1))
        joint = optimum(law)
        at_bilevel, gain = risk(law, bilevel)
        probability, density, excess = law.tails(bilevel)
        yield law_cells(law) + [digits(value) for value in (
            bilevel, risk(law, bilevel, mpf(1))[0], gain, at_bilevel, joint, risk(law, joint)[1], risk(law, joint)[0])
        ] + [digits(law.bayes(), 18 if isinstance(law, ByAtoms) else 36)] + [
            digits(value) for value in (probability, density / probability, excess / probability)]


def map_rows():
    """Risks of a x + sum of k ST_l(x) + j sign x."""
    cases = [
        ("0.3", "0.2:0.3 0.25:1.1", "0"), ("0", "0.9:0.4 -0.3:2", "0"), ("0.96", "0:0", "-0.3"),
        ("0.5", "1.5:0.75 -1:3", "0.125")]
    for law in (Laplace(mpf(1), mpf("0.5")), Mixture(mpf(0.1), mpf(1), mpf(1)), Laplace(mpf(1), mpf(2))):
        for linear, terms, jump in cases:
            pairs = [tuple(mpf(float(v)) for v in term.split(":")) for term in terms.split()]
            a, j = mpf(float(linear)), mpf(float(jump))

            def f(x):
                return a * x + j + sum(k * max(x - t, 0) for k, t in pairs)
            nodes = sorted({mpf(0)} | {t for _, t in pairs} | {law.sigma * w for w in (1, 3, 6)} | {
                w * (law.scale + law.sigma) for w in (2, 5, 12, 27, 81, 130)})
            value = (law.energy + 2 * mp.quad(
                lambda x: law.density(x)[0] * (f(x) ** 2 - 2 * f(x) * law.density(x)[1]), nodes)) / 2
            yield law_cells(law) + [linear, terms, jump, digits(value)]


def laplace_cell(b, low, high):
    """The integrals of 1, y and y² times exp(-y/b)/b over a cell of y > 0, by quadrature."""
    return [mp.quad(lambda y: y**k * mp.exp(-y / b) / b, [low, high]) for k in range(3)]


def quantizer_error(b, centers, radius):
    """12 E(out - y)² for unit cells; cells of |y| one by one, the output moved inwards by radius/2."""
    total = mpf(0)
    for low, high, center in centers:
        zero, one, two = laplace_cell(b, low, high)
        out = center if radius is None else max(center - radius / 2, 0)
        if radius is None:
            out = one / zero if center > 0 else mpf(0)
        total += two - 2 * out * one + out * out * zero
    return 12 * total


def cells(b, kind):
    count = int(mp.ceil(120 * b)) + 2
    if kind == "mid-riser":
        return [(mpf(k), mpf(k + 1), mpf(k) + mpf(1) / 2) for k in range(count)]
    return [(mpf(0), mpf(1) / 2, mpf(0))] + [
        (mpf(k) - mpf(1) / 2, mpf(k) + mpf(1) / 2, mpf(k)) for k in range(1, count)]


def dithered(b, threshold):
    """12 E(ST(x) - y)² with x = y + u, u uniform on [-1/2, 1/2], from the law of x; the posterior mean for None."""
    def parts(x):
        low, high = x - mpf(1) / 2, x + mpf(1) / 2
        if low >= 0:
            p = (mp.exp(-low / b) - mp.exp(-high / b)) / 2
            y = ((low + b) * mp.exp(-low / b) - (high + b) * mp.exp(-high / b)) / 2
        else:
            p = (2 - mp.exp(low / b) - mp.exp(-high / b)) / 2
            y = ((b - (high + b) * mp.exp(-high / b)) - (b - (-low + b) * mp.exp(low / b))) / 2
        return p, y
    nodes = sorted({mpf(0), mpf(1) / 2} | ({threshold} if threshold is not None else set()) | {
        mpf(1) / 2 + w * b for w in (1, 4, 12, 40, 120)})

    def integrand(x):
        p, y = parts(x)
        if threshold is None:
            return -y * y / p
        s = max(x - threshold, mpf(0))
        return s * s * p - 2 * s * y
    return 12 * (2 * b * b + 2 * mp.quad(integrand, nodes))


def quantization_rows():
    radius = mpf("0.4")
    for text in ("0.02", "0.1", "0.2", "0.27827930128023753", "0.5", "1", "5", "40"):
        b = mpf(float(text))
        for kind in ("mid-tread", "mid-riser"):
            all_cells = cells(b, kind)
            low, high, center = all_cells[1]
            zero, one, _ = laplace_cell(b, low, high)
            best = 2 * (center - one / zero)
            yield ["laplace", kind, text] + [digits(v) for v in (
                quantizer_error(b, all_cells, mpf(0)), quantizer_error(b, all_cells, radius),
                quantizer_error(b, all_cells, mpf(1)), quantizer_error(b, all_cells, None), best)]
        if b <= 5:
            def excess(t):
                return mp.diff(lambda z: dithered(b, z), t)
            start = min((mpf(i) / 100 for i in range(1, 51)), key=lambda t: dithered(b, t))
            mp.dps = 60
            best = mp.findroot(excess, (start, start * mpf("1.01")), tol=mpf(10) ** -40, verify=False)
            mp.dps = 50
            yield ["laplace", "dithered", text] + [digits(v) for v in (
                dithered(b, mpf(0)), dithered(b, radius / 2), dithered(b, mpf(1) / 2), dithered(b, None))] + [
                    digits(2 * best, 18)]
    rounded = mp.findroot(
        lambda b: quantizer_error(b, [(mpf(1) / 2, mpf(3) / 2, mpf(1))], mpf(1))
        - quantizer_error(b, [(mpf(1) / 2, mpf(3) / 2, mpf(1))], mpf(0)), (mpf("0.27"), mpf("0.28")))
    yield ["threshold", "rounded", digits(rounded), "", "", "", "", ""]
    mp.dps = 35
    uniform = mp.findroot(lambda b: dithered(b, mpf(1) / 2) - 1, (mpf("0.30"), mpf("0.31")))
    mp.dps = 50
    yield ["threshold", "dithered", digits(uniform, 30), "", "", "", "", ""]


def main():
    head = ["prior", "parameter", "atoms", "theta", "sigma"]
    write("scalar_quantization.csv",
          ["prior", "kind", "b", "nothing", "narrow", "exact", "bayes", "best_radius"], quantization_rows())
    write("scalar_maps.csv", head + ["linear", "terms", "jump", "risk"], map_rows())
    write("scalar.csv", head + [
        "lambda_bilevel", "risk_bilevel", "gain_bilevel", "risk_gain", "lambda_joint", "gain_joint", "risk_joint",
        "risk_bayes", "probability", "hazard", "mean_excess"], risk_rows())


if __name__ == "__main__":
    main()

"""Golden values of what m frames cost: exact laws of linear denoisers, and constants of the delta method.

    python3 samples.py                            # all files, a minute
    python3 samples.py --only sample_constants    # one file

Files: sample_linear.csv (the mean excess of linear denoisers that are learned from m Gaussian frames),
sample_constants.csv (the limit of m times the mean excess for other families) and sample_crossings.csv (the number of
frames at which a smaller family ceases to be better).

A constant is 1/2 tr(H^+ J), with the Hessian H of the risk and the covariance J of the gradient of the loss of one
frame, both in the entries of R and the learned step: T is computed as a matrix, its derivatives are differences
in 100 digits.  No eigenvalue of T and no tangent space of the set of denoisers is used; the optimum is asserted by
its gradient.  Notation and style are those of algorithms.py.
"""

from mpmath import mp, mpf

from algorithms import singles, spectrum_cell
from make_golden import check, close, digits, linear_risk, main, wiener, write

SIGMA = 0.9
LOSSES = ["clean", "sure", "noise2noise"]
GEN = (3.0, 1.2, 0.5, 0.1)


# -- sample_linear.csv ----------------------------------------------------------------------------


def inverse_moment(degrees, power):
    """E[x^-power] of a chi-square variable, as 1/((d-2)(d-4)...)."""
    result = mpf(1)
    for i in range(1, power + 1):
        result /= degrees - 2 * i
    return result


def chi_square_moment(degrees, power):
    """The same by quadrature of the density."""
    half = mpf(degrees) / 2

    def density(x):
        return x ** (half - 1 - power) * mp.exp(-x / 2)

    return mp.quad(density, [0, degrees, 4 * degrees, 40 * degrees + 400]) / (2**half * mp.gamma(half))


def wishart_inverse(n, m):
    """The first diagonal entries of E[B^-1] and E[B^-2], B ~ Wishart(m, I).

    B^-1 has the entry 1/s with s ~ chi^2(m-n+1), and beside it the vector -v/s where v given the other block is
    normal with the inverse of that block as covariance.
    """
    first = inverse_moment(m - n + 1, 1)
    square = inverse_moment(m - n + 1, 2)
    others = (n - 1) * inverse_moment(m - n + 2, 1)
    return first, square * (1 + others)


def linear_excess(groups, variance, m, loss, known):
    """The excess of one matrix, or of one gain for every direction."""
    if known:
        return sum(count * linear_excess([(g, 1)], variance, m, loss, False) for g, count in groups)
    n = sum(count for _, count in groups)
    first = inverse_moment(m - n + 1, 1)
    if loss == "sure":
        first, second = wishart_inverse(n, m)
        inverse = sum(count / (g + variance) for g, count in groups)
        return variance**2 / 2 * inverse * (m * m * second - 2 * m * first + 1)
    spread = linear_risk(groups, variance) + (n * variance / 2 if loss == "noise2noise" else 0)
    return spread * n * first


def make_linear():
    mp.dps = 60
    for degrees, power in [(7, 1), (9, 2), (12, 2)]:
        check("inverse moments of chi-square by quadrature",
              close(chi_square_moment(degrees, power), inverse_moment(degrees, power), 1e-20))
    check("E tr B^-2 of a Wishart matrix as a rational function", all(
        close(wishart_inverse(n, m)[1], mpf(m - 1) / ((m - n) * (m - n - 1) * (m - n - 3)), 1e-50)
        for n, m in [(1, 9), (2, 9), (4, 100), (7, 12)]))
    rows = []
    for eigenvalues, sigma, counts in [
            (singles(*GEN), SIGMA, (6, 8, 9, 50, 100, 10**6, 2**53)),
            (singles(10.0, 10.0, 10.0, 10.0), 0.31622776601683794, (8, 50)),
            (((1.25, 1), (0.25, 499)), 0.5, (502, 504, 600, 2000, 10**9)),
            (((2.0, 1), (0.0, 10**12 - 1)), 1e-3, (10**12 + 4, 2 * 10**12, 10**15)),
            (singles(1e-9), 3.0, (3, 5, 1000)),
    ]:
        groups, variance = [(mpf(g), count) for g, count in eigenvalues], mpf(sigma) ** 2
        n = sum(count for _, count in groups)
        for m in counts:
            for loss in LOSSES:
                for known in (False, True):
                    size, margin = 1 if known else n, 3 if loss == "sure" else 1
                    excess = None
                    if m - size > margin:
                        excess = linear_excess(groups, variance, m, loss, known)
                    rows.append([spectrum_cell(eigenvalues), repr(sigma), m, loss, known, digits(excess)])
    write("sample_linear.csv", ["eigenvalues", "sigma", "frames", "loss", "known", "excess"], rows)


# -- sample_constants.csv -------------------------------------------------------------------------


class Model:
    """T as a function of the entries of R, row by row, and of a learned step at their end."""

    def __init__(self, n, k, denoiser):
        self.n, self.k, self.denoiser = n, k, denoiser

    def __call__(self, point):
        n, k = self.n, self.k
        r = mp.matrix(k, n)
        for i in range(k * n):
            r[i // n, i % n] = point[i]
        hessian = mp.eye(n) + r.T * r
        return self.denoiser(hessian, *point[k * n:])


def exact(hessian):
    return mp.inverse(hessian)


def descent(depth, momentum=0, omega=None):
    """Steps of heavy ball from z = 0; the step is learned unless it is given."""
    def denoiser(hessian, step=omega):
        n = hessian.rows
        z = before = mp.matrix(n, n)
        for _ in range(depth):
            z, before = z - step * (hessian * z - mp.eye(n)) + momentum * (z - before), z
        return z
    return denoiser


def scaled(hessian, gain):
    return gain * mp.inverse(hessian)


def sandwich(model, gammas, variance, loss, point):
    """1/2 tr(H^+ J) at an optimum."""
    n, size, h = model.n, len(point), mpf(10) ** -26

    def moved(*moves):
        place = list(point)
        for index, sign in moves:
            place[index] += sign * h
        return model(place)

    def risk(t):
        return sum((t[i, j] - (i == j)) ** 2 * gammas[j] + variance * t[i, j] ** 2
                   for i in range(n) for j in range(n)) / 2

    center = model(point)
    tangents = [(moved((i, 1)) - moved((i, -1))) / (2 * h) for i in range(size)]
    gradient = [(risk(moved((i, 1))) - risk(moved((i, -1)))) / (2 * h) for i in range(size)]
    check("the gradient of the risk vanishes at the optimum", max(map(abs, gradient)) < mpf(10) ** -44)
    hessian = mp.matrix(size, size)
    for i in range(size):
        for j in range(i, size):
            hessian[i, j] = hessian[j, i] = (
                risk(moved((i, 1), (j, 1))) - risk(moved((i, 1), (j, -1)))
                - risk(moved((i, -1), (j, 1))) + risk(moved((i, -1), (j, -1)))) / (4 * h * h)
    # The gradient in T is e x' with x normal; the moments of (e, x).
    noisy = mp.diag([g + variance for g in gammas])
    clean = mp.diag(gammas)
    if loss == "sure":
        error = center - mp.eye(n)
        errors, mixed = error * noisy * error.T, error * noisy
    else:
        errors = center * noisy * center.T - center * clean - clean * center.T + clean
        errors += (variance if loss == "noise2noise" else 0) * mp.eye(n)
        mixed = center * noisy - clean
    # Cov(<A, e x'>, <B, e x'>) = <A, E[ee'] B E[xx']> + <A, E[ex'] B' E[ex']>.
    covariance = mp.matrix(size, size)
    for j, b in enumerate(tangents):
        product = errors * b * noisy + mixed * b.T * mixed
        for i, a in enumerate(tangents):
            covariance[i, j] = sum(x * y for x, y in zip(a, product))
    values, vectors = mp.eigsy(hessian)
    check("the Hessian has no negative eigenvalue", min(values) > -mpf(10) ** -40)
    result = mpf(0)
    for i, value in enumerate(values):
        # The others belong to rotations of the rows of R, which do not change T.
        if value > mpf(10) ** -8:
            column = vectors[:, i]
            result += (column.T * covariance * column)[0] / value
        else:
            check("no eigenvalue of the Hessian is small but 0", value < mpf(10) ** -40)
    return result / 2


def solve(filter_, gain, near):
    """s with f(s) = gain, next to a first guess."""
    place = mp.findroot(lambda s: filter_(s) - gain, mpf(near), tol=mpf(10) ** -180)
    check("f(s) is the wanted gain", abs(filter_(place) - gain) < mpf(10) ** -85 and place > 0)
    return place


def scalar(depth, omega, momentum=0):
    """f(s) of the same steps."""
    def filter_(s):
        z = before = mpf(0)
        for _ in range(depth):
            z, before = z - omega * ((1 + s) * z - 1) + momentum * (z - before), z
        return z
    return filter_


def point_of(n, penalties):
    """R with rows along directions: a list of (direction, s)."""
    point = []
    for direction, s in penalties:
        point += [mp.sqrt(s) if i == direction else mpf(0) for i in range(n)]
    return point


def constant_cases():
    """Eigenvalues, k, algorithm, depth, parameters, model, optimum."""
    variance = mpf(SIGMA) ** 2

    def gains(eigenvalues):
        return [wiener(mpf(g), variance) for g in eigenvalues]

    def common(eigenvalues):
        mean = sum(map(mpf, eigenvalues)) / len(eigenvalues)
        return mean / (mean + variance)

    def bilevel(eigenvalues, k):
        n, t = len(eigenvalues), gains(eigenvalues)
        free = range(n - k, n)
        return (eigenvalues, k, "exact", 1, "", Model(n, k, exact),
                point_of(n, [(i, 1 / t[i] - 1) for i in free]))

    def even(eigenvalues, k, depth):
        n, t = len(eigenvalues), gains(eigenvalues)
        c = common(eigenvalues[:n - k])
        omega = 1 - mp.root(1 - c, depth)
        places = [(i, solve(scalar(depth, omega), t[i], 1)) for i in range(n - k, n)]
        return (eigenvalues, k, "gradient-descent", depth, "omega=learned", Model(n, k, descent(depth)),
                point_of(n, places) + [omega])

    def fixed_even(eigenvalues, k, omega, free):
        n, t = len(eigenvalues), gains(eigenvalues)
        places = [(i, solve(scalar(2, mpf(omega)), t[i], 1)) for i in free]
        places += [(0, mpf(0))] * (k - len(free))
        return (eigenvalues, k, "gradient-descent", 2, f"omega={omega!r}",
                Model(n, k, descent(2, omega=mpf(omega))), point_of(n, places))

    yield bilevel(GEN, 2)
    yield bilevel(GEN, 3)
    yield bilevel(GEN, 4)
    yield bilevel((3.0, 3.0, 0.5, 0.5), 2)
    yield bilevel((5.0, 0.2, 0.15, 0.1), 1)
    yield even(GEN, 2, 2)
    yield even(GEN, 2, 4)
    yield even(GEN, 1, 2)
    yield even((5.0, 5.0, 0.0, 0.0), 2, 2)
    yield even((2.0, 1.9, 0.3, 0.05), 1, 2)
    # A single forced direction.
    yield even((5.0, 0.0, 0.0, 0.0), 3, 2)
    # omega = 0.3 and 0.5: gains above f(0) are clipped to it.
    yield fixed_even(GEN, 2, 0.3, [2, 3])
    yield fixed_even(GEN, 3, 0.3, [2, 3])
    yield fixed_even(GEN, 2, 0.5, [2, 3])
    yield fixed_even(GEN, 2, 0.6, [2, 3])

    # An output gain, the best one for two directions.
    t, c = gains(GEN), common(GEN[:2])
    yield (GEN, 2, "gain", 1, "gain=learned", Model(4, 2, scaled),
           point_of(4, [(i, c / t[i] - 1) for i in (2, 3)]) + [c])

    # Odd depth, omega = 0.4: one gain is clipped to the least value of f, which f takes where q = -1/2.
    omega, t = mpf(0.4), gains(GEN)
    f = scalar(3, omega)
    places = [(1, solve(f, t[1], 4.5)), (2, solve(f, t[2], 3.6)), (3, mpf(1.5) / omega - 1)]
    yield (GEN, 3, "gradient-descent", 3, "omega=0.4", Model(4, 3, descent(3, omega=omega)),
           point_of(4, places))

    # Heavy ball with momentum 3/4 and three steps forces directions 2 and 3: the floor.
    c = common(GEN[1:3])
    omega = mp.findroot(lambda w: scalar(3, w, mpf(0.75))(0) - c, mpf(1.7))
    f = scalar(3, omega, mpf(0.75))
    # (f/omega - (9/4 - omega u)^2 = 0.)
    far = [((mpf(9) / 4 + mp.sqrt(t[i] / omega)) / omega - 1) for i in (0, 3)]
    check("f = omega (9/4 - omega u)^2", all(abs(f(s) - t[i]) < mpf(10) ** -85 for s, i in zip(far, (0, 3))))
    yield (GEN, 2, "heavy-ball", 3, "omega=learned;momentum=0.75", Model(4, 2, descent(3, mpf(0.75))),
           point_of(4, list(zip((0, 3), far))) + [omega])

    # Odd depth forces all of a flat spectrum but the first direction.
    flat = (5.0, 0.3, 0.3, 0.3)
    t, c = gains(flat), common(flat[1:])
    omega = 1 - mp.root(1 - c, 3)
    yield (flat, 1, "gradient-descent", 3, "omega=learned", Model(4, 1, descent(3)),
           point_of(4, [(0, solve(scalar(3, omega), t[0], 30))]) + [omega])

    # One step of gradient descent is omega I; R has no influence.
    yield (GEN, 2, "gradient-descent", 1, "omega=learned",
           Model(4, 0, lambda hessian, step: step * mp.eye(4)), [common(GEN)])


KNOWN = {  # of clean targets and GEN, by algorithm, depth and k
    ("exact", 1, 2): "2.5402327754653945757", ("exact", 1, 4): "1.7068308495857722802",
    ("gradient-descent", 2, 2): "1.3462112403641503194", ("heavy-ball", 3, 2): "1.4342806734097410998"}


def make_constants():
    mp.dps = 100
    rows = []
    for eigenvalues, k, algorithm, depth, parameters, model, point in constant_cases():
        groups = [(mpf(g), 1) for g in eigenvalues]
        for loss in LOSSES:
            constant = sandwich(model, [g for g, _ in groups], mpf(SIGMA) ** 2, loss, point)
            known = KNOWN.get((algorithm, depth, k))
            if known and loss == "clean" and eigenvalues == GEN and "=0." not in parameters.split(";")[0]:
                check(f"known digits of {algorithm}, k = {k}", close(constant, mpf(known), 1e-15))
            rows.append([spectrum_cell(singles(*eigenvalues)), repr(SIGMA), k, algorithm, depth, parameters, loss,
                         digits(constant, 40)])
    write("sample_constants.csv",
          ["eigenvalues", "sigma", "k", "algorithm", "depth", "parameters", "loss", "constant"], rows)


# -- sample_crossings.csv -------------------------------------------------------------------------


def make_crossings():
    mp.dps = 60
    rows = []
    for eigenvalues, sigma, loss, gap, constant, guess in [
            (singles(*GEN), SIGMA, "clean", 0.02384740002283181, 1.3462112403641503, 80),
            (singles(*GEN), SIGMA, "noise2noise", 0.02384740002283181, 4.916969198124747, 200),
            (singles(*GEN), SIGMA, "sure", 0.02384740002283181, 3.9790184779251503, 20),
            (singles(*GEN), SIGMA, "clean", 1e-12, 1.5, 1e12),
            (((1.25, 1), (0.25, 499)), 0.5, "clean", 0.5, 20.0, 30000),
    ]:
        groups, variance = [(mpf(g), count) for g, count in eigenvalues], mpf(sigma) ** 2
        def difference(m):
            return mpf(gap) + mpf(constant) / m - linear_excess(groups, variance, m, loss, False)
        root = mp.findroot(difference, (mpf(guess), mpf(guess) * 1.1), tol=mpf(10) ** -90)
        n = sum(count for _, count in groups)
        check("a crossing", root > n + 3 and abs(difference(root)) < mpf(10) ** -50)
        rows.append([spectrum_cell(eigenvalues), repr(sigma), loss, repr(gap), repr(constant), digits(root)])
    write("sample_crossings.csv", ["eigenvalues", "sigma", "loss", "gap", "constant", "crossing"], rows)


FILES = {
    "sample_linear": make_linear,
    "sample_constants": make_constants,
    "sample_crossings": make_crossings,
}


if __name__ == "__main__":
    main(FILES, __doc__)

"""Golden values of inverse problems x = Ay + noise, with 50 digits.

    python3 operators.py                            # all files, a minute
    python3 operators.py --only operator_bilevel    # one file

Files: operator_bilevel.csv (bilevel learning with R of k rows), landweber.csv (when to stop) and operator_unrolled.csv
(unrolled gradient descent: the best diagonal R, and an R that is better).

Matrices are written row by row, entries separated by blanks and rows by ";"; every entry is an IEEE double.  The risk of a
reconstruction T is 1/2 tr (TA-1)C(TA-1)' + 1/2 s2 |T|^2, from the matrices; closed forms appear in assertions, and in
operator_bilevel.csv, where the R that they give is inserted into the definition.
"""

import random

from mpmath import mp, mpf

from make_golden import SEED, check, close, digits, golden_section, main, write


def cell(matrix):
    """A matrix of doubles."""
    return ";".join(" ".join(repr(float(matrix[i, j])) for j in range(matrix.cols)) for i in range(matrix.rows))


def numbers(values):
    return ";".join(repr(float(x)) for x in values)


def exact(rows):
    """Doubles as they are."""
    return mp.matrix([[mpf(float(x)) for x in row] for row in rows])


def diagonal(values):
    return exact([[x if i == j else 0 for j in range(len(values))] for i, x in enumerate(values)])


def norm2(matrix):
    return sum((x * x for x in matrix), mpf(0))


def risk(T, A, C, noise):
    """bias and variance of T, from the definition."""
    D = T * A - mp.eye(A.cols)
    bias = sum((D * C * D.T)[i, i] for i in range(A.cols)) / 2
    return bias, noise * norm2(T) / 2


# -- operator_bilevel.csv ---------------------------------------------------------------------------


def is_singular(matrix):
    """Whether a semidefinite matrix is singular, whatever the scales of its rows."""
    n = matrix.rows
    roots = [mp.sqrt(abs(matrix[i, i])) for i in range(n)]
    if min(roots) <= mpf(10) ** -100 * max(roots):
        return True
    scaled = mp.matrix([[matrix[i, j] / roots[i] / roots[j] for j in range(n)] for i in range(n)])
    return min(mp.eigsy(scaled, eigvals_only=True)) < mpf(10) ** -60


def bilevel(A, C, noise, k):
    """The infimum, bias and variance, and R'R where it is attained.

    Ties among the eigenvalues of Q do not matter for the infimum; R'R, bias and variance are left out there.
    """
    n = A.cols
    G = A.T * A
    values, vectors = mp.eigsy(G * C * G + noise * G)
    order = sorted(range(n), key=lambda i: values[i])
    inverse = G**-1
    infimum = noise / 2 * sum(inverse[i, i] for i in range(n))
    infimum -= noise**2 / 2 * sum((1 / values[i] for i in order[:k]), mpf(0))
    if k == 0:
        return infimum, risk(inverse * A.T, A, C, noise), mp.zeros(n)
    if k < n and close(values[order[k - 1]], values[order[k]], mpf(10) ** -30):
        return infimum, None, None
    V = mp.matrix(n, k)
    for column, i in enumerate(order[:k]):
        for row in range(n):
            V[row, column] = vectors[row, i]
    energies = V.T * G * C * G * V
    if is_singular(energies):
        W = noise * sum((V[:, j] * V[:, j].T / values[i] for j, i in enumerate(order[:k])), mp.zeros(n))
        return infimum, risk((inverse - W) * A.T, A, C, noise), None
    penalty = noise * G * V * energies**-1 * V.T * G
    parts = risk((G + penalty) ** -1 * A.T, A, C, noise)
    check("the R of theorem B1 has the infimum as risk", close(sum(parts), infimum, mpf(10) ** -60))
    return infimum, parts, penalty


def make_operator_bilevel():
    mp.dps = 250
    chance = random.Random(SEED + 20)

    def normal(rows, columns):
        return [[chance.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]

    def moment(n, rank=None):
        Y = exact(normal(rank or n, n))
        return exact((Y.T * Y).tolist())

    gen = [3.0, 1.2, 0.5, 0.1]
    cases = [
        ("diagonal", diagonal([1.0, 0.5, 0.2, 0.1]), diagonal(gen), 0.01),
        ("integers", exact([[2, 1, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1]]), exact([[2, 1, 0], [1, 2, 1], [0, 1, 2]]), 0.5),
        ("identity", diagonal([1.0] * 4), diagonal(gen), 0.81),
        ("tie", diagonal([1.0, 1.0]), diagonal([0.0, 1.0]), 1.0),
        ("graded", diagonal([1.0, 1e-4, 1e-8, 1e-12]), diagonal(gen), 0.01),
        ("graded noise", diagonal([1e3, 1.0, 1e-6, 1e-12]), diagonal(gen[::-1]), 1e-12),
    ]
    scales = [1.0, 1e-4, 1e-8, 1e-12]
    for index in range(3):
        # Columns, then rows, of very different sizes: singular values down to 1e-12 that the entries determine.
        mix = normal(4 + index, 4)
        cases.append((f"columns {index}", exact([[x * s for x, s in zip(row, scales)] for row in mix]), moment(4), 0.01))
        rows = [[x * s for x in row] for row, s in zip(normal(4, 4), scales)]
        cases.append((f"rows {index}", exact(rows), moment(4), 0.1))
    for index in range(8):
        n = 2 + index % 3
        cases.append((f"random {index}", exact(normal(n + index % 2, n)), moment(n), (0.01, 0.5, 2.0)[index % 3]))
    cases.append(("rank one", exact(normal(4, 3)), moment(3, 1), 0.2))
    # Singular values 1, 1e-6 and 1e-12 of a dense matrix.
    Q = mp.qr(exact(normal(3, 3)))[0]
    P = mp.qr(exact(normal(3, 3)))[0]
    cases.append(("dense", exact((Q * diagonal([1.0, 1e-6, 1e-12]) * P.T).tolist()), moment(3), 0.01))
    table = []
    for name, A, C, noise in cases:
        C = exact(((C + C.T) / 2).tolist())
        for k in range(A.cols + 1):
            infimum, parts, penalty = bilevel(A, C, mpf(noise), k)
            entries = "" if penalty is None or k == 0 else ";".join(
                " ".join(digits(penalty[i, j], 30) for j in range(A.cols)) for i in range(A.cols))
            table.append([
                name, cell(A), cell(C), repr(noise), k, digits(infimum),
                *(map(digits, parts) if parts else ("", "")), entries])
    # The numbers that are known.
    known = {("diagonal", 0): "0.65", ("diagonal", 1): "0.19545454545454545455", ("diagonal", 4): "0.15312610620187514411",
             ("integers", 1): "0.30277363302192119274", ("integers", 3): "0.29006266786034019696"}
    for row in table:
        if (row[0], row[4]) in known:
            check("known risks of bilevel learning", close(mpf(row[5]), mpf(known[row[0], row[4]]), 1e-14))
    write("operator_bilevel.csv",
          ["name", "operator", "second_moment", "noise_variance", "k", "risk", "bias", "variance", "penalty"], table)


# -- landweber.csv ----------------------------------------------------------------------------------


def landweber(values, energies, noise, omega):
    """The minima of the risk over real time, by a scan of its slope, and the best integer, step by step."""
    A, C = mp.diag(values), mp.diag(energies)

    def errors(time):
        return [(1 - omega * a * a) ** time for a in values]

    def value(time):
        return sum((g * e * e + noise * ((1 - e) / a) ** 2) / 2 for a, g, e in zip(values, energies, errors(time)))

    def slope(time):
        return sum(
            mp.log(1 - omega * a * a) * e * (g * e - noise * (1 - e) / (a * a))
            for a, g, e in zip(values, energies, errors(time)))

    # Each term is least where e = noise/(noise + a^2 g).
    times = [mp.log(noise / (noise + a * a * g)) / mp.log(1 - omega * a * a) for a, g in zip(values, energies)]
    low, high = min(times), max(times)
    minima = []
    if close(low, high, mpf(10) ** -40):
        minima.append(low)
    else:
        count = 3000
        # A little beyond both ends: a minimum may be nearer to an end than any number of digits.
        first, last = low * (1 - mpf(10) ** -30), high * (1 + mpf(10) ** -30)
        grid = [(1 + first) * ((1 + last) / (1 + first)) ** (mpf(i) / count) - 1 for i in range(count + 1)]
        signs = [slope(time) for time in grid]
        for a, b, fa, fb in zip(grid, grid[1:], signs, signs[1:]):
            if fa < 0 <= fb:
                for _ in range(200):
                    middle = (a + b) / 2
                    if slope(middle) < 0:
                        a = middle
                    else:
                        b = middle
                minima.append(a)
    best = min(minima, key=value)
    # Integers, one step after the other.
    T, found = mp.zeros(len(values)), (mp.inf, 0)
    limit = int(mp.ceil(high)) + 1
    if limit <= 3000:
        for step in range(limit + 1):
            found = min(found, (sum(risk(T, A, C, noise)), step))
            T = T - omega * (A.T * (A * T - mp.eye(len(values))))
    else:
        around = {int(mp.floor(t)) + d for t in minima for d in (0, 1)}
        found = min((value(mpf(t)), t) for t in around)
    return times, minima, best, value(best), found


def make_landweber():
    mp.dps = 80
    chance = random.Random(SEED + 21)
    cases = [
        ((1.0, 0.5, 0.2, 0.1), (1.0,) * 4, 0.01, 0.9),
        # Three local minima.
        ((0.19035, 0.53853, 0.030248), (0.08186, 0.03668, 280.1), 0.8873, 0.9 / 0.53853**2),
        ((1.0, 1e-6), (1.0, 1.0), 0.01, 0.9),
        ((1.0, 1e-3, 1e-12), (2.0, 0.5, 3.0), 0.01, 0.5),
        ((0.5, 0.5, 0.5), (1.0, 1.0, 1.0), 0.1, 1.0),
        ((1.0, 0.3), (0.0, 2.0), 0.5, 0.99),
    ]
    for _ in range(10):
        n = chance.randint(2, 5)
        values = tuple(10 ** chance.uniform(-2, 0) for _ in range(n))
        energies = tuple(10 ** chance.uniform(-2, 2) for _ in range(n))
        cases.append((values, energies, 10 ** chance.uniform(-2, 0.5), chance.uniform(0.1, 0.99) / max(values) ** 2))
    table = []
    for values, energies, noise, omega in cases:
        exact_values = [mpf(x) for x in values]
        times, minima, best, least, (integer_risk, integer) = landweber(
            exact_values, [mpf(x) for x in energies], mpf(noise), mpf(omega))
        linear = sum(mpf(noise) * mpf(g) / (mpf(a) ** 2 * mpf(g) + mpf(noise)) / 2 for a, g in zip(values, energies))
        table.append([
            numbers(values), numbers(energies), repr(noise), repr(omega), digits(min(times)), digits(max(times)),
            ";".join(digits(t) for t in minima), digits(best), digits(least), integer, digits(integer_risk),
            digits(linear)])
    check("known: the best time is 67.034840121945891126", close(mpf(table[0][7]), mpf("67.034840121945891126"), 1e-10))
    check("known: three minima", len(table[1][6].split(";")) == 3)
    write("landweber.csv", [
        "singular_values", "energies", "noise_variance", "omega", "bracket_low", "bracket_high", "minima", "time", "risk",
        "integer", "integer_risk", "linear_risk"], table)


# -- operator_unrolled.csv --------------------------------------------------------------------------


def steps(A, R, omega, depth):
    """T after so many steps."""
    H = A.T * A + R.T * R
    T = mp.zeros(A.cols, A.rows)
    for _ in range(depth):
        T = T - omega * (H * T - A.T)
    return T


def descended(value, point, width):
    """A local minimum of a function of two variables, by Newton's method with numerical derivatives."""
    x = mp.matrix(point)
    for _ in range(60):
        h = mpf(10) ** (-mp.dps // 4)

        def at(i, j):
            return value([x[0] + i * h, x[1] + j * h])

        gradient = mp.matrix([(at(1, 0) - at(-1, 0)) / (2 * h), (at(0, 1) - at(0, -1)) / (2 * h)])
        middle = at(0, 0)
        mixed = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h * h)
        hessian = mp.matrix([
            [(at(1, 0) - 2 * middle + at(-1, 0)) / h**2, mixed],
            [mixed, (at(0, 1) - 2 * middle + at(0, -1)) / h**2]])
        step = mp.lu_solve(hessian, gradient)
        x = x - step
        if mp.norm(step) < width:
            break
    return x


def make_operator_unrolled():
    mp.dps = 120
    table = []
    cases = [
        ((0.2, 0.43), (0.8, 0.1), 0.4, 8.0, 4, (0.3874, -0.114), "1.3411078581407557234", "1.2848652184876579645"),
        ((0.68, 0.52), (2.5, 0.15), 0.07, 1.0, 3, (0.97, 1.15), "0.13110344197508646501", "0.12546020622943269392"),
        ((0.86, 0.46), (40.0, 0.0), 0.01, 1.0, 3, (0.2104, 1.4151), "0.012902966715171701107", "0.0086864956915597237647"),
        ((0.68, 0.52), (2.5, 0.15), 0.07, 1.0, 2, None, None, None),
        ((0.2, 0.43), (0.8, 0.1), 0.4, 8.0, 2, None, None, None),
        ((0.9, 0.5), (1.0, 0.7), 0.05, 1.1, 5, None, None, None),
    ]
    for values, energies, noise, omega, depth, row, diagonal_known, other_known in cases:
        A = mp.diag([mpf(a) for a in values])
        C = mp.diag([mpf(g) for g in energies])

        def value(point, A=A, C=C, noise=noise, omega=omega, depth=depth):
            return sum(risk(steps(A, mp.matrix([point]), mpf(omega), depth), A, C, mpf(noise)))

        # One row along an axis: a scan over s = r^2, and golden sections around its least value.
        best = mp.inf
        for axis in (0, 1):
            def along(s, axis=axis):
                return value([mp.sqrt(s) if i == axis else mpf(0) for i in (0, 1)])

            grid = [mpf(10) ** (mpf(j) / 100) / omega for j in range(-400, 151)]
            values_there = [along(s) for s in grid]
            i = min(range(1, len(grid) - 1), key=lambda i: values_there[i])
            best = min(best, along(mpf(0)), golden_section(along, grid[i - 1], grid[i + 1], mpf(10) ** -40)[0])
        other = ""
        point = None
        if row:
            point = descended(value, [mpf(x) for x in row], mpf(10) ** -60)
            other = value([point[0], point[1]])
            check("known: the best diagonal R", close(best, mpf(diagonal_known), 1e-15))
            check("known: the risk of an R with few digits that is better", close(value([mpf(x) for x in row]), mpf(other_known), 1e-15))
            check("the R that is better is near the one that is known",
                  max(abs(point[i] - mpf(x)) for i, x in enumerate(row)) < 0.01)
            check("the minimum beside it is better still, and every diagonal one worse",
                  other < value([mpf(x) for x in row]) < best)
        table.append([
            numbers(values), numbers(energies), repr(noise), repr(omega), depth, 1, digits(best), digits(other or None),
            "" if point is None else ";".join(digits(x) for x in point)])
    write("operator_unrolled.csv", [
        "singular_values", "energies", "noise_variance", "omega", "depth", "k", "diagonal_risk", "risk", "regularizer"],
        table)


FILES = {
    "operator_bilevel": make_operator_bilevel,
    "landweber": make_landweber,
    "operator_unrolled": make_operator_unrolled,
}

if __name__ == "__main__":
    main(FILES, __doc__)

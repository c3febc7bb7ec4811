#!/usr/bin/env python3
"""Golden gradients of bilevel problems for Tests/LabsTests, with 50 digits: python3 hypergradients.py > hypergradients.csv

h(lambda) = F(z*(lambda), lambda) is differentiated by central differences at 50 digits, with z* by Cholesky, by Newton's
method, or, for the Lasso, by trying all signs. Data are dyadic numbers, so that they are the same in double precision.
"""
import itertools
from mpmath import mp, mpf, matrix, lu_solve, exp, log

mp.dps = 50
N, D = 7, 4


def entry(i, j):
    return mpf((7 * i * i + 11 * j * j * (i + 1) + 3 * i * j + 5 * j) % 17 - 8) / 8


X = [[entry(i, j) for j in range(D)] for i in range(2 * N)]
SCORES = [x[0] * 2 - x[1] + x[3] / 2 + mpf((5 * i) % 7 - 3) / 4 for i, x in enumerate(X)]
CLASSES = [mpf(1) if s >= 0 else mpf(-1) for s in SCORES]
LAMBDA = [mpf(-3) / 2, mpf(-2), mpf(-1), mpf(-7) / 4]


def dot(a, b):
    return sum((p * q for p, q in zip(a, b)), mpf(0))


def loss(model, rows, z):
    if model == "logistic":
        return sum(log(1 + exp(-CLASSES[i] * dot(X[i], z))) for i in rows) / len(rows)
    return sum((dot(X[i], z) - SCORES[i]) ** 2 for i in rows) / (2 * len(rows))


def penalty(model, lam, z):
    if model == "lasso":
        return sum(exp(l) * abs(t) for l, t in zip(lam, z))
    return sum(exp(l) * t * t for l, t in zip(lam, z)) / 2


def solve(model, lam):
    rows = range(N)
    if model == "logistic":
        z = [mpf(0)] * D
        for _ in range(60):
            s = [1 / (1 + exp(CLASSES[i] * dot(X[i], z))) for i in rows]
            g = matrix([-sum(CLASSES[i] * s[i] * X[i][k] for i in rows) / N + exp(lam[k]) * z[k] for k in range(D)])
            h = matrix(D, D)
            for a in range(D):
                for b in range(D):
                    h[a, b] = sum(s[i] * (1 - s[i]) * X[i][a] * X[i][b] for i in rows) / N
                h[a, a] += exp(lam[a])
            step = lu_solve(h, g)
            z = [z[k] - step[k] for k in range(D)]
        return z
    a = [[sum(X[i][j] * X[i][k] for i in rows) / N for k in range(D)] for j in range(D)]
    c = [sum(X[i][j] * SCORES[i] for i in rows) / N for j in range(D)]
    if model == "ridge":
        m = matrix(a)
        for k in range(D):
            m[k, k] += exp(lam[k])
        return list(lu_solve(m, matrix(c)))
    for signs in itertools.product((-1, 0, 1), repeat=D):
        on = [k for k in range(D) if signs[k]]
        z = [mpf(0)] * D
        if on:
            m = matrix([[a[j][k] for k in on] for j in on])
            part = lu_solve(m, matrix([c[k] - exp(lam[k]) * signs[k] for k in on]))
            for position, k in enumerate(on):
                z[k] = part[position]
        if any(z[k] * signs[k] <= 0 for k in on):
            continue
        if all(abs(c[k] - dot(a[k], z)) <= exp(lam[k]) for k in range(D) if not signs[k]):
            return z
    raise ValueError("no solution")


def value(model, upper, lam):
    z = solve(model, lam)
    if upper == "min":
        return loss(model, range(N), z) + penalty(model, lam, z)
    result = loss(model, range(N, 2 * N), z)
    return result + penalty(model, lam, z) if upper == "pen" else result


def main():
    print("model,upper,shared,parameter,gradient")
    step = mpf(10) ** -15
    for model in ("ridge", "logistic", "lasso"):
        for upper in ("val", "pen", "min"):
            for shared in (False, True):
                base = [LAMBDA[0]] * D if shared else LAMBDA
                for k in range(1 if shared else D):
                    def moved(by):
                        return [l + by if shared or j == k else l for j, l in enumerate(base)]
                    g = (value(model, upper, moved(step)) - value(model, upper, moved(-step))) / (2 * step)
                    print(f"{model},{upper},{str(shared).lower()},{k},{mp.nstr(g, 25)}")


main()

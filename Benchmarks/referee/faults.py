"""Gradients that are wrong in a known way, by reverse mode and explicit loops, for `confusion.py`."""
import numpy as np
from problems import norm


def cg(count):
    def solve(A, b):
        x, r = 0 * b, b.copy()
        p, square = r, r @ r
        for _ in range(count):
            if square == 0:
                break
            q = A @ p
            x, r = x + square / (p @ q) * p, r - square / (p @ q) * q
            p, square = r + (r @ r) / square * p, r @ r
        return x
    return solve


def normal_cg(count):
    return lambda A, b: cg(count)(A.T @ A, A.T @ b)


def neumann(terms, eta, first=0, scaled=True):
    def solve(A, b):
        w, x = b.copy(), 0 * b
        for k in range(terms + first):
            x = x + w if k >= first else x
            w = w - eta * (A @ w)
        return eta * x if scaled else x
    return solve


def minres(count):
    def solve(A, b):
        K = [b / norm(b)]
        for _ in range(count - 1):
            w = A @ K[-1]
            for a in K:
                w = w - (a @ w) * a
            K.append(w / norm(w))
        K = np.array(K).T
        return K @ np.linalg.lstsq(A @ K, b, rcond=None)[0]
    return solve


def fixed_point_cg(P, z, count):
    """CG on the unsymmetric system I - (I - A)D of a step of ISTA, as a general solver sees it."""
    D = (z != 0).astype(float)
    u = P.upper_gradient(z)
    x, r = 0 * u, u.copy()
    p, square = r, r @ r
    for _ in range(count):
        q = p - (D * p - P.hessian_product(z, D * p))
        if p @ q == 0 or square < 1e-28 * (u @ u):
            break
        x, r = x + square / (p @ q) * p, r - square / (p @ q) * q
        p, square = r + (r @ r) / square * p, r @ r
    return P.direct(z) - P.mixed(z, x * D)


def iterate(P, count, rho, z=None):
    z = np.zeros(P.d, P.type) if z is None else z
    for _ in range(count):
        z = P.step(z, rho)
    return z


def heavy_ball(P, count, rho, beta=0.7):
    z = before = np.zeros(P.d)
    for _ in range(count):
        now = z + beta * (z - before) - rho * P.smooth_gradient(z)
        if P.is_lasso:
            now = np.sign(now) * np.maximum(np.abs(now) - rho * P.e, 0)
        before, z = z, now
    return z


def unrolled(P, count, rho, kept=None, start=None):
    Z = [np.zeros(P.d, P.type) if start is None else start]
    for _ in range(count):
        Z.append(P.step(Z[-1], rho))
    a, g = P.upper_gradient(Z[-1]), P.direct(Z[-1])
    for k in range(count, count - (kept or count), -1):
        if P.is_lasso:
            a = a * (Z[k] != 0)
        g = g - rho * P.mixed(Z[k] if P.is_lasso else Z[k - 1], a)
        a = a - rho * P.hessian_product(Z[k - 1], a)
    return g


def adam_unrolled(P, count, rate, h=1e-6):
    def run(lam):
        Q = P.changed(lam=lam)
        z, m, v = np.zeros(P.d), 0, 0
        for k in range(1, count + 1):
            g = Q.smooth_gradient(z) + (Q.penalty_gradient(z) if Q.is_lasso else 0)
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            z = z - rate * m / (1 - 0.9 ** k) / (np.sqrt(v / (1 - 0.999 ** k)) + 1e-8)
        return Q.value(z)
    return np.array([(run(P.lam + h * e) - run(P.lam - h * e)) / (2 * h) for e in np.eye(len(P.lam))])


def faults(P, seed):
    """(name, accepted causes, gradient); causes are None for a right gradient, empty for what nobody can know."""
    R = np.random.default_rng(seed + 777)
    z = P.solution()
    L, p, s = P.largest(z), len(P.lam), P.support(z)
    g = P.implicit(z)
    usual, odd = [1 / L, 0.9 / L][R.integers(2)], R.uniform(0.15, 1.7) / L
    out = []

    def count(low, high):
        return int(np.exp(R.uniform(np.log(low), np.log(high))))

    def iterations():
        return int(R.integers(1, max(2, min(len(s) - 1, 12))))

    def plant(name, causes, gradient):
        out.append((name, causes if causes is None else set(causes.split()), np.asarray(gradient, float)))
    noise = R.standard_normal(p)
    plant("right", None, g)
    plant("right, noise 1e-6", None, g + 1e-6 * norm(g) * noise / norm(noise))
    plant("no implicit term", "no-implicit-term", P.direct(z))
    plant("unrolled, 1/L or 0.9/L", "unrolled", unrolled(P, count(3, 200), usual))
    plant("unrolled, odd step", "unrolled", unrolled(P, count(3, 200), odd))
    plant("unrolled from z*", "neumann truncated", unrolled(P, count(2, 30), usual, start=z))
    steps, kept = int(R.choice([30, 50, 100])), int(R.integers(1, 12))
    plant("back-propagation cut", "truncated neumann unrolled", unrolled(P, steps, 1 / L, kept))
    plant("inner not solved, 1/L or 0.9/L", "inner", P.implicit(iterate(P, count(5, 150), usual)))
    plant("inner not solved, odd step", "inner", P.implicit(iterate(P, count(5, 150), odd)))
    plant("CG stopped", "cg", P.implicit(z, cg(iterations())))
    plant("CG on the normal equations stopped", "normal-cg", P.implicit(z, normal_cg(iterations())))
    plant("Neumann, 1/L or 0.9/L", "neumann", P.implicit(z, neumann(count(2, 200), usual)))
    plant("Neumann, odd step", "neumann", P.implicit(z, neumann(count(2, 200), odd)))
    plant("Neumann without identity", "neumann", P.implicit(z, neumann(count(2, 200), usual, first=1)))
    plant("Neumann not scaled", "neumann", P.implicit(z, neumann(count(2, 60), usual, scaled=False)))
    plant("Jacobian-free", "jacobian-free", P.implicit(z, lambda A, b: b))
    plant("sign of the implicit term", "sign", 2 * P.direct(z) - g)
    plant("factor 2", "factor", 2 * g)
    plant("factor 2 and CG stopped", "cg factor", 2 * P.implicit(z, cg(iterations())))
    single = P.changed(type=np.float32)
    z32 = z.astype(np.float32)
    plant("float32", "float32", single.implicit(z32))
    plant("float32 and CG stopped", "cg krylov", single.implicit(z32, cg(iterations())))
    plant("float32 and unrolled", "unrolled", unrolled(single, count(3, 100), np.float32(1 / L)))
    plant("inner not solved and CG stopped", "inner cg", P.implicit(iterate(P, count(5, 100), 1 / L), cg(int(R.integers(1, 12)))))
    if P.is_quadratic:
        plant("C transposed", "transposed", P.direct(z) + P.C @ np.linalg.solve(P.H, P.upper_gradient(z)))
    else:
        n, m = len(P.y), len(P.w)
        plant("factor 1/n or m", "factor", g * (1 / n if R.random() < 0.5 else m))
        plant("derivative in e^lam", "parametrisation", g / P.e)
        plant("derivative in e^lam and sign", "parametrisation", -g / P.e)
        plant("derivative in e^lam and CG stopped", "cg parametrisation", P.implicit(z, cg(iterations())) / P.e)
        if P.upper != "min":
            right = P.upper_gradient(z) - P.loss_gradient(z, P.V, P.w) + P.loss_gradient(z, P.X, P.y)
            plant("upper gradient on training data", "training-data", P.implicit(z, right=right))
        if not P.is_lasso:
            plant("H without the penalty", "hessian", P.implicit(z, matrix=P.hessian(z, 0)))
        if P.upper == "val":
            plant("penalty differentiated in F", "direct-term", g + P.e * (np.abs(z) if P.is_lasso else z * z / 2))
        # n·loss + penalty: the minimum of the mean loss with the penalty over n.
        Q = P.changed(lam=P.lam - np.log(n))
        zq = Q.solution()
        if norm(zq):
            scaled = Q.implicit(zq, right=P.upper_gradient(zq)) - Q.direct(zq) + P.direct(zq)
            plant("training loss summed", "other-problem", n * Q.implicit(zq) if P.upper == "min" else scaled)
    if P.is_lasso:
        plant("support ignored", "support", fixed_point_cg(P, z, int(R.integers(2, 3 * p))))
        x, k = np.zeros(P.d), 0
        while k < 3 or set(np.flatnonzero(x)) == set(s) and k < 60 or R.random() > 0.15 and k < 60:
            x, k = P.step(x, 1 / L), k + 1
        plant("support not identified", "inner", P.implicit(x))
    # What the referee does not know.
    e = R.standard_normal(p) * (np.abs(g) if R.random() < 0.5 else norm(g) / np.sqrt(p))
    plant("? noise 1e-1", "", g + 0.1 * norm(g) * e / norm(e))
    plant("? noise 1e-4", "", g + 1e-4 * norm(g) * e / norm(e))
    plant("? entries permuted", "", g[R.permutation(p)])
    plant("? one entry wrong", "", np.where(np.arange(p) == np.argmax(np.abs(g)), 0.7 * g, g))
    plant("? MINRES", "krylov", P.implicit(z, minres(max(2, min(6, len(s) - 2)))))
    plant("? random inner error", "", P.implicit(z + 1e-3 * norm(z) / np.sqrt(P.d) * R.standard_normal(P.d) * (z != 0)))
    shifted = P.changed(lam=P.lam + 0.05 * R.standard_normal(p))
    plant("? another lam", "", shifted.implicit(shifted.solution()))
    if not P.is_quadratic:
        half = P.changed(X=P.X[::2], y=P.y[::2])
        zh = half.solution()
        plant("? half of the training data", "", half.implicit(zh))
        plant("? validation minibatch", "", P.changed(V=P.V[::3], w=P.w[::3]).implicit(z))
    if p <= 25:
        plant("? Adam unrolled", "", adam_unrolled(P, 40, 0.05))
    plant("? heavy ball", "inner", P.implicit(heavy_ball(P, count(10, 60), 1 / L)))
    return out

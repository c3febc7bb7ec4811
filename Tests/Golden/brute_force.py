"""Numerical minimisation of the risk over R (and omega): knows no theory of the optimum.

E(T) = 1/2 tr((T-I) C (T-I)') + sigma^2/2 |T|^2 for T = f(R'R), minimised by
multistart L-BFGS with the exact gradient.  Used by make_golden.py.
"""

import numpy as np
from scipy.optimize import minimize

RUNS = 60


def covariance(data, n, mu, theta, eigenvalues):
    """C = E[y y']."""
    if data == "constant":
        return (mu**2 + theta**2) * np.ones((n, n))
    if data == "iid":
        return mu**2 * np.ones((n, n)) + theta**2 * np.eye(n)
    return np.diag(np.repeat([g for g, _ in eigenvalues], [c for _, c in eigenvalues]))


def softplus(alpha):
    return np.logaddexp(0.0, alpha)


def objective(z, C, sigma, family, k, depth, omega):
    """Risk and its gradient; z holds R and, if omega is learned, alpha at the end."""
    n = len(C)
    identity = np.eye(n)
    R = z[: k * n].reshape(k, n)
    A = identity + R.T @ R
    if family == "bilevel":
        # The SVD keeps the eigenvalue 1 on the kernel of R exact when R is large.
        _, singular, V = np.linalg.svd(R)
        s = np.zeros(n)
        s[: len(singular)] = singular**2
        T = (V.T / (1.0 + s)) @ V
    else:
        step = softplus(z[-1]) if omega == "learned" else omega
        Q = identity - step * A
        powers = [identity]
        for _ in range(depth - 1):
            powers.append(powers[-1] @ Q)
        P = sum(powers)  # sum_{j<N} Q^j
        T = step * P
    D = T - identity
    DC = D @ C
    risk = 0.5 * np.sum(DC * D) + 0.5 * sigma**2 * np.sum(T * T)
    G = DC + sigma**2 * T  # dE/dT, made symmetric as T is
    G = 0.5 * (G + G.T)
    gradient = np.empty_like(z)
    if family == "bilevel":
        dA = -T @ G @ T
    else:
        # dE/dQ = step * sum_{a+b <= N-2} Q^a G Q^b, by Horner: H <- G W_b + Q H
        dQ = np.zeros((n, n))
        W = np.zeros((n, n))
        for power in powers[:-1]:
            W = W + power  # sum_{b <= current}
            dQ = Q @ dQ + G @ W
        dQ = step * dQ
        dA = -step * dQ
        if omega == "learned":
            d_step = np.sum(G * P) - np.sum(dQ * A)
            gradient[-1] = d_step / (1.0 + np.exp(-z[-1]))
    gradient[: k * n] = (2.0 * R @ dA).ravel()
    return risk, gradient


def start(rng, run, C, k, learned):
    """A random start: small, medium or large R, dense or along eigenvectors of C."""
    n = len(C)
    step = 10.0 ** rng.uniform(-6, 0) if run % 2 else rng.uniform(0.05, 1.0)
    if run % 4 < 2:
        R = rng.normal(size=(k, n)) * rng.choice([0.3, 1.0, 2.0])
    else:  # rows along eigenvectors, long enough that omega (1+s) is of order one
        vectors = np.linalg.eigh(C)[1][:, rng.permutation(n)[:k]]
        lengths = np.sqrt(rng.uniform(0.0, 2.0, size=k) / step)
        R = lengths[:, None] * vectors.T + 1e-3 * rng.normal(size=(k, n))
    z = R.ravel()
    if learned:
        z = np.append(z, np.log(np.expm1(step)))
    return z


def best_risk(data, n, mu, theta, sigma, eigenvalues, family, k, depth, omega, seed):
    """The lowest risk of RUNS runs of L-BFGS."""
    rng = np.random.default_rng(seed)
    C = covariance(data, n, mu, theta, eigenvalues)
    best = np.inf
    with np.errstate(over="ignore", invalid="ignore"):
        for run in range(RUNS):
            z = start(rng, run, C, k, omega == "learned")
            found = minimize(
                objective, z, args=(C, sigma, family, k, depth, omega), jac=True,
                method="L-BFGS-B", options={"maxiter": 1500, "maxfun": 2000, "ftol": 1e-15, "gtol": 1e-10},
            )
            if np.isfinite(found.fun):
                best = min(best, float(found.fun))
    return best

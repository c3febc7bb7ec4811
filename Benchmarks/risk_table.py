"""The table of `toy risk-ratio --n 500 --sigma 0.9 --format csv`, in NumPy.

    python3 risk_table.py [--n 500] [--sigma 0.9]

Best risk of the linear, bilevel and unrolled denoisers for constant data
(y = lambda 1, E lambda = mu = 1, Var lambda = theta^2 = 0.25), k = 1 ... n:
bilevel, and depths 2, 3, 10, 11 with omega = 0.5 and learned omega.

C has the eigenvalue gamma = n (mu^2 + theta^2) once and 0 otherwise; m = n - k
directions of the denoiser T are forced to the value f(0).
"""

import argparse
import sys

import numpy as np

MU, THETA = 1.0, 0.5
DEPTHS = (2, 3, 10, 11)
OMEGAS = (0.5, "learned")
COLUMNS = (
    "data,n,mu,theta,sigma,family,k,depth,omega_rule,omega,risk,bias,variance,"
    "linear_risk,bilevel_risk,ratio_to_linear,ratio_to_bilevel,attained"
)


def odd_minimum(depth):
    """min over q of 1 + q + ... + q^(N-1), N odd: (1 + x^N)/(1 + x) at the root x
    of N x^(N-1) (1+x) = 1 + x^N in [1/2, 1), by bisection; returns (x, minimum)."""
    lo, hi = 0.5, 1.0
    while lo < (mid := 0.5 * (lo + hi)) < hi:
        if depth * mid ** (depth - 1) * (1 + mid) < 1 + mid**depth:
            lo = mid
        else:
            hi = mid
    return lo, (1 + lo**depth) / (1 + lo)


def parts(gamma, variance, top, zeros_forced, forced, zeros_free, free):
    """Bias and variance of T with the value `top` on the direction of gamma and
    `forced`, `free` on the given numbers of directions of eigenvalue 0."""
    bias = 0.5 * gamma * (1 - top) ** 2
    squares = top**2 + zeros_forced * forced**2 + zeros_free * free**2
    return bias, 0.5 * variance * squares


def bilevel(k, n, gamma, variance):
    """Forced value 1: on the direction of gamma first, then on zeros."""
    m = n - k
    top = np.where(m > 0, 1.0, gamma / (gamma + variance))
    bias, noise = parts(gamma, variance, top, np.maximum(m - 1, 0), 1.0, 0, 0.0)
    return bias, noise, np.full(k.shape, n == 1)  # t = 0 is not reached


def unrolled_fixed(k, n, gamma, variance, depth, omega):
    """Forced value c0 = 1 - (1-omega)^N, image (-inf, c0] or [c, inf); the direction
    of gamma is forced where that costs less than forcing one more zero."""
    m = n - k
    c0 = -np.expm1(depth * np.log1p(-omega)) if omega < 1 else 1 - (1 - omega) ** depth
    best = gamma / (gamma + variance)
    if depth % 2 == 0:
        free_top, free_zero = min(best, c0), min(0.0, c0)
    else:
        x, minimum = odd_minimum(depth)
        c = omega * minimum if 1 - omega >= -x else c0
        free_top, free_zero = max(best, c), max(0.0, c)
    regret_top = 0.5 * (gamma + variance) * ((c0 - best) ** 2 - (free_top - best) ** 2)
    regret_zero = 0.5 * variance * (c0**2 - free_zero**2)
    force_top = (m > 0) & (regret_top < regret_zero)
    top = np.where(force_top, c0, free_top)
    zeros_forced = m - force_top
    bias, noise = parts(gamma, variance, top, zeros_forced, c0, n - 1 - zeros_forced, free_zero)
    return bias, noise, np.full(k.shape, True)


def unrolled_learned(k, n, gamma, variance, depth):
    """Even N: c0 = gamma/(gamma + m sigma^2), omega = 1 - (1-c0)^(1/N).
    Odd N: the best linear risk in the limit omega -> 0, reached for n = 1 only."""
    m = n - k
    best = gamma / (gamma + variance)
    if depth % 2 == 0:
        top = gamma / (gamma + np.maximum(m, 1) * variance)
        bias, noise = parts(gamma, variance, top, np.maximum(m - 1, 0), top, 0, 0.0)
        rest = m * variance / (gamma + m * variance)  # 1 - c0; omega = 1 for k = n
        omega = np.where(m > 0, 1 - rest ** (1 / depth), 1.0)
        return bias, noise, omega, np.full(k.shape, True)
    bias, noise = parts(gamma, variance, np.full(k.shape, best), 0, 0.0, 0, 0.0)
    omega = np.full(k.shape, best if n == 1 else 0.0)
    return bias, noise, omega, np.full(k.shape, n == 1)


def series(k, n, gamma, variance):
    """(family, depth, omega rule, omega, bias, variance, attained), each for all k."""
    best = np.full(k.shape, gamma / (gamma + variance))
    bias, noise = parts(gamma, variance, best, 0, 0.0, 0, 0.0)
    yield "linear", "", "", None, bias, noise, np.full(k.shape, True)
    bias, noise, attained = bilevel(k, n, gamma, variance)
    yield "bilevel", "", "", None, bias, noise, attained
    for depth in DEPTHS:
        for omega in OMEGAS:
            if omega == "learned":
                bias, noise, step, attained = unrolled_learned(k, n, gamma, variance, depth)
                yield "unrolled", depth, "learned", step, bias, noise, attained
            else:
                bias, noise, attained = unrolled_fixed(k, n, gamma, variance, depth, omega)
                step = np.full(k.shape, omega)
                yield "unrolled", depth, "fixed", step, bias, noise, attained


def table(n, sigma):
    """The lines of the CSV table."""
    gamma, variance = n * (MU**2 + THETA**2), sigma**2
    k = np.arange(1, n + 1)
    everything = list(series(k, n, gamma, variance))
    risks = [bias + noise for _, _, _, _, bias, noise, _ in everything]
    linear_risk, bilevel_risk = risks[0], risks[1]
    lines = [COLUMNS]
    for risk, (family, depth, rule, omega, bias, noise, attained) in zip(risks, everything):
        numbers = np.stack(
            [risk, bias, noise, linear_risk, bilevel_risk, risk / linear_risk, risk / bilevel_risk], axis=1
        ).tolist()
        omegas = [""] * n if omega is None else map(repr, omega.tolist())
        head = f"constant,{n},{MU!r},{THETA!r},{sigma!r},{family}"
        for rows, step, values, reached in zip(k.tolist(), omegas, numbers, attained.tolist()):
            cells = ",".join(map(repr, values))
            lines.append(f"{head},{rows},{depth},{rule},{step},{cells},{'true' if reached else 'false'}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument("--sigma", type=float, default=0.9)
    options = parser.parse_args()
    if options.n < 1 or not options.sigma > 0:
        parser.error("--n must be at least 1 and --sigma positive")
    sys.stdout.write("\n".join(table(options.n, options.sigma)) + "\n")


if __name__ == "__main__":
    main()

"""Stochastic bilevel methods compiled by Numba: SABA on logistic regression with one penalty per feature.

    saba  X y V w lambda rho gamma low high T seed

The same samples are drawn as by the labs, so that results agree up to rounding.
"""

from collections.abc import Callable, Iterator

import numba
import numpy as np
from lab_protocol import Form, serve

GAMMA = 0x9E3779B97F4A7C15


def compiled(**options: bool) -> Callable[..., np.ndarray]:
    """The loop, compiled with given options."""

    @numba.njit(**options)
    def uniform(state):
        z = state
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        return np.float64(np.int64(z >> np.uint64(11))) * 2.0**-53

    @numba.njit(**options)
    def saba(x, v, start, rho, gamma, low, high, count, seed):
        n, m, p = x.shape[0], v.shape[0], x.shape[1]
        lam, z, u = start.copy(), np.zeros(p), np.zeros(p)
        weight = np.exp(lam)
        table = np.zeros((n, 3 * p))
        upper = np.zeros((m, p))
        mean, upper_mean = np.zeros(3 * p), np.zeros(p)
        for i in range(n):
            for k in range(p):
                table[i, k] = -0.5 * x[i, k]
                mean[k] += table[i, k] / n
        for j in range(m):
            for k in range(p):
                upper[j, k] = -0.5 * v[j, k]
                upper_mean[k] += upper[j, k] / m
        step = np.uint64(GAMMA)
        lower_state = np.uint64(seed)
        upper_state = np.uint64(seed) + np.uint64(count) * step
        for _ in range(count):
            lower_state += step
            upper_state += step
            i = min(int(uniform(lower_state) * n), n - 1)
            j = min(int(uniform(upper_state) * m), m - 1)
            score, image, other = 0.0, 0.0, 0.0
            for k in range(p):
                score += x[i, k] * z[k]
                image += x[i, k] * u[k]
                other += v[j, k] * z[k]
            power = np.exp(-abs(score))
            small = power / (1 + power)
            tail = small if score >= 0 else 1 / (1 + power)
            curve = small / (1 + power) * image
            power = np.exp(-abs(other))
            above = power / (1 + power) if other >= 0 else 1 / (1 + power)
            for k in range(p):
                g = weight[k] * z[k] - tail * x[i, k]
                h = curve * x[i, k] + weight[k] * u[k]
                c = weight[k] * z[k] * u[k]
                f = -above * v[j, k]
                dg, dh = g - table[i, k], h - table[i, p + k]
                dc, df = c - table[i, 2 * p + k], f - upper[j, k]
                move_z = dg + mean[k]
                move_u = dh + mean[p + k] + df + upper_mean[k]
                move = dc + mean[2 * p + k]
                mean[k] += dg / n
                mean[p + k] += dh / n
                mean[2 * p + k] += dc / n
                upper_mean[k] += df / m
                table[i, k], table[i, p + k], table[i, 2 * p + k], upper[j, k] = g, h, c, f
                z[k] -= rho * move_z
                u[k] -= rho * move_u
                lam[k] = min(max(lam[k] - gamma * move, low), high)
                weight[k] = np.exp(lam[k])
        return lam

    return saba


def saba(*words: str) -> Iterator[Form]:
    """SABA as a compiled loop, and the same with floating-point operations in any order."""
    x, y, v, w, start = (np.load(path) for path in words[:5])
    signed, other = x * y.T, v * w.T
    rho, gamma, low, high = (float(word) for word in words[5:9])
    count, seed = int(words[9]), int(words[10])
    forms = {name: compiled(**options) for name, options in (("Numba", {}), ("Numba, fastmath", {"fastmath": True}))}
    for name, body in forms.items():

        def run(body: Callable[..., np.ndarray] = body) -> np.ndarray:
            return body(signed, other, start[0], rho, gamma, low, high, count, seed)

        run()
        yield Form(name, run, lambda run=run: np.atleast_2d(run()), lambda _: 0.0)


if __name__ == "__main__":
    serve(f"Numba {numba.__version__}", {"saba": saba})

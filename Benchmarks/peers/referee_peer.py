"""A referee of hypergradients in NumPy: certified gradient, bank of wrong gradients, verdict.

All members of a family, all step sizes and all runs are processed together where possible.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import scipy
import scipy.linalg
from lab_protocol import Form, serve

UNIT = 2.0**-53
norm = np.linalg.norm


def sigmoid(a: np.ndarray) -> np.ndarray:
    """1/(1 + exp(-a))"""
    return 0.5 * (1 + np.tanh(0.5 * a))


@dataclass
class Loss:
    """|Xz - y|^2/(2n), or the mean of log(1 + exp(-y x.z)); points are rows."""

    is_logistic: bool
    X: np.ndarray
    y: np.ndarray

    def __post_init__(self):
        self.n, d = self.X.shape
        self.gram = self.X.T @ self.X / self.n
        self.linear = self.X.T @ self.y / self.n
        if self.is_logistic:
            self.products = (self.X[:, :, None] * self.X[:, None, :]).reshape(self.n, d * d) / self.n

    def gradients(self, Z: np.ndarray) -> np.ndarray:
        """One gradient per row."""
        if not self.is_logistic:
            return Z @ self.gram - self.linear
        return -((self.y * sigmoid(-self.y * (Z @ self.X.T))) @ self.X) / self.n

    def hessians(self, Z: np.ndarray) -> np.ndarray:
        """One Hessian for each point."""
        d = self.X.shape[1]
        if not self.is_logistic:
            return np.broadcast_to(self.gram, (len(Z), d, d))
        s = sigmoid(Z @ self.X.T)
        return ((s * (1 - s)) @ self.products).reshape(len(Z), d, d)


@dataclass
class Problem:
    """G is a loss and sum e^lam z^2/2, F another loss."""

    inner: Loss
    outer: Loss
    e: np.ndarray

    def gradients(self, Z: np.ndarray) -> np.ndarray:
        return self.inner.gradients(Z) + self.e * Z

    def hessians(self, Z: np.ndarray) -> np.ndarray:
        return self.inner.hessians(Z) + np.diag(self.e)

    def solution(self, start: np.ndarray | None = None) -> np.ndarray:
        """z*, by Newton's method."""
        z = np.zeros(len(self.e)) if start is None else start
        if not self.inner.is_logistic:
            return np.linalg.solve(self.inner.gram + np.diag(self.e), self.inner.linear)
        X, y, e = self.inner.X, self.inner.y, self.e

        def value(z):
            return np.logaddexp(0, -y * (X @ z)).mean() + 0.5 * e @ (z * z)

        now = value(z)
        for _ in range(100):
            s = sigmoid(y * (X @ z))
            hessian = (X.T * (s * (1 - s) / len(y))) @ X + np.diag(e)
            step = np.linalg.solve(hessian, e * z - X.T @ (y * (1 - s)) / len(y))
            share = 1.0
            while (later := value(z - share * step)) > now + 1e-14 and share > 1e-6:
                share /= 2
            z, now = z - share * step, later
            if norm(step) < 1e-13 * (1 + norm(z)):
                break
        return z

    def implicit(self, z: np.ndarray, matrix=None, right=None) -> np.ndarray:
        """The implicit formula at a point."""
        matrix = self.hessians(z[None])[0] if matrix is None else matrix
        right = self.outer.gradients(z[None])[0] if right is None else right
        return -self.e * z * np.linalg.solve(matrix, right)

    def implicit_all(self, Z: np.ndarray, hessians: np.ndarray | None = None) -> np.ndarray:
        """The same at many points."""
        right = self.outer.gradients(Z)
        if not self.inner.is_logistic:
            return -self.e * Z * np.linalg.solve(self.inner.gram + np.diag(self.e), right.T).T
        hessians = self.hessians(Z) if hessians is None else hessians
        return -self.e * Z * np.linalg.solve(hessians, right[:, :, None])[:, :, 0]


@dataclass
class Truth:
    """z*, v and the gradient with a bound on its error."""

    z: np.ndarray
    v: np.ndarray
    gradient: np.ndarray
    bound: float
    low: float
    high: float


def certified(P: Problem) -> Truth:
    """The gradient by a Cholesky factorization with one refinement, and the bound by residuals."""
    z, d, n, e = P.solution(), len(P.e), P.inner.n, P.e
    H, u = P.hessians(z[None])[0], P.outer.gradients(z[None])[0]
    values = np.linalg.eigvalsh(H)
    factor = scipy.linalg.cho_factor(H)
    v = scipy.linalg.cho_solve(factor, u)
    v += scipy.linalg.cho_solve(factor, u - H @ v)
    gradient = -e * z * v
    mu = values[0] - 4 * d * UNIT * values[-1]
    growth = 4 * (n + d) * UNIT
    X, V = abs(P.inner.X), abs(P.outer.X)
    if P.inner.is_logistic:
        sums, outer_sums = X.mean(axis=0), V.mean(axis=0)
        lipschitz = np.linalg.eigvalsh(P.inner.gram)[-1] * norm(P.inner.X, axis=1).max() / (6 * 3**0.5)
        outer_curvature = np.linalg.eigvalsh(P.outer.gram)[-1] / 4
    else:
        sums = X.T @ (X @ abs(z) + abs(P.inner.y)) / n
        outer_sums = V.T @ (V @ abs(z) + abs(P.outer.y)) / P.outer.n
        lipschitz, outer_curvature = 0.0, np.linalg.eigvalsh(P.outer.gram)[-1]
    inner = (norm(P.gradients(z[None])[0]) + growth * norm(sums + e * abs(z))) / mu
    if lipschitz:
        kantorovich = lipschitz * inner / mu
        inner = 2 * inner / (1 + np.sqrt(1 - 2 * kantorovich)) if kantorovich <= 0.5 else inner * mu / e.min()
    system = norm(H @ v - u) + growth * (norm(abs(H) @ abs(v)) + norm(u)) + growth * norm(outer_sums)
    at_solution = max(mu - lipschitz * inner, e.min())
    adjoint = (system + outer_curvature * inner + lipschitz * inner * norm(v)) / at_solution
    bound = e.max() * inner * norm(v) + (e * (abs(z) + inner)).max() * adjoint + 4 * (d + 2) * UNIT * norm(gradient)
    return Truth(z, v, gradient, float(bound), values[0], values[-1])


def conjugate_gradients(
    A: np.ndarray, b: np.ndarray, count: int, normal: bool = False, tolerance: float = 1e-15
) -> np.ndarray:
    """All iterates for many systems, count x systems x d; NaN once a run has ended."""
    def times(p):
        image = (A @ p[:, :, None])[:, :, 0]
        return (A @ image[:, :, None])[:, :, 0] if normal else image

    x = np.zeros_like(b)
    r = (A @ b[:, :, None])[:, :, 0] if normal else b.copy()
    p, square = r.copy(), np.einsum("ij,ij->i", r, r)
    least = tolerance**2 * square
    iterates = np.full((count, *b.shape), np.nan)
    for k in range(count):
        q = times(p)
        runs = square > least
        if not runs.any():
            break
        step = np.where(runs, square, 0) / np.where(runs, np.einsum("ij,ij->i", p, q), 1)
        x = x + step[:, None] * p
        r = r - step[:, None] * q
        later = np.einsum("ij,ij->i", r, r)
        p = r + (later / np.where(runs, square, 1))[:, None] * p
        square = np.where(runs, later, 0)
        iterates[k, runs] = x[runs]
    return iterates


def momentum(count: int) -> np.ndarray:
    """The numbers of Nesterov's method."""
    t, result = 1.0, []
    for _ in range(count):
        later = 0.5 * (1 + np.sqrt(1 + 4 * t * t))
        result.append((t - 1) / later)
        t = later
    return np.array(result)


def runs(P: Problem, T: Truth, eigen, sizes: np.ndarray, count: int, accelerated: bool = False):
    """For each step size the iterates, the unrolled gradients and the implicit formula at each of them.

    All sizes take their steps together, and leave when they have arrived.
    """
    d, e, logistic = len(P.e), P.e, P.inner.is_logistic
    beta = momentum(count) if accelerated else np.zeros(count)
    values, Q = eigen
    pull = Q.T @ -P.gradients(np.zeros((1, d)))[0]
    active, rho = np.arange(len(sizes)), sizes[:, None]
    # For a quadratic the states are in the eigenbasis.
    z = y = np.zeros((len(sizes), d))
    J = Jy = np.zeros((len(sizes), d, d))
    goal = T.z if logistic else Q.T @ T.z
    factors = 1 - rho * values
    H = P.hessians(y) if logistic else None
    diagonal = np.arange(d)
    trace: list[list] = [[] for _ in sizes]
    for k in range(count):
        if logistic:
            later = Jy - rho[:, :, None] * (H @ Jy)
            later[:, diagonal, diagonal] -= rho * e * y
            now = y - rho * P.gradients(y)
        else:
            later = factors[:, :, None] * Jy - (rho * e * (y @ Q.T))[:, None, :] * Q.T
            now = factors * y + rho * pull
        y = now + beta[k] * (now - z) if beta[k] else now
        Jy = later + beta[k] * (later - J) if beta[k] else later
        z, J = now, later
        state = z if logistic else z @ Q.T
        right = P.outer.gradients(state)
        slope = ((right if logistic else right @ Q)[:, None, :] @ J)[:, 0]
        if logistic:
            H = P.hessians(z)
        for position, index in enumerate(active):
            trace[index].append((state[position], slope[position], H[position] if logistic else None))
        if logistic and accelerated:
            H = P.hessians(y)
        if k % 16 == 15:
            stays = norm(z - goal, axis=1) >= 1e-12 * (1 + norm(goal))
            stays &= norm(z, axis=1) < 1e8
            if not stays.all():
                active, rho, z, y, J, Jy = active[stays], rho[stays], z[stays], y[stays], J[stays], Jy[stays]
                factors, H = factors[stays], H[stays] if logistic else None
                if not len(active):
                    break
    for entries in trace:
        states = np.array([entry[0] for entry in entries])
        hessians = np.array([entry[2] for entry in entries]) if logistic else None
        yield states, np.array([entry[1] for entry in entries]), P.implicit_all(states, hessians)


@dataclass
class Bank:
    """Wrong gradients, one per row, with the family of each."""

    parts: list = field(default_factory=list)
    names: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    reals: list = field(default_factory=list)

    def add(self, name: str, vectors: np.ndarray, faults: int = 1, reals: int = 0) -> None:
        self.parts.append(np.atleast_2d(vectors))
        self.names.append(name)
        self.faults.append(faults)
        self.reals.append(reals)

    def close(self) -> "Bank":
        self.starts = np.cumsum([0] + [len(part) for part in self.parts])
        self.vectors = np.concatenate(self.parts)
        self.squares = self.vectors**2
        return self


def named_steps(P: Problem, T: Truth) -> tuple[dict[str, float], float]:
    """The step sizes that people use, and L."""
    quarter = 0.25 if P.inner.is_logistic else 1
    L = np.linalg.eigvalsh(quarter * P.inner.gram + np.diag(P.e))[-1] if P.inner.is_logistic else T.high
    top = np.linalg.eigvalsh(P.inner.gram)[-1]
    steps = {"1/L": 1 / L, "0.9/L": 0.9 / L}
    if P.inner.is_logistic:
        steps["1/L(z*)"] = 1 / T.high
    steps["1/bound"] = 1 / (quarter * top + P.e.max())
    if P.inner.is_logistic:
        steps["1/bound, no 1/4"] = 1 / (top + P.e.max())
    steps |= {"2/(L+mu)": 2 / (L + T.low), "0.5/L": 0.5 / L, "1.9/L": 1.9 / L}
    for size in (1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001):
        if 3e-3 < size * L < 2:
            steps[f"{size:g}"] = size
    return steps, L


def build(P: Problem, T: Truth) -> Bank:
    """All families."""
    bank, e, z, d, logistic = Bank(), P.e, T.z, len(P.e), P.inner.is_logistic
    H, u = P.hessians(z[None])[0], P.outer.gradients(z[None])[0]
    eigen = np.linalg.eigh(H)
    values, Q = eigen
    steps, L = named_steps(P, T)

    def back(adjoints: np.ndarray) -> np.ndarray:
        return -e * z * adjoints

    # At z*.
    bank.add("truth", T.gradient, faults=0)
    bank.add("no implicit term", 0 * e)
    bank.add("direct term added", T.gradient + e * z * z / 2)
    bank.add("Jacobian-free", back(u))
    bank.add("diagonal", back(u / np.diag(H)))
    data = H - np.diag(e)
    for name, matrix in (
        ("H unpenalized", data), ("H, penalty twice", data + np.diag(2 * e)), ("H, half", data + np.diag(e / 2)),
        ("H summed", P.inner.n * data + np.diag(e)), ("H bounded", P.inner.gram / 4 + np.diag(e)),
    ):
        bank.add(name, back(np.linalg.solve(matrix, u)))
    bank.add("upper on training", back(np.linalg.solve(H, P.inner.gradients(z[None])[0])))
    # Other problems.
    n = P.inner.n
    for factor in (n, 2, 0.5, 2 * n, n / 2):
        other = Problem(P.inner, P.outer, e / factor)
        bank.add(f"loss times {factor}", other.implicit(other.solution(z)))
    swapped = Problem(P.outer, P.inner, e)
    bank.add("swapped", swapped.implicit(swapped.solution()))
    bank.add("penalty in F", P.implicit(z, H, u + e * z) + e * z * z / 2)
    # Linear systems that are not solved.
    for normal, count in ((False, min(d, 60)), (True, min(4 * d, 240))):
        bank.add("normal CG" if normal else "CG", back(conjugate_gradients(H[None], u[None], count, normal)[:, 0]))
    terms = np.unique(np.r_[1:301, 301 * (3000 / 301) ** (np.arange(160) / 159)].astype(int))
    few = np.unique((4000.0 ** (np.arange(120) / 119)).astype(int))
    rotated = Q.T @ u

    def sums(size: float, terms: np.ndarray) -> np.ndarray:
        powers = (1 - size * values) ** terms[:, None]
        return np.where(abs(powers) < 1e8, (1 - powers) / values * rotated, np.nan) @ Q.T

    for name, size in steps.items():
        series = sums(size, terms)
        bank.add(f"Neumann {name}", back(series))
        bank.add(f"Neumann without identity {name}", back(series[1:] - size * u))
        bank.add(f"Neumann not scaled {name}", back(series[1:] / size), faults=2)
        bank.add(f"Neumann without identity, limit {name}", back(T.v - size * u))
    free = 4e-3 * (1.95 / 4e-3) ** (np.arange(12) / 11) / L
    for size in free:
        bank.add("Neumann, free step", back(sums(size, few)), reals=1)
    # Inner problems that are not solved, and unrolled ones.
    usual = [name for name in steps if name.startswith("1/") or name in ("1", "0.1", "0.01")]
    other = [name for name in steps if name not in usual]
    for names, count, accelerated in ((usual, 600, False), (other, 200 if logistic else 600, False), (usual, 300, True)):
        kind = " accelerated" if accelerated else ""
        sizes = np.array([steps[name] for name in names])
        for name, (states, unrolled, implicit) in zip(names, runs(P, T, eigen, sizes, count, accelerated)):
            bank.add(f"unrolled{kind} {name}", unrolled)
            bank.add(f"inner{kind} {name}", implicit)
            if name == "1/L" and not accelerated:
                kept = states
    for _, unrolled, implicit in runs(P, T, eigen, free, 150 if logistic else 600):
        bank.add("unrolled, free step", unrolled, reals=1)
        bank.add("inner, free step", implicit, reals=1)
    add_methods(bank, P, H)
    for name in ("1/L", "0.1"):
        if name in steps:
            add_truncated(bank, P, name, steps[name])
    # Two faults.
    numbers = np.unique(np.r_[1:min(100, len(kept)) + 1, len(kept) ** (np.arange(40) / 39)].astype(int))
    points = kept[numbers - 1]
    iterates = conjugate_gradients(P.hessians(points), P.outer.gradients(points), min(12, d))
    for index, number in enumerate(numbers):
        bank.add(f"inner {number} and CG", -e * points[index] * iterates[:, index], faults=2)
    # CG in other arithmetic.
    random = np.random.default_rng(4099)
    noise = np.tril(random.standard_normal((32, d, d))) * 2.0**-53 * abs(H).max()
    changed = H + noise + np.tril(noise, -1).transpose(0, 2, 1)
    for normal, number, count in ((True, 32, min(4 * d, 240)), (False, 8, min(2 * d, 120))):
        iterates = conjugate_gradients(changed[:number], np.tile(u, (number, 1)), count, normal, 1e-7)
        vectors = back(iterates.transpose(1, 0, 2).reshape(-1, d))
        bank.add("normal CG" if normal else "CG", vectors[np.isfinite(vectors[:, 0])])
    return bank.close()


def add_methods(bank: Bank, P: Problem, H: np.ndarray) -> None:
    """CG, passes over the coordinates or Newton's method on the inner problem."""
    d = len(P.e)
    if P.inner.is_logistic:
        z, iterates = np.zeros(d), []
        for _ in range(8):
            z = z - np.linalg.solve(P.hessians(z[None])[0], P.gradients(z[None])[0])
            iterates.append(z)
        bank.add("inner Newton", P.implicit_all(np.array(iterates)))
        return
    iterates = conjugate_gradients(H[None], P.inner.linear[None], min(60, d))[:, 0]
    bank.add("inner CG", P.implicit_all(iterates))
    upper, z, iterates = np.triu(H, 1), np.zeros(d), []
    for _ in range(60):
        z = scipy.linalg.solve_triangular(H, P.inner.linear - upper @ z, lower=True, check_finite=False)
        iterates.append(z)
    bank.add("inner passes", P.implicit_all(np.array(iterates)))


def add_truncated(bank: Bank, P: Problem, name: str, size: float) -> None:
    """Back-propagation through the last K of N steps, for several N at a time."""
    depths = np.array([5, 10, 20, 30, 50, 100, 200])
    states = np.zeros((depths[-1] + 1, len(P.e)))
    for k in range(depths[-1]):
        states[k + 1] = states[k] - size * P.gradients(states[k : k + 1])[0]
    if P.inner.is_logistic:
        s = sigmoid(states @ P.inner.X.T)
        weights = s * (1 - s) / P.inner.n
    adjoints, sums = P.outer.gradients(states[depths]), np.zeros((len(depths), len(P.e)))
    partial = [[] for _ in depths]
    for k in range(depths[-1]):
        runs = depths > k
        places = depths[runs] - 1 - k
        sums[runs] -= size * P.e * states[places] * adjoints[runs]
        for index in np.flatnonzero(runs):
            partial[index].append(sums[index].copy())
        a = adjoints[runs]
        loss = (weights[places] * (a @ P.inner.X.T)) @ P.inner.X if P.inner.is_logistic else a @ P.inner.gram
        adjoints[runs] = a - size * (loss + P.e * a)
    for depth, vectors in zip(depths, partial):
        bank.add(f"truncated {depth} {name}", np.array(vectors[: depth - 2]))


def verdict(P: Problem, T: Truth, bank: Bank, g: np.ndarray) -> tuple[int, float, str]:
    """The number, the digits and the family of the best explanation, under every usual factor and change."""
    n, m = P.inner.n, P.outer.n
    size = min(norm(g), norm(T.gradient))
    span = min(size, norm(g - T.gradient))
    floor = 2e-12 * np.sqrt(T.high / T.low) * size
    factors = {1.0: 0, -1.0: 1}
    for value in (2, 0.5, n, 1 / n, m, 1 / m, n / m, m / n):
        factors.setdefault(value, 1)
        factors.setdefault(-value, 2)
    for value in (2 * n, 2 * m, 0.5 / n, 0.5 / m, n / 2, m / 2, 2 / n, 2 / m):
        factors.setdefault(value, 2)
    best = []
    faults, reals = np.array(bank.faults), np.array(bank.reals)
    starts = bank.starts[:-1]
    for more, weights in ((0, np.ones_like(g)), (1, 1 / P.e), (1, P.e)):
        lengths = bank.squares @ weights**2
        product = bank.vectors @ (weights * g)
        with np.errstate(divide="ignore", invalid="ignore"):
            fitted = product / lengths
        least = np.maximum(g @ g - product * fitted, 0)
        tries = [(value, extra, 0, least + lengths * (value - fitted) ** 2) for value, extra in factors.items()]
        for value, extra, real, squares in tries + [(None, 1, 1, least)]:
            squares = np.where(np.isfinite(squares), squares, np.inf)
            lowest = np.minimum.reduceat(squares, starts)
            residual = np.sqrt(lowest)
            score = (
                np.log10(np.maximum(residual, floor)) + np.maximum(faults + more + extra - 1, 0)
                + (reals + real) / 2)
            for batch in np.argpartition(score, 8)[:8]:
                member = int(np.argmin(squares[bank.starts[batch] : bank.starts[batch + 1]]))
                best.append((score[batch], batch, member, value, weights))
    # The expanded square loses half of the digits.
    exact = []
    for score, batch, member, value, weights in sorted(best, key=lambda entry: entry[0])[:400]:
        vector = weights * bank.parts[batch][member]
        factor = vector @ g / (vector @ vector) if value is None else value
        residual = max(norm(factor * vector - g), floor)
        exact.append((residual, 1 + member, batch) if bank.names[batch] != "truth" else (np.inf, 0, batch))
    residual, count, batch = min(exact)
    return count, float(np.log10(span / residual)), bank.names[batch]


def sample(bank: Bank) -> np.ndarray:
    """The first members of several families, of length 1."""
    rows = []
    for name, members in (
        ("CG", 6), ("Neumann 1/L", 20), ("unrolled 1/L", 20), ("inner 1/L", 20), ("unrolled accelerated 1/L", 20),
        ("inner accelerated 1/L", 20), ("truncated 50 1/L", 20), ("inner 20 and CG", 6),
    ):
        vectors = bank.parts[bank.names.index(name)][:members]
        # The first unrolled gradient is 0.
        rows.append(vectors / np.maximum(norm(vectors, axis=1, keepdims=True), 1e-300))
    return np.concatenate(rows)


def referee(
    model: str, design: str, classes: str, validation: str, labels: str, point: str, part: str, *foreign: str
) -> Iterator[Form]:
    """One of the three parts."""
    X, y, V, w, lam = (np.load(path) for path in (design, classes, validation, labels, point))
    np.seterr(all="ignore")

    def posed() -> Problem:
        return Problem(Loss(model == "logistic", X, y[0]), Loss(model == "logistic", V, w[0]), np.exp(lam[0]))

    def form(run, result) -> Form:
        return Form("vectorised", run, lambda: np.atleast_2d(result()), lambda _: 0)

    if part == "truth":
        yield form(lambda: certified(posed()), lambda: certified(posed()).gradient)
        return
    P = posed()
    T = certified(P)
    if part == "bank":
        yield form(lambda: build(P, T), lambda: sample(build(P, T)))
        return
    bank, g = build(P, T), np.load(foreign[0])[0]
    yield form(lambda: verdict(P, T, bank, g), lambda: np.array(verdict(P, T, bank, g)[:2]))


if __name__ == "__main__":
    serve(f"NumPy {np.__version__}, SciPy {scipy.__version__}", {"referee": referee})

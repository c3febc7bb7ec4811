"""Random bilevel problems and their models in NumPy, for `confusion.py`."""
import numpy as np

norm = np.linalg.norm


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


class Problem:
    """G and F as `toy lab hypergradient` has them, in any precision.

    ridge and lasso: |Xz - y|^2/(2n), logistic: the mean of log(1 + exp(-y x.z)); penalty sum e^lam z^2/2, for the lasso
    sum e^lam |z|; quadratic: z.Hz/2 - (b + C lam).z and |z - t|^2/2. F: `val`, `pen` (with the penalty) or `min` (G).
    """

    def __init__(self, model, lam, upper="val", type=np.float64, **data):
        self.model, self.upper, self.type = model, upper, type
        self.lam = np.asarray(lam, type)
        for name, value in data.items():
            setattr(self, name, np.asarray(value, type))
        self.data = data
        self.is_lasso, self.is_quadratic = model == "lasso", model == "quadratic"
        self.d = len(self.b) if self.is_quadratic else self.X.shape[1]
        self.e = None if self.is_quadratic else np.exp(self.lam)

    def changed(self, lam=None, upper=None, type=None, **data):
        return Problem(self.model, self.lam if lam is None else lam, upper or self.upper, type or self.type,
                       **{**self.data, **data})

    def loss_gradient(self, z, X, y):
        if self.model == "logistic":
            return X.T @ (-y * sigmoid(-y * (X @ z))) / self.type(len(y))
        return X.T @ (X @ z - y) / self.type(len(y))

    def smooth_gradient(self, z):
        """The gradient of G in z without the penalty of the lasso."""
        if self.is_quadratic:
            return self.H @ z - self.b - self.C @ self.lam
        g = self.loss_gradient(z, self.X, self.y)
        return g if self.is_lasso else g + self.e * z

    def hessian_product(self, z, a, penalty=1):
        if self.is_quadratic:
            return self.H @ a
        n = self.type(len(self.y))
        if self.model == "logistic":
            q = sigmoid(self.X @ z)
            return self.X.T @ (q * (1 - q) * (self.X @ a)) / n + penalty * self.e * a
        return self.X.T @ (self.X @ a) / n + (0 if self.is_lasso else penalty * self.e * a)

    def hessian(self, z, penalty=1):
        return np.array([self.hessian_product(z, e, penalty) for e in np.eye(self.d, dtype=self.type)]).T

    def penalty_gradient(self, z):
        return self.e * (np.sign(z) if self.is_lasso else z)

    def upper_gradient(self, z):
        if self.upper == "min":
            return self.smooth_gradient(z) + (self.penalty_gradient(z) if self.is_lasso else 0)
        if self.is_quadratic:
            return z - self.t
        g = self.loss_gradient(z, self.V, self.w)
        return g + self.penalty_gradient(z) if self.upper == "pen" else g

    def direct(self, z):
        if self.upper == "val":
            return np.zeros(len(self.lam), self.type)
        if self.is_quadratic:
            return -(self.C.T @ z)
        return self.e * (np.abs(z) if self.is_lasso else z * z / 2)

    def mixed(self, z, a):
        """The transposed mixed derivative times a."""
        return -(self.C.T @ a) if self.is_quadratic else self.penalty_gradient(z) * a

    def step(self, z, rho):
        z = z - rho * self.smooth_gradient(z)
        return np.sign(z) * np.maximum(np.abs(z) - rho * self.e, 0) if self.is_lasso else z

    def support(self, z):
        return np.flatnonzero(z) if self.is_lasso else np.arange(self.d)

    def implicit(self, z, solve=np.linalg.solve, right=None, matrix=None):
        """The implicit formula at z, with any solver, right-hand side and matrix."""
        s = self.support(z)
        u = self.upper_gradient(z) if right is None else right
        v = np.zeros_like(z)
        v[s] = solve((self.hessian(z) if matrix is None else matrix)[np.ix_(s, s)], u[s])
        return self.direct(z) - self.mixed(z, v)

    def value(self, z):
        def loss(X, y):
            return np.mean(np.logaddexp(0, -y * (X @ z))) if self.model == "logistic" else np.mean((X @ z - y) ** 2) / 2
        if self.is_quadratic:
            return norm(z - self.t) ** 2 / 2 if self.upper == "val" else z @ self.H @ z / 2 - (self.b + self.C @ self.lam) @ z
        penalty = 0 if self.upper == "val" else np.sum(self.e * np.abs(z)) if self.is_lasso else self.e @ (z * z) / 2
        return (loss(self.X, self.y) if self.upper == "min" else loss(self.V, self.w)) + penalty

    def solution(self):
        z = np.zeros(self.d)
        if not self.is_lasso:
            for _ in range(60):
                change = np.linalg.solve(self.hessian(z), self.smooth_gradient(z))
                share = 1.0
                inner = self.changed(upper="min")
                while share > 1e-4 and inner.value(z - share * change) > inner.value(z) + 1e-14:
                    share /= 2
                z = z - share * change
                if norm(change) < 1e-14 * (1 + norm(z)):
                    break
            return z
        A, c = self.X.T @ self.X / len(self.y), self.X.T @ self.y / len(self.y)
        for sweep in range(20000):
            for k in range(self.d):
                r = c[k] - A[k] @ z + A[k, k] * z[k]
                z[k] = np.sign(r) * max(abs(r) - self.e[k], 0) / A[k, k]
            if sweep % 10 == 9:
                s = np.flatnonzero(z)
                x = np.zeros(self.d)
                x[s] = np.linalg.solve(A[np.ix_(s, s)], c[s] - self.e[s] * np.sign(z[s]))
                off = np.setdiff1d(np.arange(self.d), s)
                if np.all(np.sign(x[s]) == np.sign(z[s])) and np.all(np.abs((c - A @ x)[off]) <= self.e[off]):
                    return x
        return z

    def largest(self, z):
        """L at z = 0."""
        return np.linalg.eigvalsh(self.hessian(np.zeros(self.d) if self.model == "logistic" else z))[-1]


def random_problem(model, seed):
    """A problem of 5 to 60 variables with a condition between 10 and 10^4, most often with F on validation data."""
    R = np.random.default_rng([seed, len(model)])
    d = int(np.exp(R.uniform(np.log(5), np.log(60))))
    condition = 10 ** R.uniform(1, 4)
    upper = "min" if seed % 10 == 9 else "pen" if seed % 10 in (3, 7) and model != "quadratic" else "val"
    if model == "quadratic":
        Q = np.linalg.qr(R.standard_normal((d, d)))[0]
        H = (Q * np.geomspace(1 / condition, 1, d)) @ Q.T * R.choice([1, 0.5, 3])
        return Problem("quadratic", R.standard_normal(d), upper, H=(H + H.T) / 2, b=R.standard_normal(d),
                       t=3 * R.standard_normal(d), C=np.eye(d) + 0.5 * R.standard_normal((d, d)))
    n, m = int(R.integers(2, 5)) * d + 7, int(R.integers(2, 4)) * d + 3
    scales = np.geomspace(condition ** -0.5, 1, d) * R.choice([1, 0.6, 1.7])
    W = np.linalg.qr(R.standard_normal((d, d)))[0]

    def design(k):
        return np.linalg.qr(R.standard_normal((k, d)))[0] * np.sqrt(k) @ np.diag(scales) @ W.T
    X, V = design(n), design(m)
    V = 0.8 * V + 0.2 * R.standard_normal(V.shape) * np.sqrt(np.mean(scales ** 2))
    z = R.standard_normal(d) * (R.random(d) < 0.5 if model == "lasso" else 1)
    a, b = X @ z, V @ z
    if model == "logistic":
        y = np.where(R.random(n) < sigmoid(2 / np.std(a) * a), 1.0, -1.0)
        w = np.where(R.random(m) < sigmoid(2 / np.std(a) * b), 1.0, -1.0)
        lam = np.log(0.5 / condition) + 2 * np.log(scales.max()) + 0.5 * R.standard_normal(d)
    else:
        y, w = a + 0.3 * np.std(a) * R.standard_normal(n), b + 0.3 * np.std(a) * R.standard_normal(m)
        lam = np.log(1.5 / condition) + 2 * np.log(scales.max()) + 0.5 * R.standard_normal(d)
        if model == "lasso":
            lam = np.log(np.max(np.abs(X.T @ y)) / n * R.choice([0.02, 0.05, 0.1])) + 0.3 * R.standard_normal(d)
    return Problem(model, lam, upper, X=X, y=y, V=V, w=w)

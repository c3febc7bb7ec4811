"""Two parameters of a denoiser by DFO-LS, derivative-free, and by SciPy's L-BFGS-B."""

from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import version

import dfols
import numpy as np
import scipy.optimize
from lab_protocol import Form, serve

START = np.array([-1, 0.5])


class Reached(Exception):
    """The value has been reached."""


class Denoiser:
    """f(θ) = Σ |u − clean|² + β κ² where u minimises ½|u − noisy|² + ½ 10^θ₂ |u|² + ½ 10^θ₁ |Du|²."""

    def __init__(self, noisy_file: str, clean_file: str, beta_text: str):
        self.noisy, self.clean, self.beta = np.load(noisy_file), np.load(clean_file), float(beta_text)
        n = self.noisy.shape[1]
        index = np.arange(n)
        self.basis = np.sqrt(2 / n) * np.cos(np.pi * (index[:, None] + 0.5) * index / n)
        self.basis[:, 0] /= np.sqrt(2)
        self.eigenvalues = 2 - 2 * np.cos(np.pi * index / n)
        difference = np.diff(np.eye(n), axis=0)
        self.laplacian = difference.T @ difference

    def residual(self, theta: np.ndarray, steps: int) -> np.ndarray:
        """All residuals after some steps of gradient descent on the lower levels of all signals at once."""
        a, c = 10.0**theta
        hessian = (1 + c) * np.eye(len(self.laplacian)) + a * self.laplacian
        step = 2 / (2 + 2 * c + 4 * a)
        u = np.zeros_like(self.noisy)
        for _ in range(steps):
            u = u - step * (u @ hessian - self.noisy)
        return np.append(u - self.clean, np.sqrt(self.beta) * (1 + 4 * a / (1 + c)))

    def spectral(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """f and its gradient in the cosine basis, where the lower level is diagonal."""
        a, c = 10.0**theta
        h = 1 + c + a * self.eigenvalues
        noisy, clean = self.spectra
        u = noisy / h
        slope = -2 * (u - clean) * u / h
        kappa = 1 + 4 * a / (1 + c)
        gradient = np.array([a * (slope @ self.eigenvalues).sum(), c * slope.sum()])
        gradient += 2 * self.beta * kappa * (kappa - 1) * np.array([1, -c / (1 + c)])
        return ((u - clean) ** 2).sum() + self.beta * kappa**2, np.log(10) * gradient

    def dense(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        """f and its gradient from linear systems."""
        a, c = 10.0**theta
        hessian = (1 + c) * np.eye(len(self.laplacian)) + a * self.laplacian
        u = np.linalg.solve(hessian, self.noisy.T).T
        error = u - self.clean
        adjoint = np.linalg.solve(hessian, 2 * error.T).T
        kappa = 1 + 4 * a / (1 + c)
        gradient = -np.array([a * (u @ self.laplacian * adjoint).sum(), c * (u * adjoint).sum()])
        gradient += 2 * self.beta * kappa * (kappa - 1) * np.array([1, -c / (1 + c)])
        return (error**2).sum() + self.beta * kappa**2, np.log(10) * gradient

    @cached_property
    def spectra(self) -> tuple[np.ndarray, np.ndarray]:
        """The signals in the cosine basis."""
        return self.noisy @ self.basis, self.clean @ self.basis


def denoiser(noisy: str, clean: str, beta: str, mode: str, *target: str) -> Iterator[Form]:
    """The forms of both works."""
    problem = Denoiser(noisy, clean, beta)
    if mode == "reduced":
        for name, function in (("cosine basis", problem.spectral), ("dense systems", problem.dense)):

            def solve(function=function) -> np.ndarray:
                found = scipy.optimize.minimize(
                    function, START, jac=True, method="L-BFGS-B", bounds=[(-3, 3)] * 2,
                    options={"gtol": 1e-8, "ftol": 1e-15})
                return np.atleast_2d(found.x)

            yield Form(f"L-BFGS-B, {name}", solve, solve, lambda theta: np.linalg.norm(problem.dense(theta[0])[1]) / 1e-5)
        return
    limit = float(target[0])
    for steps in (50, 100, 200):

        def search(steps=steps) -> np.ndarray:
            count, last = 0, START

            def residual(theta: np.ndarray) -> np.ndarray:
                nonlocal count, last
                count, last = count + steps * len(problem.noisy), theta
                values = problem.residual(theta, steps)
                if values @ values <= limit:
                    raise Reached
                return values

            try:
                last = dfols.solve(residual, START, rhobeg=0.5, rhoend=1e-5, maxfun=300).x
            except Reached:
                pass
            return np.array([[count, problem.spectral(last)[0]]])

        yield Form(f"DFO-LS, {steps} steps", search, search, lambda row: (row[0, 1] - limit) / 1e-7)


if __name__ == "__main__":
    serve(
        f"SciPy {scipy.__version__}, DFO-LS {version('DFO-LS')}, NumPy {np.__version__}", {"denoiser": denoiser})

"""The Lasso by scikit-learn or by celer, which its only argument names."""

import sys
import warnings
from collections.abc import Iterator

import celer
import numpy as np
import sklearn
from lab_protocol import Form, serve
from sklearn.decomposition import sparse_encode
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Lasso

# The tolerances here are those of rounding.
warnings.simplefilter("ignore", ConvergenceWarning)


def objectives(dictionary: np.ndarray, signals: np.ndarray, penalty: float, codes: np.ndarray) -> np.ndarray:
    """The objective of every signal, as a fraction of half its squared norm."""
    residual = signals - codes @ dictionary.T
    values = 0.5 * (residual**2).sum(axis=1) + penalty * abs(codes).sum(axis=1)
    return values / (0.5 * (signals**2).sum(axis=1))


def codes(dictionary_file: str, signal_file: str, penalty_text: str, tolerance_text: str) -> Iterator[Form]:
    """The forms of the Lasso of all signals, which have the largest penalty 1, so that all share one."""
    dictionary, signals = np.load(dictionary_file), np.load(signal_file)
    penalty, tolerance = float(penalty_text), float(tolerance_text)
    n = len(dictionary)
    largest = abs(signals @ dictionary).max(axis=1)
    assert np.allclose(largest, 1, rtol=1e-12), "signals with another largest penalty"

    columns = np.asfortranarray(dictionary)
    model = Lasso(alpha=penalty / n, fit_intercept=False, tol=1e-15, max_iter=1_000_000)
    best = objectives(
        dictionary, signals, penalty, np.array([model.fit(columns, x).coef_.copy() for x in signals]))

    def form(name: str, result) -> Form:
        def error(z: np.ndarray) -> float:
            return float((objectives(dictionary, signals, penalty, z) - best).max()) / tolerance

        return Form(name, result, result, error)

    if sys.argv[1] == "celer":
        for exponent in (0, 2):
            tol = tolerance / 10**exponent
            model = celer.Lasso(
                alpha=penalty / n, fit_intercept=False, tol=tol, max_iter=1000, max_epochs=100_000)
            yield form(
                f"Lasso, tol {tol:g}",
                lambda model=model: np.array([model.fit(columns, x).coef_.copy() for x in signals]))
        return
    gram = dictionary.T @ dictionary
    yield form(
        "sparse_encode, lasso_cd",
        lambda: sparse_encode(
            signals, dictionary.T, gram=dictionary.T @ dictionary, algorithm="lasso_cd", alpha=penalty,
            max_iter=100_000))
    for precompute in (gram, False):
        model = Lasso(
            alpha=penalty / n, fit_intercept=False, precompute=precompute, tol=tolerance / 2,
            max_iter=1_000_000)
        yield form(
            "Lasso" + ("" if precompute is False else " with Gram matrix"),
            lambda model=model: np.array([model.fit(columns, x).coef_.copy() for x in signals]))


if __name__ == "__main__":
    version = celer.__version__ if sys.argv[1] == "celer" else sklearn.__version__
    serve(f"{sys.argv[1]} {version}, NumPy {np.__version__}", {"codes": codes})

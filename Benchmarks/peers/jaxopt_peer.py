"""Jacobians of ISTA by JAX, and hypergradients by JAX and jaxopt; compilation does not count."""

from collections.abc import Iterator
from importlib.metadata import version

import jax
import jax.numpy as jnp
import jaxopt
import numpy as np
from lab_protocol import Form, serve

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")


def form(name: str, function, argument, error) -> Form:
    """A compiled function of one argument."""
    compiled = jax.jit(function)

    def run():
        return jax.block_until_ready(compiled(argument))

    def result() -> np.ndarray:
        return np.atleast_2d(np.asarray(run()))

    run()
    return Form(name, run, result, error)


def jacobian(
    dictionary_file: str, signal_file: str, penalty_text: str, depth_text: str, mode: str
) -> Iterator[Form]:
    """The derivative of N steps of ISTA through a scan; the columns are the entries of D, atom after atom."""
    dictionary, x = np.load(dictionary_file), jnp.array(np.load(signal_file)[0])
    n, m = dictionary.shape
    penalty, depth = float(penalty_text), int(depth_text)
    step = 1 / np.linalg.norm(dictionary, 2) ** 2  # a constant, as in the lab

    def ista(atoms):
        d = atoms.reshape(m, n).T

        def advance(z, _):
            u = z - step * (d.T @ (d @ z - x))
            return jnp.sign(u) * jnp.maximum(jnp.abs(u) - step * penalty, 0), None

        return jax.lax.scan(advance, jnp.zeros(m), length=depth)[0]

    transform = jax.jacrev if mode == "reverse" else jax.jacfwd
    yield form(
        f"{transform.__name__} through scan", transform(ista), jnp.array(dictionary.T.ravel()),
        lambda _: 0)


def hypergradient(
    design_file: str, class_file: str, target_file: str, point_file: str, mode: str, choice: str
) -> Iterator[Form]:
    """The gradient of ½|z*(λ) − t|² where z* minimises the mean logistic loss and ½ Σ exp(λ) z²."""
    design, classes = jnp.array(np.load(design_file)), jnp.array(np.load(class_file)[0])
    target, point = jnp.array(np.load(target_file)[0]), jnp.array(np.load(point_file)[0])
    n, d = design.shape
    bound = np.linalg.norm(
        np.asarray(design).T @ np.asarray(design) / (4 * n) + np.diag(np.exp(np.asarray(point))), 2)

    def lower(z, lam):
        return jnp.mean(jax.nn.softplus(-classes * (design @ z))) + 0.5 * jnp.sum(jnp.exp(lam) * z**2)

    def distance(z):
        return 0.5 * jnp.sum((z - target) ** 2)

    if mode == "unrolled":

        def unrolled(lam):
            def advance(z, _):
                return z - jax.grad(lower)(z, lam) / bound, None

            return distance(jax.lax.scan(advance, jnp.zeros(d), length=int(choice))[0])

        yield form("grad through scan", jax.grad(unrolled), point, lambda _: 0)
        return

    def exact() -> np.ndarray:
        """By Newton's method and the implicit function theorem."""
        z = jnp.zeros(d)
        for _ in range(50):
            z = z - jnp.linalg.solve(jax.hessian(lower)(z, point), jax.grad(lower)(z, point))
        adjoint = jnp.linalg.solve(jax.hessian(lower)(z, point), z - target)
        return np.asarray(-jnp.exp(point) * z * adjoint)

    truth = exact()
    descent = jaxopt.GradientDescent(lower, stepsize=1 / bound, maxiter=5000, tol=1e-13, implicit_diff=True)
    solvers = [("GradientDescent, implicit", descent)]
    if choice == "any":
        solvers += [
            ("LBFGS, implicit", jaxopt.LBFGS(lower, maxiter=500, tol=1e-13, implicit_diff=True)),
            ("BFGS, implicit", jaxopt.BFGS(lower, maxiter=500, tol=1e-13, implicit_diff=True)),
        ]
    for name, solver in solvers:
        yield form(
            name, jax.grad(lambda lam, solver=solver: distance(solver.run(jnp.zeros(d), lam).params)),
            point, lambda g: np.linalg.norm(g[0] - truth) / np.linalg.norm(truth) / 1e-10)


if __name__ == "__main__":
    serve(
        f"JAX {jax.__version__}, jaxopt {version('jaxopt')}",
        {"jacobian": jacobian, "hypergradient": hypergradient})

"""Risk and gradient by JAX, compiled: automatic differentiation through the N steps.

Minimised by L-BFGS-B of SciPy.
"""

import jax
import jax.numpy as jnp
import numpy as np
import scipy.optimize
import protocol
from protocol import Problem, Reached, Watch

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
LONGEST_WRITTEN_OUT = 10


def risk_function(problem: Problem, form: str):
    """The risk of T = f(R^T R) as a function of R and omega."""
    gamma, line = jnp.array(problem.gamma), jnp.sqrt(jnp.array(problem.gamma))
    identity, small_identity = jnp.eye(problem.n), jnp.eye(problem.k)
    depth, is_constant = problem.depth, problem.is_constant

    def denoiser(r, omega):
        if form == "inverse":
            return jnp.linalg.inv(identity + r.T @ r)
        if form == "woodbury":
            factor = jax.scipy.linalg.cho_factor(small_identity + r @ r.T)
            return identity - r.T @ jax.scipy.linalg.cho_solve(factor, r)
        if form == "dense":
            b = identity + r.T @ r

            def step(t):
                return t - omega * (b @ t - identity)
        else:

            def step(t):
                return t - omega * (t + r.T @ (r @ t) - identity)

        t = jnp.zeros_like(identity)
        if depth > LONGEST_WRITTEN_OUT:
            return jax.lax.scan(lambda t, _: (step(t), None), t, length=depth)[0]
        for _ in range(depth):
            t = step(t)
        return t

    def risk(r, omega):
        t = denoiser(r, omega)
        if is_constant:
            bias = jnp.sum((t @ line - line) ** 2)
        else:
            bias = jnp.sum(gamma * (t - identity) ** 2)
        return 0.5 * (bias + problem.noise * jnp.sum(t**2))

    return risk


def prepare(problem: Problem, form: str):
    risk = risk_function(problem, form)
    function = jax.jit(
        jax.value_and_grad(lambda r, alpha: risk(r, jax.nn.softplus(alpha)), argnums=(0, 1)))
    r, alpha = jnp.array(problem.regularizer), jnp.array(problem.alpha)

    def evaluate():
        value, (gradient, slope) = jax.block_until_ready(function(r, alpha))
        return lambda: (float(value), np.asarray(gradient), float(slope))

    return evaluate


def minimise(problem: Problem, form: str, watch: Watch) -> list[float]:
    risk = risk_function(problem, form)
    function = jax.jit(jax.value_and_grad(lambda r: risk(r, problem.omega)))
    start = problem.regularizer
    jax.block_until_ready(function(jnp.array(start)))  # compilation does not count
    watch = Watch(watch.target, watch.seconds, watch.limit)

    def objective(x: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = function(x.reshape(start.shape))
        watch.see(float(value))
        return float(value), np.asarray(gradient).ravel()

    try:
        scipy.optimize.minimize(
            objective, start.ravel(), jac=True, method="L-BFGS-B",
            options={"maxcor": 10, "maxiter": 100_000, "maxfun": 100_000, "ftol": 0, "gtol": 0})
    except Reached:
        pass
    return watch.answer


if __name__ == "__main__":
    protocol.serve(f"JAX {jax.__version__}, SciPy {scipy.__version__}", prepare, minimise)

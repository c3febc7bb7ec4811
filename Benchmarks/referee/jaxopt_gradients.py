#!/usr/bin/env python3
"""Gives gradients computed by jaxopt to `toy lab hypergradient --compare`, with and without `--theta`.

    python Benchmarks/referee/jaxopt_gradients.py PROGRAM [--seeds 0:2] [-o FILE]

Every row has a way of calling jaxopt, the causes of its error, and two verdicts on its gradient: alone, and with jaxopt's
solution of the lower level. `!` marks a cause that is named but wrong; `right` has no cause.
"""
import argparse
import collections
import os
import tempfile
import warnings
from importlib.metadata import version

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import jaxopt  # noqa: E402
import numpy as np  # noqa: E402
from confusion import judge, options  # noqa: E402
from jaxopt import linear_solve  # noqa: E402
from problems import random_problem  # noqa: E402

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
warnings.simplefilter("ignore")
MODELS = ["ridge", "logistic", "lasso"]


def stopped(solve, count):
    return lambda *arguments, **options: solve(*arguments, maxiter=count, **options)


def gradients(P):
    """(the call, its causes, the gradient, the inner solution)."""
    is_logistic = P.model == "logistic"

    def loss(z, X, y):
        scores = X @ z
        return jnp.mean(jnp.logaddexp(0, -y * scores)) if is_logistic else jnp.mean((scores - y) ** 2) / 2

    def regularized(z, lam, X, y):
        return loss(z, X, y) + jnp.sum(jnp.exp(lam) * z * z) / 2

    def shrink(z, penalty, scale=1.0):
        return jnp.sign(z) * jnp.maximum(jnp.abs(z) - scale * penalty, 0)

    class Call:
        """A solver of jaxopt, with the derivative of F at what it returns."""

        def __init__(self, method=jaxopt.GradientDescent, type=jnp.float64, **settings):
            self.type = type
            self.method = jaxopt.ProximalGradient(loss, prox=shrink, **settings) if P.is_lasso \
                else method(regularized, **settings)

        def solution(self, lam):
            start = jnp.zeros(P.d, self.type)
            parameter = jnp.exp(lam) if P.is_lasso else lam
            X, y = jnp.asarray(P.X, self.type), jnp.asarray(P.y, self.type)
            return self.method.run(start, parameter, X, y).params

        def value(self, lam, detached=False):
            z = self.solution(lam)
            z = jax.lax.stop_gradient(z) if detached else z
            return loss(z, jnp.asarray(P.V, self.type), jnp.asarray(P.w, self.type))

    step = float(1 / P.largest(P.solution()))
    solved = {"stepsize": step, "maxiter": 50_000, "tol": 1e-13}
    lu = {"implicit_diff_solve": linear_solve.solve_lu}
    unrolled = {"implicit_diff": False, "unroll": True, "jit": False}
    few = {"stepsize": step, "tol": 0}
    calls = [
        ("solved, LU", "", Call(**solved, **lu)),
        ("solved, default linear solver", "normal-cg", Call(**solved)),
        ("solved, solve_cg", "cg", Call(**solved, implicit_diff_solve=linear_solve.solve_cg)),
        *((f"solved, solve_cg, maxiter {count}", "cg",
           Call(**solved, implicit_diff_solve=stopped(linear_solve.solve_cg, count))) for count in (2, 5)),
        ("solved, solve_normal_cg, maxiter 4", "normal-cg",
         Call(**solved, implicit_diff_solve=stopped(linear_solve.solve_normal_cg, 4))),
        ("20 accelerated steps, LU", "inner", Call(**few, maxiter=20, **lu)),
        ("20 plain steps, LU", "inner", Call(**few, maxiter=20, acceleration=False, **lu)),
        ("all defaults", "inner normal-cg", Call()),
        ("default tolerance, LU", "inner", Call(**lu)),
        ("unrolled, 25 plain steps", "unrolled", Call(**few, maxiter=25, acceleration=False, **unrolled)),
        ("unrolled, 25 accelerated steps", "unrolled", Call(**few, maxiter=25, **unrolled)),
        ("unrolled, line search, 50 steps", "unrolled", Call(maxiter=50, **unrolled)),
        ("float32, solved, LU", "float32", Call(type=jnp.float32, stepsize=step, maxiter=20_000, tol=1e-7, **lu)),
    ]
    if not P.is_lasso:
        calls.append(("L-BFGS, 6 iterations, LU", "inner", Call(jaxopt.LBFGS, maxiter=6, tol=0, **lu)))
    exact = calls[0][2]
    for name, causes, call in calls:
        lam = jnp.asarray(P.lam, call.type)
        yield name, causes, jax.grad(call.value)(lam), call.solution(lam)
    lam = jnp.asarray(P.lam)
    yield "stop_gradient", "no-implicit-term", jax.grad(lambda lam: exact.value(lam, True))(lam), exact.solution(lam)
    yield ("derivative in e^lam", "parametrisation",
           jax.grad(lambda e: exact.value(jnp.log(e)))(jnp.exp(lam)), exact.solution(lam))
    if not P.is_lasso:
        doubled = lam + jnp.log(2.0)
        yield "penalty without 1/2", "other-problem", jax.grad(exact.value)(doubled), exact.solution(doubled)


def shown(answer, causes):
    """The verdict with its cause."""
    cause = answer["cause"] or ""
    is_named = answer["verdict"] in ("identified", "likely", "ambiguous")
    causes = set(causes.split())
    entries = answer["candidates"] if answer["verdict"] == "ambiguous" else [answer]
    hit = any(set((entry["cause"] or "").split("+")) & causes for entry in entries)
    return f"{answer['verdict']}{' ' + cause if cause else ''}{' !' if is_named and not hit else ''}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--seeds", default="0:2")
    parser.add_argument("-o", "--output")
    arguments = parser.parse_args()
    low, high = map(int, arguments.seeds.split(":"))
    lines = [f"{'problem':20}{'call of jaxopt':36}{'causes':18}{'error':>8}  {'verdict':42}with --theta"]
    counts = collections.Counter()
    for model in MODELS:
        for seed in range(low, high):
            P = random_problem(model, seed)
            with tempfile.TemporaryDirectory() as folder:
                names = options(P, folder)
                for name, causes, gradient, theta in gradients(P):
                    np.save(f"{folder}/g.npy", np.asarray(gradient, float))
                    np.save(f"{folder}/theta.npy", np.asarray(theta, float))
                    command = [*names, "--compare", f"{folder}/g.npy"]
                    answers = [judge(arguments.program, command)[0],
                               judge(arguments.program, [*command, "--theta", f"{folder}/theta.npy"])[0]]
                    verdicts = [shown(answer, causes) for answer in answers]
                    for column, answer in enumerate(answers):
                        counts[column, answer["verdict"]] += 1
                    counts["wrong"] += sum(verdict.endswith("!") for verdict in verdicts)
                    error = answers[0]["relative_error"]
                    lines.append(
                        f"{f'{model} {seed}, d = {P.d}':20}{name:36}{causes.replace(' ', '+') or '-':18}"
                        f"{'-' if error is None else format(error, '.0e'):>8}  {verdicts[0]:42}{verdicts[1]}")
                    print(lines[-1], flush=True)
    for column, title in enumerate(("alone", "with --theta")):
        told = ", ".join(f"{number} {verdict}" for (place, verdict), number in sorted(
            (key, number) for key, number in counts.items() if key[0] == column))
        lines.append(f"{title}: {told}")
    lines.append(f"wrong causes named: {counts['wrong']}; jaxopt {version('jaxopt')}, JAX {jax.__version__}")
    print("\n".join(lines[-3:]))
    if arguments.output:
        with open(arguments.output, "w") as file:
            file.write("\n".join(line.rstrip() for line in lines) + "\n")


if __name__ == "__main__":
    main()

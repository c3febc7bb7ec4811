"""Risk and gradient by PyTorch: automatic differentiation through the N steps."""

import torch
import protocol
from protocol import Problem, Reached, Watch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class Risk:
    """The risk of T = f(R^T R) in one form."""

    def __init__(self, problem: Problem, form: str):
        self.form, self.depth, self.noise = form, problem.depth, problem.noise
        self.gamma = torch.tensor(problem.gamma)
        self.identity = torch.eye(problem.n)
        self.small_identity = torch.eye(problem.k)
        # y = lambda u: all data lie on one line.
        self.line = torch.tensor(problem.gamma).sqrt() if problem.is_constant else None

    def __call__(self, r: torch.Tensor, omega: torch.Tensor | float) -> torch.Tensor:
        t = self.denoiser(r, omega)
        if self.line is not None:
            bias = ((t @ self.line - self.line) ** 2).sum()
        else:
            bias = (self.gamma * (t - self.identity) ** 2).sum()
        return 0.5 * (bias + self.noise * (t**2).sum())

    def denoiser(self, r: torch.Tensor, omega: torch.Tensor | float) -> torch.Tensor:
        identity = self.identity
        if self.form == "inverse":
            return torch.linalg.inv(identity + r.T @ r)
        if self.form == "woodbury":
            factor = torch.linalg.cholesky(self.small_identity + r @ r.T)
            return identity - r.T @ torch.cholesky_solve(r, factor)
        t = torch.zeros_like(identity)
        if self.form == "dense":
            b = identity + r.T @ r
            for _ in range(self.depth):
                t = t - omega * (b @ t - identity)
        else:
            for _ in range(self.depth):
                t = t - omega * (t + r.T @ (r @ t) - identity)
        return t


def prepare(problem: Problem, form: str):
    risk = Risk(problem, form)
    r = torch.tensor(problem.regularizer, requires_grad=True)
    alpha = torch.tensor(problem.alpha, requires_grad=problem.depth > 0)

    def evaluate():
        r.grad = alpha.grad = None
        value = risk(r, torch.nn.functional.softplus(alpha))
        value.backward()
        slope = 0.0 if alpha.grad is None else alpha.grad.item()
        return lambda: (value.item(), r.grad.numpy(), slope)

    return evaluate


def minimise(problem: Problem, form: str, watch: Watch) -> list[float]:
    risk = Risk(problem, form)

    def run(watch: Watch) -> None:
        r = torch.tensor(problem.regularizer, requires_grad=True)
        optimizer = torch.optim.LBFGS(
            [r], lr=1, max_iter=100_000, max_eval=100_000, history_size=10, tolerance_grad=0,
            tolerance_change=0, line_search_fn="strong_wolfe")

        def closure() -> torch.Tensor:
            optimizer.zero_grad()
            value = risk(r, problem.omega)
            value.backward()
            watch.see(value.item())
            return value

        try:
            optimizer.step(closure)
        except Reached:
            pass

    run(Watch(watch.target, watch.seconds, 3))  # the first use of the optimiser costs a second
    watch = Watch(watch.target, watch.seconds, watch.limit)
    run(watch)
    return watch.answer


if __name__ == "__main__":
    protocol.serve(f"PyTorch {torch.__version__}", prepare, minimise)

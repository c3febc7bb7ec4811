"""Training of unrolled networks by PyTorch: networks for sparse coding, and the Chambolle–Pock method with a learned map.

The peer in which such networks were first trained layer by layer, adopty, is not on PyPI; its descent is reimplemented here.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np
import torch
from lab_protocol import Form, measure, serve

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)

Tensors = list[torch.Tensor]
Loss = Callable[[Tensors], torch.Tensor]
Shrink = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

# Soft thresholding as researchers write it.
SHRINKS: dict[str, Shrink] = {
    "sign · relu": lambda u, t: torch.sign(u) * torch.relu(torch.abs(u) - t),
    "u − clamp": lambda u, t: u - torch.clamp(u, -t, t),
    "u − min, max": lambda u, t: u - torch.minimum(torch.maximum(u, -t), t),
}


def slopes(value: torch.Tensor, variables: Tensors) -> Tensors:
    """The gradient of a value; zeros where it does not depend on a variable."""
    found = torch.autograd.grad(value, variables, allow_unused=True)
    return [torch.zeros_like(v) if g is None else g for v, g in zip(variables, found)]


class Network:
    """A network for sparse coding on the mean of F(z) = ½|x − Dz|² + λ|z|₁."""

    def __init__(self, kind: str, dictionary_file: str, signal_file: str, penalty_text: str):
        self.kind, self.penalty = kind, float(penalty_text)
        self.dictionary = torch.tensor(np.load(dictionary_file))
        self.signals = torch.tensor(np.load(signal_file))
        self.lipschitz = np.linalg.norm(self.dictionary.numpy(), 2) ** 2
        self.shrink = next(iter(SHRINKS.values()))

    def deepened(self, variables: Tensors) -> Tensors:
        """The variables with those of another layer, a step of ISTA."""
        threshold = torch.full((1,), 1 / self.lipschitz)
        layer = [threshold] if self.kind == "slista" else [self.dictionary[None] / self.lipschitz, threshold]
        return [torch.cat(pair) for pair in zip(variables, layer)] if variables else layer

    def cost(self, variables: Tensors) -> torch.Tensor:
        """The loss; the variables are the steps of all layers, or all W and all b."""
        d, x, penalty = self.dictionary, self.signals, self.penalty
        z = residual = None
        for layer in zip(*(variable.unbind() for variable in variables)):
            residual = -x if z is None else z @ d.T - x
            u = residual @ (d if self.kind == "slista" else layer[0])
            if self.kind == "slista":
                u = layer[0] * u
            z = self.shrink(-u if z is None else z - u, penalty * layer[-1])
        return (0.5 * ((z @ d.T - x) ** 2).sum() + penalty * z.abs().sum()) / len(x)

    def variables(self, weights: np.ndarray) -> Tensors:
        """The variables from the weights layer by layer."""
        n, m = self.dictionary.shape
        if self.kind == "slista":
            return [torch.tensor(weights)]
        table = torch.tensor(weights).reshape(-1, n * m + 1)
        return [table[:, :-1].reshape(-1, n, m).clone(), table[:, -1].clone()]

    def weights(self, variables: Tensors) -> np.ndarray:
        """The weights, or a gradient, layer by layer."""
        return torch.cat([v.reshape(len(v), -1) for v in variables], dim=1).numpy().ravel()

    def choose_shrink(self, depth: int) -> str:
        """Takes the fastest form of soft thresholding for a loss with its gradient."""
        start: Tensors = []
        for _ in range(depth):
            start = self.deepened(start)
        times = {}
        for name, self.shrink in SHRINKS.items():
            times[name] = min(measure(5, 0.5, lambda: value_and_slopes(self.cost, start)))
        best = min(times, key=times.__getitem__)
        self.shrink = SHRINKS[best]
        return best


def value_and_slopes(loss: Loss, point: Tensors) -> tuple[float, Tensors]:
    """A loss and its gradient."""
    variables = [p.detach().requires_grad_() for p in point]
    value = loss(variables)
    return value.item(), slopes(value, variables)


def moved(point: Tensors, rate: float, gradient: Tensors) -> Tensors:
    """The point after a step, as variables."""
    return [(p - rate * g).requires_grad_() for p, g in zip(point, gradient)]


def armijo(loss: Loss, start: Tensors, count: int) -> tuple[Tensors, float]:
    """Accepted steps of descent that halve until f falls by half the slope, each beginning with twice the last one."""
    point = start
    value, gradient = value_and_slopes(loss, point)
    rate = 0.5
    for _ in range(count):
        rate *= 2
        slope = 0.5 * sum(float((g * g).sum()) for g in gradient)
        for _ in range(60):
            trial = moved(point, rate, gradient)
            reached = loss(trial)
            number = reached.item()
            if number < value and number <= value - rate * slope:
                break
            rate /= 2
        else:
            break
        value, gradient = number, slopes(reached, trial)
        point = [t.detach() for t in trial]
    return point, value


def quadrupled(loss: Loss, start: Tensors, count: int) -> tuple[Tensors, float]:
    """Trials of descent as in adopty: the step is four times the last one after a decrease, and half of it otherwise."""
    point = start
    value, gradient = value_and_slopes(loss, point)
    rate = 4.0
    for _ in range(count - 1):
        trial = moved(point, rate, gradient)
        reached = loss(trial)
        number = reached.item()
        if number < value:
            value, gradient = number, slopes(reached, trial)
            point = [t.detach() for t in trial]
            rate = min(4 * rate, 1e6)
        else:
            rate /= 2
    return point, value


def training(
    kind: str, dictionary_file: str, signal_file: str, penalty_text: str, depth_text: str, count_text: str,
    descent: str,
) -> Iterator[Form]:
    """Networks of all depths, each beginning with the one before and a step of ISTA; the losses."""
    network = Network(kind, dictionary_file, signal_file, penalty_text)
    depth, count = int(depth_text), int(count_text)
    shrink = network.choose_shrink(depth)
    descend = {"armijo": armijo, "quadrupled": quadrupled}[descent]

    def losses() -> np.ndarray:
        variables: Tensors = []
        found = []
        for _ in range(depth):
            variables, value = descend(network.cost, network.deepened(variables), count)
            found.append(value)
        return np.array([found])

    yield Form(f"autograd, {shrink}", losses, losses, lambda _: 0)


def gradient(
    kind: str, dictionary_file: str, signal_file: str, penalty_text: str, weight_file: str
) -> Iterator[Form]:
    """The loss and its gradient."""
    network = Network(kind, dictionary_file, signal_file, penalty_text)
    point = network.variables(np.load(weight_file).ravel())
    shrink = network.choose_shrink(len(point[0]))

    def run() -> tuple[float, Tensors]:
        return value_and_slopes(network.cost, point)

    def result() -> np.ndarray:
        value, found = run()
        return np.concatenate([[value], network.weights(found)])[None]

    yield Form(f"autograd, {shrink}", run, result, lambda _: 0)


class Dequantizer:
    """N steps of the Chambolle–Pock method for min |x|₁ with |Kx − s| ≤ ½, with learned K and steps, from s @ K."""

    RATIO, RATE, LIMIT, BATCH = 0.2, 3e-3, 0.1, 100

    def __init__(self, sample_file: str, target_file: str, depth: int, order_file: str):
        self.samples, self.targets = (torch.tensor(np.load(file)) for file in (sample_file, target_file))
        self.order = torch.tensor(np.load(order_file)[0].astype(np.int64))
        n = self.samples.shape[1]
        cosines = np.cos(np.pi * (np.arange(n)[:, None] + 0.5) * np.arange(n) / n) * np.sqrt(2 / n)
        cosines[:, 0] /= np.sqrt(2)
        self.start = [torch.tensor(cosines), torch.full((depth,), 0.95), torch.full((depth,), 0.95)]
        self.shrink, self.is_fused = next(iter(SHRINKS.values())), False

    def output(self, s: torch.Tensor, variables: Tensors) -> torch.Tensor:
        """The output for frames."""
        k, dual_steps, primal_steps = variables
        transposed = k.T
        x = ahead = s @ k
        p = None
        for sigma, tau in zip((dual_steps / self.RATIO).unbind(), (primal_steps * self.RATIO).unbind()):
            move = sigma * (ahead @ transposed - s)
            p = self.shrink(move if p is None else p + move, 0.5 * sigma)
            new = self.shrink(x - tau * (p @ k), tau)
            x, ahead = new, 2 * new - x
        return x @ transposed

    def batch(self, place: int, variables: Tensors) -> torch.Tensor:
        """The mean square of a batch."""
        rows = self.order[place : place + self.BATCH]
        return ((self.output(self.samples[rows], variables) - self.targets[rows]) ** 2).mean()

    def epoch(self) -> np.ndarray:
        """Learns from all frames once and returns the learned numbers as a row."""
        variables = [v.clone().requires_grad_() for v in self.start]
        groups = [{"params": variables[:1], "factor": 1.0}, {"params": variables[1:], "factor": 3.0}]
        adam = torch.optim.Adam(groups, lr=self.RATE, eps=1e-9, fused=self.is_fused)
        count = len(self.samples) // self.BATCH
        for step in range(count):
            adam.zero_grad()
            self.batch(step * self.BATCH, variables).backward()
            found = [v.grad for v in variables]
            length = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in found])).item()
            if length > self.LIMIT:
                for g in found:
                    g.mul_(self.LIMIT / length)
            rate = self.RATE * 0.5 * (1 + np.cos(np.pi * (step + 1) / count))
            for group in adam.param_groups:
                group["lr"] = rate * group["factor"]
            adam.step()
            with torch.no_grad():
                for steps in variables[1:]:
                    steps.clamp_(min=0)
        return torch.cat([v.detach().ravel() for v in variables]).numpy()[None]

    def choose(self) -> str:
        """Takes the fastest forms of soft thresholding and of Adam."""

        def fastest(times: dict[str, float]) -> str:
            return min(times, key=times.__getitem__)

        times = {}
        for name, self.shrink in SHRINKS.items():
            times[name] = min(
                measure(5, 0.3, lambda: value_and_slopes(lambda v: self.batch(0, v), self.start)))
        shrink = fastest(times)
        self.shrink = SHRINKS[shrink]
        whole = (self.samples, self.targets)
        self.samples, self.targets = (frames[:2000] for frames in whole)
        order, self.order = self.order, torch.arange(2000)
        times = {}
        for name, self.is_fused in (("Adam", False), ("fused Adam", True)):
            self.epoch()
            start = time.process_time()
            self.epoch()
            times[name] = time.process_time() - start
        (self.samples, self.targets), self.order = whole, order
        adam = fastest(times)
        self.is_fused = adam == "fused Adam"
        return f"autograd, {shrink}, {adam}"


def epoch(sample_file: str, target_file: str, depth_text: str, order_file: str) -> Iterator[Form]:
    """An epoch of learning."""
    dequantizer = Dequantizer(sample_file, target_file, int(depth_text), order_file)
    yield Form(dequantizer.choose(), dequantizer.epoch, dequantizer.epoch, lambda _: 0)


if __name__ == "__main__":
    serve(
        f"PyTorch {torch.__version__}, NumPy {np.__version__}",
        {"training": training, "gradient": gradient, "epoch": epoch})

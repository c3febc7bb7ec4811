"""Total variation of signals by condat_tv, and of images and signals with a blur by pyproximal."""

from collections.abc import Iterator

import condat_tv
import numpy as np
import pylops
import pyproximal
from lab_protocol import Form, serve


def signal(signal_file: str, penalty_text: str) -> Iterator[Form]:
    """Exact denoising of a row."""
    data, penalty = np.load(signal_file)[0].copy(), float(penalty_text)

    def result() -> np.ndarray:
        return condat_tv.tv_denoise(data, penalty)

    yield Form("tv_denoise", result, lambda: result()[None], lambda _: 0.0)


class Blur(pylops.LinearOperator):
    """Periodic convolution with the same kernel along every axis, by FFT."""

    def __init__(self, kernel: np.ndarray, shape: tuple[int, ...]):
        super().__init__(dtype=np.float64, dims=shape, dimsd=shape)
        axes = []
        for length in shape:
            row = np.zeros(length)
            row[np.arange(len(kernel)) - len(kernel) // 2] = kernel
            axes.append(row)
        response = axes[0] if len(axes) == 1 else np.outer(*axes)
        self.shaped, self.factor = shape, np.fft.rfftn(response)

    def _matvec(self, x: np.ndarray) -> np.ndarray:
        return np.fft.irfftn(self.factor * np.fft.rfftn(x.reshape(self.shaped)), s=self.shaped).ravel()

    def _rmatvec(self, x: np.ndarray) -> np.ndarray:
        return np.fft.irfftn(np.conj(self.factor) * np.fft.rfftn(x.reshape(self.shaped)), s=self.shaped).ravel()


class Differences(pylops.LinearOperator):
    """Forward differences: periodic for images, with free ends for signals."""

    def __init__(self, shape: tuple[int, ...]):
        self.shaped = shape
        rows = (2, *shape) if len(shape) == 2 else (shape[0] - 1,)
        super().__init__(dtype=np.float64, dims=shape, dimsd=rows)

    def _matvec(self, x: np.ndarray) -> np.ndarray:
        if len(self.shaped) == 1:
            return np.diff(x)
        x = x.reshape(self.shaped)
        return np.stack([np.roll(x, -1, 0) - x, np.roll(x, -1, 1) - x]).ravel()

    def _rmatvec(self, u: np.ndarray) -> np.ndarray:
        if len(self.shaped) == 1:
            return -np.diff(u, prepend=0, append=0)
        u = u.reshape(2, *self.shaped)
        return (np.roll(u[0], 1, 0) - u[0] + np.roll(u[1], 1, 1) - u[1]).ravel()


class Nothing(pyproximal.ProxOperator):
    """The function 0."""

    def __init__(self):
        super().__init__(None, False)

    def __call__(self, x: np.ndarray) -> float:
        return 0.0

    def prox(self, x: np.ndarray, tau: float) -> np.ndarray:
        return x


def deblurred(data_file: str, kernel_file: str, penalty_text: str, gap_text: str) -> Iterator[Form]:
    """The primal-dual method until the objective is within the gap of its limit, with several steps."""
    data, kernel = np.load(data_file), np.load(kernel_file)[0]
    data = data[0] if len(data) == 1 else data
    penalty, gap = float(penalty_text), float(gap_text)
    blur, differences = Blur(kernel, data.shape), Differences(data.shape)
    both = pylops.VStack([blur, differences])
    norm = pyproximal.L21(ndim=2, sigma=penalty) if data.ndim == 2 else pyproximal.L1(sigma=penalty)

    def objective(x: np.ndarray) -> float:
        steps = differences @ x
        size = np.linalg.norm(steps.reshape(2, -1), axis=0).sum() if data.ndim == 2 else abs(steps).sum()
        return 0.5 * float(((blur @ x - data.ravel()) ** 2).sum()) + penalty * float(size)

    def solved(count: int, step: float) -> np.ndarray:
        fit = pyproximal.VStack([pyproximal.L2(b=data.ravel()), norm], nn=[data.size, differences.shape[0]])
        bound = 1 + 4 * data.ndim
        return pyproximal.optimization.primaldual.PrimalDual(
            Nothing(), fit, both, x0=np.zeros(data.size), tau=step, mu=0.99 / (bound * step), niter=count)

    least = min(objective(solved(4000, step)) for step in (0.3, 1.0))
    for step in (0.1, 0.3, 1.0, 3.0):
        count = 25
        while count < 4000 and objective(solved(count, step)) > least + gap:
            count = int(1.25 * count)

        def result(count: int = count, step: float = step) -> np.ndarray:
            return np.array([[objective(solved(count, step))]])

        yield Form(
            f"PrimalDual, tau {step:g}, {count} iterations", lambda count=count, step=step: solved(count, step),
            result, lambda value: float(value[0, 0] - least) / gap)


if __name__ == "__main__":
    serve(
        f"condat_tv, pyproximal {pyproximal.__version__}, pylops {pylops.__version__}",
        {"tv-signal": signal, "tv-image": deblurred, "plug-and-play": deblurred})

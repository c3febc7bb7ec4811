"""The figures of the notebooks, one function each.

Every function has the argument `alt`, a sentence that describes the picture for readers who cannot see
it. `show` rejects tick labels that touch, and text that overlaps other text or a curve.
"""

import base64
import io
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.style
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike
from PIL import Image

import toy

Row = toy.Row

matplotlib.style.use(Path(__file__).with_name("toy.mplstyle"))
# The widths of pictures for a page and, if the variable is set, for a phone, in inches.
WIDE, SINGLE, NARROW = 8.2, 6.4, 4.2
NARROW_TYPE = "application/vnd.toy.narrow+png"
NARROW_VARIABLE = "TOY_NARROW_FIGURES"
# Pixels per inch of a page, and of a picture, which stays sharp on high-resolution screens.
PAGE, PICTURE = 100, 200
# The parities differ in markers as well as in colours, for printing in grey.
MARKS = {"even": "o", "odd": "s"}
GREY = "0.35"
# The colours of the palette of Okabe and Ito that no kind of denoiser has.
SKY, ORANGE, PURPLE = "#56B4E9", "#E69F00", "#CC79A7"
STEP = r"step size $\omega$"


# Showing


def panels(*ratios: float, height: float, **options: Any) -> tuple[Figure, list[Axes]]:
    """A figure with panels of these relative widths side by side; without widths, one panel."""
    figure = Figure(figsize=(WIDE if len(ratios) > 1 else SINGLE, height))
    axes = figure.subplots(
        1, max(1, len(ratios)), squeeze=False, width_ratios=ratios or None, **options
    )
    return figure, list(axes.flat)


def show(figure: Figure, alt: str, colours: int = 96) -> None:
    """Puts the figure into the notebook, as a PNG with the text `alt` and a palette of so many colours.

    Raises:
        ValueError: `alt` is not a sentence, or text in the figure overlaps.
    """
    if len(alt.split()) < 5 or not alt.endswith("."):
        raise ValueError(
            f"the alternative text of the figure is not a sentence: {alt!r}"
        )
    picture = _png(figure, colours)
    size = {
        name: round(PAGE * inches)
        for name, inches in zip(("width", "height"), figure.get_size_inches())
    }
    data = {"image/png": picture, "text/plain": alt}
    if os.environ.get(NARROW_VARIABLE):
        _stack(figure)
        data[NARROW_TYPE] = _png(figure, colours)
    display(data, metadata={"image/png": {"alt": alt} | size}, raw=True)


def _png(figure: Figure, colours: int) -> str:
    """The figure as a PNG with a small palette, in base64."""
    check(figure)
    raw, small = io.BytesIO(), io.BytesIO()
    figure.savefig(raw, format="png", dpi=PICTURE)
    image = Image.open(raw).convert("RGB")
    image.quantize(colours, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def _stack(figure: Figure) -> None:
    """Makes a figure narrow: its panels below one another, its legend below them."""
    axes = figure.axes
    height = figure.get_size_inches()[1]
    if len(axes) > 1:
        rows = axes[0].get_gridspec().nrows
        grid = figure.add_gridspec(len(axes), 1)
        for number, axis in enumerate(axes):
            axis.set_subplotspec(grid[number, 0])
            axis.tick_params(labelleft=True, labelbottom=True)
            axis.set_ylabel(axis.get_ylabel() or axes[0].get_ylabel())
            axis.set_xlabel(axis.get_xlabel() or axes[-1].get_xlabel())
        height *= 0.95 * len(axes) / rows
        figure.get_layout_engine().set(h_pad=0.1)
    for legend in list(figure.legends):
        handles, labels = axes[0].get_legend_handles_labels()
        legend.remove()
        figure.legend(handles, labels, loc="outside lower left", ncols=2)
        height += 0.1 * len(labels)
    figure.set_size_inches(NARROW, height)


def check(figure: Figure) -> None:
    """Rejects a figure in which tick labels touch, or text overlaps other text or a curve.

    Raises:
        ValueError: The texts that overlap.
    """
    figure.draw_without_rendering()
    space = figure.dpi / 72
    words: list[tuple[str, Bbox]] = []
    problems = []
    for axis in figure.axes:
        written = [axis.title, axis.xaxis.label, axis.yaxis.label, *axis.texts]
        for text in [*written, *_tick_labels(axis.xaxis), *_tick_labels(axis.yaxis)]:
            if text.get_visible() and text.get_text().strip():
                words.append((text.get_text(), text.get_window_extent().padded(space, 0)))
        inside = [(text.get_text(), text.get_window_extent()) for text in axis.texts]
        legend = axis.get_legend()
        if legend is not None:
            inside.append(("the legend", legend.get_window_extent()))
            words.append(inside[-1])
        for name, box in inside:
            if any(_crosses(line, box.padded(-space)) for line in axis.lines):
                problems.append(f"a curve runs through {name!r}")
    words += [("the legend", legend.get_window_extent()) for legend in figure.legends]
    for number, (name, box) in enumerate(words):
        problems += [
            f"{other!r} and {name!r} touch"
            for other, second in words[:number]
            if box.overlaps(second)
        ]
        if box.x0 < figure.bbox.x0 - space or box.x1 > figure.bbox.x1 + space:
            problems.append(f"{name!r} is cut off")
    if problems:
        raise ValueError("; ".join(problems))


def _tick_labels(axis: Axis) -> Iterable[Text]:
    """The labels of the visible ticks."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * (high - low)
    for is_minor in (False, True):
        labels = axis.get_ticklabels(minor=is_minor)
        for place, label in zip(axis.get_ticklocs(minor=is_minor), labels):
            if low - slack <= place <= high + slack:
                yield label


def _crosses(line: Line2D, box: Bbox) -> bool:
    """Whether a curve or one of its markers crosses the box."""
    path = line.get_transform().transform_path(line.get_path())
    if not len(path.vertices):
        return False
    if line.get_linestyle() in ("None", "none", ""):
        return bool(box.count_contains(path.vertices))
    return bool(path.cleaned(remove_nans=True).intersects_bbox(box, filled=False))


def note(axis: Axes, x: float, y: float, text: str, kind: str, **options: Any) -> None:
    """Writes text in the colour of a kind of denoiser, or in grey."""
    axis.text(x, y, text, color=toy.COLOURS.get(kind, kind), **options)


def parity(depth: int) -> str:
    """The parity of a depth: even or odd."""
    return ("even", "odd")[depth % 2]


def colour(depth: int) -> str:
    """The colour of the parity of the depth."""
    return toy.COLOURS[parity(depth)]


def column(rows: Iterable[Row], name: str) -> np.ndarray:
    """The numbers of a column."""
    return np.array([row[name] for row in rows], dtype=float)


def by_method(
    draw: Callable[..., Any],
    rows: Sequence[Row],
    looks: Mapping[str, tuple[str, str, str, str]],
    x: str,
    y: str,
    *,
    size: float,
) -> None:
    """One curve for each method, with its colour, line, marker and label, by a method of axes such as `axis.loglog`."""
    for method, (shade, line, mark, label) in looks.items():
        points = [row for row in rows if row["method"] == method]
        draw(
            column(points, x),
            column(points, y),
            line,
            marker=mark,
            markersize=size,
            color=shade,
            label=label,
        )


# 1. The toy model


def signal(noisy: ArrayLike, level: float, denoised: float, *, alt: str) -> None:
    """A constant signal, its noisy observation, and the denoised result."""
    figure, [axis] = panels(height=2.9)
    axis.plot(noisy, ".", color="0.7", markersize=3, label="$x$, noisy")
    axis.axhline(level, color=SKY, linewidth=3.5, label="$y$, the signal")
    axis.axhline(denoised, color="black", linestyle="--", label="$Tx$, best linear")
    axis.set(xlabel="entry", ylabel="value", xlim=(0, len(noisy)))
    figure.legend(loc="outside upper center", ncols=3)
    show(figure, alt)


def main_plot(rows: Sequence[Row], *, alt: str) -> None:
    """Risks relative to the best linear one, with a learned step and with a fixed one."""
    figure, [left, right] = panels(1, 1, height=3.8)
    for style, points in toy.curves(rows):
        rule, depth, ratio = (
            points[name] for name in ("omega_rule", "depth", "ratio_to_linear")
        )
        if rule[0] != "fixed" and depth[0] not in (10, 11):  # these coincide with 2 and 3
            left.semilogy(points["k"], ratio, **style, zorder=3 if depth[0] is None else 2)
        if rule[0] == "fixed" or style["label"] == "bilevel":
            right.plot(points["k"], ratio, **style)
    end = max(row["k"] for row in rows)
    left.set(title=r"learned $\omega$", ylim=(0.45, 1200))
    right.set(title=r"fixed $\omega = 0.5$", ylim=(0, 560))
    for axis in (left, right):
        axis.set(xlabel="$k$, number of rows of $R$", ylabel="risk / best linear risk")
        axis.set(xlim=(0, end), xticks=np.linspace(0, end, 6))
    note(left, 150, 560, "bilevel", "bilevel")
    note(left, 40, 130, "every even $N$", "even")
    note(left, 40, 1.3, r"every odd $N \geq 3$ (infimum)", "odd")
    note(left, 40, 0.62, "best linear", "linear")
    note(right, 70, 480, "bilevel, and $N = 10$", "bilevel")
    note(right, 245, 310, "$N = 11$", "odd")
    note(right, 415, 145, "$N = 3$", "odd")
    note(right, 20, 225, "$N = 2$", "even")
    show(figure, alt)


def bias_and_variance(rows: Sequence[Row], *, alt: str) -> None:
    """Bars for each denoiser: the bias and the variance of its risk."""
    figure, [axis] = panels(height=2.9)
    labels = [toy.style(row)["label"] for row in rows]
    colours = [toy.style(row)["color"] for row in rows]
    bias, variance = column(rows, "bias"), column(rows, "variance")
    axis.barh(labels, bias, color=colours, height=0.6)
    axis.barh(
        labels, variance, left=bias, color="white", edgecolor=colours, hatch="////", height=0.6
    )
    for position, row in enumerate(rows):
        axis.text(row["risk"] + 2, position, f"{row['risk']:.4g}", va="center", fontsize=8.5)
    axis.set(xlabel="risk: bias (filled) and variance (hatched)")
    axis.set(xlim=(0, 1.15 * max(row["risk"] for row in rows)))
    axis.grid(axis="y", visible=False)
    show(figure, alt)


# 2. Expressivity


def filters(rows: Sequence[Row], *, alt: str) -> None:
    """The filters f(s) of the exact solution and of two to five steps."""
    figure, [axis] = panels(height=3.7)
    for style, points in toy.curves(rows):
        pale = points["depth"][0] in (4, 5)
        axis.plot(points["s"], points["value"], color=style["color"], alpha=0.6 if pale else 1)
    axis.set(xlabel="$s$, eigenvalue of $R^{T}R$", ylabel="$f(s)$, eigenvalue of $T$")
    axis.set(xlim=(0, 4.6), ylim=(-1.5, 2.3))
    note(axis, 3.9, 0.32, "bilevel", "bilevel")
    note(axis, 3.85, -0.62, "$N = 2$", "even")
    note(axis, 3.2, -1.15, "$N = 4$", "even")
    note(axis, 3.9, 0.62, "$N = 3$", "odd")
    note(axis, 3.1, 1.5, "$N = 5$", "odd")
    show(figure, alt)


def reachable(tables: Mapping[int, Sequence[Row]], *, alt: str) -> None:
    """Over the step size: the eigenvalues that a depth reaches (shaded), and the forced one (line)."""
    figure, axes = panels(1, 1, height=3.4, sharey=True)
    for depth, rows in tables.items():
        axis, pale = axes[depth % 2], 0.6 if depth > 9 else 1
        omega, forced, lower, upper = (
            column(rows, name) for name in ("omega", "forced_eigenvalue", "lower", "upper")
        )
        axis.plot(omega, forced, color=colour(depth), alpha=pale)
        if depth % 2:
            axis.plot(omega, lower, color=colour(depth), alpha=pale, linestyle=":")
        axis.fill_between(
            omega,
            lower.clip(min=-2),
            upper.clip(max=3),
            color=colour(depth),
            alpha=0.12,
            linewidth=0,
        )
    for axis in axes:
        axis.set(xlabel=STEP, xlim=(0, 2.1), xticks=(0, 0.5, 1, 1.5, 2), ylim=(-1.2, 2.2))
    axes[0].set(ylabel="eigenvalue of $T$", title="even depth: below the forced eigenvalue")
    axes[1].set(title="odd depth: above the minimum $c$ (dotted)")
    note(axes[0], 0.85, 0.72, "$N = 2$", "even")
    note(axes[0], 0.1, 1.1, "$N = 10$", "even")
    note(axes[1], 1.78, 1.62, "$N = 3$", "odd", ha="right")
    note(axes[1], 0.1, 1.1, "$N = 11$", "odd")
    show(figure, alt)


def odd_constant(tables: Mapping[float, Sequence[Row]], *, alt: str) -> None:
    """The minimum c of the filters of odd depth, for two step sizes, between the bounds of the talk."""
    figure, axes = panels(1, 1, height=3.2, sharey=True)
    for axis, (omega, rows) in zip(axes, tables.items()):
        depth = column(rows, "depth")
        for name in ("c_lower_bound", "c_upper_bound"):
            axis.plot(depth, column(rows, name) / omega, color="0.55", linestyle="--")
        axis.plot(depth, column(rows, "lower") / omega, MARKS["odd"], color=toy.COLOURS["odd"])
        axis.set(title=rf"$\omega = {omega:g}$", xlabel="odd depth $N$", ylim=(0.48, 0.97))
        axis.set(xticks=range(5, 31, 5))
    axes[0].set_ylabel(r"$c_{N,\omega} / \omega$")
    note(axes[0], 9, 0.71, "the talk's bounds (dashed)", GREY)
    note(axes[1], 7, 0.87, "$c = c_0$, above the bound", "odd")
    show(figure, alt)


# 3. The learned step


def risk_over_step(rows: Sequence[Row], linear: float, bilevel: float, *, alt: str) -> None:
    """The best risk over R for each fixed step size."""
    figure, [axis] = panels(height=3.7)
    for depth in (2, 10, 3, 11):
        points = [row for row in rows if row["depth"] == depth]
        axis.loglog(
            column(points, "omega"),
            column(points, "risk"),
            linestyle="--",
            alpha=1 if depth < 10 else 0.6,
            color=colour(depth),
        )
    axis.axhline(bilevel, color=toy.COLOURS["bilevel"])
    axis.axhline(linear, color="black", linestyle="--")
    axis.set(xlabel=rf"fixed {STEP}", ylabel="best risk over $R$")
    axis.set(xlim=(1e-4, 1), ylim=(0.2, 1200))
    note(axis, 1.3e-4, 115, "bilevel", "bilevel")
    note(axis, 1.3e-4, 0.25, "best linear", "linear")
    note(axis, 6e-2, 340, "$N = 2$", "even")
    note(axis, 8e-3, 130, "$N = 10$", "even")
    note(axis, 6e-2, 1.2, "$N = 3$", "odd")
    note(axis, 9e-3, 9, "$N = 11$", "odd", ha="right")
    show(figure, alt)


def step_to_zero(
    steps: np.ndarray,
    excess: Mapping[int, np.ndarray],
    far: Mapping[int, np.ndarray],
    computed: Mapping[int, Sequence[Row]],
    linear: float,
    *,
    alt: str,
) -> None:
    """The excess risk of odd depths over the best linear denoiser, and how far they diverge."""
    figure, [left, right] = panels(1, 1, height=3.5)
    for depth, line in zip(excess, ("-", "--", "-.")):
        style = {"color": toy.COLOURS["odd"], "linestyle": line}
        left.loglog(steps, excess[depth], **style, label=f"$N = {depth}$")
        right.loglog(steps, far[depth], **style)
        rows = computed[depth]
        left.loglog(
            column(rows, "omega"),
            column(rows, "risk") - linear,
            MARKS["odd"],
            color=toy.COLOURS["odd"],
            markersize=4,
        )
    left.plot([], [], MARKS["odd"], color="0.5", markersize=4, label="toy")
    left.set(xlabel=STEP, ylabel="risk $-$ best linear risk", ylim=(2e-8, 5e3))
    left.legend(loc="upper left", ncols=2)
    right.axhline(2, color="0.5", linestyle=":")
    note(right, 1.2e-5, 1.45, "below 2 the iteration would converge", GREY, fontsize=8)
    right.set(xlabel=STEP, ylabel=r"$\omega(1+s)$ in the signal's direction", ylim=(1.2, 600))
    show(figure, alt)


def risk_over_depth(rows: Sequence[Row], linear: float, bilevel: float, *, alt: str) -> None:
    """Best risks against depth, with a fixed step and with a learned one."""
    figure, [axis] = panels(height=3.5)
    for kind, mark in MARKS.items():
        for rule, line in (("fixed", "--"), ("learned", "-")):
            points = [row for row in rows if row["omega_rule"] == rule]
            points = [row for row in points if parity(row["depth"]) == kind]
            step = r"learned $\omega$"
            if rule == "fixed":
                step = rf"$\omega = {points[0]['omega']:g}$"
            axis.semilogy(
                column(points, "depth"),
                column(points, "risk"),
                mark + line,
                color=toy.COLOURS[kind],
                markersize=3.5,
                label=f"{kind} $N$, {step}",
            )
    axis.axhline(bilevel, color=toy.COLOURS["bilevel"], label="bilevel")
    axis.axhline(linear, color="black", linestyle="--", label="best linear", zorder=3)
    axis.set(xlabel="depth $N$", ylabel="risk", xlim=(1, 31), ylim=(0.25, 220))
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def spectra(
    energies: Sequence[float],
    gains: Mapping[int, Sequence[Row]],
    least: Mapping[int, float],
    *,
    alt: str,
) -> None:
    """The eigenvalues of the best T of several depths beside the Wiener values."""
    figure, [axis] = panels(height=3.4)
    places = np.arange(len(energies))
    for offset, (depth, rows) in enumerate(gains.items()):
        position = places + 0.16 * (offset - 1)
        pale = 0.6 if depth > 3 else 1
        forced = np.array([row["forced"] for row in rows])
        for is_forced, mark in ((True, "s"), (False, "o")):
            axis.plot(
                position[forced == is_forced],
                column(rows, "gain")[forced == is_forced],
                mark,
                color=colour(depth),
                alpha=pale,
                label=f"$N = {depth}$, " + ("forced" if is_forced else "free"),
            )
        if depth in least:
            axis.axhline(
                least[depth], color=colour(depth), alpha=pale, linestyle=":", linewidth=1.2
            )
    axis.hlines(
        column(rows, "wiener_gain"),
        places - 0.25,
        places + 0.25,
        color="black",
        linewidth=1.2,
        label="Wiener value",
    )
    for depth, shift in ((3, 0.012), (5, -0.06)):
        text = f"$c$ for $N = {depth}$"
        note(axis, 0.6, least[depth] + shift, text, "odd", fontsize=8.5)
    axis.set(xlabel="eigenvalue of $C$", ylabel="eigenvalue of $T$", ylim=(0, 0.9))
    axis.set(xticks=places, xticklabels=[f"{energy:g}" for energy in energies])
    figure.legend(loc="outside right upper")
    show(figure, alt)


# 4. The landscape


def landscapes(tables: Mapping[int, Sequence[Row]], *, alt: str) -> None:
    """The risk over r with its critical points, even depths left and odd ones right."""
    figure, axes = panels(1, 1, height=3.5, sharey=True)
    kinds = {"minimum": "o", "local-minimum": "v", "barrier": "^", "maximum": "^"}
    lines = (("-", 1), ("--", 0.85), ("-.", 0.7))
    for axis, which in zip(axes, MARKS):
        depths = [depth for depth in tables if parity(depth) == which]
        for depth, (line, pale) in zip(depths, lines):
            style = {"color": colour(depth), "alpha": pale}
            rows = tables[depth]
            axis.plot(
                column(rows, "r"),
                column(rows, "risk"),
                line,
                **style,
                label=f"$N = {depth}$",
            )
            for kind, mark in kinds.items():
                chosen = [row for row in rows if row["kind"] == kind]
                axis.plot(column(chosen, "r"), column(chosen, "risk"), mark, **style)
        axis.set(title=f"{which} depth", xlabel="$r$", xlim=(-0.05, 2.2), ylim=(0.23, 0.55))
        axis.set(xticks=(0, 0.5, 1, 1.5, 2))
        axis.legend(loc="upper center", bbox_to_anchor=(0.4, 1))
    axes[0].set_ylabel("risk $E(r)$")
    show(figure, alt)


def sharpness(
    minima: Mapping[str, Sequence[Row]], depths: np.ndarray, limit: np.ndarray, *, alt: str
) -> None:
    """Curvatures and widths of the best minima, `even`, `smooth` and `sharp`, against depth."""
    figure, [left, right] = panels(1, 1, height=3.5)
    for name, kind, mark, label in (
        ("even", "even", "o", "even"),
        ("smooth", "odd", "D", "odd, before the barrier"),
        ("sharp", "odd", "s", "odd, behind the barrier"),
    ):
        rows = minima[name]
        width = column(rows, "half_upper") - column(rows, "half_lower")
        style = {"color": toy.COLOURS[kind], "markersize": 4}
        style["fillstyle"] = "none" if name == "smooth" else "full"
        depth = column(rows, "depth")
        left.loglog(depth, column(rows, "curvature"), mark, **style, label=label)
        right.loglog(depth, width, mark, **style)
    left.loglog(depths, limit, color="0.5", linestyle=":", label=r"by hand, $\propto N^2$")
    right.loglog(depths, width[-1] * depths[-1] / depths, color="0.5", linestyle=":")
    left.set(ylabel="curvature $E''$", ylim=(0.2, 3e4))
    right.set(ylabel="width of the valley")
    right.set(yticks=(0.05, 0.1, 0.2, 0.5, 1), yticklabels=("0.05", "0.1", "0.2", "0.5", "1"))
    for axis in (left, right):
        axis.set(xlabel="depth $N$", xticks=(2, 3, 5, 10, 20, 30))
        axis.set(xticklabels=("2", "3", "5", "10", "20", "30"))
        axis.minorticks_off()
    left.legend(loc="upper left")
    note(right, 3, 0.1, r"$\propto 1/N$", GREY)
    show(figure, alt)


def descents(
    risk: Callable[[np.ndarray], np.ndarray],
    paths: Mapping[float, np.ndarray],
    critical: Sequence[Row],
    title: str,
    *,
    alt: str,
) -> None:
    """Gradient descent from several starts, on the curve of the risk and over the steps."""
    figure, [left, right] = panels(1.25, 1, height=3.5)
    r = np.linspace(0, 7, 400)
    left.plot(r, risk(r), color=toy.COLOURS["odd"])
    left.plot(
        column(critical, "r"),
        column(critical, "risk"),
        "o",
        color=toy.COLOURS["odd"],
        zorder=3,
    )
    looks = ((PURPLE, "-"), (ORANGE, "--"), (SKY, "-."), ("black", "-"))
    for (start, path), (shade, line) in zip(paths.items(), looks):
        # Paths that start lower are drawn over those that pass there.
        left.plot(
            path, risk(path) + 0.012, ".", color=shade, markersize=4, zorder=2.9 - start / 10
        )
        right.plot(path, line, color=shade, label=f"from $r = {start:g}$")
    barrier = critical[1]["r"]
    left.set(xlabel="$r$", ylabel="risk $E(r)$", xlim=(-0.15, 7), title=title)
    right.set(xlabel="step of gradient descent", ylabel="$r$")
    right.set(xlim=(0, 200), xticks=(0, 50, 100, 150, 200), ylim=(-0.3, 10.5))
    right.axhline(barrier, color="0.5", linestyle=":", linewidth=1.2)
    note(right, 190, barrier + 0.25, "barrier", GREY, ha="right", fontsize=8.5)
    right.legend(loc="upper left", ncols=2, handlelength=2, columnspacing=1)
    show(figure, alt)


def rates(
    paths: Sequence[tuple[np.ndarray, float, float]],
    minima: Mapping[str, float],
    *,
    alt: str,
) -> None:
    """Gradient descent with several rates: (path, rate, rate times curvature) each."""
    figure, axes = panels(*(1 for _ in paths), height=3.2, sharey=True)
    for axis, (path, rate, product) in zip(axes, paths):
        axis.plot(path, ".-", color=toy.COLOURS["odd"], linewidth=0.8)
        axis.set(xlabel="step of gradient descent", ylim=(0.7, 1.98))
        axis.set(title=f"rate {rate:g}, times curvature {product:.2f}")
        for name, position in minima.items():
            axis.axhline(position, color="0.5", linestyle=":", linewidth=1.2)
            note(axis, len(path) - 1, position + 0.05, name, GREY, ha="right", fontsize=8.5)
    axes[0].set_ylabel("$r$")
    show(figure, alt)


# 5. Speech, and 6. Your own data


def signals_and_spectrum(
    time: ArrayLike,
    signals: Sequence[ArrayLike],
    eigenvalues: Sequence[float],
    sigma: float,
    *,
    titles: tuple[str, str],
    labels: tuple[str, str],
    is_logarithmic: bool = False,
    alt: str,
) -> None:
    """Signals, and the eigenvalues of their second moments beside the variance of the noise."""
    figure, [left, right] = panels(1.3, 1, height=3.1)
    shades = ("0.1", "0.35", "0.55", "0.75") if len(signals) > 1 else ("0.4",)
    for values, shade, line in zip(signals, shades, ("-", "--", "-.", "-")):
        width = 1.3 if len(signals) > 1 else 0.4
        left.plot(time, values, line, color=shade, linewidth=width)
    left.set(xlabel=labels[0], ylabel=labels[1], title=titles[0], xlim=(time[0], time[-1]))
    count = len(eigenvalues)
    right.plot(np.arange(1, count + 1), eigenvalues, ".", color="0.3")
    right.axhline(sigma**2, color="0.5", linestyle=":")
    above = 1.3 * sigma**2 if is_logarithmic else sigma**2 + 0.03 * max(eigenvalues)
    note(right, count, above, r"$\sigma^2$", GREY, ha="right")
    right.set(xlabel="$i$", ylabel=r"eigenvalue $\gamma_i$ of $C$", title=titles[1])
    right.set(yscale="log" if is_logarithmic else "linear")
    show(figure, alt)


def _held_out(axis: Axes, rows: Sequence[Row]) -> None:
    """Held-out risks against depth, with the theory's predictions behind them."""
    [bilevel] = [row for row in rows if row["family"] == "bilevel"]
    vermillion = toy.COLOURS["bilevel"]
    axis.axhline(bilevel["test_risk"], color=vermillion, label="bilevel")
    axis.axhline(bilevel["test_prediction"], color=vermillion, linewidth=5, alpha=0.2)
    for rule, line in (("learned", "-"), ("fixed", "--")):
        for kind, mark in MARKS.items():
            points = [row for row in rows if row["omega_rule"] == rule and row["depth"] > 1]
            points = [row for row in points if parity(row["depth"]) == kind]
            if not points:
                continue
            step = r"learned $\omega$" if rule == "learned" else r"$\omega = 0.5$"
            axis.errorbar(
                column(points, "depth"),
                column(points, "test_risk"),
                column(points, "test_standard_error"),
                fmt=mark + line,
                color=toy.COLOURS[kind],
                capsize=2,
                elinewidth=0.8,
                label=f"{kind} $N$, {step}",
            )
            axis.plot(
                column(points, "depth"),
                column(points, "test_prediction"),
                "o",
                color=toy.COLOURS[kind],
                markersize=12,
                alpha=0.2,
            )
    axis.set(xlabel="depth $N$", ylabel="held-out risk")
    axis.set(xticks=sorted({row["depth"] for row in rows if (row["depth"] or 0) > 1}))


def held_out(
    tables: Mapping[str, Sequence[Row]], ylim: tuple[float, float], *, alt: str
) -> None:
    """Held-out risks against depth: one panel for each titled table."""
    is_single = len(tables) == 1
    figure, axes = panels(*(1 for _ in tables), height=3.5, sharey=True)
    for axis, (title, rows) in zip(axes, tables.items()):
        _held_out(axis, rows)
        axis.set(title=title, ylim=ylim)
    for axis in axes[1:]:
        axis.set_ylabel("")
    axes[0].plot([], [], "o", color="0.3", markersize=12, alpha=0.2, label="predicted")
    figure.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside right upper" if is_single else "outside lower center",
        ncols=1 if is_single else 4,
        handlelength=3.2,
    )
    show(figure, alt)


def over_frames(rows: Sequence[Row], *, alt: str) -> None:
    """Risks against the number of training frames: on those frames, and on held-out ones for several seeds."""
    figure, [axis] = panels(height=3.5)
    counts = sorted({row["train_frames"] for row in rows})
    labels = {
        "bilevel": ("bilevel", "D"),
        "even": (r"$N = 2$, learned $\omega$", MARKS["even"]),
        "odd": (r"$N = 3$, learned $\omega$", MARKS["odd"]),
    }
    for kind, (label, mark) in labels.items():
        shade = toy.COLOURS[kind]
        groups = [
            [row for row in rows if toy.kind(row) == kind and row["train_frames"] == count]
            for count in counts
        ]
        test = np.array([column(group, "test_risk") for group in groups])
        train = np.array([column(group, "train_risk") for group in groups])
        axis.semilogx(
            counts, np.median(test, axis=1), mark + "-", color=shade, markersize=4, label=label
        )
        axis.fill_between(
            counts, test.min(axis=1), test.max(axis=1), color=shade, alpha=0.15, linewidth=0
        )
        axis.plot(counts, np.median(train, axis=1), color=shade, linewidth=0.9)
    axis.plot([], [], "o-", color="0.4", markersize=4, label="held out: median and range")
    axis.plot([], [], color="0.4", linewidth=0.9, label="on the training frames")
    axis.set(xlabel="number of training frames", ylabel="risk", ylim=(0, 0.17))
    axis.set(xlim=(counts[0], counts[-1]))
    figure.legend(loc="outside right upper")
    show(figure, alt)


def ratios(rows: Sequence[Row], *, alt: str) -> None:
    """Risks relative to the best linear one, against the number of rows of R."""
    figure, [axis] = panels(height=3.7)
    for style, points in toy.curves(rows):
        kind = toy.kind({name: values[0] for name, values in points.items()})
        axis.plot(
            points["k"],
            points["ratio_to_linear"],
            **style,
            marker=MARKS.get(kind, "D" if kind == "bilevel" else ""),
            markersize=4,
            markevery=(3, 8),
        )
    axis.set(xlabel="$k$, number of rows of $R$", ylabel="risk / best linear risk")
    axis.set(xlim=(0, max(row["k"] for row in rows)), ylim=(0.8, 4.4))
    figure.legend(loc="outside right upper")
    show(figure, alt)


def denoised(
    noisy: ArrayLike,
    clean: ArrayLike,
    results: Mapping[str, tuple[ArrayLike, str, float]],
    *,
    alt: str,
) -> None:
    """One signal, denoised in four ways: name to (result, kind, gain in decibels)."""
    figure = Figure(figsize=(WIDE, 4.8))
    axes = figure.subplots(2, 2, sharex=True, sharey=True)
    for axis, (name, (result, kind, gain)) in zip(axes.flat, results.items()):
        shade = toy.COLOURS[kind]
        axis.plot(noisy, ".", color="0.7", markersize=4, label="$x$, noisy")
        axis.plot(clean, color="0.4", linewidth=3.5, alpha=0.35, label="$y$, the signal")
        axis.plot(result, "--" if kind == "linear" else "-", color=shade)
        axis.set_title(
            name.replace("N", "$N$").replace("ω", r"$\omega$") + f": {gain:.1f} dB", color=shade
        )
        axis.set_xlim(0, len(clean) - 1)
    for axis in axes[1]:
        axis.set_xlabel("entry")
    for axis in axes[:, 0]:
        axis.set_ylabel("value")
    figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    show(figure, alt)


# 7. The gradient of a bilevel problem

# The estimators of a gradient, and the solvers of its linear system, in colours, lines and markers of their own.
ESTIMATORS = {
    "g1": ("black", "--", "s", "$g^1$"),
    "g2": (toy.COLOURS["even"], "-", "o", "$g^2$"),
    "g2 cut": (toy.COLOURS["even"], ":", "o", "$g^2$, cut"),
    "g3": (toy.COLOURS["bilevel"], "-", "D", "$g^3$"),
}
SOLVERS = {
    "cg": (toy.COLOURS["bilevel"], "-", "conjugate gradients"),
    "normal cg": (PURPLE, "-.", "normal equations"),
    "neumann": (toy.COLOURS["even"], "-", "Neumann series"),
    "neumann as printed": (toy.COLOURS["even"], "--", "Neumann, as printed"),
    "jacobian-free": ("black", ":", "Jacobian-free"),
}


def estimators(rows: Sequence[Row], *, alt: str) -> None:
    """Relative errors of the estimators over the number of inner steps."""
    figure, [axis] = panels(height=3.6)
    points = [row for row in rows if row["inner_steps"]]
    by_method(axis.loglog, points, ESTIMATORS, "inner_steps", "relative_error", size=4)
    axis.set(xlabel="inner steps $N$", ylabel="relative error of the gradient")
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def orders(
    rows: Sequence[Row],
    slopes: Mapping[tuple[str, str], float],
    names: Mapping[str, str],
    *,
    alt: str,
) -> None:
    """Errors of the estimators over the inner error, with fitted slopes, for F = G and for others."""
    figure, axes = panels(1, 1, height=3.6)
    for axis, level in zip(axes, ("F = G", "F ≠ G")):
        points = [row for row in rows if row["upper_level"] == level and row["inner_error"] > 1e-7]
        for name, (shade, line, _, _) in zip(names, (ESTIMATORS[g] for g in ("g1", "g2", "g3"))):
            slope = abs(round(slopes[level, name], 2))
            axis.loglog(
                column(points, "inner_error"),
                column(points, name),
                "-." if name == "g2_error" else line,
                color=shade,
                label=f"{names[name]}, slope {slope:.2f}",
            )
        axis.set(title=level.replace("F", "$F$").replace("G", "$G$"), xlabel=r"$\|z_N - z^*\|$")
        axis.set(xlim=(5e-8, 0.4), xticks=(1e-7, 1e-5, 1e-3, 0.1))
    axes[0].set(ylim=(2e-16, 0.1), yticks=(1e-15, 1e-12, 1e-9, 1e-6, 1e-3))
    axes[1].set(ylim=(2e-10, 1), yticks=(1e-9, 1e-7, 1e-5, 1e-3, 0.1))
    axes[0].set_ylabel("error of the gradient")
    for axis in axes:
        axis.minorticks_off()
    axes[0].legend(loc="lower right")
    axes[1].legend(loc="lower right")
    show(figure, alt)


def linear_solvers(rows: Sequence[Row], *, alt: str) -> None:
    """Relative errors at the solution over the products that the solver takes."""
    figure, [axis] = panels(height=3.6)
    for solver, (shade, line, label) in SOLVERS.items():
        points = [row for row in rows if str(row["solver"]).rstrip("0123456789 ") == solver]
        points = sorted(points, key=lambda row: row["products"])
        if solver == "jacobian-free":
            axis.axhline(points[0]["relative_error"], color=shade, linestyle=line, label=label)
            continue
        axis.semilogy(
            column(points, "products"), column(points, "relative_error"), line, color=shade, label=label
        )
    axis.set(xlabel="products with $H$", ylabel="relative error of the gradient", xlim=(0, 40))
    axis.set(ylim=(1e-16, 5))
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


# 8. The Lasso


def two_atoms(
    path: np.ndarray, tables: Mapping[str, Sequence[Row]], rate: float, *, alt: str
) -> None:
    """The path of ISTA for two atoms, and the errors of ISTA and oracle ISTA over the iterations."""
    figure, [left, right] = panels(1, 1, height=3.5)
    left.plot(*path.T, ".-", color=toy.COLOURS["even"], linewidth=0.8)
    left.plot(*path[-1], "D", color="black", markersize=6)
    left.set(xlabel="$z_1$", ylabel="$z_2$", xlim=(-0.03, 0.78), ylim=(-0.03, 0.4))
    note(left, 0.64, -0.005, "$z^*$", "black", ha="right")
    looks = {"ISTA": (toy.COLOURS["even"], "-"), "OISTA": (toy.COLOURS["bilevel"], "--")}
    for name, (shade, line) in looks.items():
        label = name.replace("OISTA", "oracle ISTA")
        # An error of 0 is drawn below the axis.
        errors = np.maximum(column(tables[name], "error"), 1e-17)
        right.semilogy(column(tables[name], "iteration"), errors, line, color=shade, label=label)
    start = max(row["iteration"] for row in tables["ISTA"] if row["support_size"] > 1) + 1
    steps = np.arange(start, 61)
    first = tables["ISTA"][start]["error"]
    right.semilogy(steps, 20 * first * rate ** (steps - start), ":", color=GREY, label="slope $c/(1+c)$")
    right.axvline(start, color="0.6", linewidth=0.8)
    right.set(xlabel="iteration", ylabel=r"$\|z - z^*\|_1$", ylim=(1e-15, 1e4), xlim=(0, 60))
    right.legend(loc="upper right")
    show(figure, alt)


def rate_of_ista(rows: Sequence[Row], found: int, *, alt: str) -> None:
    """The excess of ISTA between the bound as printed and the corrected one."""
    figure, [axis] = panels(height=3.6)
    iteration = column(rows, "iteration")
    axis.loglog(iteration, column(rows, "bound"), "-.", color="black", label="corrected bound")
    axis.loglog(iteration, column(rows, "excess"), color=toy.COLOURS["even"], label="ISTA")
    axis.loglog(
        iteration, column(rows, "printed_bound"), "--", color=toy.COLOURS["bilevel"], label="printed bound"
    )
    axis.axvline(found, color="0.6", linewidth=0.8, label="support found")
    axis.set(xlabel="iteration $t$", ylabel="$F(z_t) - F^*$", xlim=(1, iteration[-1]))
    axis.set(ylim=(1e-4, 1e7), yticks=(1e-4, 1e-2, 1, 100, 1e4, 1e6))
    axis.minorticks_off()
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def growth(tables: Mapping[float, Sequence[Row]], *, alt: str) -> None:
    """The error of the Jacobian over the iterations, for several gaps between two atoms."""
    figure, [axis] = panels(height=3.6)
    looks = ("-", "--", "-.", ":", "-")
    for (gap, rows), line, shade in zip(tables.items(), looks, ("0.65", "0.5", "0.35", "0.2", "black")):
        rows = [row for row in rows if row["jacobian_error"] > 1e-3]
        axis.loglog(
            column(rows, "iteration"), column(rows, "jacobian_error"), line, color=shade, label=rf"$\eta = {gap:g}$"
        )
    axis.set(xlabel="iteration $N$", ylabel=r"$\|J_N - J^*\|$", ylim=(0.03, 150), xlim=(1, 900))
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def jacobian(
    rows: Sequence[Row], truncated: Sequence[Row], last: int, *, alt: str
) -> None:
    """Errors of the Jacobian, whole and truncated, and of two gradients, over the iterations."""
    figure, [left, right] = panels(1, 1, height=3.7)
    iteration = column(rows, "iteration")
    left.semilogy(iteration, column(rows, "jacobian_error"), color="black", label="all iterations")
    looks = ((PURPLE, ":"), (toy.COLOURS["even"], "--"), (toy.COLOURS["odd"], "-."))
    counts = sorted({row["truncation"] for row in truncated})
    for count, (shade, line) in zip(counts, looks):
        points = [row for row in truncated if row["truncation"] == count]
        left.semilogy(
            column(points, "iteration"),
            column(points, "jacobian_error"),
            line,
            color=shade,
            label=f"the last {count}",
        )
    for name, (shade, line, _, label) in {
        "g1_error": ESTIMATORS["g1"],
        "g2_error": ESTIMATORS["g2"],
    }.items():
        right.semilogy(iteration, column(rows, name), line, color=shade, label=label)
    left.set(ylabel=r"$\|J_N - J^*\|$", ylim=(1e-6, 1e8), yticks=(1e-6, 1e-4, 1e-2, 1, 100))
    right.set(ylabel="error of the gradient", ylim=(1e-12, 1e4), yticks=(1e-12, 1e-8, 1e-4, 1))
    for axis in (left, right):
        axis.axvline(last, color="0.6", linewidth=0.8)
        axis.set(xlabel="iteration $N$", xlim=(0, 5000), xticks=(0, 2000, 4000))
        axis.minorticks_off()
        axis.legend(loc="upper right")
    show(figure, alt)


# 9. Networks that unfold ISTA

# The networks in colours, lines and markers of their own.
NETWORKS = {
    "ista": ("black", "--", "s", "ISTA"),
    "slista": (toy.COLOURS["bilevel"], "-", "o", "SLISTA, learned steps"),
    "lista": (PURPLE, "-.", "^", "LISTA"),
    "coupled": (toy.COLOURS["even"], "-", "D", "coupled LISTA"),
}


def gap_over_layers(rows: Sequence[Row], *, alt: str) -> None:
    """The distance from the minimum on test data over the number of layers, for two penalties."""
    penalties = sorted({row["lambda"] for row in rows})
    figure, axes = panels(*(1 for _ in penalties), height=3.8)
    for axis, penalty in zip(axes, penalties):
        points = [row for row in rows if row["lambda"] == penalty]
        by_method(axis.semilogy, points, NETWORKS, "depth", "test_gap", size=3.5)
        axis.set(title=rf"$\lambda = {penalty:g}$", xlabel="layers $T$", xlim=(0, 21))
        axis.set(xticks=(1, 5, 10, 15, 20))
    axes[0].set(ylabel="$F - F^*$ on test data", ylim=(5e-3, 0.5), yticks=(0.01, 0.1))
    axes[1].set(ylim=(1e-6, 0.1), yticks=(1e-6, 1e-5, 1e-4, 1e-3, 1e-2))
    for axis in axes:
        axis.minorticks_off()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    show(figure, alt)


def learned_steps(rows: Sequence[Row], *, alt: str) -> None:
    """Learned steps over the layers, on bands of 1/L_S and 2/L_S, for two penalties."""
    penalties = sorted({row["lambda"] for row in rows})
    figure, axes = panels(*(1 for _ in penalties), height=3.7, sharey=True)
    for axis, penalty in zip(axes, penalties):
        points = [row for row in rows if row["lambda"] == penalty]
        layer = column(points, "layer")
        for name, shade, label in (
            ("double_ls", ORANGE, "$2/L_S$, 5 % to 95 %"),
            ("inverse_ls", SKY, "$1/L_S$, 5 % to 95 %"),
        ):
            lower, upper = (column(points, f"{name}_{end}") for end in ("q05", "q95"))
            axis.fill_between(layer, lower, upper, color=shade, alpha=0.35, linewidth=0, label=label)
        axis.plot(layer, column(points, "step"), "o-", color="black", markersize=4, label="learned step")
        axis.axhline(points[0]["inverse_l"], color=GREY, linestyle=":", label="$1/L$")
        axis.set(title=rf"$\lambda = {penalty:g}$", xlabel="layer", xlim=(1.5, 20.5), ylim=(0, 2.2))
        axis.set(xticks=(2, 5, 10, 15, 20))
    axes[0].set_ylabel(r"step $\alpha$")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    show(figure, alt)


def alignment(rows: Sequence[Row], *, alt: str) -> None:
    """How far the weights of each layer are from D, and the ratio of its two steps."""
    figure, [left, right] = panels(1, 1, height=3.2)
    layer = column(rows, "layer")
    left.semilogy(layer, column(rows, "misalignment"), "o-", color=toy.COLOURS["even"], markersize=3.5)
    left.set(ylabel=r"$\|W/b - D\| \, / \, \|D\|$", ylim=(1e-3, 1), yticks=(0.001, 0.01, 0.1, 1))
    left.minorticks_off()
    right.plot(layer, column(rows, "ratio"), "o-", color=toy.COLOURS["even"], markersize=3.5)
    right.axhline(1, color=GREY, linestyle=":")
    right.set(ylabel=r"$\alpha/b$, $\alpha = \langle W, D\rangle / \|D\|^2$", ylim=(0.5, 1.05))
    for axis in (left, right):
        axis.set(xlabel="layer", xlim=(0, 41), xticks=(1, 10, 20, 30, 40))
    show(figure, alt)


# 10. Dequantisation

# The networks in colours, lines and markers of their own.
DEQUANTIZERS = {
    "fixed": ("black", "--", "s", "nothing learned"),
    "map": (PURPLE, "-.", "^", "$K$ learned"),
    "weights": (toy.COLOURS["even"], "-", "o", "steps, 64 weights learned"),
    "map+steps": (ORANGE, "--", "v", "$K$, steps learned"),
    "nested": (toy.COLOURS["odd"], ":", "D", "$K$, steps, nested"),
}
QUANTIZED = "quantised signal"


def frame_of_speech(
    clean: ArrayLike, quantized: ArrayLike, restored: Mapping[str, ArrayLike], *, alt: str
) -> None:
    """A frame, its quantised version, and one panel for each restored version of it."""
    figure, axes = panels(*(1 for _ in restored), height=3.3, sharey=True)
    for axis, (title, signal) in zip(axes, restored.items()):
        axis.plot(clean, color="0.4", linewidth=3.5, alpha=0.35, label=r"$\bar s$, the signal")
        axis.plot(quantized, ".", color="0.6", markersize=4, label="$s$, quantised")
        axis.plot(signal, color=toy.COLOURS["even"], linewidth=1.3, label="restored")
        axis.set(title=title, xlabel="sample", xlim=(0, len(clean) - 1))
    axes[0].set_ylabel(r"value, in units of $\Delta$")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
    show(figure, alt)


def box_radius(radius: ArrayLike, error: ArrayLike, quantized: float, threshold: float, *, alt: str) -> None:
    """The error of exact solutions over the radius of their bounds, beside two references."""
    figure, [axis] = panels(height=3.3)
    axis.plot(radius, error, "o-", color=toy.COLOURS["bilevel"], label="exact solution")
    axis.axhline(quantized, color=GREY, linestyle=":", label=QUANTIZED)
    axis.axhline(threshold, color="black", linestyle="--", label="one soft threshold")
    axis.set(xlabel=r"radius of the bounds, in units of $\Delta/2$", ylabel=r"error / ($\Delta^2/12$)")
    axis.set(xlim=(0, 1.03), ylim=(0, 1.5))
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def error_over_depth(rows: Sequence[Row], quantized: float, exact: float, *, alt: str) -> None:
    """Test errors of the networks over their depth, between the quantised signal and the exact solution."""
    figure, [axis] = panels(height=3.8)
    depths = sorted({row["depth"] for row in rows})
    by_method(axis.semilogx, rows, DEQUANTIZERS, "depth", "test_error", size=4.5)
    axis.axhline(exact, color=toy.COLOURS["bilevel"], label="exact solution")
    axis.axhline(quantized, color=GREY, linestyle=":", label=QUANTIZED)
    axis.set(xlabel="depth $N$", ylabel=r"test error / ($\Delta^2/12$)", ylim=(0.4, 1.5))
    axis.set_xticks(depths, labels=[f"{depth}" for depth in depths])
    axis.minorticks_off()
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def sounds(seconds: ArrayLike, waves: Mapping[str, ArrayLike], *, alt: str) -> None:
    """A few hundredths of a second of several sounds, below one another."""
    figure = Figure(figsize=(SINGLE, 1.3 * len(waves) + 0.4))
    axes = figure.subplots(len(waves), 1, sharex=True, sharey=True)
    for axis, (title, wave) in zip(axes, waves.items()):
        axis.plot(seconds, wave, color=toy.COLOURS["even"], linewidth=1.1)
        axis.set(title=title, xlim=(seconds[0], seconds[-1]), yticks=(0,))
    axes[-1].set_xlabel("time in seconds")
    show(figure, alt)


# 11. Stochastic bilevel methods

# The methods in colours and lines of their own.
STOCHASTIC = {
    "saba": (toy.COLOURS["even"], "-", "", "SABA"),
    "srba": (SKY, "--", "", "SRBA"),
    "mrbo": (toy.COLOURS["odd"], "-", "", "MRBO"),
    "sustain": (toy.COLOURS["odd"], "--", "", "SUSTAIN"),
    "amigo": (ORANGE, "-", "", "AmIGO"),
    "stocbio": (ORANGE, "--", "", "stocBiO"),
    "bsa": (ORANGE, ":", "", "BSA"),
    "soba": (toy.COLOURS["bilevel"], "-", "", "SOBA"),
    "ttsa": (toy.COLOURS["bilevel"], ":", "", "TTSA"),
}


def stochastic_methods(rows: Sequence[Row], *, alt: str) -> None:
    """The squared gradient over iterations and over calls, with the range of the replicas of SABA and SOBA."""
    rows = [row for row in rows if not row["note"] and row["iteration"] >= 10]
    figure, axes = panels(1, 1, height=4.1, sharey=True)
    for axis, x in zip(axes, ("iteration", "calls")):
        for method in ("saba", "soba"):
            points = [row for row in rows if row["method"] == method]
            lower, upper = column(points, "lowest"), column(points, "highest")
            axis.fill_between(
                column(points, x), lower, upper, color=STOCHASTIC[method][0], alpha=0.2, linewidth=0
            )
        by_method(axis.loglog, rows, STOCHASTIC, x, "gradient", size=0)
    axes[0].set(xlabel="iteration $T$", ylabel=r"$\mathrm{E}\,\|\nabla h\|^2$", xlim=(10, 3e5))
    axes[1].set(xlabel="calls", xlim=(100, 4e6))
    axes[0].set(ylim=(5e-5, 5))
    for axis in axes:
        axis.minorticks_off()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    show(figure, alt)


def stochastic_penalties(rows: Sequence[Row], *, alt: str) -> None:
    """The projected gradient of logistic regression over calls."""
    rows = [row for row in rows if not row["note"] and row["calls"] > 0]
    figure, [axis] = panels(1, height=4.1)
    by_method(axis.loglog, rows, STOCHASTIC, "calls", "stationarity", size=0)
    axis.set(xlabel="calls", ylabel=r"$\|\lambda - P(\lambda - \nabla h)\|$", xlim=(1e3, 2e6))
    axis.minorticks_off()
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=5)
    show(figure, alt)


# 12. The choice of parameters

# The searches in colours and lines of their own.
SEARCHES = {
    "grid": ("black", ":", "grid"),
    "random": (toy.COLOURS["even"], "--", "random points"),
    "bayesian": (toy.COLOURS["odd"], "-.", "Gaussian process"),
    "gradient": (ORANGE, "-", "gradient descent"),
    "lbfgsb": (PURPLE, "--", "L-BFGS-B"),
    "dfo": (toy.COLOURS["bilevel"], "-", "dynamic accuracy"),
    "fixed 10": ("0.55", ":", "10 fixed steps"),
    "fixed 100": ("0.55", "--", "100 fixed steps"),
    "fixed 1000": ("0.55", "-", "1000 fixed steps"),
}


def _searches(axis: Axes, rows: Sequence[Row], x: str, y: str) -> None:
    """A curve for each search among the rows."""
    for method, (color, line, label) in SEARCHES.items():
        points = [row for row in rows if row["method"] == method and row[x] and row[y] and row[y] > 0]
        if points:
            lowest = np.minimum.accumulate(column(points, y))
            axis.loglog(column(points, x), lowest, line, color=color, label=label)


def searches(rows: Sequence[Row], *, alt: str) -> None:
    """The mean gap of four searches over the number of evaluations, for one, two and eight parameters."""
    figure, axes = panels(1, 1, 1, height=3.4, sharey=True)
    for axis, parameters in zip(axes, (1, 2, 8)):
        points = [row for row in rows if row["parameters"] == parameters and row["evaluations"] <= 5000]
        _searches(axis, points, "evaluations", "mean_gap")
        axis.set(title=f"$p = {parameters}$", xlabel="evaluations", xlim=(1, 5000), ylim=(1e-9, 10))
        axis.set(xticks=(1, 10, 100, 1000), yticks=(1e-8, 1e-6, 1e-4, 1e-2, 1))
        axis.minorticks_off()
    axes[0].set_ylabel("mean gap $h - h^*$")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    show(figure, alt)


def gap_over_iterations(rows: Sequence[Row], *, alt: str) -> None:
    """The gap of searches over lower-level iterations."""
    figure, [axis] = panels(height=4)
    _searches(axis, rows, "iterations", "gap")
    axis.set(xlabel="lower-level iterations", ylabel="$f - f^*$", ylim=(1e-9, 30))
    axis.set(yticks=(1e-8, 1e-6, 1e-4, 1e-2, 1))
    axis.minorticks_off()
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def certificates(bound: ArrayLike, error: ArrayLike, *, alt: str) -> None:
    """The certified and the true error of every value of a run."""
    figure, [axis] = panels(height=3.4)
    number = np.arange(1, len(np.asarray(bound)) + 1)
    axis.semilogy(number, bound, "o-", color=toy.COLOURS["even"], markersize=3.5, label="certified")
    axis.semilogy(number, np.maximum(error, 1e-15), "s", color=toy.COLOURS["bilevel"], markersize=3.5, label="true")
    axis.set(xlabel="value", ylabel=r"error $|\tilde f - f|$")
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


# 15. Regularisation

# The filters, penalties and learned maps in colours, lines and markers of their own: unrolled steps in the colour of even
# depths, exact lower levels in that of bilevel learning.
FILTERS = {
    "tikhonov": (toy.COLOURS["bilevel"], "-", "o", "Tikhonov"),
    "landweber": (toy.COLOURS["even"], "--", "s", "Landweber"),
    "cut-off": (PURPLE, "-.", "^", "cut-off"),
}
LEARNED_MAPS = {
    "automap": (ORANGE, "", "o", "free map"),
    "post-processing": (PURPLE, "", "^", r"numbers after $A^{-1}$"),
    "unrolled": (toy.COLOURS["even"], "", "s", "unrolled steps"),
}


def worst_errors(tables: Mapping[float, Sequence[Row]], *, alt: str) -> None:
    """The best worst-case errors of filters over the noise, one panel for each smoothness."""
    figure, axes = panels(*[1] * len(tables), height=3.8, sharey=True)
    for axis, (smoothness, rows) in zip(axes, tables.items()):
        by_method(axis.loglog, rows, FILTERS, "level", "error", size=4)
        levels = [row for row in rows if row["method"] == "tikhonov"]
        axis.loglog(
            column(levels, "level"),
            column(levels, "modulus"),
            ":",
            color="black",
            linewidth=2.2,
            zorder=5,
            label="no method is below",
        )
        axis.set(title=rf"$\nu = {smoothness:g}$", xlabel=r"noise $\delta$")
        axis.minorticks_off()
    axes[0].set_ylabel("worst error")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    show(figure, alt)


def semi_convergence(
    rows: Sequence[Row], steps: ArrayLike, errors: ArrayLike, stopped: tuple[int, float], *, alt: str
) -> None:
    """Bias, noise and error over the steps of Landweber's iteration, and the error for a signal with the step that the
    discrepancy principle chooses."""
    figure, axes = panels(1, 1, height=3.9)
    looks = {"error": ("black", "-"), "bias": (SKY, "--"), "noise": (ORANGE, "-.")}
    for name, (shade, line) in looks.items():
        axes[0].loglog(column(rows, "steps"), column(rows, name), line, color=shade, label=name)
    best = min(rows, key=lambda row: row["error"])
    axes[0].plot(best["steps"], best["error"], "o", color="black", label="best step")
    axes[0].set(title="worst case", xlabel="steps $K$", ylabel="error")
    steps, errors = np.asarray(steps), np.asarray(errors)
    axes[1].loglog(steps, errors, color="black")
    least = int(np.argmin(errors))
    axes[1].plot(steps[least], errors[least], "o", color="black")
    axes[1].plot(*stopped, "D", color=toy.COLOURS["bilevel"])
    axes[0].plot([], [], "D", color=toy.COLOURS["bilevel"], label="discrepancy principle")
    axes[1].set(title="a blurred signal", xlabel="steps $K$", ylabel="relative error")
    for axis in axes:
        axis.minorticks_off()
    axes[1].set_yticks([0.1, 0.2, 0.4], labels=["0.1", "0.2", "0.4"])
    axes[1].set_ylim(0.1, 0.4)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    show(figure, alt)


def roofs(noisy: ArrayLike, truth: ArrayLike, found: Mapping[str, ArrayLike], *, alt: str) -> None:
    """A noisy signal, its truth and its reconstructions, one panel each."""
    figure, axes = panels(*[1] * len(found), height=3.5, sharey=True)
    shades = (toy.COLOURS["bilevel"], PURPLE)
    for axis, shade, (title, values) in zip(axes, shades, found.items()):
        axis.plot(noisy, ".", color="0.6", label="data")
        axis.plot(truth, "--", color="black", linewidth=1.2, label="truth")
        axis.plot(values, color=shade)
        axis.set(title=title, xlabel="sample")
    axes[0].set_ylabel("value")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    show(figure, alt)


def pictures(
    images: Mapping[str, ArrayLike],
    low: float,
    high: float,
    *,
    differences: Mapping[str, ArrayLike] | None = None,
    captions: Mapping[str, str] | None = None,
    columns: int = 3,
    alt: str,
) -> None:
    """Grey images with titles, between the values `low`, black, and `high`, white, and differences, blue below 0 and red
    above. Captions, by the titles of images, are below them. Pixels that are not numbers are light blue."""
    shown = {**images, **(differences or {})}
    rows = -(-len(shown) // columns)
    side = WIDE / columns
    figure = Figure(figsize=(WIDE, rows * (side + (0.4 if captions else 0.15))))
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axis in axes[len(shown) :]:
        axis.remove()
    for axis, (title, image) in zip(axes, shown.items()):
        axis.set_facecolor(SKY)  # of missing pixels
        if title in images:
            axis.imshow(image, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
        else:
            most = float(np.abs(image).max())
            axis.imshow(image, cmap="RdBu_r", vmin=-most, vmax=most, interpolation="nearest")
        axis.set(title=title, xlabel=(captions or {}).get(title, ""), xticks=[], yticks=[])
    show(figure, alt, 256 if differences else 96)


def excess_risks(rows: Sequence[Row], laws: Mapping[str, ArrayLike], pairs: ArrayLike, *, alt: str) -> None:
    """The excess risks of learned maps over the number of pairs, with the laws of two of them."""
    figure, [axis] = panels(height=3.9)
    for method, (shade, _, mark, label) in LEARNED_MAPS.items():
        points = [row for row in rows if row["method"] == method]
        axis.loglog(
            column(points, "samples"), column(points, "risk") - 1, mark, color=shade, markersize=5, label=label
        )
        if method in laws:
            axis.loglog(pairs, laws[method], color=shade, linewidth=1.2)
    axis.set(xlabel="training pairs $m$", ylabel="excess over the least risk")
    axis.set_xticks([20, 64, 256, 1024], labels=["20", "64", "256", "1024"])
    axis.minorticks_off()
    figure.legend(loc="outside right upper", handlelength=1.5)
    show(figure, alt)


# 16. Generative regularisers

# The models of signals in colours, lines and markers of their own; the covariance is that of the best linear map.
MODELS = {
    "range": (ORANGE, ":", "v", "range of $W$"),
    "identity": (PURPLE, "-.", "^", "constant variance"),
    "diagonal": (SKY, "--", "D", "varying variance"),
    "covariance": (toy.COLOURS["linear"], "-", "o", "covariance"),
}
END_TO_END = (toy.COLOURS["bilevel"], "-", "s", "trained end to end")


def generator_risks(rows: Sequence[Row], floor: float, *, alt: str) -> None:
    """Risks of models over the noise with all entries, above the floor of the range, and over the share of entries."""
    figure, axes = panels(1, 1, height=4, sharey=True)
    noise = [row for row in rows if row["sampling"] == 1]
    sampling = [row for row in rows if row["noise"] == 0.05]
    by_method(axes[0].loglog, noise, MODELS, "noise", "risk", size=4)
    axes[0].axhline(floor, color=GREY, linewidth=1, label="floor of the range")
    by_method(axes[1].semilogy, sampling, MODELS, "sampling", "risk", size=4)
    axes[0].set(title="all entries measured", xlabel="noise $s$", ylabel="risk")
    axes[1].set(title="noise $s = 0.05$", xlabel="share of measured entries")
    axes[0].set_xticks([0.01, 0.1], labels=["0.01", "0.1"])
    for axis in axes:
        axis.minorticks_off()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    show(figure, alt)


def end_to_end(rows: Sequence[Row], trained: tuple[float, float], *, alt: str) -> None:
    """Risks over that of the covariance model, for other masks and for other noise than in training."""
    figure, axes = panels(1, 1, height=4, sharey=True)
    for axis, over, place, label in zip(
        axes, ("sampling", "noise"), trained, ("share of measured entries", "noise $s$")
    ):
        points = [row for row in rows if row["over"] == over]
        best = column(points, "covariance")
        for name, (shade, line, mark, text) in ({"end_to_end": END_TO_END} | MODELS).items():
            if name in points[0]:
                ratio = column(points, name) / best
                axis.semilogy(
                    column(points, over), ratio, line, marker=mark, markersize=4, color=shade, label=text
                )
        axis.axvline(place, color=GREY, linestyle=(0, (1, 2)), linewidth=1, label="training")
        axis.set(xlabel=label, ylim=(0.9, 20))
        axis.set_yticks([1, 2, 5, 10, 20], labels=["1", "2", "5", "10", "20"])
    axes[1].set_xscale("log")
    axes[1].set_xticks([0.01, 0.05, 0.4], labels=["0.01", "0.05", "0.4"])
    for axis in axes:
        axis.minorticks_off()
    axes[0].set_ylabel("risk over the best")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    show(figure, alt)


def critic(rows: Sequence[Row], points: ArrayLike, wide: ArrayLike, *, alt: str) -> None:
    """The shares of good and of bad samples below a point, and their best critic, beside that of wider bad samples."""
    figure, axes = panels(1, 1, height=3.6)
    x = column(rows, "x")
    axes[0].plot(x, column(rows, "share_good"), color=toy.COLOURS["even"], label="good samples")
    axes[0].plot(x, column(rows, "share_bad"), "--", color=ORANGE, label="bad samples")
    axes[0].set(xlabel="$x$", ylabel="share below $x$")
    axes[0].legend(loc="lower right")
    values = column(rows, "critic")
    axes[1].plot(x, values - values.min(), color="black", label="bad samples above")
    axes[1].plot(points, np.asarray(wide) - np.min(wide), "--", color=PURPLE, label="bad samples wider")
    axes[1].set(xlabel="$x$", ylabel=r"critic $R(x) - \min R$", ylim=(-0.3, 11))
    axes[1].legend(loc="upper right")
    show(figure, alt)


def diffusion_errors(rows: Sequence[Row], *, alt: str) -> None:
    """The errors of diffusion over the number of steps."""
    looks = {
        "sampler-variance": (ORANGE, "-.", "^", "variance of samples"),
        "euler": (toy.COLOURS["bilevel"], "--", "s", "flow, Euler"),
        "heun": (toy.COLOURS["even"], "-", "o", "flow, Heun"),
    }
    figure, [axis] = panels(height=3.8)
    for quantity, (shade, line, mark, label) in looks.items():
        points = [row for row in rows if row["quantity"] == quantity]
        axis.loglog(
            column(points, "steps"), column(points, "error"), line, marker=mark, markersize=4, color=shade, label=label
        )
    axis.set(xlabel="steps", ylabel="error")
    axis.minorticks_off()
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


# 17. Equivariance

# The models in colours, lines, markers and labels: kernels that are invariant by design in the colour of even depths.
TRAINED = {
    "network, tied kernels, pairs as they are": (toy.COLOURS["even"], "-", "o", "tied kernels"),
    "convolution, all turned copies, random start": (toy.COLOURS["odd"], "-", "s", "convolution, random start"),
    "network, all turned copies, invariant start": (PURPLE, "--", "^", "network, invariant start"),
    "network, all turned copies, random start": (ORANGE, "-.", "v", "network, random start"),
    "network, pairs as they are, invariant start": (toy.COLOURS["bilevel"], ":", "D", "invariant start, no copies"),
}


def orbits(labels: Mapping[str, ArrayLike], *, alt: str) -> None:
    """Squares of pixels, where the pixels of an orbit have one colour and one number."""
    figure, axes = panels(*[1] * len(labels), height=3)
    for axis, (title, numbers) in zip(axes, labels.items()):
        numbers = np.asarray(numbers)
        axis.imshow(numbers % 20, cmap="tab20", vmin=-0.5, vmax=19.5, alpha=0.55)
        for (row, place), number in np.ndenumerate(numbers):
            axis.text(place, row, f"{number + 1}", ha="center", va="center")
        axis.set(title=title, xticks=[], yticks=[])
    show(figure, alt)


def kernel_risks(rows: Sequence[Row], *, alt: str) -> None:
    """The risks of free and invariant kernels over the number of pairs, on the orientation seen and on the turned one."""
    figure, [axis] = panels(height=3.9)
    looks = {
        ("ordinary", "risk_turned"): (toy.COLOURS["bilevel"], "--", "s", "free, turned fields"),
        ("ordinary", "risk_seen"): (toy.COLOURS["bilevel"], "-", "o", "free, fields as seen"),
        ("equivariant", "risk_seen"): (toy.COLOURS["even"], "-", "^", "invariant, both"),
    }
    for (kernel, name), (shade, line, mark, label) in looks.items():
        points = [row for row in rows if row["kernel"] == kernel]
        axis.loglog(
            column(points, "pairs"), column(points, name), line, marker=mark, markersize=4, color=shade, label=label
        )
        limit = points[0][name.replace("risk", "limit")]
        axis.axhline(limit, color=shade, linestyle=(0, (1, 3)), linewidth=1)
    axis.plot([], [], linestyle=(0, (1, 3)), color=GREY, linewidth=1, label="unlimited pairs")
    axis.set(xlabel="training pairs", ylabel="median risk for each pixel")
    axis.set_xticks([1, 2, 4, 16, 64], labels=["1", "2", "4", "16", "64"])
    axis.set_yticks([0.2, 0.5, 1, 2], labels=["0.2", "0.5", "1", "2"])
    axis.minorticks_off()
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def violations(rows: Sequence[Row], *, alt: str) -> None:
    """The relative violation of equivariance over training steps."""
    figure, [axis] = panels(height=4.2)
    for model, (shade, line, mark, label) in TRAINED.items():
        points = [row for row in rows if row["model"] == model]
        axis.loglog(
            column(points, "step") + 1,
            column(points, "violation"),
            line,
            marker=mark,
            markersize=3.5,
            color=shade,
            label=label,
        )
    axis.set(xlabel="steps of training + 1", ylabel="relative violation", ylim=(1e-16, 30))
    axis.set_yticks([1e-16, 1e-12, 1e-8, 1e-4, 1])
    axis.minorticks_off()
    figure.legend(loc="outside lower center", handlelength=3, ncols=2)
    show(figure, alt)


# 13. Equilibrium models


def _test_steps(axis: Axes, rows: Sequence[Row], trained: int, limit: float) -> None:
    """Losses over test steps, with the trained number of steps and the loss at the fixed point."""
    steps, loss = column(rows, "depth"), column(rows, "loss")
    shade, mark = colour(trained), MARKS[parity(trained)]
    axis.semilogx(steps, loss, color=shade, label="after $M$ steps")
    axis.plot(trained, loss[steps == trained], mark, color=shade, label=f"trained, $N = {trained}$")
    axis.axhline(limit, color=toy.COLOURS["bilevel"], linestyle="--", label="at the fixed point")
    axis.set(xlabel="test steps $M$", xlim=(1, steps[-1]))


def loss_over_steps(rows: Sequence[Row], trained: int, limit: float, *, alt: str) -> None:
    """The loss of a model over test steps."""
    figure, [axis] = panels(height=3.4)
    _test_steps(axis, rows, trained, limit)
    axis.set(ylabel=r"$\frac{1}{2}\|z_M(\theta_N) - \bar z\|^2$", ylim=(-0.3, 10))
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


def few_parameters(
    rows: Sequence[Row], trained: int, limit: float, best: int, ranks: Sequence[Row], *, alt: str
) -> None:
    """The loss with one parameter over test steps, and the loss and the gain of later depths over the rank."""
    figure, [left, right] = panels(1, 1, height=3.8)
    _test_steps(left, rows, trained, limit)
    lowest = next(row["loss"] for row in rows if row["depth"] == best)
    left.plot(best, lowest, "D", color="black", markersize=6, label=f"best, $M = {best}$")
    left.set(title="one parameter", ylabel=r"$\frac{1}{2}\|z_M(\theta_N) - \bar z\|^2$", ylim=(0, 0.45))
    left.legend(loc="upper right")
    short = ranks[:-1]
    rank = column(short, "rank")
    right.semilogy(rank, column(short, "mean_loss"), "s-", color="black", markersize=4.5, label="loss at $N$")
    right.semilogy(
        rank, column(short, "mean_gain"), "o-", color=ORANGE, markersize=4.5, label="gain by more steps"
    )
    right.set(title="several parameters", xlabel="rank of $B$, of 12", ylabel="mean of 200 draws")
    right.set(xlim=(0.5, 12), ylim=(1e-7, 1), xticks=(1, 4, 8, 12), yticks=(1e-6, 1e-4, 1e-2, 1))
    right.minorticks_off()
    right.legend(loc="lower left")
    show(figure, alt)


def toy_at_other_depths(rows: Sequence[Row], *, alt: str) -> None:
    """The risk of the toy model, learned at two depths, over the depth at which it runs."""
    figure, axes = panels(1, 1, height=3.5)
    for axis, trained in zip(axes, sorted({row["trained"] for row in rows})):
        points = [row for row in rows if row["trained"] == trained]
        depth, ratio = column(points, "depth"), column(points, "ratio")
        mark = MARKS[parity(trained)]
        axis.plot(depth, ratio, "-", color=colour(trained), linewidth=1)
        axis.plot(depth, ratio, mark, color=colour(trained), markersize=3.5)
        axis.plot(trained, 1, mark, color=colour(trained), markersize=9)
        axis.axhline(1, color=GREY, linestyle=":")
        axis.set(title=f"learned for $N = {trained}$ steps", xlabel="steps $M$", xlim=(0, 25))
        axis.set(xticks=(1, trained, 10, 15, 20))
    axes[0].set(ylabel="$L(M) / L(N)$", ylim=(0.9, 1.9))
    axes[1].set(yscale="log", ylim=(0.1, 1e15), yticks=(1, 1e4, 1e8, 1e12))
    axes[1].minorticks_off()
    show(figure, alt)


def two_gradients(rows: Sequence[Row], rate: float, *, alt: str) -> None:
    """The errors of implicit and unrolled gradients over the steps, and the numbers that they keep."""
    figure, [left, right] = panels(1, 1, height=3.6)
    depth = column(rows, "depth")
    looks = {"unrolled": (toy.COLOURS["even"], "-", "unrolled"), "implicit": (toy.COLOURS["bilevel"], "--", "implicit")}
    for name, (shade, line, label) in looks.items():
        left.semilogy(depth, column(rows, f"{name}_error"), line, color=shade, label=label)
        right.loglog(depth, column(rows, f"{name}_numbers"), line, color=shade, label=label)
    start = rows[0]["unrolled_error"]
    left.semilogy(depth, 0.03 * start * rate ** (depth - depth[0]), ":", color=GREY, label=rf"slope of ${rate:g}^N$")
    left.set(xlabel="steps $N$", ylabel="relative error of the gradient", xlim=(0, depth[-1]))
    left.set(ylim=(1e-13, 1e4), yticks=(1e-12, 1e-8, 1e-4, 1))
    right.set(xlabel="steps $N$", ylabel="numbers kept", ylim=(1, 1e4), xlim=(depth[0], depth[-1]))
    for axis in (left, right):
        axis.minorticks_off()
        axis.legend(loc="upper right" if axis is left else "upper left")
    show(figure, alt)


def fields(states: Mapping[str, ArrayLike], heaters: Sequence[tuple[int, int]], *, alt: str) -> None:
    """Temperatures of a room, side by side on one scale, with its heaters of 2 × 2 cells."""
    figure, axes = panels(*(1 for _ in states), height=2.6, sharey=True)
    highest = max(float(np.max(state)) for state in states.values())
    # No more shades than the palette of a picture has.
    shades = matplotlib.colormaps["magma"].resampled(40)
    for axis, (title, state) in zip(axes, states.items()):
        axis.imshow(state, cmap=shades, vmin=0, vmax=highest)
        for i, j in heaters:
            x, y = j + np.array([-0.5, 1.5, 1.5, -0.5, -0.5]), i + np.array([-0.5, -0.5, 1.5, 1.5, -0.5])
            axis.plot(x, y, color="white", linewidth=0.8)
        axis.set(title=title, xlabel=f"mean {np.mean(state):.1f}, highest {np.max(state):.1f}")
        axis.set(xticks=(), yticks=())
        axis.spines[:].set_visible(False)
        axis.grid(False)
    show(figure, alt)


def room_losses(rows: Sequence[Row], trained: int, limit: float, best: int, *, alt: str) -> None:
    """The loss of the room over the time that the heaters are on."""
    figure, [axis] = panels(height=3.2)
    _test_steps(axis, rows, trained, limit)
    lowest = next(row["loss"] for row in rows if row["depth"] == best)
    axis.plot(best, lowest, "D", color="black", markersize=6, label=f"best, $M = {best}$")
    axis.set(ylabel=r"$\frac{1}{2}\|z_M(\theta_N) - \bar z\|^2$", ylim=(0, None))
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


# 14. Plug-and-play

# Iterations with L steps of the denoiser in colours and lines of their own.
LOWER_STEPS = {
    1: (toy.COLOURS["even"], "-"),
    2: (SKY, "--"),
    5: (toy.COLOURS["odd"], "-."),
    20: (ORANGE, "-"),
    100: (PURPLE, ":"),
}


def warm_and_cold(
    truth: ArrayLike, data: ArrayLike, solution: ArrayLike, cold: ArrayLike, rows: Sequence[Row], *, alt: str
) -> None:
    """A blurred signal with its limits for one step, and distances of limits over the number of steps."""
    figure, [left, right] = panels(1, 1, height=4)
    left.step(np.arange(len(np.asarray(truth))), truth, where="mid", color="0.75", linewidth=3, label="signal")
    left.plot(data, ".", color=GREY, markersize=4, label="$y$, blurred, with noise")
    left.plot(solution, "-", color=toy.COLOURS["bilevel"], label="one warm step")
    left.plot(cold, "--", color=toy.COLOURS["even"], label="one cold step")
    left.set(xlabel="sample", ylim=(-0.25, 1.9))
    left.legend(loc="upper left")
    looks = {"warm": (toy.COLOURS["bilevel"], "o-"), "cold": (toy.COLOURS["even"], "s--")}
    for start, (shade, line) in looks.items():
        points = [row for row in rows if row["start"] == start and row["distance"] > 0]
        right.loglog(
            column(points, "steps"), column(points, "distance"), line, color=shade, markersize=5, label=start
        )
    right.set(xlabel="steps $L$ of the denoiser", ylabel=r"$\|x - x^*\|$", ylim=(1e-15, 1e3), xlim=(0.8, 500))
    right.set(yticks=(1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1))
    right.minorticks_off()
    right.legend(loc="upper right")
    show(figure, alt)


def gap_by_cost(rows: Sequence[Row], tolerance: float, *, alt: str) -> None:
    """Duality gaps over steps of the denoiser and over products with the operator."""
    figure, axes = panels(1, 1, height=3.9, sharey=True)
    for axis, (x, label) in zip(
        axes, (("denoiser_steps", "steps of the denoiser"), ("products", "products with $A$"))
    ):
        for steps, (shade, line) in LOWER_STEPS.items():
            points = [row for row in rows if row["steps"] == steps]
            axis.loglog(column(points, x), column(points, "gap"), line, color=shade, label=f"$L = {steps}$")
        axis.axhline(tolerance, color=GREY, linestyle=":", linewidth=1)
        axis.set(xlabel=label, ylim=(3e-7, 0.3), xlim=(1, 3000 if x == "denoiser_steps" else 500))
        axis.minorticks_off()
    axes[0].set_ylabel("duality gap")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=5)
    show(figure, alt)


def data_fits(
    rows: Sequence[Row], fits: Mapping[float, ArrayLike], level: float, *, alt: str
) -> None:
    """The data fit of one number over iterations, and that of the signal for several penalties beside a level to stop at."""
    figure, [left, right] = panels(1, 1, height=3.6)
    left.semilogy(column(rows, "iteration"), column(rows, "fit"), "o-", color=toy.COLOURS["even"], markersize=3.5)
    left.axhline(rows[0]["limit"], color=toy.COLOURS["bilevel"], linestyle="--", label="limit")
    left.axhline(0.01, color=GREY, linestyle=":", label=r"to stop at, $\delta = 0.01$")
    left.set(title="one number", ylabel=r"data fit $\frac{1}{2}(u - y)^2$", xlim=(0, 20), ylim=(5e-3, 0.5))
    left.set_xticks((0, 5, 10, 15, 20))
    left.legend(loc="upper right")
    looks = (("0.65", "-."), (toy.COLOURS["even"], "-"), (PURPLE, "--"))
    for (penalty, fit), (shade, line) in zip(fits.items(), looks):
        number = np.arange(1, len(np.asarray(fit)) + 1)
        right.loglog(number, fit, line, color=shade, label=rf"$\lambda = {penalty:g}$")
    right.axhline(level, color=GREY, linestyle=":", label=r"$\frac{1}{2} n \sigma^2$")
    right.set(title="the blurred signal", ylabel=r"data fit $\frac{1}{2}\|Ax - y\|^2$", ylim=(0.035, 0.25))
    right.set_yticks((0.05, 0.1, 0.2), labels=["0.05", "0.1", "0.2"])
    right.minorticks_off()
    right.set(xlim=(1, 1000))
    right.legend(loc="upper right", ncols=2)
    for axis in (left, right):
        axis.set_xlabel("iteration")
    left.set_yticks((0.01, 0.1), labels=["0.01", "0.1"])
    left.minorticks_off()
    show(figure, alt)


def skewness(
    sizes: ArrayLike, gradient: ArrayLike, distance: ArrayLike, mark: tuple[float, float, float], *, alt: str
) -> None:
    """The error of u − Nu as a gradient and the distance of its fixed point over the skew part, with the program's instance."""
    figure, [axis] = panels(height=3.4)
    axis.plot(sizes, gradient, "-", color=toy.COLOURS["even"], label="error of $u - Nu$ as $\\nabla R$")
    axis.plot(sizes, distance, "--", color=toy.COLOURS["bilevel"], label="fixed point to minimiser")
    size, *values = mark
    axis.plot([size, size], values, "D", color="black", markersize=6, label="instance of the lab")
    axis.set(xlabel=r"size $\kappa$ of the skew part of $N$", ylabel="relative error, distance")
    axis.set(xlim=(0, 1), ylim=(0, None))
    figure.legend(loc="outside right upper", handlelength=3)
    show(figure, alt)


# Beyond denoising


def when_to_stop(rows: Sequence[Row], bracket: tuple[float, float], linear: float, *, alt: str) -> None:
    """Bias, variance and risk of Landweber's iteration over its steps, and the best times of the directions."""
    figure, [axis] = panels(height=4.2)
    looks = {"risk": ("black", "-"), "bias": (SKY, "--"), "variance": (PURPLE, "-.")}
    steps = column(rows, "depth")
    for name, (shade, line) in looks.items():
        axis.loglog(steps, column(rows, name), line, color=shade, label=name)
    axis.axhline(linear, color=GREY, linestyle=":", label="best linear risk")
    axis.axvspan(*bracket, color="0.92", zorder=0, label="best times of the directions")
    best = min(rows, key=lambda row: row["risk"])
    axis.plot(best["depth"], best["risk"], "o", color="black", label="best of these numbers")
    axis.set(xlabel="steps $N$", ylabel="risk", ylim=(3e-3, 2))
    axis.minorticks_off()
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    show(figure, alt)


def risk_over_frames(
    frames: ArrayLike, laws: Mapping[str, ArrayLike], simulated: ArrayLike, *, alt: str
) -> None:
    """The mean excess over the best linear risk of what is learned from some frames, by law and simulated."""
    figure, [axis] = panels(height=4.2)
    looks = {
        "linear": ("black", "--", "all matrices"),
        "bilevel": (toy.COLOURS["bilevel"], "-", "bilevel"),
        "unrolled": (toy.COLOURS["even"], "-", "two steps"),
    }
    for name, values in laws.items():
        shade, line, label = looks[name]
        axis.loglog(frames, values, line, color=shade, label=label)
    axis.loglog(frames, simulated, "o", color="black", label="all matrices, simulated")
    axis.set(xlabel="frames $m$", ylabel="mean risk above the best linear")
    axis.minorticks_off()
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    show(figure, alt)


def wrong_noise(rows: Sequence[Row], learned: float, *, alt: str) -> None:
    """Risks on other noise, relative to the best linear risk there, of maps that were learned at one noise."""
    figure, [axis] = panels(height=4.2)
    looks = {
        "linear": ("black", "--", "all matrices"),
        "bilevel": (toy.COLOURS["bilevel"], "-", "bilevel"),
        "unrolled": (toy.COLOURS["even"], "-", "two steps"),
    }
    for name, (shade, line, label) in looks.items():
        of_family = [row for row in rows if row["family"] == name]
        axis.loglog(
            column(of_family, "test_sigma"), column(of_family, "ratio_to_linear"), line, color=shade, label=label
        )
    axis.axvline(learned, color=GREY, linestyle=":", label=r"learned at this $\sigma$")
    axis.set(xlabel=r"standard deviation $\sigma'$ in the test", ylabel="risk / best linear risk")
    axis.minorticks_off()
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    show(figure, alt)

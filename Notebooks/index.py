"""Updates the table of README.md and its thumbnails from the committed notebooks.

    python index.py [--check]

With --check it writes nothing and fails if the table is out of date.
"""

import argparse
import base64
import html
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from PIL import Image

from execute import alt

FOLDER = Path(__file__).resolve().parent
README = FOLDER / "README.md"
BEGIN, END = "<!-- notebooks:begin -->", "<!-- notebooks:end -->"
# The width of a thumbnail in pixels, twice its displayed width, and the limit of its size in bytes.
THUMBNAIL_WIDTH = 480
THUMBNAIL_BYTES = 60_000


@dataclass(frozen=True)
class Entry:
    """The entry of a notebook in the index, apart from its title."""

    name: str
    summary: str
    # Minutes to read it and do the exercises; seconds to run it on two cores.
    minutes: int
    seconds: int
    # The picture of the thumbnail, counted from 0, and the parts of its width and height that are shown.
    picture: int
    part: tuple[float, float] = (0, 1)
    height: float = 1

    @property
    def file(self) -> str:
        """The name of the notebook file."""
        return f"{self.name}.ipynb"

    @property
    def thumbnail(self) -> str:
        """The relative path of the thumbnail."""
        return f"thumbnails/{self.name}.png"

    @property
    def takes(self) -> str:
        """How long it takes, in words."""
        return f"{self.minutes} minutes; runs in {self.seconds} s"


ENTRIES = [
    Entry(
        "01-toy-model",
        "Bilevel learning and unrolling on constant signals: which denoises better, and why, in bias "
        "and variance.",
        minutes=30,
        seconds=5,
        picture=1,
        part=(0, 0.5),
    ),
    Entry(
        "02-expressivity",
        "What each family can express: reachable eigenvalues, forced ones, and R for a given T.",
        minutes=40,
        seconds=4,
        picture=0,
    ),
    Entry(
        "03-learned-step",
        "With a learned step only the parity of the depth matters: even depths are all alike, odd ones "
        "approach the best linear risk. When that is so, and when not.",
        minutes=40,
        seconds=5,
        picture=0,
    ),
    Entry(
        "04-landscape",
        "A single number to learn: the sharp minima of odd depths, the barrier before them, and "
        "gradient descent, which does not cross it.",
        minutes=40,
        seconds=5,
        picture=0,
        part=(0.525, 1),
    ),
    Entry(
        "05-speech",
        "Recordings: the theory against held-out frames, the parity puzzle, and how many frames it "
        "takes.",
        minutes=40,
        seconds=15,
        picture=1,
        part=(0, 0.73),
    ),
    Entry(
        "06-your-own-data",
        "From frames in numpy to a learned denoiser, and its gain in decibels.",
        minutes=30,
        seconds=5,
        picture=2,
        part=(0, 0.515),
        height=0.94,
    ),
    Entry(
        "07-hypergradient",
        "The gradient of a bilevel problem from N inner steps and a linear system that is solved roughly: how wrong it "
        "is, of which order, and what is to blame.",
        minutes=40,
        seconds=5,
        picture=1,
    ),
    Entry(
        "08-lasso",
        "Sparse coding by ISTA: its rate as printed and corrected, and the Jacobian of the unrolled iteration, which "
        "grows before the support is found.",
        minutes=40,
        seconds=5,
        picture=2,
    ),
    Entry(
        "09-unfolding",
        "ISTA as a network with learned steps or matrices: how near the minimum it comes, what its steps are, and why "
        "its weights align with the dictionary.",
        minutes=40,
        seconds=10,
        picture=0,
    ),
    Entry(
        "10-dequantization",
        "The experiment with which the talk begins, on real speech: why deeper networks are not better at removing the "
        "noise of a quantiser.",
        minutes=40,
        seconds=20,
        picture=2,
    ),
    Entry(
        "11-stochastic",
        "Stochastic bilevel methods: SOBA and SABA by hand, rates beside theory on a problem in closed form, and one "
        "penalty for each feature of real data.",
        minutes=40,
        seconds=10,
        picture=0,
    ),
    Entry(
        "12-tuning",
        "Grid, random and Bayesian search, gradients, and derivative-free search with certified values: what each costs, "
        "and which can be trusted.",
        minutes=40,
        seconds=15,
        picture=1,
    ),
    Entry(
        "13-equilibrium",
        "Models that are fixed points, trained with N steps and run for more: when that helps and when it ruins them, two "
        "gradients and their memory, and a room with four heaters.",
        minutes=40,
        seconds=15,
        picture=4,
    ),
    Entry(
        "14-plug-and-play",
        "Reconstruction with a denoiser of a few steps, warm or cold: where it ends, what it costs at equal certified "
        "accuracy, when it stops, and what RED minimises; a photograph and a drawing.",
        minutes=40,
        seconds=15,
        picture=2,
    ),
    Entry(
        "15-regularization",
        "Filters and their worst-case rates, when to stop, certificates for total variation, filtered back-projection "
        "of a head, and what learned maps gain from structure.",
        minutes=50,
        seconds=15,
        picture=3,
        height=0.5,
    ),
    Entry(
        "16-generative",
        "A learned generator as a prior: in its range or near it, for any mask, against maps that are trained end to end; "
        "critics, and diffusion with an exact score.",
        minutes=50,
        seconds=10,
        picture=2,
    ),
    Entry(
        "17-equivariance",
        "Rotations, reflections and shifts of a grid: all equivariant matrices, functionals and masks that break the "
        "symmetry, augmentation against design, and violations before and after training.",
        minutes=50,
        seconds=15,
        picture=2,
    ),
    Entry(
        "18-beyond-denoising",
        "Forward operators and when to stop, learning from few frames with and without clean targets, and noise of another "
        "size than in learning, all in closed form.",
        minutes=40,
        seconds=5,
        picture=1,
    ),
]


def read(entry: Entry, folder: Path = FOLDER) -> NotebookNode:
    """The notebook of an entry."""
    return nbformat.read(folder / entry.file, as_version=4)


def title(notebook: NotebookNode) -> str:
    """The heading of the notebook."""
    return notebook.cells[0].source.split("\n")[0].removeprefix("# ")


def pictures(notebook: NotebookNode) -> list[NotebookNode]:
    """The outputs of the notebook that are pictures."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    return [output for output in outputs if "image/png" in output.get("data", {})]


def thumbnail(entry: Entry, notebook: NotebookNode) -> bytes:
    """The PNG of the thumbnail."""
    data = pictures(notebook)[entry.picture]["data"]["image/png"]
    image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    left, right = (round(end * image.width) for end in entry.part)
    image = image.crop((left, 0, right, round(entry.height * image.height)))
    height = round(THUMBNAIL_WIDTH * image.height / image.width)
    image = image.resize((THUMBNAIL_WIDTH, height), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    image.quantize(192, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()


def table() -> str:
    """The table of README.md."""
    lines = ["| | notebook | time |", "| --- | --- | --- |"]
    for entry in ENTRIES:
        notebook = read(entry)
        words = html.escape(alt(pictures(notebook)[entry.picture]))
        image = f'<img src="{entry.thumbnail}" width="240" alt="{words}">'
        lines.append(
            f'| <a href="{entry.file}">{image}</a> '
            f"| **[{title(notebook)}]({entry.file})**<br>{entry.summary} | {entry.takes} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Update the index of the notebooks.")
    parser.add_argument("--check", action="store_true", help="fail if it is out of date")
    arguments = parser.parse_args()
    listed, there = {entry.file for entry in ENTRIES}, {
        file.name for file in FOLDER.glob("*.ipynb")
    }
    if listed != there:
        sys.exit(f"index.py lists {sorted(listed)}, but the folder contains {sorted(there)}")
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    renewed = f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"
    if arguments.check:
        if renewed != text:
            sys.exit("Notebooks/README.md is out of date; `make notebooks` updates it")
        return
    README.write_text(renewed, encoding="utf-8")
    for entry in ENTRIES:
        image = thumbnail(entry, read(entry))
        if len(image) > THUMBNAIL_BYTES:
            sys.exit(f"{entry.thumbnail} has {len(image)} bytes; the limit is {THUMBNAIL_BYTES}")
        (FOLDER / entry.thumbnail).write_bytes(image)


if __name__ == "__main__":
    main()

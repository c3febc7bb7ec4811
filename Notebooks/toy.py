"""Runs the program `toy` and returns its tables as Python values; needs only the standard library.

rows("risk --k 1..500 --depth 2,3")          a list of dictionaries, one per row
rows("learn", data="frames.npy", k=[4, 8])   options as keywords, values and lists as they are
value("realize", "T.csv", depth=3, k=2)      the JSON document instead
"""

import csv
import io
import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path


class ToyError(RuntimeError):
    """`toy` was not found or failed; what it said is the message, `code` its exit code."""

    def __init__(self, message, code=None):
        super().__init__(message)
        self.code = code


def program():
    """The path of `toy`: the variable TOY, else the build in the project's folder, else from PATH."""
    named = os.environ.get("TOY")
    built = Path(__file__).resolve().parent.parent / ".build" / "release" / "toy"
    found = shutil.which(named or built) or (None if named else shutil.which("toy"))
    if found is None:
        what = f"{named!r}, which TOY names," if named else "The program 'toy'"
        raise ToyError(f"{what} is not there. 'make build' in the project's folder builds it.")
    return found


def run(command, *arguments, **options):
    """What `toy` writes to standard output. It fails with a ToyError unless `toy` gives an answer.

    `command` is split as a shell would split it. Keywords become options: `max_iterations=9` is
    `--max-iterations 9`, a list is joined by commas, True is the bare option.
    """
    line = [program(), *shlex.split(command), *(str(argument) for argument in arguments)]
    for option, given in options.items():
        line.append("--" + option.replace("_", "-"))
        if isinstance(given, (list, tuple, range)):
            line.append(",".join(map(str, given)))
        elif given is not True:
            line.append(str(given))
    done = subprocess.run(line, capture_output=True, encoding="utf-8")
    # The code 1 with output is an answer as well: the matrix is not in the set.
    if done.returncode != 0 and not (done.returncode == 1 and done.stdout):
        raise ToyError(done.stderr.strip(), done.returncode)
    return done.stdout


def rows(command, *arguments, **options):
    """The table that `toy` writes, one dictionary per row, with numbers, booleans and None for gaps."""
    table = csv.DictReader(
        io.StringIO(run(command, *arguments, format="csv", output="-", **options))
    )
    return [{column: _value(cell) for column, cell in row.items()} for row in table]


def value(command, *arguments, **options):
    """The JSON document that `toy` writes."""
    return json.loads(run(command, *arguments, format="json", output="-", **options))


def _value(cell):
    if cell in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[cell]
    for convert in (int, float):
        try:
            return convert(cell)
        except ValueError:
            pass
    return cell


# The palette of Okabe and Ito, with one colour per kind of denoiser in every figure.
COLOURS = {
    "linear": "black",
    "bilevel": "#D55E00",
    "even": "#0072B2",
    "odd": "#009E73",
    "N = 1": "#999999",
}


def kind(row):
    """linear, bilevel, even, odd, or N = 1, where R has no influence."""
    if row["family"] != "unrolled":
        return row["family"]
    return "N = 1" if row["depth"] == 1 else ("even", "odd")[row["depth"] % 2]


def name(row):
    """The row's denoiser in words."""
    if row["family"] != "unrolled":
        return {"linear": "best linear"}.get(row["family"], row["family"])
    learned = row.get("omega_rule") == "learned"
    return f"N = {row['depth']}, " + ("learned ω" if learned else f"ω = {row['omega']:g}")


def style(row):
    """Colour, line and label of the row's denoiser: a learned ω is solid, a fixed one dashed."""
    fixed = row["family"] == "linear" or row.get("omega_rule") == "fixed"
    return {
        "color": COLOURS[kind(row)],
        "linestyle": "--" if fixed else "-",
        "label": name(row).replace("N", "$N$").replace("ω", r"$\omega$"),
    }


def curves(table):
    """One pair (style, columns) per denoiser, in the order of the rows of `table`."""
    groups = {}
    for row in table:
        groups.setdefault(name(row), []).append(row)
    return [
        (style(group[0]), {column: [row[column] for row in group] for column in group[0]})
        for group in groups.values()
    ]

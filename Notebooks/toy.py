"""Runs the program `toy` and returns its tables as Python values; needs only the standard library.

rows("risk --k 1..500 --depth 2,3")          a list of dictionaries, one per row
rows("learn", data="frames.npy", k=[4, 8])   options as keywords, values and lists as they are
frame("risk", k=range(1, 501))               the same as a pandas.DataFrame, if pandas is installed
value("realize", "T.csv", depth=3, k=2)      the JSON document instead

Failures raise a subclass of ToyError: UsageError, DataError, InputError and so on.
"""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict

if TYPE_CHECKING:
    import pandas

# The columns of a table with their values: numbers, booleans, text, and None for gaps.
Row = Dict[str, Any]


class ToyError(RuntimeError):
    """`toy` failed, with its error message, its exit code `code` and its standard output `output`."""

    def __init__(self, message: str, code: int | None = None, output: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.output = output

    def __reduce__(self) -> tuple[type[ToyError], tuple[str, int | None, str]]:
        return type(self), (str(self), self.code, self.output)


class ProgramNotFoundError(ToyError):
    """The program `toy` was not found."""


class FailedError(ToyError):
    """1: the work failed."""


class FalsifiedError(ToyError):
    """2: a theorem that the program vouches for was falsified."""


class UsageError(ToyError):
    """64: the command, an option or its value is wrong."""


class DataError(ToyError):
    """65: an input file is malformed."""


class InputError(ToyError):
    """66: an input file does not exist or cannot be read."""


class OutputError(ToyError):
    """73: an output file cannot be written."""


class IncompleteError(ToyError):
    """75: something is still missing; the same call again resumes."""


class StoppedError(ToyError):
    """130: stopped by the user; finished results are kept."""


_ERRORS: dict[int, type[ToyError]] = {
    1: FailedError,
    2: FalsifiedError,
    64: UsageError,
    65: DataError,
    66: InputError,
    73: OutputError,
    75: IncompleteError,
    130: StoppedError,
}

# The program in an installed package.
_BUNDLED = Path(__file__).resolve().parent / "bin" / "toy"


def program() -> str:
    """The path of `toy`: the variable TOY, else beside this file, else the project's build, else from PATH."""
    named = os.environ.get("TOY")
    if named:
        found = shutil.which(named)
        if found is None:
            problem = "is not an executable program" if os.path.exists(named) else "does not exist"
            raise ProgramNotFoundError(f"The program {named!r} in the variable TOY {problem}.")
        return found
    built = Path(__file__).resolve().parent.parent / ".build" / "release" / "toy"
    for place in (str(_BUNDLED), str(built), "toy"):
        found = shutil.which(place)
        if found is not None:
            return found
    raise ProgramNotFoundError(
        "The program 'toy' was not found. 'make build' in the project's folder builds it."
    )


def run(command: str, *arguments: object, **options: object) -> str:
    """What `toy` writes to standard output. It fails with a ToyError unless `toy` gives an answer.

    `command` is split as a shell would split it. Keywords become options: `max_iterations=9` is
    `--max-iterations 9`, a list is joined by commas, True gives the bare option, and None and False omit it.
    """
    line = [program(), *shlex.split(command), *(str(argument) for argument in arguments)]
    for option, given in options.items():
        name = "--" + option.replace("_", "-")
        if isinstance(given, (bytes, bytearray, dict)):
            raise TypeError(f"{name}: a {type(given).__name__} is neither a value nor a list of values")
        if getattr(given, "shape", None) == ():
            given = given.item()  # type: ignore[attr-defined]  # a scalar of numpy
        if given is None or given is False:
            continue
        line.append(name)
        if isinstance(given, Iterable) and not isinstance(given, str):
            line.append(",".join(map(str, given)))
        elif given is not True:
            line.append(str(given))
    try:
        done = subprocess.run(line, capture_output=True, encoding="utf-8", errors="replace")
    except OSError as error:
        if error.errno == errno.E2BIG:
            raise UsageError(
                "The list of values is too long for a command line; use a range such as '1..500' or a grid instead.",
                64,
            ) from error
        raise ProgramNotFoundError(f"{line[0]!r} cannot be run: {error.strerror}.") from error
    # The code 1 is an answer as well where it says that a matrix is not in the set.
    is_tested = line[1:2] == ["realize"] or (
        line[1:2] == ["expressivity"] and any(word.split("=")[0] == "--check" for word in line)
    )
    if done.returncode != 0 and not (done.returncode == 1 and is_tested and done.stdout):
        said = done.stderr.strip() or f"'toy' ended with exit code {done.returncode}"
        raise _ERRORS.get(done.returncode, ToyError)(said, done.returncode, done.stdout)
    return done.stdout


def rows(command: str, *arguments: object, **options: object) -> list[Row]:
    """The table that `toy` writes, one dictionary per row, with numbers, booleans and None for gaps."""
    return _table(command, arguments, options)[1]


def frame(command: str, *arguments: object, **options: object) -> pandas.DataFrame:
    """The table that `toy` prints, as a pandas.DataFrame with the same columns."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError(
            "toy.frame needs pandas: 'pip install pandas'. toy.rows works without it."
        ) from error
    columns, table = _table(command, arguments, options)
    return pandas.DataFrame(table, columns=columns)


def value(command: str, *arguments: object, **options: object) -> Any:
    """The JSON document that `toy` writes."""
    return json.loads(run(command, *arguments, format="json", output="-", **options))


def main() -> None:
    """The command `toy` of an installed package: executes the program in the package."""
    os.execv(_BUNDLED, ["toy", *sys.argv[1:]])


def _table(
    command: str, arguments: Iterable[object], options: dict[str, object]
) -> tuple[list[str], list[Row]]:
    text = run(command, *arguments, format="csv", output="-", **options)
    table = csv.DictReader(io.StringIO(text))
    found = [{column: _value(cell) for column, cell in row.items()} for row in table]
    return list(table.fieldnames or ()), found


def _value(cell: str) -> Any:
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


def kind(row: Row) -> str:
    """linear, bilevel, even, odd, or N = 1, where R has no influence."""
    if row["family"] != "unrolled":
        return str(row["family"])
    return "N = 1" if row["depth"] == 1 else ("even", "odd")[row["depth"] % 2]


def name(row: Row) -> str:
    """The row's denoiser in words."""
    if row["family"] != "unrolled":
        return "best linear" if row["family"] == "linear" else str(row["family"])
    learned = row.get("omega_rule") == "learned"
    return f"N = {row['depth']}, " + ("learned ω" if learned else f"ω = {row['omega']:g}")


def style(row: Row) -> dict[str, str]:
    """Colour, line and label of the row's denoiser: a learned ω is solid, a fixed one dashed."""
    fixed = row["family"] == "linear" or row.get("omega_rule") == "fixed"
    return {
        "color": COLOURS[kind(row)],
        "linestyle": "--" if fixed else "-",
        "label": name(row).replace("N", "$N$").replace("ω", r"$\omega$"),
    }


def curves(table: Iterable[Row]) -> list[tuple[dict[str, str], dict[str, list[Any]]]]:
    """One pair (style, columns) per denoiser, in the order of the rows of `table`."""
    groups: dict[str, list[Row]] = {}
    for row in table:
        groups.setdefault(name(row), []).append(row)
    return [
        (style(group[0]), {column: [row[column] for row in group] for column in group[0]})
        for group in groups.values()
    ]

"""Executes notebooks in parallel, one per processor, and writes them with their outputs, in place or elsewhere.

    python execute.py [--output FOLDER] [--narrow] NOTEBOOK...

It fails on an error in a cell, output on standard error, a picture without alternative text, and an
exercise without a solution at the end. Details that differ from run to run are not written: times, and
the versions of Python and of the kernel. With --narrow every picture also gets a narrow version for
phones, which `pages.py` needs.
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
SOLUTIONS = "## Solutions"


def timed(source: Path, target: Path) -> str:
    """Executes the notebook and returns a line with the seconds that it took."""
    start = time.monotonic()
    try:
        execute(source, target)
    except CellExecutionError as error:
        sys.exit(f"{source}: {error}")
    return f"{time.monotonic() - start:6.1f} s  {source.name}"


def execute(source: Path, target: Path) -> None:
    """Executes the notebook and writes it if it has no faults."""
    notebook = nbformat.read(source, as_version=4)
    folder = str(source.resolve().parent)
    NotebookClient(
        notebook,
        timeout=300,
        record_timing=False,
        resources={"metadata": {"path": folder}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.validate(notebook)
    found = list(faults(notebook))
    if found:
        sys.exit("\n".join(f"{source}: {fault}" for fault in found))
    nbformat.write(notebook, target)


def faults(notebook: NotebookNode) -> Iterator[str]:
    """The faults of an executed notebook."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                yield f"cell {number} writes to standard error:\n{output['text']}"
            if "image/png" in output.get("data", {}) and not alt(output):
                yield f"the picture of cell {number} has no alternative text"
    heads = [cell.source.split("\n")[0] for cell in notebook.cells]
    if SOLUTIONS not in heads:
        yield f"the heading {SOLUTIONS!r} is missing"
        return
    end = heads.index(SOLUTIONS)
    for number, cell in enumerate(notebook.cells, 1):
        is_solution = "<details>" in cell.source or "solution" in cell.metadata.get("tags", [])
        if is_solution and number <= end:
            yield f"cell {number}, a solution, comes before the heading {SOLUTIONS!r}"
    before, after = (
        "\n".join(cell.source for cell in cells)
        for cells in (notebook.cells[:end], notebook.cells[end:])
    )
    exercises = re.findall(r"^### Exercise (\d+)$", before, re.MULTILINE)
    if exercises != re.findall(r"^### Solution (\d+)$", after, re.MULTILINE):
        yield "exercises and solutions differ in number or order"
    for number in exercises:
        if f"(#Solution-{number})" not in before or f"(#Exercise-{number})" not in after:
            yield f"exercise {number} and its solution are not linked"


def alt(output: NotebookNode) -> str:
    """The alternative text of a picture."""
    return output.get("metadata", {}).get("image/png", {}).get("alt", "").strip()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Execute notebooks.")
    parser.add_argument(
        "--output", type=Path, help="folder for the results (default: in place)"
    )
    parser.add_argument("--narrow", action="store_true", help="also draw narrow pictures for phones")
    parser.add_argument("notebooks", type=Path, nargs="+")
    arguments = parser.parse_args()
    if arguments.narrow:
        os.environ["TOY_NARROW_FIGURES"] = "1"
    if arguments.output:
        arguments.output.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    targets = [
        arguments.output / notebook.name if arguments.output else notebook
        for notebook in arguments.notebooks
    ]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for line in pool.map(timed, arguments.notebooks, targets):
            print(line, flush=True)
    print(f"{time.monotonic() - begin:6.1f} s  in all")


if __name__ == "__main__":
    main()

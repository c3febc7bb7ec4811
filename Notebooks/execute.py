"""Executes notebooks one after the other and writes them with their outputs, in place or elsewhere.

    python execute.py [--output FOLDER] NOTEBOOK...

An error in a cell, and anything on standard error, ends it. What would differ from run to run is not
written: times, and the versions of Python and of the kernel.
"""

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute(source, target):
    notebook = nbformat.read(source, as_version=4)
    folder = str(source.resolve().parent)
    NotebookClient(
        notebook,
        timeout=300,
        record_timing=False,
        resources={"metadata": {"path": folder}},
        extra_arguments=["--log-level=ERROR"],
    ).execute()
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                sys.exit(f"{source}: cell {number} writes to standard error:\n{output['text']}")
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.validate(notebook)
    nbformat.write(notebook, target)


parser = argparse.ArgumentParser(description="Execute notebooks.")
parser.add_argument("--output", type=Path, help="folder for the results (default: in place)")
parser.add_argument("notebooks", type=Path, nargs="+")
arguments = parser.parse_args()
if arguments.output:
    arguments.output.mkdir(parents=True, exist_ok=True)
begin = time.monotonic()
for notebook in arguments.notebooks:
    start = time.monotonic()
    try:
        execute(notebook, arguments.output / notebook.name if arguments.output else notebook)
    except CellExecutionError as error:
        sys.exit(f"{notebook}: {error}")
    print(f"{time.monotonic() - start:6.1f} s  {notebook.name}", flush=True)
print(f"{time.monotonic() - begin:6.1f} s  in all")

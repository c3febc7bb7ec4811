"""Extracts the data sets of Data/wdbc and Data/digits from a wheel of scikit-learn.

    python extract.py [--output FOLDER] [WHEEL]

Without WHEEL, pip downloads it. The wheel is checked by its SHA-256, so that the same files are written on
every run. Only the standard library is needed.
"""

import argparse
import ast
import csv
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "1.7.2"
WHEEL = f"scikit_learn-{VERSION}-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"
SHA256 = "89877e19a80c7b11a2891a27c21c4894fb18e2c2e077815bcade10d34287b20d"
LICENCE = f"scikit_learn-{VERSION}.dist-info/licenses/COPYING"


def download(folder: Path) -> Path:
    """The wheel, wherever this script runs: its data are the same for every processor."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder),
         "--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11", "--abi", "cp311",
         "--platform", "manylinux2014_x86_64", f"scikit-learn=={VERSION}"],
        check=True)
    return folder / WHEEL


def feature_names(source: str) -> list[str]:
    """The names that `load_breast_cancer` gives to the features."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == "load_breast_cancer":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "array":
                    return list(ast.literal_eval(call.args[0]))
    sys.exit("error: no names of features in load_breast_cancer")


def npy(shape: tuple[int, ...], data: bytes) -> bytes:
    """An array of uint8 in version 1.0 of NumPy's format, as numpy.save writes it."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (63 - (10 + len(header)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data


def write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    print(f"{path}: {len(data)} bytes")


def extract(wheel: Path, output: Path) -> None:
    data = wheel.read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != SHA256:
        sys.exit(f"error: {wheel} has the SHA-256 {found}, not {SHA256}")
    archive = zipfile.ZipFile(io.BytesIO(data))

    def text(name: str) -> str:
        return archive.read(name).decode("utf-8")

    names = feature_names(text("sklearn/datasets/_base.py"))
    first, *rows = csv.reader(io.StringIO(text("sklearn/datasets/data/breast_cancer.csv")))
    assert first == ["569", "30", "malignant", "benign"] and len(rows) == 569 and len(names) == 30
    assert all(len(row) == 31 for row in rows)
    table = [[*names, "benign"], *rows]
    write(output / "wdbc/wdbc.csv", "".join(",".join(row) + "\n" for row in table).encode())

    images = gzip.decompress(archive.read("sklearn/datasets/data/digits.csv.gz")).decode("ascii")
    digits = [[int(field) for field in row] for row in csv.reader(io.StringIO(images))]
    assert len(digits) == 1797 and all(len(row) == 65 for row in digits)
    pixels = bytes(pixel for row in digits for pixel in row[:-1])
    write(output / "digits/digits.npy", npy((1797, 64), pixels))
    write(output / "digits/labels.npy", npy((1797,), bytes(row[-1] for row in digits)))

    # Behind the rule the file has the licences of libraries in the wheel, of which nothing is used here.
    licence = text(LICENCE).split("\n----\n")[0].rstrip() + "\n"
    for folder in ("wdbc", "digits"):
        write(output / folder / "LICENSE-scikit-learn", licence.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("wheel", nargs="?", type=Path, metavar="WHEEL", help=WHEEL)
    parser.add_argument("--output", type=Path, metavar="FOLDER", default=Path(__file__).resolve().parent,
                        help="the folder of wdbc and digits, by default that of this script")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        extract(arguments.wheel or download(Path(folder)), arguments.output)


if __name__ == "__main__":
    main()

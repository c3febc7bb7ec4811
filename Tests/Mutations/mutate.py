#!/usr/bin/env python3
"""Breaks one formula at a time in a copy of the sources; `toy check` must notice each.

    mutate.py                     # all mutations of mutations.tsv; some 20 s each
    mutate.py --only OddMinimum   # those whose file or text has the word
    mutate.py --from 60           # those from line 60 on
    mutate.py --folder DIR        # where the copy is built, to build on later

A line of mutations.tsv is a file below Sources, a text that occurs in it once, and what it is replaced
by, separated by tabs. A mutation is noticed if `toy check` exits with 2, or does not come to an end.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def mutations(only, first):
    for number, line in enumerate((HERE / "mutations.tsv").read_text().splitlines(), 1):
        if number < first or not line or line.startswith("#") or (only and only not in line):
            continue
        fields = line.split("\t")
        if len(fields) != 3:
            sys.exit(f"mutations.tsv:{number}: three fields are needed")
        yield number, *fields


def build(folder):
    return subprocess.run(
        ["swift", "build", "--product", "toy", "--package-path", str(folder)],
        capture_output=True, text=True)


def check(folder, samples):
    try:
        return subprocess.run(
            [str(folder / ".build/debug/toy"), "check", "--samples", str(samples), "--format", "csv"],
            capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--samples", type=int, default=1000)
    options = parser.parse_args()
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="toy-mutations-"))
    folder.mkdir(parents=True, exist_ok=True)
    files = subprocess.run(
        ["git", "ls-files", "-z", "Package.swift", "Sources", "Benchmarks/LearningBenchmark", "Tests"],
        cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    known = {folder / name for name in files}
    for path in [p for part in ("Sources", "Tests", "Benchmarks") for p in (folder / part).rglob("*")]:
        if path.is_file() and path not in known:
            path.unlink()
    for name in filter(None, files):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (ROOT / name).read_bytes()
        if name == "Package.swift":
            # A broken formula may leave something unused.
            content = content.replace(b"  .treatAllWarnings(as: .error),\n", b"")
        # Unchanged files keep their times, so that little is built anew.
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)

    built = build(folder)
    if built.returncode != 0:
        sys.exit(built.stdout + built.stderr)
    sound = check(folder, options.samples)
    if sound is None or sound.returncode != 0:
        sys.exit("toy check fails without any mutation")

    survivors, count = [], 0
    for number, name, before, after in mutations(options.only, options.first):
        path = folder / "Sources" / name
        text = path.read_text()
        if text.count(before) != 1:
            sys.exit(f"mutations.tsv:{number}: '{before}' occurs {text.count(before)} times in {name}")
        count += 1
        path.write_text(text.replace(before, after))
        try:
            built = build(folder)
            outcome = check(folder, options.samples) if built.returncode == 0 else None
        finally:
            path.write_text(text)
        if built.returncode != 0:
            print(f"{number:3} {name}: {after}: DOES NOT COMPILE\n{built.stdout[-1500:]}", flush=True)
            survivors.append(number)
            continue
        if outcome is None:
            verdict = "noticed: no end"
        elif outcome.returncode == 0:
            verdict = "SURVIVES"
            survivors.append(number)
        else:
            words = [line.split()[1] for line in outcome.stderr.splitlines() if line.startswith("error: ")]
            verdict = "noticed by " + (", ".join(words) or f"status {outcome.returncode}")
        print(f"{number:3} {name}: {before} -> {after}: {verdict}", flush=True)
    print(f"{count - len(survivors)} of {count} mutations are noticed")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()

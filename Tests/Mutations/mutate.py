#!/usr/bin/env python3
"""Breaks one formula at a time in a copy of the sources; `toy check` or a test must notice each.

    mutate.py                     # all mutations of mutations.tsv; some 20 s each
    mutate.py --only OddMinimum   # those whose file or text has the word
    mutate.py --from 60           # those from line 60 on
    mutate.py --folder DIR        # where the copies are built, to build on later
    mutate.py --check             # nothing is broken; the texts are looked for in the sources

A line of mutations.tsv is a file below Sources, a text that occurs in it once, what it is replaced by, and
what must notice it, separated by tabs. The last is `check`, as where it is left out: `toy check` exits with
2, or does not come to an end. Or it is a target of tests and a filter, `IntervalsTests/IntervalTests`:
`swift test` with this filter fails. Tests run in a copy of the package that has their target and what it
depends on alone, so that little is built.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PARTS = ("Sources", "Tests", "Benchmarks")


def mutations(only, first):
    for number, line in enumerate((HERE / "mutations.tsv").read_text().splitlines(), 1):
        if number < first or not line or line.startswith("#") or (only and only not in line):
            continue
        fields = line.split("\t")
        if len(fields) not in (3, 4):
            sys.exit(f"mutations.tsv:{number}: three or four fields are needed")
        yield number, *fields[:3], fields[3] if len(fields) > 3 else "check"


def tracked_files():
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "Package.swift", "Sources",
         "Benchmarks/BenchmarkSupport", "Benchmarks/LabBenchmark", "Benchmarks/LearningBenchmark", "Tests"],
        cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [name for name in files if name and (ROOT / name).exists()]


def manifest(text, target):
    """Package.swift without what the target of tests does not need; all of it for None."""
    # A broken formula may leave something unused.
    text = text.replace("  .treatAllWarnings(as: .error),\n", "")
    if target is None:
        return text
    head, body = text.split("  targets: [\n")
    body, tail = body.split("\n  ],\n  swiftLanguageModes")
    entries = re.findall(r"^    \.\w+\(\n?.*?\)(?:,|)$(?=\n    \.|\Z)", body, re.M | re.S)
    names = {re.search(r'name: "(\w+)"', entry)[1]: entry for entry in entries}
    needed, queue = set(), [target]
    while queue:
        name = queue.pop()
        if name in needed:
            continue
        needed.add(name)
        listed = re.search(r"dependencies: \[(.*?)\]", names[name], re.S)
        queue += re.findall(r'"(\w+)"', listed[1]) if listed else []
    # The tests of the executable run it.
    if target == "ToyCommandTests":
        needed.add("toy")
    products = re.sub(r"  products: \[.*?\n  \],\n", "", head, flags=re.S)
    kept = "\n".join(entry.rstrip(",") + "," for name, entry in names.items() if name in needed)
    return products + "  targets: [\n" + kept + "\n  ],\n  swiftLanguageModes" + tail


class Copy:
    """A copy of the package in which one thing can be broken."""

    def __init__(self, folder, target):
        self.folder, self.target = folder, target
        files = tracked_files()
        known = {folder / name for name in files}
        for path in [p for part in PARTS for p in (folder / part).rglob("*")]:
            if path.is_file() and path not in known:
                path.unlink()
        for name in files:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            content = (ROOT / name).read_bytes()
            if name == "Package.swift":
                content = manifest(content.decode(), target).encode()
            # Unchanged files keep their times, so that little is built anew.
            if not place.exists() or place.read_bytes() != content:
                place.write_bytes(content)

    def build(self):
        product = ["--product", "toy"] if self.target is None else ["--build-tests"]
        return subprocess.run(
            ["swift", "build", *product, "--package-path", str(self.folder)], capture_output=True, text=True)

    def judge(self, test_filter, samples):
        """What `toy check` or the tests say; None where they do not come to an end."""
        if self.target is None:
            command = [
                str(self.folder / ".build/debug/toy"), "check", "--samples", str(samples), "--format", "csv"]
        else:
            command = [
                "swift", "test", "--skip-build", "--package-path", str(self.folder), "--filter", test_filter]
        try:
            return subprocess.run(command, capture_output=True, text=True, timeout=300)
        except subprocess.TimeoutExpired:
            return None


def verdict(outcome, target):
    if outcome is None:
        return "noticed: no end"
    if outcome.returncode == 0:
        return None
    if target is None:
        words = [line.split()[1] for line in outcome.stderr.splitlines() if line.startswith("error: ")]
        return "noticed by " + (", ".join(words) or f"status {outcome.returncode}")
    failed = re.findall(r'Test "?(.*?)"? (?:with \d+ test cases )?failed after', outcome.stdout)
    return "noticed by " + ("; ".join(failed[:2]) or f"status {outcome.returncode}")


def check(options):
    """What no longer fits the sources, as a text; None where all does."""
    stale = []
    for number, name, before, _, _ in mutations(options.only, options.first):
        path = ROOT / "Sources" / name
        count = path.read_text().count(before) if path.exists() else 0
        if count != 1:
            stale.append(f"mutations.tsv:{number}: '{before}' occurs {count} times in {name}")
    return "\n".join(stale) or None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        sys.exit(check(options))
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix="toy-mutations-"))

    copies, sound, survivors, count = {}, set(), [], 0
    for number, name, before, after, judge in mutations(options.only, options.first):
        target, _, test_filter = (None, "", "") if judge == "check" else judge.partition("/")
        if target not in copies:
            copies[target] = Copy(folder / (target or "check"), target)
            built = copies[target].build()
            if built.returncode != 0:
                sys.exit(built.stdout + built.stderr)
        copy = copies[target]
        if judge not in sound:
            # The last mutation is taken back in the source, but not yet in the build.
            copy.build()
            outcome = copy.judge(test_filter, options.samples)
            if outcome is None or outcome.returncode != 0:
                sys.exit(f"{judge} fails without any mutation")
            if target and not re.search(r"Test run with [1-9]", outcome.stdout):
                sys.exit(f"{judge} is no test")
            sound.add(judge)
        path = copy.folder / "Sources" / name
        text = path.read_text()
        if text.count(before) != 1:
            sys.exit(f"mutations.tsv:{number}: '{before}' occurs {text.count(before)} times in {name}")
        count += 1
        path.write_text(text.replace(before, after))
        try:
            built = copy.build()
            outcome = copy.judge(test_filter, options.samples) if built.returncode == 0 else None
        finally:
            path.write_text(text)
        if built.returncode != 0:
            print(f"{number:3} {name}: {after}: DOES NOT COMPILE\n{built.stdout[-1500:]}", flush=True)
            survivors.append(number)
            continue
        words = verdict(outcome, target)
        if words is None:
            survivors.append(number)
        print(f"{number:3} {name}: {before} -> {after}: {words or 'SURVIVES'}", flush=True)
    print(f"{count - len(survivors)} of {count} mutations are noticed")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()

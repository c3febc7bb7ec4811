#!/usr/bin/env python3
"""Follows CONTRIBUTING.md to the letter in a copy of the project: writes and changes the files of its examples,
builds, and runs the commands that are to work then.

The words after the language of a fence say what is done with its block:

    ```swift Sources/…/Name.swift                    a new file
    ```swift Sources/…/Registry.swift after: TEXT    lines after the one line that has TEXT
    ```console                                       commands after "$ ", run in the copy; each must succeed, and
                                                     the lines below it must be in its output, line by line
"""
import pathlib
import re
import shlex
import subprocess
import sys

BLOCK = re.compile(r"^```(\w+)(?: (\S+)(?: after: ([^\n]+))?)?\n(.*?)^```$", re.M | re.S)


def fail(message):
    sys.exit(f"CONTRIBUTING.md: {message}")


def insert(path, mark, text):
    if not path.is_file():
        fail(f"there is no {path}")
    lines = path.read_text().splitlines(keepends=True)
    places = [i for i, line in enumerate(lines) if mark in line]
    if len(places) != 1:
        fail(f"{path}: {len(places)} lines have {mark!r}, not one")
    lines.insert(places[0] + 1, text)
    path.write_text("".join(lines))


def run(block, folder):
    command, expected = None, []

    def check():
        if command is None:
            return
        print(f"$ {command}", flush=True)
        done = subprocess.run(
            command, shell=True, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        missing = [line for line in expected if line not in done.stdout]
        if done.returncode or missing:
            print(done.stdout[-4000:])
            fail(f"{command}: exit status {done.returncode}, not said: {missing}")

    for line in block.splitlines():
        if line.startswith("$ "):
            check()
            command, expected = line[2:], []
        elif line.strip() and line.strip() != "…":
            expected.append(line.strip())
    check()


def main(source, copy):
    source, copy = pathlib.Path(source), pathlib.Path(copy)
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", source, copy], check=True)
    blocks = BLOCK.findall((source / "CONTRIBUTING.md").read_text())
    changes = [block for block in blocks if block[1]]
    if not changes:
        fail("no example has a file")
    for _, name, mark, text in changes:
        path = copy / name
        if mark:
            insert(path, mark.strip(), text)
        else:
            if path.exists():
                fail(f"{name} is there already")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        print(f"{'lines in' if mark else 'new'} {name}", flush=True)
    run("$ swift build --product toy\n", copy)
    run("$ swift format lint --strict --recursive Sources Package.swift\n", copy)
    for language, name, _, text in blocks:
        if language == "console" and not name:
            run(text, copy)
    print(f"{len(changes)} changes of the text, and what it promises of them holds")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {shlex.quote(sys.argv[0])} PROJECT COPY")
    main(*sys.argv[1:])

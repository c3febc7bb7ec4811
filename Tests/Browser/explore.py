#!/usr/bin/env python3
"""Drives the page of `toy explore` in a browser and compares what it shows with the program.

usage: explore.py TOY [--states 60] [--seed 1] [--screenshots FOLDER] [--only NAME,...]

Needs chromedriver and a Chromium of the same version on the PATH, and Python's standard library.
Exits with 0 if all checks pass, else with 1 and a list of failures.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import free
import looks
import scenes
from driver import Browser, Test


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("toy", type=pathlib.Path)
    parser.add_argument("--states", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--screenshots", help="a folder for pictures of the page")
    parser.add_argument("--only", help="names of checks, separated by commas")
    parser.add_argument("--page", help="an existing page")
    options = parser.parse_args()
    folder = options.screenshots
    if folder:
        os.makedirs(folder, exist_ok=True)
    test = Test(str(options.toy.resolve()))
    root = pathlib.Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as place:
        page = pathlib.Path(options.page or pathlib.Path(place, "explorer.html")).resolve()
        if not options.page:
            subprocess.run([test.toy, "explore", "-o", page], check=True, stderr=subprocess.DEVNULL)
        url = page.as_uri()
        browser = Browser()
        checks = {
            "loading": lambda: looks.check_loading(test, browser, url),
            "names": lambda: looks.check_names(test, browser, url),
            "first": lambda: scenes.check_first(test, browser, url),
            "numbers": lambda: scenes.check_numbers(test, browser, url, options.seed),
            "commands": lambda: scenes.check_commands(test, browser, url, root),
            "comb": lambda: scenes.check_comb(test, browser, url),
            "drawn": lambda: scenes.check_drawn(test, browser, url, options.seed),
            "wall": lambda: scenes.check_wall(test, browser, url),
            "rolling": lambda: scenes.check_rolling(test, browser, url),
            "look-up": lambda: scenes.check_look_up(test, browser, url),
            "speech": lambda: scenes.check_speech(test, browser, url, root),
            "dragging": lambda: scenes.check_dragging(test, browser, url),
            "states": lambda: free.check_states(test, browser, url, options.states, options.seed),
            "addresses": lambda: free.check_addresses(test, browser, url),
            "map": lambda: free.check_map(test, browser, url),
            "keyboard": lambda: looks.check_keyboard(test, browser, url),
            "sizes": lambda: looks.check_sizes(test, browser, url, options.seed, folder),
            "colours": lambda: looks.check_colours(test, browser, url, folder),
            "projector": lambda: looks.check_projector(test, browser, url, folder),
            "labels": lambda: looks.check_labels(test, browser, url, options.seed),
            "data": lambda: looks.check_data(test, browser, root, place),
            "motion": lambda: looks.check_motion(test, browser, url),
            "paper": lambda: looks.check_paper(test, browser, url, folder),
        }
        chosen = options.only.split(",") if options.only else checks
        try:
            for name in chosen:
                browser.size(1440, 900)
                checks[name]()
            for entry in browser.log("browser"):
                test.expect(False, f"on the console: {entry['message']}")
        finally:
            browser.close()
    for failure in test.failures[:60]:
        print(failure, file=sys.stderr)
    print(f"{test.comparisons} comparisons, {len(test.failures)} failures")
    sys.exit(1 if test.failures else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Copies the documentation of the libraries and makes its links relative, so that it works under any address.

usage: library.py DOCUMENTATION FOLDER

DocC's pages load their parts from the root of the host; the copies load them by relative addresses and get a link
to the first page of the site, one folder above.
"""

import pathlib
import shutil
import sys

from home import with_home


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = map(pathlib.Path, sys.argv[1:])
    shutil.copytree(source, target)
    # Every page requests this file.
    (target / "theme-settings.json").write_text("{}\n")
    for page in target.rglob("index.html"):
        top = "../" * (len(page.relative_to(target).parts) - 1) or "./"
        text = page.read_text()
        moved = text.replace('var baseUrl = "/"', f'var baseUrl = new URL("{top}", location.href).pathname')
        if moved == text:
            sys.exit(f"{page} has no base address")
        moved = moved.replace('href="/', f'href="{top}').replace('src="/', f'src="{top}')
        page.write_text(with_home(moved, f"{top}../"))


if __name__ == "__main__":
    main()

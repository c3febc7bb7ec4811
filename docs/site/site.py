#!/usr/bin/env python3
"""Builds a static site of the project's pages: README.md and every page reachable from it.

usage: site.py ROOT SITE

A Markdown page becomes an HTML page at the same path, README.md becomes index.html; any other file that a page
links to is copied. Existing pages, such as those of the notebooks, are kept. Needs pandoc.
"""

import html
import pathlib
import posixpath
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ATTRIBUTE = re.compile(r'\b(href|src|srcset)="([^"]*)"')
# TeX commands that pandoc does not know, with near equivalents.
SPELLINGS = {r"\Bigl": r"\bigl", r"\Bigr": r"\bigr", r"\thinspace": r"\,"}
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
# Links to notebooks lead to their pages, which offer the files.
PAGES = {".md": ".html", ".ipynb": ".html"}


def place_of(path: str) -> str:
    """The path of a project file on the site."""
    stem, suffix = posixpath.splitext(path)
    if posixpath.basename(path) == "README.md":
        return posixpath.join(posixpath.dirname(path), "index.html")
    return stem + PAGES.get(suffix, suffix)


def rendered(source: pathlib.Path, root: str) -> str:
    """The HTML of a Markdown page; `root` is the relative path to the top of the site."""
    text = source.read_text()
    title = re.search(r"^# (.+)$", text, re.MULTILINE)
    name = re.sub(r"[*`$]", "", title.group(1)) if title else source.stem
    for spelling, known in SPELLINGS.items():
        text = text.replace(spelling, known)
    return subprocess.run(
        ["pandoc", "--fail-if-warnings", "--from", "gfm+tex_math_dollars", "--to", "html5", "--mathml", "--no-highlight", "--wrap=none",
         "--template", str(HERE / "page.html"), "--variable", f"root={root}", "--metadata", f"pagetitle={name}"],
        input=text, capture_output=True, text=True, check=True).stdout


def folder_page(folder: pathlib.Path) -> pathlib.Path:
    """README.md for a folder, otherwise the path itself."""
    return folder / "README.md" if folder.is_dir() else folder


def make(project: pathlib.Path, site: pathlib.Path) -> int:
    """Writes all pages reachable from README.md and returns their number."""
    waiting, seen = ["README.md"], {"README.md"}
    count = 0
    while waiting:
        path = waiting.pop()
        source, target = project / path, site / place_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix != ".md":
            if not target.exists():
                if source.suffix in PAGES:
                    sys.exit(f"{path} has no page on the site")
                shutil.copyfile(source, target)
            continue
        if target.exists():
            continue

        def moved(match: re.Match[str]) -> str:
            name, link = match.group(1), html.unescape(match.group(2))
            address, mark, fragment = link.partition("#")
            if not address or ELSEWHERE.match(address) or address.startswith(top):
                return match.group(0)
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
            wanted = folder_page(project / wanted).relative_to(project).as_posix()
            if wanted.startswith("..") or not (project / wanted).is_file():
                sys.exit(f"{path} links to {address}, which does not exist")
            if wanted not in seen:
                seen.add(wanted)
                waiting.append(wanted)
            here = posixpath.dirname(place_of(path)) or "."
            return f'{name}="{html.escape(posixpath.relpath(place_of(wanted), here))}{mark}{fragment}"'

        depth = path.count("/")
        top = "../" * depth
        # Links of the template are relative to the top of the site, those of the text to the page.
        frame = "@top@/"
        top = frame
        text = ATTRIBUTE.sub(moved, rendered(source, frame)).replace(frame, "../" * depth)
        # Long formulas and tables scroll in boxes of their own on a narrow screen.
        text = re.sub(r'(<math display="block".*?</math>)', r'<span class="display">\1</span>', text, flags=re.DOTALL)
        text = re.sub(r'<math display="inline".*?</math>', lambda found: f'<span class="long">{found.group()}</span>'
                      if len(re.sub(r"<annotation.*|<[^>]*>", "", found.group())) > 20 else found.group(), text, flags=re.DOTALL)
        text = text.replace("<table", '<div class="table"><table').replace("</table>", "</table></div>")
        target.write_text(text)
        count += 1
    for part in ["site.css", "icon.svg"]:
        shutil.copyfile(HERE / part, site / part)
    return count


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    number = make(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve())
    print(f"{number} pages")

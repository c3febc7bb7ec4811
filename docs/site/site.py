#!/usr/bin/env python3
"""Builds a static site of the project's pages: README.md and every page reachable from it.

usage: site.py ROOT SITE [ADDRESS]

A Markdown page becomes an HTML page at the same path, README.md becomes index.html; any other file that a page
links to is copied. Existing pages, such as those of the notebooks, are kept; the explorer and the report, which are
complete pages of their own, get a link to its first page. With the ADDRESS of the future site, links to the explorer are
shown elsewhere with a picture, because such previews need complete addresses. Requires pandoc.
"""

import html
import pathlib
import posixpath
import re
import shutil
import subprocess
import sys

from home import with_home

HERE = pathlib.Path(__file__).resolve().parent
ATTRIBUTE = re.compile(r'\b(href|src|srcset)="([^"]*)"')
# TeX commands that pandoc does not know, with near equivalents.
SPELLINGS = {r"\Bigl": r"\bigl", r"\Bigr": r"\bigr", r"\thinspace": r"\,"}
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
# Complete pages written by the program, which are also used on their own.
COMPLETE = ["explorer.html", "report/report.html"]
# The picture of the explorer, for previews of links to it.
PICTURE = "docs/pictures/explore.png"
# Links to notebooks lead to their pages, which offer the files.
PAGES = {".md": ".html", ".ipynb": ".html"}


def place_of(path: str) -> str:
    """The place of a file of the project on the site."""
    stem, suffix = posixpath.splitext(path)
    if posixpath.basename(path) == "README.md":
        return posixpath.join(posixpath.dirname(path), "index.html")
    return stem + PAGES.get(suffix, suffix)


def title(source: pathlib.Path) -> str:
    """The heading of a Markdown page, without markup."""
    heading = re.search(r"^# (.+)$", source.read_text(), re.MULTILINE)
    return re.sub(r"[*`$]", "", heading.group(1)) if heading else source.stem


def body(source: pathlib.Path) -> str:
    """The HTML of a Markdown page without head and frame."""
    text = source.read_text()
    for spelling, known in SPELLINGS.items():
        text = text.replace(spelling, known)
    return subprocess.run(
        ["pandoc", "--fail-if-warnings", "--from", "gfm+tex_math_dollars", "--to", "html5", "--mathml",
         "--no-highlight", "--wrap=none"],
        input=text, capture_output=True, text=True, check=True).stdout


def scrolling(text: str) -> str:
    """The HTML with long formulas and tables in boxes that scroll on a narrow screen."""

    def inline(found: re.Match[str]) -> str:
        formula = found.group()
        is_long = len(re.sub(r"<annotation.*|<[^>]*>", "", formula)) > 20
        return f'<span class="long">{formula}</span>' if is_long else formula

    text = re.sub(r'<math display="block".*?</math>', r'<span class="display">\g<0></span>', text, flags=re.DOTALL)
    text = re.sub(r'<math display="inline".*?</math>', inline, text, flags=re.DOTALL)
    return text.replace("<table", '<div class="table"><table').replace("</table>", "</table></div>")


def with_preview(page: str, address: str) -> str:
    """The HTML of the explorer with the complete addresses of itself and of its picture."""
    top = html.escape(address.rstrip("/"))
    place = '<meta property="og:type"'
    if page.count(place) != 1:
        sys.exit("the explorer has no place for its picture")
    return page.replace(
        place,
        f'<meta property="og:url" content="{top}/explorer.html">\n'
        f'<meta property="og:image" content="{top}/{PICTURE}">\n'
        '<meta name="twitter:card" content="summary_large_image">\n' + place)


class Site:
    """The pages of a project, with a list of those that are still to be written."""

    def __init__(self, project: pathlib.Path, folder: pathlib.Path, address: str = "") -> None:
        self.project, self.folder, self.address = project, folder, address
        self.waiting, self.seen = ["README.md"], {"README.md"}

    def write(self) -> int:
        """Writes all pages reachable from README.md and returns their number."""
        count = 0
        while self.waiting:
            path = self.waiting.pop()
            target = self.folder / place_of(path)
            if target.exists():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.endswith(".md"):
                target.write_text(self.page(path))
                count += 1
            elif pathlib.Path(path).suffix in PAGES:
                sys.exit(f"{path} has no page on the site")
            else:
                shutil.copyfile(self.project / path, target)
        for part in ["site.css", "icon.svg"]:
            shutil.copyfile(HERE / part, self.folder / part)
        for path in COMPLETE:
            page = self.folder / path
            page.write_text(with_home(page.read_text(), "../" * path.count("/")))
        if self.address:
            (self.folder / PICTURE).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.project / PICTURE, self.folder / PICTURE)
            page = self.folder / "explorer.html"
            page.write_text(with_preview(page.read_text(), self.address))
        return count

    def page(self, path: str) -> str:
        """The HTML of a page of the project."""
        root = "../" * path.count("/")
        text = ATTRIBUTE.sub(lambda found: self.moved(path, found), body(self.project / path))
        frame = (HERE / "page.html").read_text().replace("$root$", root)
        frame = frame.replace("$title$", html.escape(title(self.project / path)))
        return frame.replace("$body$", scrolling(text))

    def moved(self, path: str, found: re.Match[str]) -> str:
        """An attribute with its address on the site; the page or file that it links to is added to the list."""
        name, link = found.group(1), html.unescape(found.group(2))
        address, mark, fragment = link.partition("#")
        if not address or ELSEWHERE.match(address):
            return found.group(0)
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
        if (self.project / wanted).is_dir():
            wanted = posixpath.join(wanted, "README.md")
        if wanted.startswith("..") or not (self.project / wanted).is_file():
            sys.exit(f"{path} links to {address}, which does not exist")
        if wanted not in self.seen:
            self.seen.add(wanted)
            self.waiting.append(wanted)
        here = posixpath.dirname(place_of(path)) or "."
        return f'{name}="{html.escape(posixpath.relpath(place_of(wanted), here))}{mark}{fragment}"'


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    root, site = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
    place = sys.argv[3] if len(sys.argv) == 4 else ""
    if place and not re.fullmatch(r"https?://[^\s\"<>]+", place):
        sys.exit(f"{place} is not the address of a site, such as https://example.org/toy")
    number = Site(root, site, place).write()
    print(f"{number} pages")

"""Converts executed notebooks to web pages: formulas as MathML, code folded, nothing loaded from the network.

    python pages.py --output FOLDER EXECUTED

EXECUTED is the output folder of `execute.py --narrow`, which also draws every picture for phones.
"""

import argparse
import base64
import io
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from latex2mathml.converter import convert
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from PIL import Image
from pygments.formatters import HtmlFormatter

import index
from execute import alt

FOLDER = Path(__file__).resolve().parent
TEMPLATE = FOLDER / "template"
NARROW_TYPE = "application/vnd.toy.narrow+png"
# The files that a notebook needs to run; the pages offer them for download.
SOURCES = ("toy.py", "plots.py", "toy.mplstyle")
PICTURES_PER_INCH = 2  # picture pixels per page pixel
# Corrections of the space around operators: the sign of a number, a slash, ∞, the name of a map, a
# logarithm, primes.
SPACING = (
    (
        r"(<mo[^>]*>(?:\(|&#x00028;|&#x0003D;|&#x02192;)</mo>)<mo>(&#x02212;|&#x0002B;)",
        r'\1<mo form="prefix">\2',
    ),
    (r"<mo>&#x0002F;", '<mo lspace="0" rspace="0">&#x0002F;'),
    (r"<mo>&#x0221E;</mo>", "<mi>&#x0221E;</mi>"),
    (r"<mi>log</mi>(?!<mo)", '<mi>log</mi><mspace width="0.167em" />'),
    (
        r"<msup>(<mi>\w</mi>)<mi>(&#x0203[23];)</mi></msup>",
        r'\1<mo form="postfix" lspace="0" rspace="0">\2</mo>',
    ),
    (r"<mo>(\w{2,})</mo>(?=<mo[^>]*>(?:\(|&#x00028;))", r"<mi>\1</mi>"),
)
LIGHT, DARK = "default", "github-dark"


class Renderer(IPythonRenderer):
    """Markdown with formulas as MathML, headings with anchors, and links to pages, not to notebooks."""

    def inline_math(self, body: str) -> str:
        """An inline formula."""
        return formula(body, "inline")

    def block_math(self, body: str) -> str:
        """A display formula, which scrolls if it is wider than the page."""
        return f'<span class="display" tabindex="0">{formula(body, "block")}</span>'

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        """A heading with the anchor that Jupyter gives it."""
        anchor = re.sub(r"<[^>]*>", "", text).replace(" ", "-")
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link; notebooks become pages."""
        return super().link(text, re.sub(r"\.ipynb(?=#|$)", ".html", url), title)


class Exporter(HTMLExporter):
    """Notebooks as pages of the template beside this file."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            extra_template_basedirs=[str(FOLDER)], template_name=TEMPLATE.name, **options
        )

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """The filters of the template."""
        yield from super().default_filters()
        yield "markdown2html", markdown
        yield "plain_table", plain_table


def formula(source: str, display: str) -> str:
    """The formula in MathML.

    Raises:
        ValueError: A command of TeX is unknown.
    """
    made = convert(source, display=display)
    if "\\" in made:
        raise ValueError(f"the formula cannot be shown: {source}")
    for found, right in SPACING:
        made = re.sub(found, right, made)
    return made


def markdown(source: str) -> str:
    """Markdown as HTML."""
    made = MarkdownWithMath(renderer=Renderer(escape=False)).render(source)
    # A full stop or comma after a formula stays on its line.
    return re.sub(
        r'(<math [^>]*display="inline">(?:(?!</math>).)*</math>[.,;:!?)]+)',
        r'<span class="together">\1</span>',
        made,
    )


def plain_table(source: str) -> str:
    """A table of pandas without its style."""
    soup = BeautifulSoup(source, "html.parser")
    table = soup.find("table")
    del table["border"], table["class"]
    for row in table.find_all("tr"):
        del row["style"]
    return str(table)


def take_pictures(notebook: NotebookNode, folder: Path, name: str) -> None:
    """Writes the pictures of a notebook to files, and their paths and sizes to its metadata."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    for number, output in enumerate(index.pictures(notebook), 1):
        page: dict[str, Any] = {"alt": alt(output)}
        for width, kind in (("wide", "image/png"), ("narrow", NARROW_TYPE)):
            if kind not in output["data"]:
                sys.exit(f"{name}: pictures are missing; run execute.py --narrow")
            data = base64.b64decode(output["data"][kind])
            size = Image.open(io.BytesIO(data)).size
            path = f"{name}/{number}{'' if width == 'wide' else '-narrow'}.png"
            (folder / path).write_bytes(data)
            page[width] = {
                "path": path,
                "width": size[0] // PICTURES_PER_INCH,
                "height": size[1] // PICTURES_PER_INCH,
            }
        del output["data"][NARROW_TYPE]
        output["metadata"]["page"] = page


def style() -> str:
    """The style sheet, with the colours of code for light and for dark pages."""

    def code(theme: str) -> str:
        rules = HtmlFormatter(style=theme).get_style_defs(".highlight").splitlines()
        chosen = (rule for rule in rules if re.match(r"\.highlight \.\w+ ", rule))
        return "\n".join(re.sub(r" /\*.*", "", rule) for rule in chosen)

    sheet = (TEMPLATE / "style.css").read_text(encoding="utf-8")
    dark = f"@media (prefers-color-scheme: dark) {{\n{code(DARK)}\n}}"
    return f"{sheet}{code(LIGHT)}\n{dark}\n"


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Convert executed notebooks to web pages.")
    parser.add_argument("--output", type=Path, required=True, help="folder for the pages")
    parser.add_argument("--home", help="address of a home page that all pages link to, such as ../index.html")
    parser.add_argument("folder", type=Path, help="folder of the executed notebooks")
    arguments = parser.parse_args()
    output = arguments.output
    (output / "thumbnails").mkdir(parents=True, exist_ok=True)
    exporter = Exporter()
    pages = []
    for number, entry in enumerate(index.ENTRIES):
        notebook = index.read(entry, arguments.folder)
        thumbnail = index.thumbnail(entry, notebook)
        (output / entry.thumbnail).write_bytes(thumbnail)
        width, height = Image.open(io.BytesIO(thumbnail)).size
        take_pictures(notebook, output, entry.name)
        page = {
            "entry": entry,
            "title": index.title(notebook),
            "width": width // 2,
            "height": height // 2,
            "previous": index.ENTRIES[number - 1] if number else None,
            "following": index.ENTRIES[number + 1] if number + 1 < len(index.ENTRIES) else None,
        }
        pages.append(page)
        text, _ = exporter.from_notebook_node(notebook, {"page": page, "home": arguments.home})
        (output / f"{entry.name}.html").write_text(text, encoding="utf-8")
        shutil.copy(FOLDER / entry.file, output)
    contents = exporter.environment.get_template("contents.html.j2").render(pages=pages, home=arguments.home)
    (output / "index.html").write_text(contents, encoding="utf-8")
    (output / "style.css").write_text(style(), encoding="utf-8")
    for source in SOURCES:
        shutil.copy(FOLDER / source, output)


if __name__ == "__main__":
    main()

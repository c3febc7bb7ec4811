"""Adds a link to the first page of the site to a page that is complete without the site."""

import re
import sys

BAR = """
<div style="padding: 6px 16px; font: 15px/1.4 system-ui, sans-serif"><a href="{root}index.html">toy: all pages</a></div>"""
# Beside the entries of the page's own navigation, which is as high.
ENTRY = """<a href="{root}index.html" style="float: left; height: 40px">toy</a>"""


def with_home(page: str, root: str) -> str:
    """The HTML of a page with the link at its top; `root` is the path from the page to the site's folder."""
    place, link = (r'<nav aria-label="Scenes">', ENTRY) if '<nav aria-label="Scenes">' in page else (r"<body\b[^>]*>", BAR)
    linked, count = re.subn(place, lambda found: found.group() + link.format(root=root), page)
    if count != 1:
        sys.exit(f"a page has {count} places for the link to the first page")
    return linked

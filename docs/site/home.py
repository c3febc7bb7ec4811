"""The link from a complete page, which knows nothing of a site, to the first page of the site."""

import re
import sys

LINK = """
<div style="padding: 6px 16px; font: 15px/1.4 system-ui, sans-serif"><a href="{root}index.html">toy: all pages</a></div>"""


def with_home(page: str, root: str) -> str:
    """The HTML of a page with the link at its top; `root` is the way from the page to the site's folder."""
    linked, count = re.subn(r"<body\b[^>]*>", lambda body: body.group() + LINK.format(root=root), page)
    if count != 1:
        sys.exit(f"a page has {count} bodies")
    return linked

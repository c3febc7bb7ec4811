#!/usr/bin/env python3
"""Follows every link of the site that `make site` builds, in a browser, under an address of several folders.

usage: site.py SITE [--screenshots FOLDER]

Every page is opened; all its links must have targets, all anchors must exist in the linked page, and nothing may be
loaded from another host. In the documentation of the libraries, whose pages are drawn from JSON, every link is checked,
and the pages near the top are opened.
"""

import argparse
import functools
import http.server
import json
import os
import pathlib
import re
import sys
import threading
import time
import urllib.parse

from driver import Browser, Test

PREFIX = "/some/where"
LINKS = """
  const named = (selector, key) => [...document.querySelectorAll(selector)].map((x) => x[key]);
  return {links: named("a[href]", "href"), parts: [...named("img[src]", "src"), ...named("script[src]", "src"),
    ...named("link[href]", "href"), ...[...document.querySelectorAll("source[srcset]")].map((x) => new URL(x.srcset, location).href)],
    ids: named("[id]", "id"), words: document.body.innerText.length, width: document.documentElement.scrollWidth};
"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site under PREFIX only."""

    def translate_path(self, path):
        if not path.startswith(PREFIX + "/"):
            return "/nowhere"
        return super().translate_path(path[len(PREFIX):])

    def log_message(self, *arguments):
        pass


def opened(browser, url):
    """The links and anchors of a page after it has been rendered."""
    browser.open(url)
    found = browser.run(LINKS)
    for _ in range(40):
        if "/library/" not in url or (found["words"] > 40 and browser.run("return !!document.querySelector('main h1, .title')")):
            return found
        time.sleep(0.1)
        found = browser.run(LINKS)
    return found


def check_pages(test, browser, site, top, folder):
    """Opens every page and follows its links."""
    pages = {}
    waiting = [top + "/index.html"]
    deepest = top + "/library/documentation/"
    while waiting:
        url = waiting.pop()
        if url in pages:
            continue
        browser.size(1280, 900)
        found = pages[url] = opened(browser, url)
        test.expect(found["words"] > 40, f"{url} is empty")
        browser.size(390, 844, phone=True)
        width = browser.run("return document.documentElement.scrollWidth")
        test.expect(width <= 390 or "/library/" in url, f"{url} is {width} wide on a telephone")
        for entry in browser.log("browser"):
            # Browsers request an icon from every host; the report, a self-contained file, has none.
            test.expect("/favicon.ico" in entry["message"], f"{url}, console: {entry['message']}")
        for address in found["links"] + found["parts"]:
            if address.startswith("data:"):
                continue
            plain = urllib.parse.urldefrag(address).url
            if urllib.parse.urlsplit(plain).netloc != urllib.parse.urlsplit(top).netloc:
                test.expect(address not in found["parts"], f"{url} loads {address} from another host")
                continue
            isLibrary = plain.startswith(deepest)
            if plain.endswith(".html") or (isLibrary and plain[len(deepest):].strip("/").count("/") < 1):
                waiting.append(plain)
            path = urllib.parse.unquote(urllib.parse.urlsplit(plain).path)
            test.expect(path.startswith(PREFIX + "/"), f"{url} links to {address}, outside the site")
            target = site / path[len(PREFIX) + 1:]
            if target.is_dir():
                target = target / "index.html"
            test.expect(target.is_file(), f"{url} links to {address}, which does not exist")
    for url, found in pages.items():
        for address in found["links"]:
            plain, fragment = urllib.parse.urldefrag(address)
            if fragment and plain in pages and "explorer.html" not in plain:
                test.expect(urllib.parse.unquote(fragment) in pages[plain]["ids"],
                            f"{url} links to {address}, an anchor that does not exist")
    written = {page for page in site.rglob("*.html") if "library" not in page.relative_to(site).parts}
    reached = {site / urllib.parse.urlsplit(url).path[len(PREFIX) + 1:] for url in pages}
    for page in sorted(written - reached):
        test.expect(False, f"no link leads to {page.relative_to(site)}")
    if folder:
        for name in ["index.html", "Figures/index.html", "docs/theory.html", "docs/proofs/trap.html",
                     "Notebooks/index.html", "report/report.html", "library/documentation/"]:
            for kind, width, dark in [("desk", 1280, False), ("phone", 390, False), ("dark", 1280, True)]:
                browser.size(width, 900, dark=dark, phone=kind == "phone")
                opened(browser, f"{top}/{name}")
                time.sleep(0.5)
                browser.screenshot(os.path.join(folder, f"{name.strip('/').replace('/', '-')}-{kind}.png"))
    return len(pages)


def check_library(test, site):
    """Checks every address in the data of the libraries' documentation."""
    root = site / "library"
    for data in (root / "data").rglob("*.json"):
        for reference in json.loads(data.read_text()).get("references", {}).values():
            address = urllib.parse.urldefrag(reference.get("url", "")).url
            if address.startswith("/"):
                test.expect((root / address.strip("/") / "index.html").is_file(), f"{data.name} links to {address}, which does not exist")


def check_preview(test, site):
    """The picture of the explorer for previews has a complete address, and is on the site."""
    page = (site / "explorer.html").read_text()
    found = re.search(r'<meta property="og:image" content="([^"]*)">', page)
    if not found:
        return
    address = urllib.parse.urlsplit(found[1])
    test.expect(address.scheme in ("http", "https") and address.netloc != "", f"the picture has the address {found[1][:80]}")
    test.expect(any(site.joinpath(*address.path.strip("/").split("/")[i:]).is_file() for i in range(address.path.count("/"))),
                f"the picture {address.path} is not on the site")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("site", type=pathlib.Path)
    parser.add_argument("--screenshots", help="a folder for pictures of some pages")
    options = parser.parse_args()
    site = options.site.resolve()
    if options.screenshots:
        os.makedirs(options.screenshots, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    test = Test("")
    browser = Browser()
    try:
        number = check_pages(test, browser, site, f"http://127.0.0.1:{server.server_port}{PREFIX}", options.screenshots)
        check_library(test, site)
        check_preview(test, site)
    finally:
        browser.close()
        server.shutdown()
    for failure in sorted(set(test.failures))[:60]:
        print(failure, file=sys.stderr)
    print(f"{number} pages opened, {test.comparisons} comparisons, {len(test.failures)} failures")
    sys.exit(1 if test.failures else 0)


if __name__ == "__main__":
    main()

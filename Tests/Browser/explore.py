#!/usr/bin/env python3
"""Drives the page of `toy explore` in a browser and compares what it shows with the program.

usage: explore.py TOY [--states 200] [--seed 1] [--screenshots FOLDER]

Needs chromedriver and a Chromium of the same version on the PATH, and Python's standard library.
Exits with 0 when everything is as it should be, else with 1 and a list of what is not.
"""

import argparse
import base64
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SLIDERS = ["k", "sigma", "theta", "depth", "omega"]
SHOWN = """
const texts = (selector) => [...document.querySelectorAll(selector)].map((x) => x.textContent);
const table = (selector) => [...document.querySelectorAll(selector + " tbody tr")]
  .map((row) => [...row.children].map((cell) => cell.textContent));
return { numbers: table("#numbers"), attained: texts("#attained span"), spectrum: table("#spectrum"),
  landscape: table("#landscape"), filter: document.querySelector("#filter .note").textContent,
  valley: document.querySelector("#landscape .note").textContent,
  values: Object.fromEntries([...document.querySelectorAll("output")].map((x) => [x.id, x.textContent])),
  descriptions: texts("figure desc"), commands: texts("#commands code"), state: addressOf(current) };
"""
SET = """
const state = arguments[0];
const fire = (input, kind) => input.dispatchEvent(new Event(kind, { bubbles: true }));
document.querySelector(`input[name=data][value="${state.data}"]`).click();
const learned = document.getElementById("learned");
if (learned.checked !== (state.omega === 0)) learned.click();
for (const name of ["k", "sigma", "theta", "depth", "omega"]) {
  if (name === "omega" && state.omega === 0) continue;
  const input = document.getElementById(name);
  input.value = state[name];
  fire(input, "input");
  fire(input, "change");
}
"""


class Browser:
    """A headless Chromium behind chromedriver."""

    def __init__(self):
        driver = shutil.which("chromedriver")
        if not driver:
            sys.exit("chromedriver is not on the PATH; run make browser-test")
        self.process = subprocess.Popen(
            [driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if "successfully on port " in line:
                self.port = int(line.rstrip(". \n").rsplit(" ", 1)[1])
                break
        else:
            sys.exit("chromedriver did not start")
        options = {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--hide-scrollbars"],
        }
        self.session = None
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}})
        self.session = answer["sessionId"]

    def call(self, method, path, body=None):
        prefix = f"/session/{self.session}" if self.session else ""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{prefix}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()[:500]) from None

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def protocol(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, url):
        self.call("POST", "/url", {"url": url})

    def keys(self, selector, text):
        element = self.call("POST", "/element", {"using": "css selector", "value": selector})
        name = next(iter(element.values()))
        self.call("POST", f"/element/{name}/value", {"text": text})

    def press(self, key):
        """Presses a key with whatever has the focus."""
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]})

    def log(self, kind):
        return self.call("POST", "/se/log", {"type": kind})

    def size(self, width, height, dark=False, phone=False):
        self.protocol("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=phone)
        self.protocol("Emulation.setEmulatedMedia", media="", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        time.sleep(0.2)

    def screenshot(self, path, full=False):
        data = self.protocol("Page.captureScreenshot", captureBeyondViewport=full)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait(10)


class Test:
    """Counts what was compared and collects what differs."""

    def __init__(self, toy):
        self.toy = toy
        self.failures = []
        self.comparisons = 0

    def expect(self, condition, message):
        self.comparisons += 1
        if not condition:
            self.failures.append(message)

    def equal(self, found, wanted, message):
        self.expect(found == wanted, f"{message}: {found!r} instead of {wanted!r}")

    def ask(self, line):
        """What the program prints for a command of the page, as JSON."""
        words = line.replace(" -o -", "").split()[1:]
        end = ["--format", "json"] + (["-o", "-"] if " -o -" in line else [])
        done = subprocess.run([self.toy] + words + end, capture_output=True, text=True)
        self.expect(done.returncode == 0, f"{line}: {done.stderr}")
        return json.loads(done.stdout)


def six(number):
    """A number as the program's tables print it."""
    return "%.6g" % number if number != 0 else "0"


def grid_of(browser):
    return browser.run("return grid")


def address(browser):
    """The state in the address, which follows when the sliders rest."""
    time.sleep(0.4)
    return browser.run("return location.hash")


def compare(test, browser, state, grid):
    """Compares every number on the page with the commands that the page itself names."""
    page = browser.run(SHOWN)
    where = page["state"]
    wanted = "&".join(f"{name}={grid[name][state[name]]}" for name in ["data"] + SLIDERS)
    test.equal(where, "#" + wanted, "the state")
    commands = page["commands"]
    own, exact = test.ask(commands[0]), test.ask(commands[1])
    linear = test.ask(commands[1].replace("--family bilevel", "--family linear"))
    rows = {row[0].strip(): row[1:] for row in page["numbers"]}
    for name, key in [("risk", "risk"), ("bias", "bias"), ("variance", "variance"),
                      ("/ best linear", "ratio_to_linear")]:
        test.equal(rows[name], [six(own[key]), six(exact[key]), six(linear[key])], f"{where} {name}")
    test.equal(rows["/ best bilevel"], [six(own["ratio_to_bilevel"]), "1", ""], f"{where} ratio")
    step = six(own["omega"]) if own["omega"] else "→ 0"
    test.equal(rows["step size ω"], [step, "", ""], f"{where} ω")
    for text, answer in zip(page["attained"], [own, exact]):
        test.equal(text, "yes" if answer["attained"] else answer.get("note"), f"{where} attained")
    # Where ω → 0 it is not a number but an arrow.
    test.expect(page["values"]["omega-value"].endswith(step), f"{where} the output of ω")

    lines = []
    for name, command in [("unrolled", commands[0]), ("bilevel", commands[1])]:
        for part in test.ask(command + " --spectrum"):
            lines.append([name, six(part["data_eigenvalue"]), six(part["wiener_gain"]),
                          six(part["gain"]), str(part["multiplicity"]),
                          "yes" if part["forced"] else "no"])
    test.equal(page["spectrum"], lines, f"{where} spectrum")

    if own["omega_rule"] == "fixed":
        reach = test.ask(commands[3])
        reach = reach if isinstance(reach, dict) else reach[0]
        forced = six(reach["forced_eigenvalue"])
        test.expect(f"f(0) = {forced}, forced {reach['forced_count']} times" in page["filter"],
                    f"{where} {page['filter']}")
        if own["depth"] == 1:
            interval = f"only ω = {forced}"
        elif own["depth"] % 2 == 0:
            interval = f"(−∞, {forced}]"
        else:
            interval = f"[{six(reach['lower'])}, ∞)"
        test.expect(f"Reachable: {interval}." in page["filter"], f"{where} {page['filter']}")
        points = test.ask(commands[4])
        shown = [[p["kind"].replace("-", " "), six(p["r"]), six(p["risk"]),
                  six(p["curvature"]).replace("-", "−", 1) if p["curvature"] < 0
                  else six(p["curvature"])] for p in points if p["kind"] != "flat"]
        if points[0]["kind"] == "flat":
            shown = [["every r", "", six(points[0]["risk"]), "0"]]
        test.equal(page["landscape"], shown, f"{where} landscape")
    else:
        points = test.ask(commands[3])
        test.expect(f"best linear risk {six(points[0]['risk'])}." in page["valley"],
                    f"{where} {page['valley']}")
        if points[0]["trap_below"] is not None:
            test.expect(f"ω below {six(points[0]['trap_below'])}," in page["valley"],
                        f"{where} {page['valley']}")
        shown = [[p["kind"], "0", "1", six(p["risk"]), six(p["curvature_r"]).replace("-", "−", 1)]
                 for p in points if p["kind"] in ("maximum", "saddle")]
        test.equal(page["landscape"], shown, f"{where} landscape")

    # Of the other parity only the same step rule is drawn.
    for row in test.ask(commands[2]):
        if row["k"] != int(grid["k"][state["k"]]) or row["family"] == "linear":
            continue
        name = "bilevel"
        if row["family"] == "unrolled":
            if row["depth"] != own["depth"] and row["omega_rule"] != own["omega_rule"]:
                continue
            rule = "learned ω" if row["omega_rule"] == "learned" else f"ω = {six(row['omega'])}"
            name = f"N = {row['depth']}, {rule}"
        wanted = f"{name} {six(row['ratio_to_linear'])}"
        found = page["descriptions"][0].split(": ", 1)[1].split("; ")
        test.expect(wanted in found, f"{where}: {wanted} is not in {found}")


def states(grid, count, seed):
    generator = random.Random(seed)
    for _ in range(count):
        yield {name: generator.randrange(len(grid[name])) for name in ["data"] + SLIDERS}


def check_loading(test, browser, url):
    # What chromedriver itself does before the page is loaded does not count.
    browser.log("performance")
    browser.open(url)
    browser.run(SET, {"data": 1, "k": 3, "sigma": 2, "theta": 1, "depth": 4, "omega": 2})
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = message["params"]["request"]["url"]
            test.expect(address.split("#")[0] == url or address.startswith("data:"),
                        f"a request for {address[:80]}")
    test.equal(browser.run("return document.documentElement.lang"), "en", "lang")
    test.equal(browser.run(
        "return [...document.querySelectorAll('.plot svg')].map((x) => x.getAttribute('aria-label') "
        "!== '' && x.querySelector('title').textContent !== '' && x.querySelector('desc').textContent !== '')"),
        [True] * 4, "titles and descriptions of the charts")


# What the browser would pass over in silence: declarations that it does not know.
UNKNOWN = """
const style = document.querySelector("style").textContent.replace(/\\/\\*.*?\\*\\//gs, "");
const declarations = [...style.matchAll(/{([^{}]*)}/g)].flatMap((block) => block[1].split(";"))
  .map((text) => text.trim()).filter((text) => text !== "");
const isKnown = (text) => CSS.supports(text.slice(0, text.indexOf(":")).trim(), text.slice(text.indexOf(":") + 1).trim());
// The size of a printed page is a descriptor and no property.
const unknown = declarations.filter((text) => !isKnown(text) && !text.startsWith("size:"));
return [declarations.length, unknown];
"""


def check_style(test, browser, url):
    browser.open(url)
    count, unknown = browser.run(UNKNOWN)
    test.expect(count > 100, f"only {count} declarations in the style sheet")
    test.equal(unknown, [], "declarations that the browser does not know")


def check_keyboard(test, browser, url):
    arrow, space, tab = "\ue014", "\ue00d", "\ue004"
    browser.open("about:blank")
    browser.open(url + "#data=constant&k=50&sigma=0.9&theta=0.5&depth=2&omega=learned")
    names = []
    for _ in range(12):
        browser.press(tab)
        names.append(browser.run("return document.activeElement.id || document.activeElement.name "
                                 "|| document.activeElement.tagName"))
        if names[-1] == "BODY":
            break
        outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle")
        test.expect(outline == "solid", f"the focus on {names[-1]} is not visible")
    test.equal(names[:6], ["data", "k", "sigma", "theta", "depth", "learned"], "order of the focus")
    test.expect("BUTTON" in names, "the copy buttons are not reached by Tab")
    browser.keys("#depth", arrow)
    test.expect("&depth=3&" in address(browser), "an arrow key moves the depth")
    browser.keys("#learned", space)
    test.expect(address(browser).endswith("&omega=0.5"), "space fixes ω")
    browser.keys("#omega", arrow)
    test.expect(address(browser).endswith("&omega=1"), "an arrow key moves ω")
    browser.keys("#commands button", "\ue007")
    time.sleep(0.3)
    test.equal(browser.run("return document.querySelector('#commands button').textContent"), "Copied",
               "the copy button")
    labels = browser.run("return [...document.querySelectorAll('input')].every((x) => x.labels.length)")
    test.expect(labels, "an input has no label")


# Moves a slider, and once more in the moment in which the first move is written to the address.
MOVE_WHEN_WRITTEN = """
const theta = document.getElementById("theta");
function move(value) {
  theta.value = value;
  for (const kind of ["input", "change"]) theta.dispatchEvent(new Event(kind, { bubbles: true }));
}
move(2);
setTimeout(() => move(3), 200);
"""


def check_address(test, browser, url):
    first = "#data=iid&k=100&sigma=0.3&theta=1&depth=5&omega=1.5"
    browser.open("about:blank")
    browser.open(url + first)
    test.equal(browser.run("return addressOf(readControls())"), first, "a link sets the sliders")
    shown = browser.run(SHOWN)
    # Keys, not scripts: browsers skip entries of the history that no user has made.
    browser.keys("#sigma", "\ue014")
    test.equal(address(browser), first.replace("sigma=0.3", "sigma=0.5"), "an address of its own")
    browser.keys("#depth", "\ue012")
    second = first.replace("sigma=0.3", "sigma=0.5").replace("depth=5", "depth=4")
    test.equal(address(browser), second, "the address follows the sliders")
    for _ in range(2):
        browser.call("POST", "/back", {})
        time.sleep(0.2)
    test.equal(browser.run("return addressOf(readControls())"), first, "Back returns to the state")
    test.equal(browser.run(SHOWN), shown, "Back shows the same numbers")
    browser.run(MOVE_WHEN_WRITTEN)
    time.sleep(1)
    test.equal(browser.run("return [current.theta, readControls().theta, location.hash === addressOf(current)]"),
               [3, 3, True], "a slider that moves as the address is written")


# Addresses off the table, what the page makes of them, and what it has to say about each.
STANDARD = dict(data="constant", k="50", sigma="0.9", theta="0.5", depth="2", omega="learned")
MISREAD = [
    ("k=60&data=iid&sigma=0.9&theta=0.5&depth=2&omega=learned", dict(data="iid"), ["k = 60", "nearest is 50"]),
    ("k=60", {}, ["k = 60", "nearest is 50", "sigma is missing: σ = 0.9", "omega is missing"]),
    ("k=60&depth=7&omega=0.3", dict(depth="5", omega="0.2"),
     ["k = 60", "N = 7 is not in the table: the nearest is 5", "ω = 0.3 is not in the table: the nearest is 0.2"]),
    ("depth=6", dict(depth="5"), ["the nearest is 5, which is odd"]),
    ("k=-3&sigma=-1&theta=-0.2&depth=-7&omega=-0.5",
     dict(k="1", sigma="0.05", theta="0", depth="1", omega="0.1"), ["k = -3", "ω = -0.5"]),
    ("k=1e9&sigma=1e300&depth=1e400", dict(k="500", sigma="5"), ["k = 1e9", "depth = 1e400 is not a number"]),
    ("k=&depth=x&sigma=0,2&theta=Infinity&omega=NaN&data=speech", {},
     ["k = nothing is not a number", "depth = x is not a number: N = 2", "sigma = 0,2 is not", "theta = Infinity",
      "omega = NaN is not a number or learned", "data = speech is not constant or iid"]),
    ("k=100&k=200&data=iid", dict(k="100", data="iid"), ["k is given twice: the first counts"]),
    ("k=100&colour=red&n=50&mu=1", dict(k="100"), ["colour is not known here", "n = 50: this page has n = 500"]),
    ("k=0100&sigma=9e-1&theta=.50&depth=3.0&omega=1.50&data=iid",
     dict(k="100", depth="3", omega="1.5", data="iid"), None),
    ("k=<img src=x onerror=alert(1)>", {}, ["k = <img src=x onerror=alert(1)> is not a number"]),
    ("nonsense", {}, ["nonsense is not known here"]),
    ("k=%E0%A4%A&depth=%00", {}, ["is not a number"]),
]


def check_snapping(test, browser, url):
    notes = "const note = document.getElementById('address-note'); return note.hidden ? null : note.innerText"
    for given, changed, fragments in MISREAD:
        wanted = "#" + "&".join(f"{key}={value}" for key, value in {**STANDARD, **changed}.items())
        for arrival in ["a link", "an edited address"]:
            if arrival == "a link":
                browser.open("about:blank")
                browser.open(url + "#" + given)
            else:
                browser.open(url + "#data=iid&k=500&sigma=5&theta=2&depth=21&omega=1.9")
                browser.run("location.hash = arguments[0]", given)
                time.sleep(0.2)
            where = f"{arrival} #{given}"
            test.equal(browser.run("return addressOf(readControls())"), wanted, f"{where}, sliders")
            test.equal(browser.run("return addressOf(current)"), wanted, f"{where}, numbers")
            test.equal(browser.run("return location.hash"), wanted, f"{where}, address")
            note = browser.run(notes)
            if fragments is None:
                test.equal(note, None, f"{where}, note")
            else:
                for fragment in fragments:
                    test.expect(note is not None and fragment in note, f"{where}: {fragment!r} is not in {note!r}")
    # A note goes with the next move of a slider.
    browser.keys("#sigma", "\ue014")
    test.equal(browser.run(notes), None, "the note after a slider was moved")
    browser.open("about:blank")
    browser.open(url)
    test.equal(browser.run("return location.hash"), "", "no address is written where none was given")
    test.equal(browser.run(notes), None, "no note without an address")
    browser.open(url + "#symbols-title")
    test.equal(browser.run("return [location.hash, addressOf(current)]"),
               ["#symbols-title", "#" + "&".join(f"{k}={v}" for k, v in STANDARD.items())],
               "a place on the page is no state")
    test.equal(browser.run(notes), None, "no note for a place on the page")


def check_looks(test, browser, url, folder):
    addresses = {
        "constant": "#data=constant&k=50&sigma=0.9&theta=0.5&depth=3&omega=0.5",
        "learned": "#data=constant&k=50&sigma=0.9&theta=0.5&depth=2&omega=learned",
        "odd": "#data=constant&k=250&sigma=0.9&theta=0.5&depth=11&omega=learned",
        "iid": "#data=iid&k=400&sigma=0.3&theta=1&depth=21&omega=1.9",
        "trap": "#data=iid&k=100&sigma=5&theta=0&depth=3&omega=0.1",
        "single": "#data=iid&k=500&sigma=0.05&theta=2&depth=1&omega=1",
        "snapped": "#k=60&depth=7&omega=0.3&n=20",
        "iid-odd": "#data=iid&k=300&sigma=1.5&theta=0.5&depth=5&omega=learned",
    }
    looks = [("light", 1366, 900, False, False), ("dark", 1366, 900, True, False),
             ("phone", 360, 740, False, True), ("tablet", 820, 1100, False, True)]
    for name, address in addresses.items():
        for look, width, height, dark, phone in looks:
            browser.size(width, height, dark, phone)
            browser.open("about:blank")
            browser.open(url + address)
            wide = browser.run("return document.documentElement.scrollWidth")
            test.expect(wide <= width, f"{name} scrolls horizontally at {width} pixels: {wide}")
            colour = browser.run("return getComputedStyle(document.body).backgroundColor")
            light = sum(int(x) for x in colour.strip("rgb()").split(",")) > 600
            test.expect(light != dark, f"{look}: the background is {colour}")
            columns = browser.run(
                "return new Set([...document.querySelectorAll('figure')].map((x) => x.offsetLeft)).size")
            test.equal(columns, 2 if width > 1150 else 1, f"columns of charts at {width} pixels")
            overlaps = browser.run("""
              const cut = [];
              for (const svg of document.querySelectorAll(".plot svg")) {
                const frame = svg.getBoundingClientRect();
                const boxes = [...svg.querySelectorAll("text")].map((x) => [x.textContent, x.getBoundingClientRect()]);
                boxes.forEach(([text, a], i) => {
                  if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) cut.push("cut: " + text);
                  for (const [other, b] of boxes.slice(i + 1)) {
                    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) cut.push(text + " over " + other);
                  }
                });
              }
              return cut;""")
            test.expect(not overlaps, f"{name} {look}: labels {overlaps}")
            if folder:
                browser.screenshot(f"{folder}/{name}-{look}.png", full=True)
    browser.size(1366, 900)
    browser.open(url + addresses["constant"])
    pdf = base64.b64decode(browser.call("POST", "/print", {"background": True}))
    test.expect(pdf.startswith(b"%PDF") and len(pdf) > 20_000, "printing")
    pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages")
    test.expect(1 <= pages <= 3, f"{pages} printed pages")
    if folder:
        pathlib.Path(folder, "print.pdf").write_bytes(pdf)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("toy", type=pathlib.Path)
    parser.add_argument("--states", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--screenshots", help="a folder for pictures of the page")
    options = parser.parse_args()
    if options.screenshots:
        os.makedirs(options.screenshots, exist_ok=True)
    test = Test(str(options.toy.resolve()))
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder, "explorer.html")
        subprocess.run([test.toy, "explore", "-o", page], check=True, stderr=subprocess.DEVNULL)
        url = page.as_uri()
        browser = Browser()
        try:
            check_loading(test, browser, url)
            check_style(test, browser, url)
            grid = grid_of(browser)
            for number, state in enumerate(states(grid, options.states, options.seed)):
                browser.run(SET, state)
                compare(test, browser, state, grid)
                if number % 20 == 0:
                    test.equal(address(browser), browser.run("return addressOf(current)"),
                               "the address")
            check_keyboard(test, browser, url)
            check_address(test, browser, url)
            check_snapping(test, browser, url)
            check_looks(test, browser, url, options.screenshots)
            for entry in browser.log("browser"):
                test.expect(False, f"on the console: {entry['message']}")
        finally:
            browser.close()
    for failure in test.failures[:40]:
        print(failure, file=sys.stderr)
    print(f"{test.comparisons} comparisons, {len(test.failures)} failures")
    sys.exit(1 if test.failures else 0)


if __name__ == "__main__":
    main()

"""The free explorer: every number at random states, and addresses that its table lacks."""

import random
import time

from driver import six

KEYS = {"data": "freeData", "k": "freeRows", "sigma": "freeSigma", "theta": "freeTheta", "depth": "freeDepth",
        "omega": "freeOmega"}
SHOWN = """
const texts = (selector) => [...document.querySelectorAll(selector)].map((x) => x.textContent);
const table = (selector) => [...document.querySelectorAll(selector + " tbody tr")]
  .map((row) => [...row.children].map((cell) => cell.textContent));
return { numbers: table("#numbers"), attained: texts("#attained span"), spectrum: table("#spectrum"),
  landscape: table("#landscape"), filter: document.querySelector("#filter .note").textContent,
  valley: document.querySelector("#landscape .note").textContent, map: document.querySelector("#map .note").textContent,
  values: Object.fromEntries([...document.querySelectorAll("#s8 output")].map((x) => [x.id, x.textContent])),
  descriptions: texts("#s8 .charts desc"), commands: texts("#commands code") };
"""
SET = """
for (const [key, position] of Object.entries(arguments[0])) now[key] = position;
change("freeRows", now.freeRows);
"""


def star(answer):
    return "" if answer["attained"] else "*"


def compare(test, browser, state, grid):
    """Compares every number on the page with the commands that the page itself names."""
    page = browser.run(SHOWN)
    where = str(state)
    commands = page["commands"]
    own, exact = test.ask(commands[0]), test.ask(commands[1])
    linear = test.ask(commands[1].replace("--family bilevel", "--family linear"))
    rows = {row[0].strip(): row[1:] for row in page["numbers"]}
    test.equal(rows["risk"], [six(own["risk"]) + star(own), six(exact["risk"]) + star(exact), six(linear["risk"])],
               f"{where} risk")
    for name, key in [("bias", "bias"), ("variance", "variance"), ("/ best linear", "ratio_to_linear")]:
        test.equal(rows[name], [six(own[key]), six(exact[key]), six(linear[key])], f"{where} {name}")
    test.equal(rows["/ best bilevel"], [six(own["ratio_to_bilevel"]), "1", ""], f"{where} ratio")
    for text, answer in zip(page["attained"], [own, exact]):
        # A note may say more than whether the risk is attained.
        said = "yes" if answer["attained"] else answer.get("note", "")
        test.expect(said == text or said.startswith(text + ";"), f"{where} attained: {text!r} instead of {said!r}")
    lines = []
    for name, command in [("", commands[0]), ("bilevel", commands[1])]:
        for part in test.ask(command + " --spectrum"):
            lines.append([six(part["data_eigenvalue"]), six(part["wiener_gain"]), six(part["gain"]),
                          str(part["multiplicity"]), "yes" if part["forced"] else "no"])
    test.equal([row[1:] for row in page["spectrum"]], lines, f"{where} spectrum")
    if own["algorithm"] != "gradient-descent":
        return
    step = six(own["omega"]) if own["omega"] else "→ 0"
    test.equal(rows["ω"], [step, "", ""], f"{where} ω")
    # Where ω → 0 it is not a number but an arrow.
    test.expect(page["values"]["omega-value"].endswith(step), f"{where} the output of ω")
    if own["omega_rule"] == "fixed":
        reach = test.ask(commands[3])
        reach = reach if isinstance(reach, dict) else reach[0]
        forced = six(reach["forced_eigenvalue"])
        test.expect(f"f(0) = {forced}, forced {reach['forced_count']} times" in page["filter"],
                    f"{where} {page['filter']}")
        interval = (f"only {forced}" if own["depth"] == 1 else f"(−∞, {forced}]" if own["depth"] % 2 == 0
                    else f"[{six(reach['lower'])}, ∞)")
        test.expect(f"reaches {interval}, " in page["filter"], f"{where} {page['filter']}")
        points = test.ask(commands[4])
        shown = [[p["kind"].replace("-", " "), six(p["r"]), six(p["risk"]), six(p["curvature"]).replace("-", "−", 1)]
                 for p in points if p["kind"] != "flat"]
        if points[0]["kind"] == "flat":
            shown = [["every r", "", six(points[0]["risk"]), "0"]]
        test.equal([[cell.replace("e−", "e-") for cell in row] for row in page["landscape"]], shown, f"{where} landscape")
    else:
        points = test.ask(commands[3])
        test.expect(f"best linear risk {six(points[0]['risk'])}." in page["valley"], f"{where} {page['valley']}")
        if points[0]["trap_below"] is not None:
            test.expect(f"ω below {six(points[0]['trap_below'])}," in page["valley"], f"{where} {page['valley']}")

    # Of the other parity only the same step rule is drawn.
    for row in test.ask(commands[2]):
        if row["k"] != int(grid["k"][state["k"]]) or row["family"] == "linear":
            continue
        name = "bilevel"
        if row["family"] == "unrolled":
            if row["omega_rule"] != own["omega_rule"]:
                continue
            rule = "learned ω" if row["omega_rule"] == "learned" else f"ω = {six(row['omega'])}"
            name = f"N = {row['depth']}" + (f", {rule}" if row["depth"] == own["depth"] else "")
        wanted = f"{name}: {six(row['ratio_to_linear'])}"
        found = page["descriptions"][0].split(". ", 1)[1].split("; ")
        test.expect(wanted in found, f"{where}: {wanted} is not in {found}")


def check_states(test, browser, url, count, seed):
    browser.fresh(url + "#s8")
    grid = browser.run("return grid")
    browser.press("d")
    generator = random.Random(seed)
    for _ in range(count):
        state = {name: generator.randrange(len(grid[name])) for name in KEYS}
        browser.run(SET, {KEYS[name]: at for name, at in state.items()} | {"algorithm": 0})
        compare(test, browser, state, grid)
    # Every other algorithm, at states of its coarser grid.
    for at, entry in enumerate(grid["algorithms"]["entries"]):
        for _ in range(3):
            state = {name: generator.randrange(len(grid[name])) for name in KEYS} | {"omega": 0}
            browser.run(SET, {KEYS[name]: i for name, i in state.items()} | {"algorithm": at + 1})
            compare(test, browser, {**state, "algorithm": entry["name"]}, grid)
    browser.press("d")


# Addresses off the table, what the page makes of them, and what it has to say about each.
MISREAD = [
    ("k=60&data=iid", "#s8?data=iid", ["k = 60", "nearest is 50"]),
    ("s8?k=60&depth=7&omega=0.3", "#s8?depth=5&omega=0.2",
     ["k = 60", "depth = 7 is not in the table: the nearest is 5", "omega = 0.3 is not in the table: the nearest is 0.2"]),
    ("depth=6", "#s8?depth=5", ["the nearest is 5, which is odd"]),
    ("k=-3&sigma=-1&theta=-0.2&depth=-7&omega=-0.5", "#s8?k=1&sigma=0.1&theta=0&depth=1&omega=0.1", ["k = -3", "omega = -0.5"]),
    ("k=1e9&sigma=1e300&depth=1e400", "#s8?k=500&sigma=3", ["k = 1e9", "depth = 1e400 is not a number"]),
    ("k=&depth=x&sigma=0,2&data=speech", "#s8", ["k = nothing is not a number", "depth = x is not a number: depth = 3",
                                                 "data = speech is not constant or iid"]),
    ("k=100&k=200&data=iid", "#s8?data=iid&k=100", ["k is given twice: the first counts"]),
    ("k=100&colour=red&n=50&mu=1", "#s8?k=100", ["colour is not known here", "n = 50: this page has n = 500"]),
    ("data=constant&k=0100&sigma=9e-1&theta=.50&depth=3.0&omega=1.50", "#s8?k=100&omega=1.5", None),
    ("s8?k=<img src=x onerror=alert(1)>", "#s8", ["k = <img src=x onerror=alert(1)> is not a number"]),
    ("s8?algorithm=nesterov&depth=2", "#s8?algorithm=nesterov&depth=2", None),
    ("s5?omega=0.11&r=9&depth=4", "#s5?r=7", ["omega = 0.11 is not in the table: the nearest is 0.1",
                                                        "r = 9 is not in the table", "depth = 4"]),
    ("s2?k=50&c=0.7&knob=ridge", "#s2?k=50&c=0.7&knob=ridge", None),
    ("s0?odd=trained&k=90", "#s0?k=90&odd=trained", None),
    ("s3?s=5&depth=4", "#s3?s=5&depth=4", None),
    ("s6?beta=0.5&steps=unequal&route=trained", "#s6?beta=0.5&steps=unequal&route=trained", None),
    ("s7?start=continuation", "#s7?start=continuation", None),
]


def check_addresses(test, browser, url):
    notes = "const note = document.getElementById('address-note'); return note.hidden ? null : note.innerText"
    numbers = ("const scene = document.getElementById(location.hash.slice(1, 3));"
               "return [...scene.querySelectorAll('.say, output, code, .decibels, td')].filter((x) => x.offsetParent !== null).map((x) => x.textContent)")
    for given, wanted, fragments in MISREAD:
        for arrival in ["a link", "an edited address"]:
            if arrival == "a link":
                browser.fresh(url + "#" + given)
            else:
                browser.fresh(url + "#s8?data=iid&k=500&sigma=3&theta=2&depth=21&omega=1.9")
                browser.run("location.hash = arguments[0]", given)
                time.sleep(0.3)
            where = f"{arrival} #{given}"
            test.equal(browser.run("return decodeURIComponent(location.hash)"), wanted, f"{where}, address")
            note = browser.run(notes)
            if fragments is None:
                test.equal(note, None, f"{where}, note")
            else:
                for fragment in fragments:
                    test.expect(note is not None and fragment in note, f"{where}: {fragment!r} is not in {note!r}")
        shown = browser.run(numbers)
        browser.fresh(url + browser.run("return location.hash"))
        test.equal(browser.run(numbers), shown, f"#{given}: numbers after the page is loaded again")
    browser.fresh(url + "#s8?k=60")
    test.expect(browser.run(notes), "a note")
    browser.keys("#sigma", "\ue014")
    test.equal(browser.run(notes), None, "the note after a slider was moved")
    browser.fresh(url)
    test.equal(browser.run("return location.hash"), "", "no address is written where none was given")
    test.equal(browser.run(notes), None, "no note without an address")


def check_map(test, browser, url):
    browser.fresh(url + "#s8")
    browser.run("document.getElementById('map').scrollIntoView({ block: 'center' })")
    browser.pointer("#map .plot", [(0.5, 0.5)])
    k, sigma = browser.run("return [now.freeRows, now.freeSigma]")
    cell = browser.run("const box = document.querySelector('#map .chosen').getBoundingClientRect();"
                       "const all = document.querySelector('#map .plot').getBoundingClientRect();"
                       "return [(box.left - all.left) / all.width, (box.right - all.left) / all.width,"
                       "(box.top - all.top) / all.height, (box.bottom - all.top) / all.height]")
    test.expect(cell[0] <= 0.5 <= cell[1] and cell[2] <= 0.5 <= cell[3], f"the chosen cell {cell} is where one has clicked")
    test.expect(k != 6 or sigma != 6, "a click in the map moves k and σ")
    browser.run("document.getElementById('ratio').scrollIntoView({ block: 'center' })")
    browser.pointer("#ratio .plot", [(0.3, 0.5), (0.6, 0.5), (0.9, 0.5)])
    test.expect(browser.run("return Number(grid.k[now.freeRows])") > 400, "k is dragged in the chart")
    time.sleep(0.35)
    test.expect("k=" in browser.run("return location.hash"), "the address follows")

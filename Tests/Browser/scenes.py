"""The scenes: they show the numbers that the program prints, and dragging has the effect of the sliders."""

import json
import pathlib
import random
import re
import subprocess
import time

from driver import six

SAY = "return document.querySelector(`#${arguments[0]} .say`).textContent"
COMMAND = "return document.querySelector(`#${arguments[0]} .command code`).textContent"


def three(number):
    """A number as the page shows it: three digits."""
    if number == 0 or number == round(number) and abs(number) < 1000:
        return str(round(number))
    size = abs(number)
    if size < 1e-4 or size >= 1e6:
        return None
    text = str(round(number)) if size >= 1000 else f"{number:#.3g}".rstrip(".")
    return text.replace("-", "−")


def shows(test, text, number, where):
    """Whether three digits of a number are in a text; a last digit that is halfway may be either."""
    wanted = {three(number * (1 + shift)) for shift in (-2e-6, 0, 2e-6)}
    test.expect(any(word and re.search(rf"(?<![\d.−]){re.escape(word)}(?![\d])", text) for word in wanted),
                f"{where}: {sorted(map(str, wanted))} is not in {text!r}")


def set_scene(browser, **positions):
    browser.run("for (const [key, at] of Object.entries(arguments[0])) change(key, at);", positions)


def words(browser, scene):
    return browser.run(SAY, scene), browser.run(COMMAND, scene)


def check_first(test, browser, url):
    browser.fresh(url)
    ks = browser.run("return story.signals.k")
    read = ("return [...document.querySelectorAll('#panels .decibels')].slice(2).map((x) => x.firstChild.data)"
            ".concat([...document.querySelectorAll('#s0 .values tbody tr')].map((row) => row.children[1].textContent))")
    for at in range(len(ks)):
        set_scene(browser, k=at, odd=0)
        answer = test.ask(browser.run(COMMAND, "s0"))
        wanted = [f"{row['gain_db']:.1f}" + ("" if row["attained"] else "*") for row in answer]
        found = browser.run(read)
        test.equal(found[:4], wanted, f"k = {ks[at]}: decibels")
        test.equal([float(x) for x in found[4:]], [float(six(row["risk"])) for row in answer], f"k = {ks[at]}: risks")
        set_scene(browser, odd=1)
        trap = test.ask(browser.run(COMMAND, "s0"))
        test.equal(float(browser.run(read)[7]), float(six(trap["trap_risk"])), f"k = {ks[at]}: as trained")
    # The mean over the draws of half the squared error is the risk, within four standard errors.
    for name in ["bilevel", "even", "trained"]:
        mean, error, risk = browser.run("""
          const entry = story.signals[arguments[0]][3];
          const losses = story.draws.map((_, i) => {
            const signal = drawnSignal(first, i);
            return cleaned(first, signal, entry).reduce((sum, x, j) => sum + (x - signal.clean[j]) ** 2 / 2, 0);
          });
          const mean = losses.reduce((a, b) => a + b) / losses.length;
          const error = Math.sqrt(losses.reduce((sum, x) => sum + (x - mean) ** 2, 0) / losses.length / (losses.length - 1));
          return [mean, error, entry.risk];""", name)
        test.expect(abs(mean - risk) < 4 * error, f"{name}: {mean} ± {error} and not {risk}")


def check_numbers(test, browser, url, seed):
    """Scenes 1 to 6 at random settings: the shown command prints the shown numbers."""
    browser.fresh(url + "#s1")
    generator = random.Random(seed)
    count = {key: len(values) for key, values in browser.run(
        "return Object.fromEntries([...settings].map(([key, { values }]) => [key, values]))").items()}
    pick = lambda key: generator.randrange(count[key])
    for at in range(count["k"]):
        set_scene(browser, k=at)
        say, command = words(browser, "s1")
        risk = sum(0.5 * part["multiplicity"] * (0.81 * part["gain"] ** 2 + part["data_eigenvalue"] * (1 - part["gain"]) ** 2)
                   for part in test.ask(command))
        shows(test, say, risk, command)
    browser.press("2")
    for _ in range(40):
        set_scene(browser, k=pick("k"), c=pick("c"), knob=pick("knob"))
        say, command = words(browser, "s2")
        answer = test.ask(command)
        # The parameter has four digits.
        shown = float(say.split("Risk ")[1].split(" ")[0])
        test.expect(abs(shown - answer["risk"]) < 6e-3 * answer["risk"], f"{command}: {say} and not {answer['risk']}")
    browser.press("3")
    for _ in range(30):
        set_scene(browser, s=pick("s"), stop=pick("stop"))
        say, command = words(browser, "s3")
        rows = test.ask(command)
        desc = browser.run("return document.getElementById('d3').textContent")
        for row in rows:
            if three(row["value"]):
                shows(test, desc, row["value"], command)
    browser.press("4")
    for _ in range(30):
        set_scene(browser, k=pick("k"), shrinking=pick("shrinking"), shrinkingDepth=pick("shrinkingDepth"))
        say, command = words(browser, "s4")
        shows(test, say, test.ask(command)["risk"], command)
    browser.press("6")
    for at in range(count["beta"]):
        set_scene(browser, k=pick("k"), beta=at, steps=0)
        say, command = words(browser, "s6")
        answer = test.ask(command)
        shows(test, say, answer["risk"], command)
        test.equal("*" in say, not answer["attained"], f"{command}: the asterisk in {say}")
        # As trained: the risk before the wall.
        set_scene(browser, route=1)
        say, command = words(browser, "s6")
        shows(test, say, test.ask(command)["trap_risk"], command)
        set_scene(browser, route=0)
    set_scene(browser, steps=1)
    say, command = words(browser, "s6")
    # The sizes of the steps have six digits.
    shows(test, say, round(test.ask(command)["risk"], 4), command)
    set_scene(browser, route=1)
    say, command = words(browser, "s6")
    shows(test, say, test.ask(command)["trap_risk"], command)


def check_comb(test, browser, url):
    """Scene 1 draws as many directions as its text states, and showing all k does not change k."""
    browser.fresh(url + "#s1")
    ks = browser.run("return story.signals.k")
    read = ("const svg = document.querySelector('#s1 svg'); "
            "return [[...svg.querySelectorAll('text')].map((x) => x.textContent), svg.querySelectorAll('.wash.bilevel').length,"
            " svg.querySelector('desc').textContent, document.querySelector('#s1 .say').textContent]")
    for at, k in enumerate(ks):
        set_scene(browser, k=at)
        texts, drawn, description, say = browser.run(read)
        noise = max(99 - k, 0)
        # The columns of forced noise; columns at 0 have no height.
        test.equal(drawn, noise, f"k = {k}: columns of forced noise")
        test.expect(f"{noise} directions of noise" in description, f"k = {k}: {description}")
        if noise > 18:
            test.expect(f"{noise} directions of noise, forced to 1" in texts or f"{noise} forced" in texts, f"k = {k}: {texts}")
        if k > 1:
            test.expect(f"{99 - noise} free, at 0" in texts, f"k = {k}: {texts}")
        wanted = "No direction is forced" if k == 100 else "1 direction is forced to 1, the signal’s:" if k == 99 else \
            f"{noise + 1} directions are forced to 1, the signal’s and {noise} of noise:"
        test.expect(say.startswith(wanted), f"k = {k}: {say}")
    for still in [True, False]:
        browser.size(1440, 900, still=still)
        browser.fresh(url + "#s1?k=50")
        browser.run("document.getElementById('s1-play').click()")
        end = time.monotonic() + 6
        seen = set()
        while time.monotonic() < end and not (100 in seen and browser.run("return rowsOf()") != 100):
            seen.add(browser.run("return rowsOf()"))
            time.sleep(0.05)
        test.expect(100 in seen, f"rows are added up to 100, still {still}: {sorted(seen)}")
        test.equal(browser.run("return rowsOf()"), 50, f"k after adding rows, still {still}")
        # Moving the slider stops the animation.
        browser.run("document.getElementById('s1-play').click(); const slider = document.getElementById('s1-k');"
                    "slider.value = 1; slider.dispatchEvent(new Event('input')); slider.dispatchEvent(new Event('change'))")
        time.sleep(1.2)
        test.equal(browser.run("return now.k"), 1, f"the slider while rows are added, still {still}")
    browser.size(1440, 900)
    set_scene(browser, k=len(ks) - 1)
    time.sleep(0.3)
    for scene in ["s1", "s2", "s4"]:
        texts = browser.run("return [...document.querySelectorAll(`#${arguments[0]} svg text`)].map((x) => x.textContent)", scene)
        test.expect(not any(re.match(r"0 (noise|directions)", text) for text in texts), f"{scene} at k = 100: {texts}")


def check_commands(test, browser, url, root):
    """Every command in the page's text runs, and the output of the learner is as the text says."""
    browser.fresh(url)
    commands = browser.run("return [...new Set([...document.querySelectorAll('.scene code')].map((x) => x.textContent).filter((x) => x.startsWith('toy ')))]")
    explained = [command for command in commands if command.startswith("toy explain ")]
    test.expect(len(explained) >= 6 and len(commands) >= len(explained) + 9, f"only the commands {commands}")
    for command in commands:
        done = subprocess.run([test.toy] + command.split()[1:], capture_output=True, text=True, cwd=root)
        test.equal(done.returncode, 0, f"{command}: {done.stderr[:200]}")
        test.expect(done.stdout.strip(), f"{command} prints nothing")
    crossing = next(command for command in commands if command.startswith("toy learn"))
    text = browser.run("return document.querySelector('#s5 details p').textContent")
    count = int(re.search(r"crosses from (\d)", text)[1])
    shares = {row["method"]: row["share_at_optimum"] * row["starts"] for row in test.ask(crossing)}
    test.equal(shares, {"flow": 0, "gd": count, "adam": 0, "lbfgs": 0}, crossing)


# Points of paths inside texts with a given beginning.
CROSSED = """
const svg = document.querySelector(`#${arguments[0]} svg`);
const words = [...svg.querySelectorAll("text")].filter((x) => x.textContent.match(arguments[1])).map((x) => x.getBoundingClientRect());
const frame = svg.getBoundingClientRect();
let count = 0;
for (const path of svg.querySelectorAll(arguments[2])) {
  for (let at = 0; at < path.getTotalLength(); at += 2) {
    const { x, y } = path.getPointAtLength(at);
    count += words.filter((a) => x + frame.left > a.left && x + frame.left < a.right && y + frame.top > a.top + 4 && y + frame.top < a.bottom - 4).length;
  }
}
return [words.length, count];
"""


def check_drawn(test, browser, url, seed):
    """Labels do not overlap their curves, and the texts of scenes agree with the drawings."""
    generator = random.Random(seed)
    texts = "return [...document.querySelectorAll(`#${arguments[0]} svg text`)].map((x) => x.textContent)"
    browser.fresh(url + "#s3")
    for _ in range(25):
        state = {"s": generator.randrange(browser.run("return settings.get('s').values.length")), "stop": generator.randrange(7)}
        set_scene(browser, **state)
        count, crossed = browser.run(CROSSED, "s3", "^exact solution", ".curve.thin.noise, .ghost.noise")
        test.equal([count, crossed], [1, 0], f"the name of the exact solution at {state}")
    browser.fresh(url + "#s4")
    count = browser.run("return settings.get('shrinking').values.length")
    for at in range(count):
        for depth in range(3):
            set_scene(browser, shrinking=at, shrinkingDepth=depth)
            # Ghost curves end at the background of the labels.
            names, crossed = browser.run(CROSSED, "s4", "forced to|^signal|^the signal", "g > .curve.odd")
            low, ticks = browser.run("const words = [...document.querySelectorAll('#s4 text')]; const find = (part) => words.find((x) =>"
                                     " x.textContent.includes(part)); return [find('forced to'), find('10³')].map((x) => Number(x?.getAttribute('y') ?? 0))")
            test.expect(low < ticks - 10, f"scene 4 at {at}, {depth}: words below the axis")
            test.expect(names == 3 and crossed == 0, f"scene 4 at {at}, {depth}: {names} words, {crossed} points of the curve on them")
    ghosts, path = browser.run("return [document.querySelectorAll('#s4 .ghost').length, document.querySelector('#s4 g > .curve.odd').getAttribute('d')]")
    test.expect(5 < ghosts <= count / 3 + 1 and "C" in path, f"{ghosts} ghosts")
    browser.fresh(url + "#s5?depth=2")
    read = ("return [document.querySelector('#s5 h2').textContent, document.querySelectorAll('#s5 .hatched').length,"
            "document.querySelector('#s5 .controls').className]")
    test.equal(browser.run(read), ["Even depth: no wall", 0, "controls even"], "scene 5 at even depth")
    set_scene(browser, wallDepth=1)
    test.equal(browser.run(read), ["A wall in the way", 1, "controls odd"], "scene 5 at odd depth")
    # The text says that the good valley stays unseen only if the one before the wall is worse.
    for depth in [1, 2]:
        for omega in range(browser.run("return settings.get('wallOmega').values.length")):
            set_scene(browser, wallDepth=depth, wallOmega=omega)
            title, text = browser.run("return [document.querySelector('#s5 h2').textContent, document.querySelector('#s5 .words').textContent]")
            minima = [p["risk"] for p in test.ask(browser.run(COMMAND, "s5")) if "minimum" in p["kind"]]
            isHidden = max(minima) > min(minima) * (1 + 1e-5)
            test.equal([title == "A wall in the way", "unseen" in text], [isHidden, isHidden], f"scene 5 at {depth}, {omega}: {minima}")
    browser.size(390, 844, phone=True)
    browser.fresh(url + "#s7")
    for led in [0, 1]:
        set_scene(browser, led=led)
        for word in ["even", "odd", "short lines: theory"]:
            test.expect(word in browser.run(texts, "s7"), f"{word} in scene 7 on a telephone, {led}")
    browser.size(1440, 900)


def check_wall(test, browser, url):
    """In every landscape a ball stops at the critical point of `toy landscape` in whose basin it starts."""
    browser.fresh(url + "#s5")
    depths, sizes = browser.run("return [story.wall.N, story.wall.omega]")
    for i, depth in enumerate(depths):
        for j in range(len(sizes)):
            set_scene(browser, wallDepth=i, wallOmega=j)
            command = browser.run(COMMAND, "s5")
            points = test.ask(command)
            minima = [p for p in points if "minimum" in p["kind"]]
            for r in [0.02, 0.9, 1.9, 3.3, 4.6, 7]:
                set_scene(browser, start=round(r * 50))
                browser.run("document.getElementById('s5-play').click()")
                say = browser.run(SAY, "s5")
                end = next((p for p in minima if p["basin_lower"] is None or p["basin_lower"] <= r
                            and (p["basin_upper"] is None or r <= p["basin_upper"] or p["basin_upper"] == "inf")), None)
                if end is None:
                    continue
                found = re.search(r"r = ([\d.]+), risk ([\d.]*\d)", say)
                test.expect(found and abs(float(found[1]) - end["r"]) < 6e-3 * max(end["r"], 1)
                            and abs(float(found[2]) - end["risk"]) < 6e-4, f"{command}, from {r}: {say!r} and not {end['r']}")
            if depth % 2 == 0:
                continue
            browser.run("document.getElementById('s5-rain').click()")
            say = browser.run(SAY, "s5")
            wall = next((p["r"] for p in points if p["kind"] == "barrier"), None) or browser.run(
                "return story.wall.rows[now.wallDepth][now.wallOmega].wall")
            before = sum(0.0875 + 0.175 * i < wall for i in range(40))
            test.expect(f"{before} balls before the wall reach" in say and (before == 40 or f"all {40 - before} behind it do" in say),
                        f"{command}: {say}")


def check_rolling(test, browser, url):
    """No ball crosses the wall in any frame."""
    browser.size(1280, 720, still=False)
    browser.fresh(url + "#s5?omega=0.2")
    browser.run("document.getElementById('s5-rain').click()")
    wall = browser.run("return story.wall.rows[now.wallDepth][now.wallOmega].wall")
    frames = 0
    for _ in range(20):
        places = browser.run("return [...document.querySelectorAll('#s5 .handle')].map((x) => Number(x.getAttribute('cx')))")
        edge = browser.run("return Number(document.querySelector('#s5 .hatched').getAttribute('x')) + 5")
        before = sum(0.0875 + 0.175 * i < wall for i in range(40))
        test.equal(sum(x < edge for x in places), before, "balls before the wall in a frame")
        frames += 1
        time.sleep(0.04)
    time.sleep(1)
    # A new hold stops a roll.
    browser.run("document.getElementById('s5-play').click()")
    browser.run("change('start', 100)")
    time.sleep(0.2)
    browser.size(1280, 720)


def check_look_up(test, browser, url):
    """The page only looks up: a number that is changed in a table is shown, and no other."""
    tricks = [
        ("s0", "story.signals.even[now.k].db = 7.77", "k", "7.8"),
        ("s1", "story.signals.bilevel[now.k].risk = 31.4", "k", "31.4"),
        ("s2", "story.forced.rows.forEach((row) => { row.worth = 5.55 })", "c", "5.55"),
        ("s3", "story.iterates.z[now.stop][now.s] = 0.777", "s", "0.777"),
        ("s4", "story.shrinking.rows[0][now.shrinking].risk[now.k] = 6.66", "shrinking", "6.66"),
        ("s5", "story.wall.best = 0.222", "start", "0.222"),
        ("s6", "story.momentum.risks[now.beta].forEach((row) => { row[0] = 0.456 })", "beta", "0.456"),
        ("s7", "story.speech.bilevel = 0.00555", "led", "5.55"),
    ]
    for scene, trick, key, wanted in tricks:
        browser.fresh(url + f"#{scene}")
        read = ("return [...document.querySelectorAll(`#${arguments[0]} svg text, #${arguments[0]} .say b, #${arguments[0]} .decibels`)]"
                ".map((x) => x.textContent)")
        before = browser.run(read, scene)
        browser.run(f"{trick}; change({key!r}, now[{key!r}])")
        after = browser.run(read, scene)
        test.equal(len(after), len(before), f"{scene}: the number of texts")
        changed = [(a, b) for a, b in zip(before, after) if a != b]
        test.expect(changed or scene == "s5", f"{scene}: nothing shows {wanted}")
        for _, text in changed:
            test.expect(wanted in text, f"{scene}: {text!r} has changed too")


def check_speech(test, browser, url, root):
    browser.fresh(url + "#s7")
    name = "learned-puzzle"
    lines = [line.split(",") for line in pathlib.Path(root, f"Figures/{name}.csv").read_text().splitlines()]
    for position, start in [(0, "small"), (1, "continuation")]:
        set_scene(browser, led=position)
        rows = [row for row in (dict(zip(lines[0], line)) for line in lines[1:]) if row["init"] == start]
        desc = browser.run("return document.getElementById('d7').textContent")
        for row in rows:
            if row["family"] == "unrolled" and row["depth"] != "1":
                wanted = f"N = {row['depth']}: {three(1000 * float(row['test_mse']))}"
                test.expect(wanted in desc, f"{name}, {start}: {wanted} is not in {desc}")
        caption = next(figure for figure in json.loads(pathlib.Path(root, "Figures/catalog.json").read_text())
                       if figure["id"] == name)
        test.equal(browser.run(COMMAND, "s7"), caption["command"], f"the command of {name}")


def check_dragging(test, browser, url):
    """Dragging in the drawing is moving the slider."""
    drags = [("s1", "k", [(0.7, 0.3), (0.4, 0.3), (0.3, 0.3)]), ("s2", "c", [(0.3, 0.4), (0.3, 0.2)]),
             ("s2", "c", [(0.75, 0.5), (0.65, 0.5)]), ("s3", "s", [(0.7, 0.5), (0.8, 0.5)]),
             ("s4", "shrinking", [(0.4, 0.2), (0.7, 0.2)]), ("s6", "beta", [(0.2, 0.6), (0.2, 0.64)])]
    for kind in ["mouse", "touch"]:
        for scene, key, places in drags:
            # A finger that moves up or down beside a handle scrolls the page.
            if kind == "touch" and len({x for x, _ in places}) == 1:
                continue
            browser.fresh(url + f"#{scene}")
            before = browser.run(f"return now.{key}")
            browser.pointer(f"#{scene} svg", places, kind)
            after = browser.run(f"return now.{key}")
            test.expect(after != before, f"{scene}: {key} is dragged by {kind}")
            time.sleep(0.35)
            found = [browser.run(SAY, scene), browser.run("return location.hash")]
            test.expect("?" in found[1] or scene == "s2", f"{scene}: the address {found[1]} after a drag")
            browser.fresh(url + f"#{scene}")
            set_scene(browser, **{key: after})
            time.sleep(0.35)
            test.equal([browser.run(SAY, scene), browser.run("return location.hash")], found, f"{scene}: {key} by the slider")
    # The release lets the ball go.
    browser.fresh(url + "#s5")
    browser.pointer("#s5 svg", [(0.2, 0.4), (0.8, 0.4)])
    test.expect("the best there is" in browser.run(SAY, "s5"), "a ball dropped behind the wall")

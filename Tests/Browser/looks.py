"""Keyboard, sizes, colours, print, and texts for screen readers."""

import base64
import json
import pathlib
import random
import subprocess
import time

UNKNOWN = """
const style = document.querySelector("style").textContent.replace(/\\/\\*.*?\\*\\//gs, "");
const declarations = [...style.matchAll(/{([^{}]*)}/g)].flatMap((block) => block[1].split(";"))
  .map((text) => text.trim()).filter((text) => text !== "");
const isKnown = (text) => CSS.supports(text.slice(0, text.indexOf(":")).trim(), text.slice(text.indexOf(":") + 1).trim().replace(" !important", ""));
// The size of a printed page is a descriptor and no property; those of another maker are not expected.
const unknown = declarations.filter((text) => !isKnown(text) && !text.startsWith("size:"));
return [declarations.length, unknown];
"""
# Selectors of another maker's sliders stand alone in their rules.
HASH = "return location.hash"


def address(browser):
    """The address, which follows at most three times a second."""
    time.sleep(0.35)
    return browser.run(HASH)


SCENES = [f"s{i}" for i in range(9)]


def check_loading(test, browser, url):
    # What chromedriver itself does before the page is loaded does not count.
    browser.log("performance")
    browser.open(url)
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            address = message["params"]["request"]["url"]
            test.expect(address.split("#")[0] == url or address.startswith("data:"), f"a request for {address[:80]}")
    test.equal(browser.run("return document.documentElement.lang"), "en", "lang")
    count, unknown = browser.run(UNKNOWN)
    test.expect(count > 100, f"only {count} declarations in the style sheet")
    test.equal(unknown, [], "declarations that the browser does not know")
    time.sleep(0.5)
    missing = browser.run("""return [...document.querySelectorAll("svg[role=img]")].filter((svg) => {
      const name = svg.getAttribute("aria-label") ?? document.getElementById(svg.getAttribute("aria-labelledby"))?.textContent;
      const description = document.getElementById(svg.getAttribute("aria-describedby"))?.textContent;
      return !name || !description;
    }).map((svg) => svg.outerHTML.slice(0, 80))""")
    test.equal(missing, [], "drawings without a title or description")


def check_names(test, browser, url):
    """No control without a name."""
    browser.fresh(url)
    browser.protocol("Accessibility.enable")
    nodes = browser.protocol("Accessibility.getFullAXTree")["nodes"]
    roles = {"button", "slider", "radio", "checkbox", "combobox", "link"}
    count = 0
    for node in nodes:
        if node.get("ignored") or node.get("role", {}).get("value") not in roles:
            continue
        count += 1
        test.expect(node.get("name", {}).get("value", "").strip(), f"a {node['role']['value']} without a name")
    test.expect(count > 60, f"only {count} controls")
    browser.protocol("Accessibility.disable")


def check_keyboard(test, browser, url):
    arrow, home, down, up, tab = "\ue014", "\ue011", "\ue00f", "\ue00e", "\ue004"
    browser.fresh(url)
    for i in range(1, 9):
        browser.press(down)
        test.equal(address(browser).split("?")[0], f"#s{i}", "Page Down")
    browser.press(up)
    test.equal(address(browser).split("?")[0], "#s7", "Page Up")
    focused = "return [document.activeElement.id, document.activeElement.closest('.scene')?.id]"
    test.equal(browser.run(focused), ["t7", "s7"], "the focus after Page Up")
    browser.press(tab)
    test.equal(browser.run(focused)[1], "s7", "the stop of Tab after Page Up")
    browser.run("document.querySelectorAll('nav a')[5].focus()")
    browser.press("\ue007")
    test.equal(browser.run(focused), ["t5", "s5"], "the focus after Enter on a name of a scene")
    # A key that stays in the scene leaves the focus where it is.
    browser.run("document.getElementById('s5-omega').focus()")
    browser.press("p")
    test.equal(browser.run(focused), ["s5-omega", "s5"], "the focus after P")
    browser.press("p")
    for i in [5, 0, 8, 3]:
        browser.press(str(i))
        test.equal(address(browser).split("?")[0], f"#s{i}", f"the key {i}")
    browser.press("p")
    test.expect("present=1" in address(browser), "P is in the address")
    shown = "return [...document.querySelectorAll('.scene')].filter((x) => x.offsetParent !== null).map((x) => x.id)"
    test.equal(browser.run(shown), ["s3"], "a projector shows one scene")
    browser.press(down)
    test.equal(browser.run(shown), ["s4"], "Page Down on a projector")
    browser.press("p")
    test.equal(len(browser.run(shown)), 9, "all scenes again")
    browser.fresh(url + "#s5")
    browser.run("document.getElementById('s5-r').focus()")
    browser.press(arrow)
    test.equal(address(browser), "#s5?r=1.22", "an arrow moves the ball by one position")
    browser.press(home)
    test.equal(address(browser), "#s5?r=0", "Home moves it to the start")
    browser.press(arrow)
    browser.press("\ue007")
    test.expect("Stopped" in browser.run("return document.querySelector('#s5 .say').textContent"), "Enter lets go")
    browser.fresh(url)
    browser.press("d")
    test.expect("." in browser.run("return document.querySelector('#panels .decibels').nextSibling, document.querySelectorAll('.decibels')[3].textContent"), "all digits")
    # Every stop of Tab can be seen.
    browser.fresh(url)
    names = []
    for _ in range(80):
        browser.press(tab)
        name, outline = browser.run(
            "const x = document.activeElement; const span = x.matches('.choice input') ? x.nextElementSibling : x;"
            "return [x.id || x.name || x.textContent.slice(0, 20) || x.tagName, getComputedStyle(span).outlineStyle]")
        if name == "BODY" or browser.run("return document.activeElement === document.body"):
            break
        names.append(name)
        test.expect(outline in ("solid", "auto"), f"the focus on {name} is not visible")
    for name in ["s0-k", "s0-noise", "s2-c", "s5-r", "s5-rain", "s8", "k", "omega", "digits"]:
        test.expect(name in names or name in ("s8", "omega"), f"{name} is not reached by Tab: {names}")


# Words of drawings that are cut off or lie on other words, and in the scenes also on marks and curves. A box of words is
# three units higher than its letters at both ends; ghost curves end at the background of words.
OVERLAPS = """
const found = [];
for (const svg of document.querySelectorAll(arguments[0])) {
  const frame = svg.getBoundingClientRect();
  const unit = frame.width / (svg.viewBox.baseVal.width || frame.width);
  const inside = (a, b, x, y) => a.left < b.right - x * unit && b.left < a.right - x * unit && a.top < b.bottom - y * unit && b.top < a.bottom - y * unit;
  const texts = [...svg.querySelectorAll("text")].filter((x) => !x.closest(".hover"));
  const boxes = texts.map((x) => [x.textContent, x.getBoundingClientRect(), x]);
  boxes.forEach(([text, a], i) => {
    if (a.left < frame.left - 12 || a.right > frame.right + 12 || a.top < frame.top - 3 || a.bottom > frame.bottom + 3) found.push("cut: " + text);
    for (const [other, b] of boxes.slice(i + 1)) if (inside(a, b, 1, 2.5)) found.push(text + " over " + other);
  });
  if (!svg.closest(".fig")) continue;
  for (const mark of svg.querySelectorAll("circle:not([fill=transparent]), .handle, .pick:not([fill=transparent]), rect.full")) {
    const b = mark.getBoundingClientRect();
    if (b.width > 40 * unit || b.height > 40 * unit) continue;
    for (const [text, a] of boxes) if (inside(a, b, 2, 4)) found.push(`${text} over a mark (${mark.getAttribute("class")})`);
  }
  for (const curve of svg.querySelectorAll("path.curve:not(.ghost)")) {
    const matrix = curve.getScreenCTM();
    const clip = svg.querySelector(curve.parentElement.getAttribute("clip-path")?.slice(4, -1) || "none")?.querySelector("rect")?.getBoundingClientRect();
    const length = curve.getTotalLength();
    for (let at = 0; at <= length; at += 2) {
      const p = curve.getPointAtLength(at).matrixTransform(matrix);
      if (clip && (p.x < clip.left || p.x > clip.right || p.y < clip.top || p.y > clip.bottom)) continue;
      const hit = boxes.find(([, a, x]) => !x.matches(".plated") && p.x > a.left + unit && p.x < a.right - unit && p.y > a.top + 4 * unit && p.y < a.bottom - 4 * unit);
      if (hit) { found.push(`${hit[0]} over a curve (${curve.getAttribute("class")})`); break; }
    }
  }
}
return [...new Set(found)];
"""


# Controls, their labels and the captions of the panels that touch one another or a panel's drawing, have more than one line,
# or leave the window. Words are measured as they are drawn, because they may be wider than their element.
CROWDED = """
const found = [];
const words = (element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getClientRects();
};
const isShown = (x) => x.offsetParent !== null && x.textContent.trim() !== "";
for (const place of document.querySelectorAll(".controls, .more, .panels")) {
  const scene = place.closest(".scene").id;
  const parts = [...place.querySelectorAll("button, .choice span, legend, label, output, .caption b, .about, .decibels")]
    .filter((x) => isShown(x) && !x.matches(".choice label"));
  const boxes = parts.map((x) => {
    const own = x.matches("button, .choice span") ? [x.getBoundingClientRect()] : [];
    const all = [...own, ...words(x)];
    const [left, top, right, bottom] = ["left", "top"].map((side) => Math.min(...all.map((b) => b[side])))
      .concat(["right", "bottom"].map((side) => Math.max(...all.map((b) => b[side]))));
    // What is cut off with an ellipsis is as wide as its element.
    const isCut = getComputedStyle(x).textOverflow === "ellipsis";
    return [x, left, top, isCut ? Math.min(right, x.getBoundingClientRect().right) : right, bottom];
  });
  const name = (x) => `${scene} ${x.textContent.trim().slice(0, 30)}`;
  boxes.forEach(([x, left, top, right, bottom], i) => {
    const lines = [...words(x)].filter((b) => b.width > 0);
    if (lines.some((b) => b.top > lines[0].bottom - 3)) found.push(`${name(x)} has several lines`);
    if (left < -0.5 || right > innerWidth + 0.5) found.push(`${name(x)} leaves the window`);
    for (const [y, l, t, r, b] of boxes.slice(i + 1)) {
      if (x.contains(y) || y.contains(x)) continue;
      if (left < r - 0.5 && l < right - 0.5 && top < b - 2.5 && t < bottom - 2.5) found.push(`${name(x)} over ${y.textContent.trim().slice(0, 30)}`);
    }
    for (const drawing of place.querySelectorAll("svg, .gain, input[type=range]")) {
      const b = drawing.getBoundingClientRect();
      if (b.width && left < b.right - 0.5 && b.left < right - 0.5 && top + 2.5 < b.bottom && b.top < bottom - 2.5) found.push(`${name(x)} over a drawing or a slider`);
    }
  });
}
return [...new Set(found)];
"""


def check_sizes(test, browser, url, seed, folder):
    generator = random.Random(seed)
    for width, height, phone in [(1440, 900, False), (1280, 720, False), (1024, 768, False), (390, 844, True), (375, 667, True), (360, 640, True), (320, 640, True)]:
        browser.size(width, height, phone=phone)
        for scene in SCENES:
            browser.fresh(url + f"#{scene}?present=1")
            where = f"{scene} at {width} × {height}"
            wide = browser.run("return document.documentElement.scrollWidth")
            test.expect(wide <= width, f"{where} is {wide} wide")
            if width >= 1280:
                high = browser.run("return document.documentElement.scrollHeight")
                test.expect(high <= height, f"{where} is {high} high")
            if phone:
                bars = browser.run("return [...document.querySelectorAll('.controls')].filter((x) => getComputedStyle(x).position === 'sticky').length")
                test.equal(bars, 1, f"bars that stay in sight in {where}")
            if phone and scene != "s8":
                bar, button = browser.run(
                    "const bar = document.querySelector(`#${arguments[0]} .controls`);"
                    "const go = bar.querySelector('.go'); return [bar.offsetHeight, go !== null && go.offsetHeight > 0]", scene)
                test.expect(bar <= 170 and button, f"{where}: a bar of {bar} pixels, a button in it: {button}")
            crowded = browser.run(CROWDED)
            test.equal(crowded, [], f"controls and captions of {where}")
            if folder and width in (1440, 1280, 390, 360, 320):
                browser.screenshot(f"{folder}/{scene}-{width}.png")
        keys = browser.run("return Object.fromEntries([...settings].map(([key, { values }]) => [key, values.length]))")
        browser.fresh(url)
        for _ in range(10):
            browser.run("for (const [key, at] of Object.entries(arguments[0])) change(key, at); for (const id of arguments[1]) document.getElementById(id)",
                        {key: generator.randrange(count) for key, count in keys.items()}, SCENES)
            time.sleep(0.15)
            state = browser.run("return JSON.stringify(now)")
            overlaps = browser.run(OVERLAPS, ".scene svg[role=img]")
            test.expect(not overlaps, f"{width} × {height}, {state}: {overlaps[:4]}")
            crowded = browser.run(CROWDED)
            test.expect(not crowded, f"controls and captions at {width} × {height}, {state}: {crowded[:4]}")


def check_projector(test, browser, url, folder):
    """On a projector text is large, the page fills the screen, and dragged objects follow the pointer."""
    for width, height, least in [(1920, 1080, 20), (2560, 1440, 26), (1600, 1200, 16), (1280, 720, 14)]:
        browser.size(width, height)
        for scene in SCENES:
            browser.fresh(url + f"#{scene}?present=1")
            where = f"{scene} on a projector of {width} × {height}"
            sizes = browser.run("return [...document.querySelectorAll(`#${arguments[0]} svg text`)].map((x) =>"
                                "parseFloat(getComputedStyle(x).fontSize) * x.ownerSVGElement.getBoundingClientRect().width / x.ownerSVGElement.viewBox.baseVal.width)", scene)
            test.expect(min(sizes) >= least - 0.05, f"{where}: words of {min(sizes):.1f} pixels")
            wide, high, right, bottom = browser.run(
                "const { scrollWidth, scrollHeight } = document.documentElement; const fig = document.querySelector(`#${arguments[0]} figure`).getBoundingClientRect();"
                "return [scrollWidth, scrollHeight, Math.max(...[...document.querySelectorAll(`#${arguments[0]} svg`)].map((x) => x.getBoundingClientRect().right)), fig.bottom]", scene)
            test.expect(wide <= width and high <= height, f"{where} is {wide} × {high}")
            test.expect(right > 0.92 * width, f"{where} ends at {right}")
            test.expect(scene in ("s0", "s8") or bottom > 0.85 * height, f"{where}: the figure ends at {bottom}")
            overlaps = browser.run(OVERLAPS, f"#{scene} svg[role=img]")
            test.equal(overlaps, [], where)
            if folder and width == 1920:
                browser.screenshot(f"{folder}/{scene}-projector.png")
    browser.size(1920, 1080)
    middle = ("const handles = document.querySelectorAll(`#${arguments[0]} svg .handle`);"
              "const box = handles[arguments[0] === 's4' ? 0 : handles.length - 1].getBoundingClientRect();"
              "const all = document.querySelector(`#${arguments[0]} svg`).getBoundingClientRect();"
              "return [(box.left + box.width / 2 - all.left) / all.width, (box.top + box.height / 2 - all.top) / all.height]")
    for scene, key, dx, dy in [("s1", "k", -0.2, 0), ("s2", "c", 0.05, 0), ("s3", "s", 0.05, 0), ("s4", "shrinking", 0.2, 0), ("s6", "beta", 0, -0.05)]:
        browser.fresh(url + f"#{scene}?present=1")
        x, y = browser.run(middle, scene)
        before = browser.run(f"return now.{key}")
        browser.pointer(f"#{scene} svg", [(x, y), (x + dx / 2, y + dy / 2), (x + dx, y + dy)])
        found = browser.run(middle, scene)
        test.expect(browser.run(f"return now.{key}") != before, f"{scene}: {key} is dragged on a projector")
        # Positions in the table are discrete; a handle follows one axis.
        at = 1 if scene == "s6" else 0
        test.expect(abs(found[at] - (x + dx, y + dy)[at]) < 0.03, f"{scene}: the handle at {found} and the pointer at {(x + dx, y + dy)}")
    browser.fresh(url + "#s8?present=1")
    browser.pointer("#ratio .plot", [(0.3, 0.5), (0.6, 0.5)])
    left, right, width, k = browser.run(
        "const plot = plots.get('ratio'); return [plot.left, plot.right, plot.width, Number(grid.k[now.freeRows])]")
    test.expect(abs((left + k / 500 * (right - left)) / width - 0.6) < 0.06, f"k = {k} in the chart on a projector")
    # In print the page is not enlarged.
    browser.run("dispatchEvent(new Event('beforeprint'))")
    test.equal(browser.run("return getComputedStyle(document.documentElement).getPropertyValue('--zoom')"), "1", "the size on paper")
    browser.run("dispatchEvent(new Event('afterprint'))")
    browser.size(1440, 900)


# Texts of the charts that overlap a mark or a curve other than grid lines.
COVERED = """
const found = [];
for (const name of ["ratio", "spectrum"]) {
  const svg = document.querySelector(`#${name} svg`);
  const words = [...svg.querySelectorAll("text")].map((x) => [x.textContent, x.getBoundingClientRect()]);
  for (const mark of svg.querySelectorAll(".mark")) {
    const b = mark.getBoundingClientRect();
    for (const [text, a] of words) if (a.left < b.right + 1 && b.left < a.right + 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) found.push(`${text} on a mark of ${name}`);
  }
  const frame = svg.getBoundingClientRect();
  for (const curve of svg.querySelectorAll(".curve")) {
    const length = curve.getTotalLength();
    for (let at = 0; at < length; at += 2) {
      const { x, y } = curve.getPointAtLength(at);
      for (const [text, a] of words) {
        if (text.includes(":") && x + frame.left > a.left && x + frame.left < a.right && y + frame.top > a.top + 4 && y + frame.top < a.bottom - 4) { found.push(`${text} on a curve of ${name}`); at = length; break; }
      }
    }
  }
}
return found;
"""


def check_labels(test, browser, url, seed):
    """In the explorer no curve crosses its values, and no text covers a mark."""
    generator = random.Random(seed)
    browser.fresh(url + "#s8")
    counts = browser.run("return Object.fromEntries(['freeRows', 'freeDepth', 'freeData', 'freeSigma', 'freeTheta', 'freeOmega'].map((key) => [key, settings.get(key).values.length]))")
    for trial in range(60):
        state = {key: generator.randrange(count) for key, count in counts.items()} if trial else {}
        browser.run("Object.assign(now, arguments[0]); change('freeRows', now.freeRows)", state)
        test.equal(browser.run(COVERED), [], f"words of the charts at {browser.run('return location.hash') if not state else state}")


CONTRAST = """
const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
const light = (colour) => {
  const [r, g, b] = channels(colour).map((v) => { const c = v / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
const paper = getComputedStyle(document.body).backgroundColor;
const probe = (name) => { const x = document.createElement("i"); x.style.color = `var(${name})`; document.body.append(x); const c = getComputedStyle(x).color; x.remove(); return c; };
return [["--ink", "--soft", "--bilevel-text", "--even-text", "--odd-text"].map((name) => [name, contrast(probe(name), paper)]),
  ["--linear", "--bilevel", "--even", "--odd", "--noise", "--wall", "--faint"].map((name) => [name, contrast(probe(name), paper)])];
"""


def check_colours(test, browser, url, folder):
    for dark in [False, True]:
        browser.size(1440, 900, dark=dark)
        browser.fresh(url)
        texts, marks = browser.run(CONTRAST)
        for name, ratio in texts:
            test.expect(ratio >= 4.5, f"{name}, dark {dark}: a contrast of {ratio:.2f}")
        for name, ratio in marks:
            test.expect(ratio >= 3, f"{name}, dark {dark}: a contrast of {ratio:.2f}")
        if folder and dark:
            for scene in SCENES:
                browser.fresh(url + f"#{scene}")
                browser.screenshot(f"{folder}/{scene}-dark.png")
    browser.size(1440, 900)


def check_data(test, browser, root, folder):
    """A page of recordings: its long commands fit on the first screen, and the explorer starts with its σ."""
    page = pathlib.Path(folder, "speech.html")
    done = subprocess.run([test.toy, "explore", "--data", "Data/speech", "--n", "64", "-o", page], cwd=root, capture_output=True, text=True)
    test.equal(done.returncode, 0, done.stderr[-200:])
    url = page.as_uri()
    for width, height in [(1440, 900), (1280, 720)]:
        browser.size(width, height)
        browser.fresh(url)
        end = browser.run("return document.querySelector('#s0 summary').getBoundingClientRect().bottom")
        test.expect(end <= height, f"the first screen of recordings ends at {end} of {height}")
    browser.fresh(url + "#s8")
    sigma, wanted = browser.run("return [document.getElementById('sigma-value').textContent, first.signals.sigma]")
    test.equal(sigma, f"σ = {wanted}", "the noise with which the explorer starts")
    test.equal(browser.run(OVERLAPS, "#s8 svg[role=img]"), [], "words of the explorer of recordings")
    browser.size(1440, 900)


def check_motion(test, browser, url):
    """A reader who wants no motion sees the final state at once."""
    count = """
      window.frames_ = 0;
      const own = window.requestAnimationFrame;
      window.requestAnimationFrame = (f) => { window.frames_ += 1; return own.call(window, f); };
      for (const id of ["s1-play", "s2-play", "s3-play", "s4-play", "s5-play", "s5-rain", "s6-play", "s7-play"]) document.getElementById(id).click();
      return window.frames_;"""
    browser.size(1440, 900, still=True)
    browser.fresh(url)
    test.equal(browser.run(count), 0, "frames where no motion is wanted")
    browser.size(1440, 900, still=False)
    browser.fresh(url)
    test.expect(browser.run(count) > 0, "frames where motion is wanted")
    browser.size(1440, 900)
    # What moves is drawn in time.
    for scene, key in [("s2", "c"), ("s5", "start")]:
        browser.fresh(url + f"#{scene}")
        time_ = browser.run("""
          const start = performance.now();
          for (let i = 0; i < 40; i += 1) change(arguments[0], 30 + i, false);
          return (performance.now() - start) / 40;""", key)
        test.expect(time_ < 16, f"{scene}: {time_:.1f} ms to draw a step of a drag")


def check_paper(test, browser, url, folder):
    browser.size(1440, 900)
    browser.fresh(url + "#s2?c=0.8")
    for width, height in [(21.59, 27.94), (21, 29.7)]:
        pdf = base64.b64decode(browser.call("POST", "/print", {"background": True, "page": {"width": width, "height": height}}))
        pages = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page") - pdf.count(b"/Type /Pages")
        test.expect(1 <= pages <= 5, f"{pages} printed pages of {width} × {height} cm")
    browser.protocol("Emulation.setEmulatedMedia", media="print")
    browser.run("dispatchEvent(new Event('beforeprint'))")
    shown = browser.run("return [...document.querySelectorAll('.controls, nav, button')].filter((x) => x.offsetParent !== null).length")
    test.equal(shown, 0, "controls on paper")
    for scene in SCENES:
        source = browser.run("return document.querySelector(`#${arguments[0]} .source`).textContent", scene)
        test.expect(source.startswith(url) and f"#{scene}" in source, f"{scene}: the address on paper {source}")
    # Drawings keep their proportions, no texts touch, and the charts of the explorer have captions.
    for state in [{}, {"k": 0}, {"k": 12, "shrinking": 20, "s": 30, "led": 1}]:
        browser.run("for (const [key, at] of Object.entries(arguments[0])) change(key, at)", state)
        time.sleep(0.2)
        test.equal(browser.run(OVERLAPS, ".scene svg[role=img]"), [], f"words on paper, {state}")
    for scene in SCENES[1:8]:
        width, height = browser.run("const { width, height } = document.querySelector(`#${arguments[0]} .fig svg`).getBoundingClientRect(); return [width, height]", scene)
        test.expect(0.5 < height / width < 0.7, f"{scene}: {width} × {height} on paper")
    captions = browser.run("return [...document.querySelectorAll('.charts figure:not([hidden]) > .note')].map((x) => [x.offsetHeight, x.textContent])")
    test.expect(len(captions) == 4 and all(height > 0 for height, _ in captions), f"captions on paper: {captions}")
    test.expect(not any("lick" in text for _, text in captions), f"captions on paper: {captions}")
    browser.run("dispatchEvent(new Event('afterprint'))")
    browser.protocol("Emulation.setEmulatedMedia", media="")
    if folder:
        pathlib.Path(folder, "print.pdf").write_bytes(pdf)

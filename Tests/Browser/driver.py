"""A headless Chromium, what the program prints, and a count of comparisons."""

import base64
import json
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request


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

    def size(self, width, height, dark=False, phone=False, still=True):
        """Sets the window; `still` asks for no motion."""
        self.protocol("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=phone)
        self.protocol("Emulation.setEmulatedMedia", media="", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"}])
        time.sleep(0.2)

    def fresh(self, url):
        """Opens an address as a link does that is followed from elsewhere."""
        self.open("about:blank")
        self.open(url)
        time.sleep(0.25)

    def pointer(self, selector, places, kind="mouse"):
        """Presses at the first place of an element, in parts of its size, and moves over the others."""
        box = self.run("const b = document.querySelector(arguments[0]).getBoundingClientRect();"
                       "return [b.left, b.top, b.width, b.height]", selector)
        points = [(round(box[0] + x * box[2]), round(box[1] + y * box[3])) for x, y in places]
        steps = [{"type": "pointerMove", "x": points[0][0], "y": points[0][1], "duration": 0},
                 {"type": "pointerDown", "button": 0}]
        steps += [{"type": "pointerMove", "x": x, "y": y, "duration": 60} for x, y in points[1:]]
        steps.append({"type": "pointerUp", "button": 0})
        self.call("POST", "/actions", {"actions": [
            {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": steps}]})
        time.sleep(0.1)

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
    """Counts comparisons and collects differences."""

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

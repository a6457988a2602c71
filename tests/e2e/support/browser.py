"""A headless Chromium driven through the DevTools protocol over two pipes: no port, no network."""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def program():
    """The path of a Chromium, or None."""
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


class Browser:
    """One page. What it says on its console, and what it fails at, gathers in `problems`."""

    def __init__(self, width=1280, height=800):
        self.problems = []
        self._answers, self._last = {}, 0
        self._profile = tempfile.TemporaryDirectory(prefix="sage-browser-")
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        self._process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{to_browser} 4>&{from_browser}', "sh", program(),
             "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
             "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
             f"--user-data-dir={self._profile.name}", "about:blank"],
            pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_browser)
        os.close(from_browser)
        self._rest, self._session = b"", None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.size(width, height)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._write)
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # all its processes are of one group
        except ProcessLookupError:
            pass
        self._process.wait()
        os.close(self._read)
        self._profile.cleanup()

    # --- the protocol ---------------------------------------------------------------------------

    def call(self, method, **params):
        """What the browser answers."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._send(json.dumps(message).encode() + b"\0")
        return self._until(lambda event: event.get("id") == message["id"])["result"]

    def _send(self, data):
        while data:
            data = data[os.write(self._write, data):]

    def _until(self, wanted):
        while True:
            event = self._next()
            if wanted(event):
                if "error" in event:
                    raise RuntimeError(event["error"])
                return event

    def _next(self):
        while b"\0" not in self._rest:
            more = os.read(self._read, 1 << 20)
            if not more:
                raise RuntimeError("the browser went away")
            self._rest += more
        line, self._rest = self._rest.split(b"\0", 1)
        event = json.loads(line)
        self._note(event.get("method"), event.get("params", {}))
        return event

    def _note(self, method, params):
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            thrown = details.get("exception", {}).get("description", details["text"])
            self.problems.append(f"exception: {thrown}")
        elif method == "Runtime.consoleAPICalled":
            said = [arg.get("value", arg.get("description")) for arg in params["args"]]
            self.problems.append(f"console {params['type']}: {said}")
        elif method == "Log.entryAdded":
            entry = params["entry"]
            self.problems.append(f"log {entry['level']}: {entry['text']} {entry.get('url', '')}")
        elif method == "Page.javascriptDialogOpening":
            self.problems.append(f"a dialog: {params['message']}")
        elif method == "Network.requestWillBeSent" and params["type"] != "Document":
            self.problems.append(f"a request: {params['request']['url'][:100]}")

    # --- what a person does ---------------------------------------------------------------------

    def open(self, url):
        self.call("Page.navigate", url=url)
        self._until(lambda event: event.get("method") == "Page.loadEventFired")

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)

    def theme(self, name):
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": name},
            {"name": "prefers-reduced-motion", "value": "reduce"}])

    def value(self, expression):
        """What the expression gives in the page; a promise is waited for."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description"))
        return answer["result"].get("value")

    def click(self, selector, number=0):
        """A click with the mouse in the middle of the element, wherever the page must scroll."""
        x, y, hit = self.value("""(() => {
            const element = document.querySelectorAll(%s)[%d];
            element.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
            const box = element.getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            const hit = document.elementFromPoint(x, y);
            return [x, y, element.contains(hit) || (hit !== null && hit.contains(element))];
        })()""" % (json.dumps(selector), number))
        if not hit:
            raise RuntimeError(f"{selector} is covered by something else")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.frame()

    def frame(self):
        """Waits until what changed was drawn."""
        self.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
                   ".then(() => true)")

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.frame()

    def key(self, name):
        text = {"Enter": "\r"}.get(name, "")
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", key=name,
                  code=name, text=text, windowsVirtualKeyCode=KEYS[name])
        self.call("Input.dispatchKeyEvent", type="keyUp", key=name, code=name,
                  windowsVirtualKeyCode=KEYS[name])
        self.frame()

    def screenshot(self, file):
        with open(file, "wb") as out:
            out.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


KEYS = {"Enter": 13, "Escape": 27, "Home": 36, "End": 35, "ArrowLeft": 37, "ArrowRight": 39, "Tab": 9}

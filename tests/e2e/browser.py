"""A headless Chromium that is driven through a pipe, by its DevTools protocol."""

import base64
import json
import os
import shutil
import subprocess
import sys

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars", "--remote-debugging-pipe")


def find():
    return shutil.which("chromium") or shutil.which("chromium-browser")


def skip_without(*tools):
    for tool, found in (("chromium", find()), *((tool, shutil.which(tool)) for tool in tools)):
        if not found:
            print(f"SKIPPED: {tool} is not installed")
            sys.exit(77)


class Browser:
    """One page. It may be as wide as one likes, prefer dark colours, and be printed."""

    def __init__(self, folder):
        read_end, self.to = os.pipe()
        self.from_, write_end = os.pipe()
        # The protocol's pipes are the descriptors 3 and 4.
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{read_end} 4>&{write_end}', "sh", find(), *FLAGS,
             f"--user-data-dir={folder}/profile", "about:blank"],
            pass_fds=(read_end, write_end), stderr=subprocess.DEVNULL)
        os.close(read_end)
        os.close(write_end)
        self.rest, self.count, self.session = b"", 0, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        self.call("Page.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.session = None
        self.call("Browser.close")
        self.process.wait(timeout=60)
        os.close(self.to)
        os.close(self.from_)

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.from_, 1 << 20)
            assert more, "the browser ended"
            self.rest += more
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **params):
        self.count += 1
        words = {"id": self.count, "method": method, "params": params}
        if self.session:
            words["sessionId"] = self.session
        os.write(self.to, json.dumps(words).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.count:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]

    def show(self, html):
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.call("Page.setDocumentContent", frameId=frame, html=html)

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)

    def prefer(self, scheme, media=""):
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def look(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"]["value"]

    def printed(self):
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True,
                                          printBackground=True)["data"])

    def picture(self, whole=False):
        return base64.b64decode(self.call("Page.captureScreenshot",
                                          captureBeyondViewport=whole)["data"])

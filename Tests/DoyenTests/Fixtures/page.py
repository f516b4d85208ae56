"""Drives a status page in headless Chromium over its debugging pipe, and prints what it sees: one line a command.

    page.py URL COMMANDS

Commands, one a line of the file: `see EXPRESSION` prints its value as JSON; `until EXPRESSION` prints true once it is true, or false
after a minute; `type TEXT` and `key NAME` press keys; `write FILE TEXT` replaces a file; `run COMMAND` has the shell run it;
`scheme light` or `dark` is what the reader prefers; `shot FILE WIDTH HEIGHT` takes a picture.
"""
import base64, json, os, subprocess, sys, tempfile, time

url, commands = sys.argv[1:]
to_browser, from_us = os.pipe()
to_us, from_browser = os.pipe()


def hand_over():
    # The browser expects its ends at 3 and 4, where ours may be.
    read, write = os.dup(to_browser), os.dup(from_browser)
    os.dup2(read, 3)
    os.dup2(write, 4)


folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
browser = subprocess.Popen(
    ["/usr/bin/chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
     "--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir=" + folder.name,
     "--remote-debugging-pipe", "--window-size=1280,800", "about:blank"],
    preexec_fn=hand_over, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
os.close(to_browser)
os.close(from_browser)
answers = os.fdopen(to_us, "rb", buffering=0)
left, number = b"", 0


def ask(method, session=None, **parameters):
    global left, number
    number += 1
    message = {"id": number, "method": method, "params": parameters}
    if session:
        message["sessionId"] = session
    os.write(from_us, json.dumps(message).encode() + b"\0")
    while True:
        while b"\0" in left:
            line, left = left.split(b"\0", 1)
            answer = json.loads(line)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(answer["error"])
                return answer["result"]
        part = os.read(answers.fileno(), 1 << 16)
        if not part:
            raise RuntimeError("the browser has ended")
        left += part


def value(expression):
    result = ask("Runtime.evaluate", page, expression=expression, returnByValue=True, awaitPromise=True)
    if "exceptionDetails" in result:
        return "exception: " + json.dumps(result["exceptionDetails"].get("exception", {}).get("description"))
    return result["result"].get("value")


def until(expression):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if value(expression) is True:
            return True
        time.sleep(0.05)
    return False


def scheme(name):
    ask("Emulation.setEmulatedMedia", page, features=[{"name": "prefers-color-scheme", "value": name}])


def shot(file, width, height):
    ask("Emulation.setDeviceMetricsOverride", page, width=int(width), height=int(height), deviceScaleFactor=1, mobile=int(width) < 600)
    time.sleep(0.3)
    with open(file, "wb") as output:
        output.write(base64.b64decode(ask("Page.captureScreenshot", page)["data"]))


def press(key):
    codes = {"Tab": 9, "Enter": 13, "Space": 32, "Escape": 27}
    text = {"Enter": "\r", "Space": " "}.get(key, "")
    for kind in ["keyDown", "keyUp"]:
        ask("Input.dispatchKeyEvent", page, type=kind, key=" " if key == "Space" else key, code=key, text=text,
            windowsVirtualKeyCode=codes[key])


target = ask("Target.createTarget", url="about:blank")["targetId"]
page = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
ask("Page.enable", page)
ask("Page.navigate", page, url=url)
try:
    for line in open(commands):
        command, _, rest = line.strip().partition(" ")
        if command == "see":
            print(json.dumps(value(rest)), flush=True)
        elif command == "until":
            print(json.dumps(until(rest)), flush=True)
        elif command == "type":
            ask("Input.insertText", page, text=rest)
        elif command == "key":
            press(rest)
        elif command == "write":
            file, text = rest.split(" ", 1)
            with open(file + ".new", "w") as output:
                output.write(text)
            os.rename(file + ".new", file)
        elif command == "run":
            subprocess.run(rest, shell=True, check=True, stdout=subprocess.DEVNULL)
        elif command == "scheme":
            scheme(rest)
        elif command == "shot":
            shot(*rest.split())
finally:
    browser.terminate()
    browser.wait()

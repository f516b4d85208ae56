"""Doyen without anything to do."""
import time

from . import machine, servers
from .report import bound

# Seconds after the start that are not counted.
SETTLING = 3
SECONDS = 5 if machine.IS_QUICK else 30


def idle(folder, results):
    port = servers.free_port()
    with servers.doyen(folder, "--agent", f"127.0.0.1:{port}") as program:
        program.wait_until_answering("ns.service.local", "A")
        time.sleep(SETTLING)
        before, processor = program.switches(), program.processor_time()
        time.sleep(SECONDS)
        # A thread that has ended meanwhile is one that nothing woke.
        woken = sum(count - before.get(thread, 0) for thread, count in program.switches().items()) / SECONDS
        used = (program.processor_time() - processor) / SECONDS
        memory = {field: program.status(field) / 1024 for field in ("VmRSS", "RssAnon", "RssFile")}
    results["idle"] = {"wake-ups a second": woken, "processor": used, **memory}
    yield bound("idle: wake-ups", "1/s", woken, None)
    yield bound("idle: resident memory", "MiB", memory["VmRSS"], 25, f"{memory['RssAnon']:.0f} of it its own")

"""How soon a change is in the answers, and what many changes do to the answers' latency."""
from . import data, load, machine, probes, servers
from .report import bound, row

SERVICES = 10_000 if machine.IS_QUICK else 100_000
LAST = ("last." + data.ZONE, "A")


def percentile(samples, part):
    """Milliseconds within which this part of the samples lies during which the machine did not stand still."""
    return part_of(samples.undisturbed, part)


def part_of(values, part):
    return sorted(values)[min(int(len(values) * part), len(values) - 1)] * 1e3


def started(folder):
    """Doyen with many services from a file, and an agent."""
    port = servers.free_port()
    rows = data.services_file(folder, SERVICES)
    return servers.doyen(folder, "--services", rows, "--agent", f"127.0.0.1:{port}"), port


def changes(folder, results):
    asked = data.questions(folder, "changes", data.service_names(SERVICES), "A")
    program, port = started(folder)
    with program:
        program.wait_until_answering(*LAST)
        full = load.cost(load.Case(program, asked))
        maximum = full["rate"]
        idle = probes.sampled(probes.seen, program.port, port)
        with load.background(program.port, asked, maximum / 2) as half:
            loaded = probes.sampled(probes.seen, program.port, port)
            calm = probes.sampled(probes.latencies, program.port)
            with probes.changing(port) as changer:
                hectic = probes.sampled(probes.latencies, program.port)
            rate = changer.rate()
    wrong = full["wrong"] or half["wrong"]
    results["changes"] = {
        "answers a second": maximum, "half load": half, "changes a second": rate,
        "seen, idle": summary(idle), "seen, half load": summary(loaded),
        "latency": summary(calm), "latency beside changes": summary(hectic),
    }
    held = f"{half['rate']:,.0f} of {maximum:,.0f}/s"
    stood = max(loaded.left_out, calm.left_out, hectic.left_out)
    what = f"a change is seen among {SERVICES:,} services"
    yield bound(what + ", idle: median", "ms", percentile(idle, 0.5), None)
    yield bound(what + ", half load: median", "ms", percentile(loaded, 0.5), None, held, wrong=wrong)
    yield bound(what + ", half load: 99 %", "ms", percentile(loaded, 0.99), 1.0, held, wrong=wrong)
    yield row(what + ", half load, beside any answer: 99 %", "ms", percentile(loaded, 0.99), "any answer", percentile(calm, 0.99), None, wrong=wrong)
    what = f"99.9 % of answers, {rate:,.0f} changes/s"
    yield row(what, "ms", percentile(hectic, 0.999), "no changes", percentile(calm, 0.999), 1.5, wrong=wrong)
    yield bound("the machine stood still: most samples left out", "%", stood * 100, None)


def summary(samples):
    """What the raw results have: with what is left out of the table, too."""
    parts = (0.5, 0.9, 0.99, 0.999, 1)
    return {
        "undisturbed": {str(part): percentile(samples, part) for part in parts},
        "every": {str(part): part_of(samples.every, part) for part in parts},
        "left out": samples.left_out,
    }

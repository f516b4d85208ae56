"""A million instances beside a few thousand; and one service that has ten thousand."""
import functools
from contextlib import ExitStack

from . import data, dns, load, machine, servers, streams
from .report import bound, row

FEW = 1000
MANY = 20_000 if machine.IS_QUICK else 200_000
LARGE = 10_000
# A hundred answers so large are more than dnsperf's receive buffer holds, of the size that Linux gives it: with these none is lost.
FEW_OPEN = ("-q", "40")
LAST = ("last." + data.ZONE, "A")


def services(folder, results):
    """Time until ready, memory, and what an answer costs, with few services and with many."""
    found, ready = {}, {}
    with ExitStack() as stack:
        cases = {}
        for count in (FEW, MANY):
            asked = data.questions(folder, f"scale-{count}", data.service_names(count), "SRV")
            zone, rows = data.zone_file(folder, count), data.services_file(folder, count)
            started = (
                lambda: servers.doyen(folder, "--services", rows, zones=(data.ZONE, "service.internal")),
                lambda: servers.nsd(folder, zone),
                lambda: servers.knot(folder, zone),
            )
            for start in started:
                program = stack.enter_context(start())
                ready[program.name, count] = program.wait_until_answering(*LAST)
                found[program.name, count] = program.status("VmHWM") / 1024
                cases[f"{program.name} {count}"] = load.Case(program, asked, records=data.INSTANCES)
        costs = load.side_by_side(cases, rounds=machine.FEW_ROUNDS)
    results["scale"] = {"ready": keyed(ready), "VmHWM MiB": keyed(found), "costs": costs}
    what = f"{MANY:,} services × 5"
    yield bound(f"{what}: ready", "s", ready["doyen", MANY], 10)
    yield bound(f"{what}: peak memory", "MiB", found["doyen", MANY], 400)
    for other in ("nsd", "knot"):
        yield row(f"{what}: ready", "s", ready["doyen", MANY], other, ready[other, MANY], None)
        yield row(f"{what}: peak memory", "MiB", found["doyen", MANY], other, found[other, MANY], None)
    for name, goal in (("doyen", 1.25), ("nsd", None), ("knot", None)):
        line = row(f"{what}: SRV, {name}", "µs", costs[f"{name} {MANY}"], f"{FEW:,} services", costs[f"{name} {FEW}"], goal)
        yield line


def keyed(values):
    return {" ".join(map(str, key)): value for key, value in values.items()}


def one_large(folder, results):
    """A and SRV of ten thousand instances: the cost of an octet, beside sending as many."""
    rows = data.services_file(folder, 10, many=LARGE)
    name = "many." + data.ZONE
    with servers.doyen(folder, "--services", rows) as program:
        program.wait_until_answering(*LAST)
        for over in ("udp", "tcp"):
            for kind in ("A", "SRV"):
                answer = (dns.ask if over == "udp" else dns.ask_stream)(program.port, name, kind)
                asked = data.questions(folder, f"large-{kind}", [name], kind)
                if over == "tcp":
                    asked = functools.partial(streams.ask, name=name, kind=kind, length=len(answer))
                extra = FEW_OPEN if over == "udp" else ()
                with servers.echo(folder, answer, over) as echo:
                    dns.stream(echo.port).close() if over == "tcp" else echo.wait_until_answering(name, kind)
                    cases = {one.name: load.Case(one, asked, extra=extra) for one in (program, echo)}
                    found = load.side_by_side(cases, machine.FEW_ROUNDS)
                results[f"{kind} of {LARGE} over {over}"] = found
                for one in found.values():
                    one["ns/octet"] = one["microseconds"] * 1000 / max(one["octets"], 1)
                what = f"{kind} of {LARGE:,}, {over.upper()}, {len(answer):,} octets"
                yield row(what, "ns/octet", found["doyen"], "echo", found["echo"], None, key="ns/octet")

"""Other names: what passing a question on costs, and an answer that was kept, beside unbound and dnsmasq."""
from contextlib import ExitStack

from . import data, load, machine, servers
from .report import row

ZONE = "example"
KEPT = 1000
# More names than one is asked for in all rounds, so that none comes twice.
UNIQUE = 900_000
# dnsperf ends with the last question, and does not begin again with names that have been kept by then.
ONCE = ("-n", "1")


def relaying(folder, results):
    zone = data.write(folder, "upstream.zone", [data.HEAD.format(zone=ZONE).replace("$TTL 5", "$TTL 3600"), "* A 192.0.2.1\n"])
    kept = data.questions(folder, "kept", [f"k{number}.{ZONE}" for number in range(KEPT)], "A")
    with ExitStack() as stack:
        upstream = stack.enter_context(servers.nsd(folder, zone, ZONE, core=machine.CLIENT_CORE))
        upstream.wait_until_answering("a." + ZONE, "A")
        programs = [
            servers.doyen(folder, "--forward", f"127.0.0.1:{upstream.port}", "--agent", f"127.0.0.1:{servers.free_port()}"),
            servers.unbound(folder, upstream.port),
            servers.dnsmasq(folder, f"--server=127.0.0.1#{upstream.port}"),
        ]
        for program in programs:
            stack.enter_context(program)
            program.wait_until_answering("b." + ZONE, "A")
        cached = load.side_by_side({one.name: load.Case(one, kept, records=1) for one in programs}, rounds=machine.FEW_ROUNDS)
        passed_on = uncached(folder, programs)
    results["relay, cached"], results["relay, uncached"] = cached, passed_on
    for what, found in (("relayed, cached", cached), ("relayed, not cached", passed_on)):
        for other in ("unbound", "dnsmasq"):
            yield row(what, "µs", found["doyen"], other, found[other], None)


def uncached(folder, programs):
    """Every name is asked for once by each round, and by no other."""
    rounds = machine.FEW_ROUNDS
    share = UNIQUE // rounds
    found = {one.name: [] for one in programs}
    for number in range(rounds):
        names = [f"u{number}-{one}.{ZONE}" for one in range(share)]
        asked = data.questions(folder, "unique", names, "A")
        for program in programs:
            found[program.name].append(load.cost(load.Case(program, asked, extra=ONCE)))
    return {name: load.summary(costs) for name, costs in found.items()}

"""Processor time an answer: positive ones beside the kernel's price and other servers, negative ones beside positive ones."""
from contextlib import ExitStack

from . import data, dns, load, servers
from .report import row

SERVICES = 1000
# A cookie of two octets, which none has: FORMERR (RFC 7873 section 5.2.2).
BAD_COOKIE = ("-E", "10:0102")


# Answer records of each name: an A or SRV for each instance.
RECORDS = data.INSTANCES


def positive(folder, results):
    services, zone = data.services_file(folder, SERVICES), data.zone_file(folder, SERVICES)
    hosts = data.hosts_file(folder, SERVICES)
    names = data.service_names(SERVICES)
    for kind in ("SRV", "A"):
        asked = data.questions(folder, kind, names, kind)
        with ExitStack() as stack:
            programs = [servers.doyen(folder, "--services", services)]
            programs += [servers.nsd(folder, zone, is_minimal=kind == "A"), servers.knot(folder, zone)]
            if kind == "A":
                programs.append(servers.dnsmasq(folder, f"--addn-hosts={hosts}"))
            for program in programs:
                stack.enter_context(program)
                program.wait_until_answering("last." + data.ZONE, "A")
            answer = dns.ask(programs[0].port, names[0], kind)
            programs.append(stack.enter_context(servers.echo(folder, answer)))
            programs[-1].wait_until_answering(names[0], kind)
            found = load.side_by_side({one.name: load.Case(one, asked, records=RECORDS) for one in programs})
        results[f"{kind} of 5"] = found
        for other, goal in (("echo", 1.05), ("nsd", 0.8), ("knot", 0.8), ("dnsmasq", None)):
            if other in found:
                yield row(f"{kind} × 5", "µs", found["doyen"], other, found[other], goal)


def negative(folder, results):
    services = data.services_file(folder, SERVICES)
    names = data.service_names(SERVICES)
    missing = [f"n{100_000 + number}.{data.ZONE}" for number in range(SERVICES)]
    positive_a = data.questions(folder, "negative-a", names, "A")
    with servers.doyen(folder, "--services", services) as program:
        program.wait_until_answering("last." + data.ZONE, "A")
        cases = {
            "A": load.Case(program, positive_a, records=RECORDS),
            "NODATA": load.Case(program, data.questions(folder, "nodata", names, "AAAA"), records=0),
            "NXDOMAIN": load.Case(program, data.questions(folder, "nxdomain", missing, "A"), "NXDOMAIN"),
            "FORMERR": load.Case(program, positive_a, "FORMERR", extra=BAD_COOKIE),
        }
        found = load.side_by_side(cases)
    results["negative answers"] = found
    for kind in ("NODATA", "NXDOMAIN", "FORMERR"):
        yield row(kind, "µs", found[kind], "A × 5", found["A"], 1.0)

"""The same services as a services file, a zone file and a hosts file, and questions about them."""
import json
import os
import random

ZONE = "service.local"
HEAD = "$ORIGIN {zone}.\n$TTL 5\n@ SOA ns hm 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n"
INSTANCES = 5


def name(number):
    return f"s{100_000 + number}"


def address(number):
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def addresses(service):
    return [address(service * INSTANCES + place) for place in range(INSTANCES)]


def write(folder, name, lines):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.writelines(lines)
    return path


def zones(folder, *names):
    """Zone files without services, as Doyen has them: a folder."""
    path = os.path.join(folder, "zones" + str(len(names)))
    os.makedirs(path, exist_ok=True)
    for zone in names:
        write(path, zone + ".zone", [HEAD.format(zone=zone)])
    return path


def services_file(folder, count, many=0):
    """A services file, with one service of `many` instances beside the others."""
    rows = ((name(service), place, one) for service in range(count) for place, one in enumerate(addresses(service)))
    lines = (
        json.dumps({"service": service, "address": one + ":8080", "created": place + 1}) + ",\n" for service, place, one in rows
    )
    large = (json.dumps({"service": "many", "address": address(n) + ":8080", "created": n + 1}) + ",\n" for n in range(many))
    last = json.dumps({"service": "last", "address": "10.255.255.254:8080"}) + "\n]\n"
    return write(folder, f"services-{count}-{many}.json", ["[\n", *lines, *large, last])


def zone_file(folder, count):
    """The records that Doyen makes of the same services."""
    def records(service):
        owner = name(service)
        for priority, one in enumerate(addresses(service)):
            host = one.replace(".", "-")
            yield f"{owner} A {one}\n{owner} SRV {priority} 0 8080 {host}.{owner}\n{host}.{owner} A {one}\n"

    lines = (line for service in range(count) for line in records(service))
    return write(folder, f"records-{count}.zone", [HEAD.format(zone=ZONE), *lines, "last A 10.255.255.254\n"])


def hosts_file(folder, count):
    lines = (f"{one} {name(service)}.{ZONE}\n" for service in range(count) for one in addresses(service))
    return write(folder, f"hosts-{count}", [*lines, f"10.255.255.254 last.{ZONE}\n"])


def questions(folder, label, names, kind):
    """dnsperf's questions, in an order that is the same each time."""
    lines = [f"{one} {kind}\n" for one in names]
    random.Random(1).shuffle(lines)
    return write(folder, f"questions-{label}", lines)


def service_names(count):
    return [f"{name(service)}.{ZONE}" for service in range(count)]

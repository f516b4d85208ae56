"""Doyen and its peers, each as it is configured to be fastest: one worker, no log, nothing limited.

Doyen's --rate-limit does not hold for who asks from loopback, as all do here: NSD's is off, and the others have none unless told.
"""
import os
import socket

from . import data, machine
from .programs import Program


def free_port():
    """A port that is free for UDP and TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram, socket.socket() as stream:
            datagram.bind(("127.0.0.1", 0))
            try:
                stream.bind(datagram.getsockname())
            except OSError:
                continue
            return datagram.getsockname()[1]


def written(folder, name, text):
    return data.write(folder, name, [text])


def doyen(folder, *flags, zones=(data.ZONE,), core=machine.SERVER_CORE):
    port = free_port()
    command = [machine.DOYEN, "serve", "--listen", f"127.0.0.1:{port}", "--workers", "1", "--zones", data.zones(folder, *zones)]
    return Program("doyen", command + list(flags), port, folder, core, ready="ready, answering")


def echo(folder, answer, over="udp"):
    """The C loop that sends this answer."""
    port = free_port()
    path = os.path.join(folder, f"answer-{port}")
    with open(path, "wb") as file:
        file.write(answer)
    return Program("echo", [machine.ECHO, over, str(port), path], port, folder)


def nsd(folder, zone, origin=data.ZONE, core=machine.SERVER_CORE, is_minimal=False):
    """NSD; minimal, its answers to A are those of Doyen to the octet. SRV need the whole, of which the addresses are part (as in Doyen's),
    and the zone's NS with its address (which Doyen leaves out)."""
    port = free_port()
    text = f"""server:
  ip-address: 127.0.0.1@{port}
  server-count: 1
  username: ""
  zonesdir: "{folder}"
  pidfile: "{folder}/nsd-{port}.pid"
  xfrdfile: "{folder}/nsd-{port}.xfrd"
  zonelistfile: "{folder}/nsd-{port}.list"
  database: ""
  rrl-ratelimit: 0
  minimal-responses: {"yes" if is_minimal else "no"}
remote-control:
  control-enable: no
zone:
  name: "{origin}"
  zonefile: "{zone}"
"""
    return Program("nsd", ["nsd", "-d", "-c", written(folder, f"nsd-{port}.conf", text)], port, folder, core)


def knot(folder, zone):
    port = free_port()
    text = f"""server:
  listen: 127.0.0.1@{port}
  rundir: "{folder}/knot-{port}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "{folder}/knot-{port}"
log:
  - target: stderr
    any: warning
zone:
  - domain: {data.ZONE}
    file: "{zone}"
    zonefile-sync: -1
    journal-content: none
"""
    os.makedirs(f"{folder}/knot-{port}", exist_ok=True)
    return Program("knot", ["knotd", "-c", written(folder, f"knot-{port}.conf", text)], port, folder)


def dnsmasq(folder, *flags):
    port = free_port()
    command = ["dnsmasq", "--keep-in-foreground", f"--port={port}", "--listen-address=127.0.0.1", "--bind-interfaces"]
    command += ["--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file=", "--user=root", "--cache-size=10000"]
    return Program("dnsmasq", [*command, "--local-ttl=5", "--dns-forward-max=10000", *flags], port, folder)


def unbound(folder, upstream):
    port = free_port()
    text = f"""server:
  interface: 127.0.0.1@{port}
  directory: "{folder}"
  pidfile: "{folder}/unbound-{port}.pid"
  username: ""
  chroot: ""
  use-syslog: no
  num-threads: 1
  do-not-query-localhost: no
  module-config: "iterator"
  outgoing-range: 4096
  num-queries-per-thread: 2048
remote-control:
  control-enable: no
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@{upstream}
"""
    return Program("unbound", ["unbound", "-d", "-c", written(folder, f"unbound-{port}.conf", text)], port, folder)

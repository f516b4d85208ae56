"""Prints what socket.getaddrinfo finds, one address a line: addresses 4|6|any NAME"""
import socket
import sys

families = {"4": socket.AF_INET, "6": socket.AF_INET6, "any": socket.AF_UNSPEC}
try:
    for found in socket.getaddrinfo(sys.argv[2], None, families[sys.argv[1]], socket.SOCK_STREAM):
        print(found[4][0])
except socket.gaierror as error:
    print("none" if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else error)

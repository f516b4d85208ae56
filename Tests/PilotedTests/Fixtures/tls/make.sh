#!/bin/sh
# Makes the certificates beside it anew, valid for a hundred years, except the one that is out of date.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

authority() { # name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=Test $1" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout "$work/$1.key" -out "$1.pem"
}

leaf() { # name authority subjectAltName start end
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$work/$1.csr"
  : > "$work/index"
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s/index\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\nrand_serial=yes\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=%s\nextendedKeyUsage=serverAuth,clientAuth\n' \
    "$work" "$work" "$3" > "$work/ca.cnf"
  openssl ca -batch -config "$work/ca.cnf" -extensions e -cert "$2.pem" -keyfile "$work/$2.key" \
    -startdate "$4" -enddate "$5" -notext -in "$work/$1.csr" -out "$1.pem"
}

authority authority
authority other-authority
leaf server authority IP:127.0.0.1,DNS:localhost 20240101000000Z 21240101000000Z
leaf named-server authority DNS:server.dc1.consul 20240101000000Z 21240101000000Z
leaf old-server authority IP:127.0.0.1 20200101000000Z 20210101000000Z
leaf client authority DNS:client 20240101000000Z 21240101000000Z
leaf other-client other-authority DNS:client 20240101000000Z 21240101000000Z

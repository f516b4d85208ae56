#!/bin/sh
# Makes the certificates beside it anew, valid for a hundred years.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

authority() { # name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=Test $1" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout "$work/$1.key" -out "$1.pem"
}

leaf() { # name authority subjectAltName
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$work/$1.csr"
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$3" > "$work/extensions"
  openssl x509 -req -in "$work/$1.csr" -CA "$2.pem" -CAkey "$work/$2.key" -CAcreateserial -CAserial "$work/serial" \
    -days 36500 -extfile "$work/extensions" -out "$1.pem"
}

authority authority
authority other-authority
leaf address authority IP:127.0.0.1
leaf named authority DNS:dns.example
leaf stranger other-authority IP:127.0.0.1,DNS:dns.example
rm other-authority.pem

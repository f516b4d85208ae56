// Prints what Go's own resolver finds, one address a line: addresses 4|6|any NAME
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
)

func main() {
	networks := map[string]string{"4": "ip4", "6": "ip6", "any": "ip"}
	resolver := net.Resolver{PreferGo: true}
	found, err := resolver.LookupIP(context.Background(), networks[os.Args[1]], os.Args[2])
	var failure *net.DNSError
	if errors.As(err, &failure) && failure.IsNotFound {
		fmt.Println("none")
	} else if err != nil {
		fmt.Println(err)
	}
	for _, address := range found {
		fmt.Println(address)
	}
}

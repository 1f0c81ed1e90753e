//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "bench: drives connections with epoll and reads /proc: run it on Linux")
	os.Exit(1)
}

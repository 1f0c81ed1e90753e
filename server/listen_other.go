//go:build !linux

package main

import "syscall"

// onlySpoken does nothing here.
func onlySpoken(_, _ string, _ syscall.RawConn) error { return nil }

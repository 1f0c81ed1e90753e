//go:build !linux

package main

import "errors"

func runLimit(config, bool) error {
	return errors.New("the limits are measured with epoll, on Linux")
}

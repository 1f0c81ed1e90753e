package redisbus

import "time"

// Observer gets measurements from a bus. Its methods are called concurrently and must not block.
type Observer interface {
	// Published is called once per Publish, with how long it took and its error.
	Published(channel string, took time.Duration, err error)
	// Connected is called when the line to Redis works, with how long it was down; reconnect is false the first time.
	Connected(reconnect bool, down time.Duration)
	// Disconnected is called when the line to Redis is given up.
	Disconnected(err error)
	// Repaired is called when messages missed on the line were read from the history.
	Repaired(channel string, messages int, took time.Duration)
	// Broken is called with each Reset.
	Broken(reset Reset)
	// ReadyChanged is called when Ready changes.
	ReadyChanged(ready bool)
}

type noObserver struct{}

func (noObserver) Published(string, time.Duration, error) {}
func (noObserver) Connected(bool, time.Duration)          {}
func (noObserver) Disconnected(error)                     {}
func (noObserver) Repaired(string, int, time.Duration)    {}
func (noObserver) Broken(Reset)                           {}
func (noObserver) ReadyChanged(bool)                      {}

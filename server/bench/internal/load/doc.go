// Package load drives many WebSocket connections from one thread and measures what arrives on
// them.
//
// A [Generator] shares the machine with the server that it measures, so it is built to cost
// little: one epoll instance, one read buffer for all connections, frames counted by hopping
// from header to header, and a latency taken from a sample of the deliveries. It runs on Linux.
//
// Nothing in this package is safe for concurrent use: a Generator belongs to one goroutine, and
// its methods run the event loop until what they were asked for has happened.
package load

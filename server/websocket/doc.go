// Package websocket serves RFC 6455 WebSocket connections in very large numbers and sends one message to all of
// them at the price of one write each. It knows nothing about what the messages say.
//
// A [Server] is an [net/http.Handler]. It upgrades a request with gobwas/ws and hands the connection to an event
// loop (a poller of gnet), so that an idle connection costs no goroutine, no timer and no buffer. Connections that no event
// loop can serve, TLS among them, get a goroutine each behind the same interface.
//
// # Order
//
// Every loop has one queue. [Server.Broadcast] adds one entry to it whatever the number of connections, and
// [Conn.Send], [Conn.Join], [Conn.Leave] and [Conn.Close] add one to the queue of the connection's loop. So calls made
// by one goroutine, or ordered by a lock, reach each connection in that order: a frame that is sent before Join
// arrives before the first broadcast, and no broadcast is missed or doubled around a Join. A loop that wakes
// writes everything that was queued for a connection in one write.
//
// # Bounds
//
// Nothing that is called here waits for a peer. What a connection does not take is kept, up to
// [Options.MaxQueueBytes]; beyond that the connection is closed with [StatusTryAgainLater]. Broadcast frames that wait
// are shared by all connections that wait for them.
//
// The queue of a loop is bounded too, at 262,144 calls and 64 MiB in frames. Where a loop is so far behind, a connection
// whose Send, Join or Leave finds no room is closed with [StatusTryAgainLater], and for a Broadcast all members of that loop
// are: nobody misses something without knowing. Peers that ask for much at once, such as pongs, are read more slowly.
//
// # Closing
//
// A peer that breaks the protocol is told so in a close frame: 1002, 1003, 1007 or 1009 (RFC 6455, section 7.4.1).
// Behind a close frame the connection is closed for writing, and read, without effect, until the peer ends it too, so
// that no unread byte makes the kernel drop what the peer has yet to read. A peer that was closed because it did not
// read, and reads on, gets whole frames and then the close frame; one that reads nothing for [Options.CloseTimeout] is
// cut off.
//
// # Callbacks
//
// The callbacks of [Options] run on event loops, except OnOpen: what one of them takes, all connections of its loop wait
// for. The calls for one connection are sequential, those for several are not. A panic in OnText, OnBinary or OnClose
// is not recovered and ends the program; one in OnOpen ends its connection, as net/http says.
//
// # Deadlines
//
// The request header is read by net/http: set [net/http.Server.ReadHeaderTimeout] and
// [net/http.Server.MaxHeaderBytes] against slow and large handshakes. From the upgrade on, the deadlines of
// [Options] hold and those of net/http no longer do.
package websocket

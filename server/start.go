package main

import (
	"fmt"
	"io"
	"strconv"

	clientweb "eventwire/client-web"
	"eventwire/server/redisbus"
)

// printStart says what runs where, once, for whoever has just started it.
func printStart(w io.Writer, c *config, port int, bus *redisbus.Bus) {
	http, ws := "http", "ws"
	if c.TLSCert != "" {
		http, ws = "https", "wss"
	}
	host := "localhost:" + strconv.Itoa(port)

	page := http + "://" + host
	if _, built := clientweb.Files(); !built {
		page += "  (the browser chat is not built in; `make run` builds it)"
	}
	redis := bus.Address()
	if bus.Embedded() {
		redis += "  (embedded: nothing else listened there, and REDIS_URL is not set; nothing is kept on disk)"
	}
	notify := "POST " + http + "://" + host + "/api/notify, from this machine only; set NOTIFY_TOKEN to open it to others"
	if c.NotifyToken != "" {
		notify = "POST " + http + "://" + host + "/api/notify, with the bearer token of NOTIFY_TOKEN"
	}
	signIn := "none; everybody chooses a name"
	if c.AuthJWTSecret != "" || c.AuthJWKSFile != "" {
		signIn = "by token; it gives the name"
	}
	fmt.Fprintf(w, `
  Eventwire chat, %s

    page     %s
    socket   %s://%s/ws
    redis    %s
    notify   %s
    sign-in  %s

  One more instance of the same chat: PORT=%d make run
  Ctrl-C stops this one.

`, c.ServerID, page, ws, host, redis, notify, signIn, port+1)
}

package names

// Operations are the names of an event's operations in AsyncAPI: a Redis event is sent and received by every server.
func Operations(wire string, redis bool) []string {
	if redis {
		return []string{"send" + GoExported(wire), "receive" + GoExported(wire)}
	}
	return []string{GoUnexported(wire)}
}

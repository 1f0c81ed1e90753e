package names

// GoRuntime tells the names that every generated Go package declares itself, whatever the contract says.
func GoRuntime(name string) bool {
	switch name {
	case "Problem", "ValidationError", "Error", "ErrorCode", "AsError",
		"CodeMalformed", "CodeUnknownEvent", "CodeInvalid", "CodeRateLimited", "CodeTooLarge", "CodeUnavailable", "CodeInternal",
		"Position", "ParsePosition", "Direction", "Call", "CallKind", "Dispatch", "Publish", "Middleware", "Chain",
		"ClientFrame", "DecodeClientFrame", "ClientToServerEvent", "ClientToServerHandler", "DispatchClientToServer", "ClientToServerLimiter",
		"ClientToServer", "ServerToClient", "Redis", "RawJSON",
		"Audience", "ServerToClientPublisher", "NewServerToClientPublisher", "AppendAck", "AppendError", "AppendResumed", "AppendPong", "AppendPing", "Resumed", "Optional",
		"RedisMessage", "Receipt", "RedisTransport", "RedisPublisher", "NewRedisPublisher", "PublishOption", "Once", "RedisHandler", "DispatchRedis",
		"RedisChannel", "RedisHistory", "RedisChannels",
		"ServerFrame", "ServerToClientEvent", "ServerToClientHandler", "DecodeServerFrame", "DispatchServerToClient", "AppendClientFrame", "AppendResume":
		return true
	}
	return false
}

// TypeScriptRuntime tells the names that the index of every generated TypeScript package exports itself.
func TypeScriptRuntime(name string) bool {
	switch name {
	case "Client", "ServerEvents", "ClientEvents", "ServerEvent", "ServerHandlers", "AnyEvent", "AllEvents", "FakeServer", "EventwireClient",
		"Decimal", "Int64", "Call", "ClientOptions", "EventMeta", "HistoryGap", "EventHandler", "ListenOptions", "Middleware", "PublishOptions", "Receipt", "Undo",
		"Closed", "ErrorCode", "EventwireError", "Problem", "RateLimited", "TimedOut", "Unavailable", "ValidationError", "ConnectionStatus", "StandardSchema":
		return true
	}
	return false
}

// GoField is the Go name of a struct field. Where the struct has a method of that name, an underscore is added: the
// field "validate" is "Validate_" in Go.
func GoField(wire string) string {
	name := GoExported(wire)
	switch name {
	case "Validate", "AppendJSON", "MarshalJSON", "UnmarshalJSON":
		return name + "_"
	}
	return name
}

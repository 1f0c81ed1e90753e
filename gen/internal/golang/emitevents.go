package golang

import (
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"eventwire/gen/internal/schema"
)

// emitEvent prints an event's constant, its struct and its methods.
func (p *plan) emitEvent(f *page, e *event) {
	name := e.goName()
	comment(f, fmt.Sprintf("%sEvent is the name of the event that [%s] is the data of.", name, name))
	f.Const().Id(name + "Event").Op("=").Lit(e.Name)
	f.Line()
	p.emitObject(f, e.decl, paragraphs(fmt.Sprintf("%s is the data of %s.", name, e.Name), e.Doc))

	f.putMethods(name)
	p.emitInner(f, e.decl)
}

// emitHandler prints the interface of whoever receives the events of a direction.
func (p *plan) emitHandler(f *page, events []*event, name, doc string, extra ...jen.Code) {
	comment(f, doc)
	f.Type().Id(name).InterfaceFunc(func(g *jen.Group) {
		for _, e := range events {
			if doc := paragraphs(e.Doc, deprecation(e.Deprecated)); doc != "" {
				comment(g, doc)
			}
			params := append([]jen.Code{ctx()}, extra...)
			g.Id(e.goName()).Params(append(params, jen.Id("event").Op("*").Id(e.goName()))...).Error()
		}
	})
	f.Line()
}

func ctx() jen.Code { return jen.Id("ctx").Qual("context", "Context") }

// cases prints the wire names of an event, those of former times too.
func cases(g *jen.Group, e *event, body func(*jen.Group)) {
	labels := []jen.Code{jen.Id(e.goName() + "Event")}
	for _, former := range e.Formerly {
		labels = append(labels, jen.Lit(former))
	}
	g.Case(labels...).BlockFunc(body)
}

// emitRead prints what decodes a frame's data: one case for each event.
func (p *plan) emitRead(f *page, events []*event, envelope, function string) {
	f.Func().Id(function).Params(jen.Id("d").Op("*").Id("decoder"), jen.Id("e").Op("*").Id(envelope)).BlockFunc(func(g *jen.Group) {
		if len(events) == 0 {
			line(g, "e.unknownEvent(d)")
			return
		}
		limited := false
		for _, e := range events {
			limited = limited || e.MaxBytes > 0
		}
		if limited {
			line(g, "start := d.dataStart()")
		}
		g.Switch(jen.Id("e.event")).BlockFunc(func(g *jen.Group) {
			for _, e := range events {
				cases(g, e, func(g *jen.Group) {
					if len(e.Formerly) > 0 {
						line(g, "e.event = %sEvent", e.goName())
					}
					line(g, "v := new(%s)", e.goName())
					line(g, "v.decode(d)")
					line(g, "e.frame.Data = v")
					if e.MaxBytes > 0 {
						line(g, "e.limit(d, start, %d)", e.MaxBytes)
					}
				})
			}
			g.Default().Block(jen.Id("e.unknownEvent(d)"))
		})
	})
	f.Line()
}

// emitDecodeFrame prints the function that reads a frame, twice where the first pass finds problems.
func (p *plan) emitDecodeFrame(f *page, name, doc, frame, envelope, read string, open bool) {
	comment(f, doc)
	function(f, func(g *jen.Group) {
		line(g, "d := newDecoder(text, %t)", open)
		line(g, "var e %s", envelope)
		block(g, func(g *jen.Group) { line(g, "%s(&d, &e)", read) }, "for e.data(&d)")
		block(g, func(g *jen.Group) {
			line(g, "e = %s{}", envelope)
			block(g, func(g *jen.Group) { line(g, "%s(&d, &e)", read) }, "for e.data(&d)")
		}, "if d.again()")
		line(g, "return e.finish(&d)")
	}, "%s(text []byte) (%s, error)", name, frame)
}

// emitDispatch prints the dispatcher of a frame's event and the type switch that it ends in.
func (p *plan) emitDispatch(f *page, events []*event, dispatch, handle, handler, frame, data, direction, doc string, at bool) {
	comment(f, doc)
	call := fmt.Sprintf("Call{Direction: %s, Kind: Dispatch, Event: frame.Event, ID: frame.ID}", direction)
	arguments := ""
	if at {
		call = fmt.Sprintf("Call{Direction: %s, Kind: Dispatch, Event: frame.Event, At: frame.At.String()}", direction)
		arguments = "frame.At, "
	}
	f.Func().Id(dispatch).Params(ctx(), jen.Id("h").Id(handler), jen.Id("frame").Id(frame), jen.Id("mw").Id("Middleware")).Error().BlockFunc(func(g *jen.Group) {
		block(g, func(g *jen.Group) { line(g, "return %s(ctx, h, %sframe.Data)", handle, arguments) }, "if mw == nil")
		g.Return(jen.Id("mw").Call(jen.Id("ctx"), jen.Id(call), jen.Func().Params(ctx()).Error().Block(
			jen.Id(fmt.Sprintf("return %s(ctx, h, %sframe.Data)", handle, arguments)),
		)))
	})
	f.Line()
	params := []jen.Code{ctx(), jen.Id("h").Id(handler)}
	if at {
		params = append(params, jen.Id("at").Id("Position"))
	}
	f.Func().Id(handle).Params(append(params, jen.Id("event").Id(data))...).Error().BlockFunc(func(g *jen.Group) {
		if len(events) > 0 {
			g.Switch(jen.Id("event := event.(type)")).BlockFunc(func(g *jen.Group) {
				for _, e := range events {
					g.Case(jen.Id("*" + e.goName())).BlockFunc(func(g *jen.Group) {
						if at {
							line(g, "return h.%s(ctx, at, event)", e.goName())
						} else {
							line(g, "return h.%s(ctx, event)", e.goName())
						}
					})
				}
			})
		}
		line(g, "return errNoEvent")
	})
	f.Line()
}

func (p *plan) clientPieces() []piece {
	events := p.events[schema.ClientToServer]
	return append([]piece{func(f *page) { p.emitClient(f, events) }}, each(events, p.emitEvent)...)
}

// emitClient prints what the events of clients have in common.
func (p *plan) emitClient(f *page, events []*event) {
	p.emitHandler(f, events, "ClientToServerHandler", `ClientToServerHandler receives the events of one client, on the server. An error that it gives is the client's answer, see [AsError].`)
	p.emitDecodeFrame(f, "DecodeClientFrame", `DecodeClientFrame decodes and validates one message of a client, in one pass. What it gives belongs to the caller.
The error is an [*Error] where the frame itself is refused and a [*ValidationError] where its data is; the frame then still
has the ID, so that the answer finds its way, and no Data. It may be called concurrently.`,
		"ClientFrame", "clientEnvelope", "readClientToServer", false)
	p.emitRead(f, events, "clientEnvelope", "readClientToServer")
	p.emitDispatch(f, events, "DispatchClientToServer", "handleClientToServer", "ClientToServerHandler", "ClientFrame", "ClientToServerEvent", "ClientToServer",
		`DispatchClientToServer gives a frame's event to its handler, inside of mw, which may be nil. A frame without an event is an error.`, false)
	p.emitLimiter(f, events)
}

// emitLimiter prints the token buckets of the events that have a rateLimit.
func (p *plan) emitLimiter(f *page, events []*event) {
	comment(f, `ClientToServerLimiter holds one connection to the rateLimit of each event. The zero value is ready. It must not be
used concurrently.`)
	var limited []*event
	for _, e := range events {
		if e.RateLimit != nil {
			limited = append(limited, e)
		}
	}
	f.Type().Id("ClientToServerLimiter").StructFunc(func(g *jen.Group) {
		for _, e := range limited {
			g.Id("bucket" + e.goName()).Id("bucket")
		}
	})
	f.Line()
	comment(f, "Allow takes one token for an event, or gives false where there is none left. Events without a rateLimit are always allowed.")
	receiver := jen.Id("l").Op("*").Id("ClientToServerLimiter")
	if len(limited) == 0 {
		f.Func().Params(jen.Op("*").Id("ClientToServerLimiter")).Id("Allow").Params(jen.Id("_").String(), jen.Id("_").Qual("time", "Time")).Bool().Block(jen.Id("return true"))
		f.Line()
		return
	}
	f.Func().Params(receiver).Id("Allow").Params(jen.Id("event").String(), jen.Id("now").Qual("time", "Time")).Bool().BlockFunc(func(g *jen.Group) {
		g.Switch(jen.Id("event")).BlockFunc(func(g *jen.Group) {
			for _, e := range limited {
				g.Case(jen.Id(e.goName() + "Event")).Block(
					jen.Id(fmt.Sprintf("return l.bucket%s.take(now, %s, %d)", e.goName(), schema.CanonicalNumber(e.RateLimit.Rate), e.RateLimit.Burst)),
				)
			}
		})
		line(g, "return true")
	})
	f.Line()
}

func (p *plan) serverPieces() []piece {
	events := p.events[schema.ServerToClient]
	return slices.Concat(
		[]piece{func(f *page) { p.emitServerHandler(f, events) }},
		each(events, emitServerPublisher),
		[]piece{func(f *page) { p.emitServer(f, events) }},
		each(events, p.emitEvent),
	)
}

// emitServerHandler prints what receives the events of a server, and the publisher without its methods.
func (p *plan) emitServerHandler(f *page, events []*event) {
	p.emitHandler(f, events, "ServerToClientHandler", `ServerToClientHandler receives the events of a server, in a client. The position is where the event is stored, zero
where it comes from no history.`, jen.Id("at").Id("Position"))
	comment(f, "ServerToClientPublisher sends events to clients. It may be used concurrently.")
	f.Type().Id("ServerToClientPublisher").Struct(jen.Id("middleware").Id("Middleware"))
	f.Line()
	comment(f, "NewServerToClientPublisher gives a publisher that runs mw around every event; mw may be nil.")
	function(f, func(g *jen.Group) { line(g, "return &ServerToClientPublisher{middleware: mw}") }, "NewServerToClientPublisher(mw Middleware) *ServerToClientPublisher")
}

// emitServerPublisher prints the method that publishes one event.
func emitServerPublisher(f *page, e *event) {
	comment(f, paragraphs(fmt.Sprintf("%s validates the event, encodes it once and delivers it to an audience. at is where it is stored, zero without a history.", e.goName()), deprecation(e.Deprecated)))
	f.Func().Params(jen.Id("p").Op("*").Id("ServerToClientPublisher")).Id(e.goName()).Params(ctx(), jen.Id("to").Id("Audience"), jen.Id("at").Id("Position"), jen.Id("event").Op("*").Id(e.goName())).Error().Block(
		jen.Id("return publishToClient(ctx, to, p.middleware, at, event)"),
	)
	f.Line()
}

// emitServer prints what reads the events of a server.
func (p *plan) emitServer(f *page, events []*event) {
	p.emitDecodeFrame(f, "DecodeServerFrame", `DecodeServerFrame decodes and validates one message of a server. Values that an enum does not list pass unless the contract
closes it. The errors are those of [DecodeClientFrame]. It may be called concurrently.`,
		"ServerFrame", "serverEnvelope", "readServerToClient", true)
	p.emitRead(f, events, "serverEnvelope", "readServerToClient")
	p.emitDispatch(f, events, "DispatchServerToClient", "handleServerToClient", "ServerToClientHandler", "ServerFrame", "ServerToClientEvent", "ServerToClient",
		`DispatchServerToClient gives a frame's event to its handler, inside of mw, which may be nil. A frame without an event is an error.`, true)
}

func (p *plan) redisPieces() []piece {
	events := p.events[schema.Redis]
	return slices.Concat(
		[]piece{func(f *page) { p.emitRedisHandler(f, events) }},
		each(events, emitRedisPublisher),
		[]piece{func(f *page) { p.emitRedis(f, events) }},
		each(events, p.emitRedisEvent),
	)
}

// emitRedisHandler prints what receives the events between servers, and the publisher without its methods.
func (p *plan) emitRedisHandler(f *page, events []*event) {
	p.emitHandler(f, events, "RedisHandler", `RedisHandler receives the events that servers send each other. The position is where the event is stored, zero where
its channel keeps no history.`, jen.Id("at").Id("Position"))
	comment(f, "RedisPublisher sends events to all servers. It may be used concurrently.")
	f.Type().Id("RedisPublisher").Struct(jen.Id("transport").Id("RedisTransport"), jen.Id("middleware").Id("Middleware"))
	f.Line()
	comment(f, "NewRedisPublisher gives a publisher that runs mw around every event; mw may be nil.")
	function(f, func(g *jen.Group) { line(g, "return &RedisPublisher{transport: t, middleware: mw}") }, "NewRedisPublisher(t RedisTransport, mw Middleware) *RedisPublisher")
}

// emitRedisPublisher prints the method that publishes one event.
func emitRedisPublisher(f *page, e *event) {
	comment(f, paragraphs(fmt.Sprintf("%s validates the event and publishes it on its channel.", e.goName()), deprecation(e.Deprecated)))
	f.Func().Params(jen.Id("p").Op("*").Id("RedisPublisher")).Id(e.goName()).Params(ctx(), jen.Id("event").Op("*").Id(e.goName()), jen.Id("opts").Op("...").Id("PublishOption")).Params(jen.Id("Receipt"), jen.Error()).Block(
		jen.Id(fmt.Sprintf("return publishRedis(ctx, p.transport, p.middleware, event, %sChannel(), opts)", e.goName())),
	)
	f.Line()
}

// emitRedis prints the dispatcher and the list of all channels.
func (p *plan) emitRedis(f *page, events []*event) {
	p.emitRedisDispatch(f, events)
	emitRedisChannels(f, events)
}

// emitRedisEvent prints an event and its channel.
func (p *plan) emitRedisEvent(f *page, e *event) {
	comment(f, fmt.Sprintf("%sChannel is the Redis channel that [%s] travels on.", e.goName(), e.goName()))
	function(f, func(g *jen.Group) { line(g, "return %sEvent", e.goName()) }, "%sChannel() string", e.goName())
	p.emitEvent(f, e)
}

// emitRedisChannels prints RedisChannels: `{Name: ChatSaidChannel(), History: …}`, and before it the same of each former name.
func emitRedisChannels(f *page, events []*event) {
	comment(f, `RedisChannels gives the channels of all events, in the contract's order. Where an event had other names, their channels come before its own:
instances that do not know the present name still publish there, and what is left of their histories belongs to the event's.`)
	f.Func().Id("RedisChannels").Params().Index().Id("RedisChannel").BlockFunc(func(g *jen.Group) {
		g.Return(jen.Index().Id("RedisChannel").ValuesFunc(func(g *jen.Group) {
			for _, e := range events {
				for _, former := range e.Formerly {
					emitRedisChannel(g, fmt.Sprintf("%q", former), e.History)
				}
				emitRedisChannel(g, e.goName()+"Channel()", e.History)
			}
			if len(events) > 0 {
				g.Line()
			}
		}))
	})
	f.Line()
}

func emitRedisChannel(g *jen.Group, name string, h *schema.History) {
	if h == nil {
		g.Line().Id(fmt.Sprintf("{Name: %s}", name))
		return
	}
	g.Line().Op("{").Id(fmt.Sprintf("Name: %s, History: &RedisHistory{MaxLength: %d, MaxAge: %d * ", name, h.MaxLength, h.MaxAgeMS)).
		Qual("time", "Millisecond").Id(fmt.Sprintf(", Replay: %d}", h.Replay)).Op("}")
}

// emitRedisDispatch prints DispatchRedis.
func (p *plan) emitRedisDispatch(f *page, events []*event) {
	comment(f, `DispatchRedis decodes the data of an event that came on a channel and gives it to its handler, inside of mw, which may be nil. id
is the event's place in the channel's history, "" without one. A channel that the contract does not have gives an [*Error].`)
	f.Func().Id("DispatchRedis").Params(ctx(), jen.Id("h").Id("RedisHandler"), jen.List(jen.Id("channel"), jen.Id("id")).String(), jen.Id("data").Index().Byte(), jen.Id("mw").Id("Middleware")).Error().BlockFunc(func(g *jen.Group) {
		block(g, func(g *jen.Group) { line(g, "return handleRedis(ctx, h, channel, id, data)") }, "if mw == nil")
		line(g, "call := Call{Direction: Redis, Kind: Dispatch, Event: channel, At: Position{Channel: channel, ID: id}.String()}")
		g.Return(jen.Id("mw").Call(jen.Id("ctx"), jen.Id("call"), jen.Func().Params(ctx()).Error().Block(
			jen.Id("return handleRedis(ctx, h, channel, id, data)"),
		)))
	})
	f.Line()
	f.Func().Id("handleRedis").Params(ctx(), jen.Id("h").Id("RedisHandler"), jen.List(jen.Id("channel"), jen.Id("id")).String(), jen.Id("data").Index().Byte()).Error().BlockFunc(func(g *jen.Group) {
		if len(events) > 0 {
			line(g, "var at Position")
			block(g, func(g *jen.Group) { line(g, "at = Position{Channel: channel, ID: id}") }, `if id != ""`)
			g.Switch(jen.Id("channel")).BlockFunc(func(g *jen.Group) {
				for _, e := range events {
					cases(g, e, func(g *jen.Group) {
						line(g, "event := new(%s)", e.goName())
						block(g, func(g *jen.Group) { line(g, "return err") }, "if err := event.UnmarshalJSON(data); err != nil")
						line(g, "return h.%s(ctx, at, event)", e.goName())
					})
				}
			})
		}
		line(g, `return &Error{Code: CodeUnknownEvent, Message: "the contract has no such channel"}`)
	})
	f.Line()
}

package golang

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"eventwire/gen/internal/schema"
	codec "eventwire/gen/testdata/ok/codec/generated/events"
	everything "eventwire/gen/testdata/ok/everything/generated/events"
	evolution "eventwire/gen/testdata/ok/evolution/generated/events"
)

func TestClientFrames(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, event, id, err string }{
		{`{"event":"client.message","id":"7","data":{"message":"hi"}}`, "client.message", "7", ""},
		{`{"data":{"message":"hi"},"id":"7","event":"client.message"}`, "client.message", "7", ""},
		{`{"x":[{"y":1}],"event":"client.message","data":{"message":"hi","x":{"y":{}}},"y":2}`, "client.message", "", ""},
		{`{"event":"client.message","data":{"message":""},"id":"7"}`, "client.message", "7", "/message: must have 1 or more characters"},
		{`{"data":{"message":1},"id":"7","event":"client.message"}`, "client.message", "7", "/message: must be a string"},
		{`{"event":"client.nothing","data":{"a":1},"id":"7"}`, "client.nothing", "7", "unknown_event: the contract has no such event in this direction"},
		{`{"event":"server.message","id":"7","data":{}}`, "server.message", "7", "unknown_event: the contract has no such event in this direction"},
		{`{"event":"client.message","id":"7"}`, "client.message", "7", "malformed: /data: is required"},
		{`{"id":"7","data":{}}`, "", "7", "malformed: the frame has neither event, resume nor ping"},
		{`{"event":1,"id":"7","data":{}}`, "", "7", "malformed: /event: must be a string"},
		{`{"event":"client.message","id":"","data":{"message":"hi"}}`, "client.message", "", "malformed: /id: must be a string of 1 to 64 characters"},
		{`{"event":"client.message","id":7,"data":{"message":"hi"}}`, "client.message", "", "malformed: /id: must be a string of 1 to 64 characters"},
		{`{"event":"client.message","id":"` + strings.Repeat("é", 65) + `","data":{"message":"hi"}}`, "client.message", "", "malformed: /id: must be a string of 1 to 64 characters"},
		{`{"event":"client.message","id":"7","data":{"message":"hi"}`, "client.message", "7", "malformed: the frame is not well-formed JSON"},
		{`{"event":"client.message","id":"7","data":{"message":"hi"}} x`, "client.message", "7", "malformed: the frame is not well-formed JSON"},
		{`{"id":"7","event":"client.message","data":{"message":"hi"},"id":"8"}`, "client.message", "7", "malformed: the frame holds two members of one name"},
		{`{"x":1,"event":"client.message","data":{"y":1,"message":"hi"},"x":8}`, "client.message", "", "malformed: the frame holds two members of one name"},
		{`{"event":"client.message","data":` + strings.Repeat("[", 65) + strings.Repeat("]", 65) + `}`, "client.message", "", "malformed: the frame nests deeper than 64 levels"},
		{`[]`, "", "", "malformed: the frame is not a JSON object"},
		{`null`, "", "", "malformed: the frame is not a JSON object"},
		{`{}`, "", "", "malformed: the frame has neither event, resume nor ping"},
		{``, "", "", "malformed: the frame is not well-formed JSON"},
		{`{"ping":1}`, "", "", "malformed: /ping: must be true"},
		{`{"resume":{}}`, "", "", "malformed: /resume: must be a list of at most 256 positions, such as chat:message@1732370000000-0"},
		{`{"resume":["x"]}`, "", "", "malformed: /resume: must be a list of at most 256 positions, such as chat:message@1732370000000-0"},
	} {
		frame, err := codec.DecodeClientFrame([]byte(row.text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if frame.Event != row.event || frame.ID != row.id || got != row.err || (frame.Data == nil) != (row.err != "") {
			t.Errorf("%s\n got %q %q %q %v\nwant %q %q %q", row.text, frame.Event, frame.ID, got, frame.Data, row.event, row.id, row.err)
		}
	}
}

func TestResumeAndPing(t *testing.T) {
	t.Parallel()
	at := []codec.Position{{Channel: "chat:message", ID: "1-0"}, {Channel: "a@b", ID: "2-0"}}
	frame, err := codec.DecodeClientFrame(codec.AppendResume(nil, "secret", at))
	if err != nil || !frame.IsResume || frame.Client != "secret" || !slices.Equal(frame.Resume, at) || frame.IsPing || frame.Data != nil {
		t.Errorf("%+v, %v", frame, err)
	}
	frame, err = codec.DecodeClientFrame(codec.AppendResume(nil, "", nil))
	if err != nil || !frame.IsResume || len(frame.Resume) != 0 {
		t.Errorf("%+v, %v", frame, err)
	}
	frame, err = codec.DecodeClientFrame(codec.AppendPing(nil))
	if err != nil || !frame.IsPing || frame.IsResume {
		t.Errorf("%+v, %v", frame, err)
	}
}

func TestServerFrames(t *testing.T) {
	t.Parallel()
	at := codec.Position{Channel: "chat:message", ID: "1-0"}
	for _, row := range []struct {
		text []byte
		want string
	}{
		{codec.AppendAck(nil, `a"b`, codec.Position{}), `{"ack":"a\"b"}`},
		{codec.AppendAck(nil, "1", at), `{"ack":"1","at":"chat:message@1-0"}`},
		{codec.AppendError(nil, "1", &codec.Error{Code: codec.CodeInvalid, Path: "/a", Message: "no"}), `{"ack":"1","error":{"code":"invalid","path":"/a","message":"no"}}`},
		{codec.AppendError(nil, "", &codec.Error{Code: codec.CodeMalformed, Message: "bad \xff"}), `{"error":{"code":"malformed","message":"bad �"}}`},
		{codec.AppendResumed(nil, []codec.Resumed{{Channel: "a", Complete: true}, {Channel: "b", At: codec.Position{Channel: "b", ID: "7-0"}}}), `{"resumed":[{"channel":"a","complete":true},{"channel":"b","complete":false,"at":"b@7-0"}]}`},
		{codec.AppendResumed(nil, nil), `{"resumed":[]}`},
		{codec.AppendPong(nil), `{"pong":true}`},
	} {
		if string(row.text) != row.want {
			t.Errorf("got %s, want %s", row.text, row.want)
		}
		if _, err := codec.DecodeServerFrame(row.text); err != nil {
			t.Errorf("%s: %v", row.text, err)
		}
	}
	frame, err := codec.DecodeServerFrame([]byte(`{"ack":"1","at":"chat:message@1-0","error":{"code":"invalid","path":"/a","message":"no"}}`))
	if err != nil || frame.Ack != "1" || frame.At != at || frame.Err == nil || *frame.Err != (codec.Error{Code: "invalid", Path: "/a", Message: "no"}) {
		t.Errorf("%+v, %v", frame, err)
	}
	if _, err := codec.DecodeServerFrame([]byte(`{"at":"chat:message@1-0"}`)); err == nil {
		t.Error("a frame of nothing was read")
	}
}

func TestResumedFrames(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		text string
		want []codec.Resumed
		err  string
	}{
		{`{"resumed":[]}`, []codec.Resumed{}, ""},
		{`{"resumed":[{"channel":"a","complete":true,"at":"a@1-0"}]}`, []codec.Resumed{{Channel: "a", Complete: true, At: codec.Position{Channel: "a", ID: "1-0"}}}, ""},
		{`{"x":1,"resumed":[{"at":"a@1-0","x":[{}],"complete":false,"channel":"a"}]}`, []codec.Resumed{{Channel: "a", At: codec.Position{Channel: "a", ID: "1-0"}}}, ""},
		{`{"resumed":[{"channel":"a","complete":true}]}`, []codec.Resumed{{Channel: "a", Complete: true}}, ""}, // of an older server
		{`{"resumed":[{"channel":"a","complete":true,"at":"1-0"}]}`, nil, "malformed: /resumed: must be a position"},
		{`{"resumed":[{"channel":"a","complete":true,"at":7}]}`, nil, "malformed: /resumed: must be a position"},
		{`{"resumed":[{"channel":7,"complete":true}]}`, nil, "malformed: /resumed: must name a channel"},
		{`{"resumed":[{"complete":true}]}`, nil, "malformed: /resumed: must name a channel"},
		{`{"resumed":[{"channel":"a","complete":"true"}]}`, nil, "malformed: /resumed: must say whether it is complete"},
		{`{"resumed":[{"channel":"a"}]}`, nil, "malformed: /resumed: must say whether it is complete"},
		{`{"resumed":[{"channel":"a","complete":true,"complete":true}]}`, nil, "malformed: the frame holds two members of one name"},
		{`{"resumed":["a"]}`, nil, "malformed: /resumed: must be a list of objects"},
		{`{"resumed":{}}`, nil, "malformed: /resumed: must be an array"},
		{`{"resumed":[{"channel":"a","complete":true}}`, nil, "malformed: the frame is not well-formed JSON"},
	} {
		frame, err := codec.DecodeServerFrame([]byte(row.text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != row.err || err == nil && !slices.Equal(frame.Resumed, row.want) {
			t.Errorf("%s\n got %+v %q\nwant %+v %q", row.text, frame.Resumed, got, row.want, row.err)
		}
	}
}

// FuzzFrames reads any text as a frame of either side: only JSON is read, and what says where a client was or is means
// the same when it is written and read again.
func FuzzFrames(f *testing.F) {
	for _, seed := range []string{
		`{"event":"client.message","id":"7","data":{"message":"hi"}}`, `{"resume":["chat:message@1-0"],"client":"secret"}`, `{"ping":true}`,
		`{"event":"server.message","at":"a@1-0","data":{}}`, `{"ack":"1","at":"a@1-0","error":{"code":"invalid","path":"/a","message":"no"}}`,
		`{"resumed":[{"channel":"a","complete":true,"at":"a@1-0"},{"channel":"b","complete":false}]}`, `{"pong":true}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if frame, err := codec.DecodeClientFrame(text); err == nil {
			if !json.Valid(text) {
				t.Errorf("%s was read", text)
			}
			again, err := codec.DecodeClientFrame(codec.AppendResume(nil, frame.Client, frame.Resume))
			if frame.IsResume && (err != nil || again.Client != frame.Client || !slices.Equal(again.Resume, frame.Resume)) {
				t.Errorf("%s: %+v, then %+v, %v", text, frame, again, err)
			}
		}
		if frame, err := codec.DecodeServerFrame(text); err == nil {
			if !json.Valid(text) {
				t.Errorf("%s was read", text)
			}
			again, err := codec.DecodeServerFrame(codec.AppendResumed(nil, frame.Resumed))
			if frame.Resumed != nil && (err != nil || !slices.Equal(again.Resumed, frame.Resumed)) {
				t.Errorf("%s: %+v, then %+v, %v", text, frame, again, err)
			}
		}
	})
}

// audience keeps what it is given.
type audience struct{ frames []string }

func (a *audience) Deliver(_ context.Context, frame []byte) error {
	a.frames = append(a.frames, string(frame))
	return nil
}

// client handles a server's events.
type client struct{ got []string }

func (c *client) ServerMessage(_ context.Context, at codec.Position, event *codec.ServerMessage) error {
	c.got = append(c.got, fmt.Sprint(at, " ", event.From, ": ", event.Message, " ", event.Timestamp.UnixMilli()))
	return nil
}

func TestPublishedEventReachesTheHandler(t *testing.T) {
	t.Parallel()
	var calls []string
	record := func(name string) codec.Middleware {
		return func(ctx context.Context, call codec.Call, next func(context.Context) error) error {
			calls = append(calls, fmt.Sprint(name, " ", call.Direction, " ", call.Kind, " ", call.Event, " ", call.At))
			return next(ctx)
		}
	}
	mw := codec.Chain(nil, record("outer"), record("inner"))
	publisher := codec.NewServerToClientPublisher(mw)
	to := new(audience)
	at := codec.Position{Channel: "chat:message", ID: "1-0"}
	event := &codec.ServerMessage{ID: "123e4567-e89b-12d3-a456-426614174000", From: "alice", Message: "hi", Timestamp: time.UnixMilli(5)}
	if err := publisher.ServerMessage(t.Context(), to, at, event); err != nil {
		t.Fatal(err)
	}
	frame, err := codec.DecodeServerFrame([]byte(to.frames[0]))
	if err != nil {
		t.Fatal(err)
	}
	c := new(client)
	if err := codec.DispatchServerToClient(t.Context(), c, frame, nil); err != nil {
		t.Fatal(err)
	}
	if want := []string{"chat:message@1-0 alice: hi 5"}; !slices.Equal(c.got, want) {
		t.Errorf("got %q, want %q", c.got, want)
	}
	if want := []string{"outer serverToClient publish server.message chat:message@1-0", "inner serverToClient publish server.message chat:message@1-0"}; !slices.Equal(calls, want) {
		t.Errorf("got %q, want %q", calls, want)
	}
	event.From = ""
	var invalid *codec.ValidationError
	if err := publisher.ServerMessage(t.Context(), to, at, event); !errors.As(err, &invalid) || len(to.frames) != 1 {
		t.Errorf("an invalid event: %v, %d frames", err, len(to.frames))
	}
	if codec.Chain() != nil || codec.Chain(nil) != nil {
		t.Error("a chain of nothing is not nil")
	}
}

func TestUnwritableValuesAreErrors(t *testing.T) {
	t.Parallel()
	event := codec.ClientMessage{Message: "a\xffb"}
	dst, err := event.AppendJSON([]byte("before"))
	var invalid *codec.ValidationError
	if string(dst) != "before" || !errors.As(err, &invalid) || invalid.Problems[0].Rule != "string.wellformed" {
		t.Errorf("%s, %v", dst, err)
	}
	if _, err := codec.AppendClientFrame(nil, "1", &event); err == nil {
		t.Error("an invalid event was framed")
	}
	event.Message = "hi"
	if frame, err := codec.AppendClientFrame(nil, "1", &event); err != nil || string(frame) != `{"event":"client.message","id":"1","data":{"message":"hi"}}` {
		t.Errorf("%s, %v", frame, err)
	}
}

func TestAFailedDecodeChangesNothing(t *testing.T) {
	t.Parallel()
	event := codec.ClientMessage{Message: "before"}
	if err := event.UnmarshalJSON([]byte(`{"message":""}`)); err == nil || event.Message != "before" {
		t.Errorf("%q, %v", event.Message, err)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	t.Parallel()
	lines := strings.Repeat(`{"sku":"","quantity":0,"price":-1},`, 40)
	text := `{"lines":[` + lines + `{"sku":"x","quantity":1,"price":1}],"id":"x"}`
	err := new(codec.ClientOrder).UnmarshalJSON([]byte(text))
	var invalid *codec.ValidationError
	if !errors.As(err, &invalid) || len(invalid.Problems) != 16 || !invalid.Truncated {
		t.Fatalf("%v", err)
	}
	first := []string{"/id format.uuid", "/customer required", "/billing required", "/shipping required", "/lines/0/sku string.min", "/lines/0/quantity number.min"}
	for i, want := range first {
		if p := invalid.Problems[i]; p.Path+" "+p.Rule != want {
			t.Errorf("problem %d is %s %s, want %s", i, p.Path, p.Rule, want)
		}
	}
	if !strings.HasSuffix(err.Error(), "; and more") {
		t.Errorf("%v", err)
	}
}

func TestErrorsOfPeers(t *testing.T) {
	t.Parallel()
	own := &codec.Error{Code: "username_taken", Path: "/username", Message: "taken"}
	if got := codec.AsError(fmt.Errorf("wrapped: %w", own)); got != own {
		t.Errorf("%v", got)
	}
	if got := codec.AsError(new(codec.ClientMessage).UnmarshalJSON([]byte(`{}`))); *got != (codec.Error{Code: codec.CodeInvalid, Path: "/message", Message: "is required"}) {
		t.Errorf("%v", got)
	}
	if got := codec.AsError(new(codec.ClientMessage).UnmarshalJSON([]byte(`{`))); got.Code != codec.CodeMalformed {
		t.Errorf("%v", got)
	}
	if got := codec.AsError(errors.New("password of the database")); got.Code != codec.CodeInternal || strings.Contains(got.Message, "password") {
		t.Errorf("%v", got)
	}
	if codec.AsError(nil) != nil {
		t.Error("nil is an error")
	}
}

func TestMaxBytesAndRateLimit(t *testing.T) {
	t.Parallel()
	_, err := everything.DecodeClientFrame([]byte(`{"event":"client.numbers","data":{"x":"` + strings.Repeat("x", 5000) + `"}}`))
	if got := everything.AsError(err); got == nil || got.Code != everything.CodeTooLarge {
		t.Errorf("%v", err)
	}
	var limiter everything.ClientToServerLimiter
	now := time.UnixMilli(1)
	allowed := 0
	for range 100 {
		if limiter.Allow("client.numbers", now) {
			allowed++
		}
	}
	if allowed != 20 {
		t.Errorf("a burst of %d", allowed)
	}
	if !limiter.Allow("client.numbers", now.Add(100*time.Millisecond)) || limiter.Allow("client.numbers", now.Add(101*time.Millisecond)) {
		t.Error("ten a second are due")
	}
	if !limiter.Allow("client.texts", now) {
		t.Error("an event without a limit was refused")
	}
}

// servers handles events between servers.
type servers struct{ got []string }

func (s *servers) ChatSaid(_ context.Context, at evolution.Position, event *evolution.ChatSaid) error {
	s.got = append(s.got, at.String()+" "+event.Text)
	return nil
}

func TestFormerNamesAreUnderstood(t *testing.T) {
	t.Parallel()
	frame, err := evolution.DecodeClientFrame([]byte(`{"event":"client.text","data":{"message":"hi","gain":3}}`))
	if err != nil {
		t.Fatal(err)
	}
	say, ok := frame.Data.(*evolution.ClientSay)
	if frame.Event != "client.say" || !ok || say.Text != "hi" || say.Volume != 3 || say.Level != evolution.LevelInfo {
		t.Errorf("%+v %+v", frame, say)
	}
	frame, err = evolution.DecodeClientFrame([]byte(`{"event":"client.say","data":{"message":5,"gain":3,"text":"new","loudness":4}}`))
	if err != nil {
		t.Fatal(err)
	}
	if say := frame.Data.(*evolution.ClientSay); say.Text != "new" || say.Volume != 4 {
		t.Errorf("%+v", say)
	}
	s := new(servers)
	if err := evolution.DispatchRedis(t.Context(), s, "chat:message", "1-0", []byte(`{"message":"old"}`), nil); err != nil {
		t.Fatal(err)
	}
	if want := []string{"chat:message@1-0 old"}; !slices.Equal(s.got, want) {
		t.Errorf("got %q, want %q", s.got, want)
	}
	if got := evolution.AsError(evolution.DispatchRedis(t.Context(), s, "chat:other", "", []byte(`{}`), nil)); got == nil || got.Code != evolution.CodeUnknownEvent {
		t.Errorf("%v", got)
	}
}

// transport keeps the last message.
type transport struct {
	channel, data, once string
}

func (r *transport) PublishRedis(_ context.Context, m evolution.RedisMessage) (evolution.Receipt, error) {
	r.channel, r.data, r.once = m.Channel, string(m.Data), m.Once
	return evolution.Receipt{At: evolution.Position{Channel: m.Channel, ID: "1-0"}}, nil
}

func TestRedisPublisher(t *testing.T) {
	t.Parallel()
	r := new(transport)
	publisher := evolution.NewRedisPublisher(r, nil)
	receipt, err := publisher.ChatSaid(t.Context(), &evolution.ChatSaid{Text: "hi"}, evolution.Once("key"))
	if err != nil || receipt.At.String() != "chat:said@1-0" || *r != (transport{"chat:said", `{"text":"hi"}`, "key"}) {
		t.Errorf("%+v %+v %v", receipt, *r, err)
	}
	channels := evolution.RedisChannels()
	// Instances that do not know the new name yet still publish on the channel of the old one.
	if len(channels) != 2 || channels[0].Name != "chat:message" || channels[1].Name != evolution.ChatSaidChannel() {
		t.Errorf("%+v", channels)
	}
	for _, channel := range channels {
		if channel.History.MaxLength != 10 {
			t.Errorf("%+v", channel)
		}
	}
	if _, err := evolution.ParsePosition("chat:said@1-0"); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "@", "a@", "@b", "a"} {
		if at, err := evolution.ParsePosition(bad); err == nil {
			t.Errorf("%q is %v", bad, at)
		}
	}
}

// TestEverythingSurvives decodes, validates and encodes every example of the contract that has everything.
func TestEverythingSurvives(t *testing.T) {
	t.Parallel()
	c := load(t, testdata+"/ok/everything/events.yaml")
	for _, e := range c.Events {
		for _, example := range e.Examples {
			text := `{"event":"` + e.Name + `","data":` + string(example.AppendJSON(nil)) + `}`
			var got string
			switch e.Direction {
			case schema.ClientToServer:
				frame, err := everything.DecodeClientFrame([]byte(text))
				if err != nil {
					t.Errorf("%s: %v", e.Name, err)
					continue
				}
				got = roundTrip(frame.Data, func(b []byte) (any, error) {
					again, err := everything.DecodeClientFrame([]byte(`{"event":"` + e.Name + `","data":` + string(b) + `}`))
					return again.Data, err
				})
			case schema.ServerToClient:
				frame, err := everything.DecodeServerFrame([]byte(text))
				if err != nil {
					t.Errorf("%s: %v", e.Name, err)
					continue
				}
				got = roundTrip(frame.Data, func(b []byte) (any, error) {
					again, err := everything.DecodeServerFrame([]byte(`{"event":"` + e.Name + `","data":` + string(b) + `}`))
					return again.Data, err
				})
			}
			if got != "" {
				t.Errorf("%s: %s", e.Name, got)
			}
		}
	}
}

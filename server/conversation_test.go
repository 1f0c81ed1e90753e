package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"eventwire/generated/events"
	"eventwire/server/internal/redistest"
)

const aliceKey, bobKey = "alice-has-this-secret", "bob-has-another-secret"

func setUsername(id, name string) string {
	return fmt.Sprintf(`{"event":"client.setUsername","id":%q,"data":{"username":%s}}`, id, quoted(name))
}

// back opens a connection that resumes behind a position.
func (i *instance) back(key string, at events.Position) *peer {
	i.t.Helper()
	p, status := i.handshake(nil)
	if p == nil {
		i.t.Fatalf("the handshake was refused with %d", status)
	}
	p.send(string(events.AppendResume(nil, key, []events.Position{at})))
	return p
}

// said reads on to the next message and gives its text and where it is stored.
func (p *peer) said() (string, events.Position) {
	p.t.Helper()
	f := p.until("a message", func(f events.ServerFrame) bool { return f.Event == events.ServerMessageEvent })
	return string(f.Data.(*events.ServerMessage).Message), f.At
}

// info reads server.info, which is the first frame.
func (p *peer) info() *events.ServerInfo {
	p.t.Helper()
	f, _ := p.next()
	info, ok := f.Data.(*events.ServerInfo)
	if !ok {
		p.t.Fatalf("the first frame is %+v, not server.info", f)
	}
	return info
}

// say has a message stored and gives where.
func (p *peer) say(text string) events.Position {
	p.t.Helper()
	p.send(message("say-"+text, text))
	f := p.until("the ack of "+text, func(f events.ServerFrame) bool { return f.Ack == "say-"+text })
	if f.Err != nil {
		p.t.Fatalf("%s: %v", text, f.Err)
	}
	return f.At
}

// pair starts two instances on one Redis.
func pair(t testing.TB, variables ...string) (one, two *instance) {
	t.Helper()
	return pairOn(t, redistest.StartRedis(t), variables...)
}

func pairOn(t testing.TB, redis *redistest.Redis, variables ...string) (one, two *instance) {
	t.Helper()
	variables = append(variables, "REDIS_URL="+redis.URL(), "RATE_LIMIT=0")
	return serveChat(t, append(variables, "SERVER_ID=server-1")...), serveChat(t, append(variables, "SERVER_ID=server-2")...)
}

func TestNewcomerLearnsWhereItIsThenWhoIsHereThenWhatWasSaid(t *testing.T) {
	t.Parallel()
	one, two := pair(t)
	alice := one.connect(aliceKey)
	if code := alice.answer("n", setUsername("n", "Alice")); code != "" {
		t.Fatal(code)
	}
	const said, owed = 60, 50 // the contract's replay
	for n := range said {
		alice.say(strconv.Itoa(n))
	}
	two.eventually("the other instance has Alice and all that she said", func() bool {
		p := two.connect("")
		defer p.line.Close()
		p.info()
		f, _ := p.next()
		presence, ok := f.Data.(*events.ServerPresence)
		if !ok {
			t.Fatalf("the second frame is %+v, not server.presence", f)
		}
		if presence.Total != 1 || len(presence.Users) != 1 || presence.Users[0].Username != "Alice" {
			return false
		}
		first, _ := p.said()
		return first == strconv.Itoa(said-owed)
	})
	bob := two.connect(bobKey)
	if info := bob.info(); info.ServerID != "server-2" || info.UserID == "" {
		t.Errorf("got %+v", info)
	}
	for n := said - owed; n < said; n++ {
		if got, _ := bob.said(); got != strconv.Itoa(n) {
			t.Fatalf("the history has %s where %d should be", got, n)
		}
	}
	alice.say("live")
	if got, _ := bob.said(); got != "live" {
		t.Errorf("after the history came %q", got)
	}
}

func TestComingBackOnAnotherInstance(t *testing.T) {
	t.Parallel()
	one, two := pair(t)
	alice, bob := one.connect(aliceKey), one.connect(bobKey)
	alice.info()
	who := bob.info().UserID
	at := alice.say("1")
	if text, got := bob.said(); text != "1" || got != at {
		t.Fatalf("got %q at %v, want 1 at %v", text, got, at)
	}
	_ = bob.line.Close()
	for n := range 5 {
		alice.say(strconv.Itoa(n + 2))
	}
	bob = two.back(bobKey, at)
	if got := bob.info().UserID; got != who {
		t.Errorf("user %s came back as %s", who, got)
	}
	resumed := bob.until("resumed", func(f events.ServerFrame) bool { return f.Resumed != nil }).Resumed
	if !slices.Equal(resumed, []events.Resumed{{Channel: "chat:message", Complete: true, At: at}}) {
		t.Errorf("resumed: %+v", resumed)
	}
	alice.say("7")
	for n := range 6 {
		if got, _ := bob.said(); got != strconv.Itoa(n+2) {
			t.Fatalf("got %s, want %d", got, n+2)
		}
	}
}

// resumed reads on to what the client is told of the history.
func (p *peer) resumed() events.Resumed {
	p.t.Helper()
	resumed := p.until("resumed", func(f events.ServerFrame) bool { return f.Resumed != nil }).Resumed
	if len(resumed) != 1 {
		p.t.Fatalf("resumed: got %+v, want one channel", resumed)
	}
	return resumed[0]
}

func TestNewcomerWhoseLineBreaksMissesNothing(t *testing.T) {
	t.Parallel()
	one, two := pair(t)
	alice, bob := one.connect(aliceKey), one.connect(bobKey)
	was := bob.resumed()
	if !was.Complete || was.At.IsZero() {
		t.Fatalf("a newcomer to an empty history is told %+v", was)
	}
	_ = bob.line.Close()
	const count = 120 // more than a newcomer is given
	for n := range count {
		alice.say(strconv.Itoa(n + 1))
	}
	bob = two.back(bobKey, was.At)
	if got := bob.resumed(); got != was {
		t.Errorf("resumed: got %+v, want %+v", got, was)
	}
	for n := range count {
		if got, _ := bob.said(); got != strconv.Itoa(n+1) {
			t.Fatalf("got %s, want %d", got, n+1)
		}
	}
}

func TestNewcomerIsToldThatTheHistoryIsLost(t *testing.T) {
	t.Parallel()
	redis := redistest.StartRedis(t)
	one, two := pairOn(t, redis)
	alice, bob, carol := one.connect(aliceKey), one.connect(bobKey), two.connect("carol-has-one-as-well")
	was := bob.resumed()
	_ = bob.line.Close()
	redis.Restart() // without what it had
	one.eventually("Redis takes messages again", func() bool { return alice.answer("1", message("1", "1")) == "" })
	const count = 120
	for n := 1; n < count; n++ {
		alice.say(strconv.Itoa(n + 1))
	}
	for text := ""; text != strconv.Itoa(count); {
		text, _ = carol.said()
	}
	got := two.back(bobKey, was.At).resumed()
	if got.Complete || got.At.IsZero() {
		t.Fatalf("resumed: got %+v, want a gap, and where it goes on", got)
	}
	bob = one.back(bobKey, got.At)
	if again := bob.resumed(); !again.Complete || again.At != got.At {
		t.Errorf("resumed after the gap: got %+v, want %v", again, got.At)
	}
	for n := range count {
		if text, _ := bob.said(); text != strconv.Itoa(n+1) {
			t.Fatalf("got %s, want %d", text, n+1)
		}
	}
}

func TestWhatIsSentAgainAfterAMoveBearsTheName(t *testing.T) {
	t.Parallel()
	one, two := pair(t)
	bob := two.connect(bobKey)
	bob.info()
	alice := one.connect(aliceKey)
	if code := alice.answer("n", setUsername("n", "Alice")); code != "" {
		t.Fatal(code)
	}
	bob.until("the join", func(f events.ServerFrame) bool { return f.Event == events.ServerUserJoinedEvent })
	_ = alice.line.Close()
	alice = two.connect(aliceKey)
	at := alice.say("again")
	said := bob.until("a message", func(f events.ServerFrame) bool { return f.Event == events.ServerMessageEvent })
	if from := said.Data.(*events.ServerMessage).From; from != "Alice" || said.At != at {
		t.Errorf("got the message of %s at %v, want Alice's at %v", from, said.At, at)
	}
}

func TestPositionThatIsNotInTheHistoryIsToldIncomplete(t *testing.T) {
	t.Parallel()
	one, _ := pair(t)
	one.connect(aliceKey).say("1")
	for _, at := range []events.Position{{Channel: "chat:message", ID: "1-1"}, {Channel: "chat:message", ID: "nonsense"}, {Channel: "user:joined", ID: "1-1"}} {
		resumed := one.back(bobKey, at).until("resumed", func(f events.ServerFrame) bool { return f.Resumed != nil }).Resumed
		if len(resumed) == 0 || resumed[0].Channel != at.Channel || resumed[0].Complete {
			t.Errorf("%v: %+v, want incomplete", at, resumed)
		}
	}
}

func TestWhatIsSentTwiceIsStoredOnce(t *testing.T) {
	t.Parallel()
	one, two := pair(t)
	reader := two.connect(bobKey)
	reader.info()
	at := one.connect(aliceKey).say("once")
	again := two.connect(aliceKey) // as after a lost ack, on whichever instance
	if got := again.say("once"); got != at {
		t.Errorf("the second ack has %v, the first %v", got, at)
	}
	if got := one.connect(bobKey).say("once"); got == at {
		t.Error("another client's message of the same id was taken for Alice's")
	}
	one.connect(aliceKey).say("end")
	var texts []string
	for len(texts) == 0 || texts[len(texts)-1] != "end" {
		text, _ := reader.said()
		texts = append(texts, text)
	}
	if !slices.Equal(texts, []string{"once", "once", "end"}) { // Alice's and Bob's
		t.Errorf("everybody got %q", texts)
	}
}

func TestErrorsAreAnswered(t *testing.T) {
	t.Parallel()
	one, two := pair(t)
	if code := two.connect(bobKey).answer("n", setUsername("n", "Bob")); code != "" {
		t.Fatal(code)
	}
	p := one.connect(aliceKey)
	for _, test := range []struct {
		frame string
		want  events.ErrorCode
		path  string
	}{
		{`{"event":"client.message","id":"m","data":{"message":""}}`, events.CodeInvalid, "/message"},
		{`{"event":"client.message","id":"m","data":{"message":7}}`, events.CodeInvalid, "/message"},
		{`{"event":"client.message","id":"m","data":{}}`, events.CodeInvalid, "/message"},
		{`{"event":"client.nothing","id":"m","data":{}}`, events.CodeUnknownEvent, ""},
		{`{"event":"server.message","id":"m","data":{}}`, events.CodeUnknownEvent, ""},
		{`{"resume":[],"id":"m"}`, events.CodeMalformed, ""},
		{setUsername("m", "Bob"), "username_taken", "/username"},
		{setUsername("m", "bob"), "username_taken", "/username"},
		{setUsername("m", "Вob"), "username_taken", "/username"}, // a Cyrillic В
		{setUsername("m", "  Bob "), "username_taken", "/username"},
		{setUsername("m", "A\u202elice"), events.CodeInvalid, "/username"},
		{setUsername("m", "A\u200blice"), events.CodeInvalid, "/username"},
		{setUsername("m", "A\u0007lice"), events.CodeInvalid, "/username"},
		{setUsername("m", "   "), events.CodeInvalid, "/username"},
	} {
		p.send(test.frame)
		f := p.until("an error", func(f events.ServerFrame) bool { return f.Err != nil || f.Ack != "" })
		if f.Err == nil || f.Err.Code != test.want || test.path != "" && f.Err.Path != test.path {
			t.Errorf("%s: got %+v, want %s at %s", test.frame, f.Err, test.want, test.path)
		}
	}
	p.send(`this is no JSON`)
	if f := p.until("an error", func(f events.ServerFrame) bool { return f.Err != nil }); f.Err.Code != events.CodeMalformed || f.Ack != "" {
		t.Errorf("no JSON: got %+v", f)
	}
	p.say("the connection stays")
}

func TestNamesAreTrimmedAndComposed(t *testing.T) {
	t.Parallel()
	one, two := pair(t)
	bob := two.connect(bobKey)
	bob.info()
	if code := one.connect(aliceKey).answer("n", setUsername("n", " Zoe\u0308 ")); code != "" {
		t.Fatal(code)
	}
	f := bob.until("the join", func(f events.ServerFrame) bool { return f.Event == events.ServerUserJoinedEvent })
	if got := f.Data.(*events.ServerUserJoined).Username; got != "Zoë" {
		t.Errorf("got %+q, want Zoë in NFC", got)
	}
}

func TestRenamesAndLeavesAreAnnounced(t *testing.T) {
	t.Parallel()
	one, two := pair(t, "LEAVE_GRACE=100ms")
	bob := two.connect(bobKey)
	bob.info()
	alice := one.connect(aliceKey)
	id := alice.info().UserID
	for _, name := range []string{"Alice", "Alicia"} {
		if code := alice.answer(name, setUsername(name, name)); code != "" {
			t.Fatal(code)
		}
	}
	f := bob.until("the rename", func(f events.ServerFrame) bool { return f.Event == events.ServerUserRenamedEvent })
	if got := f.Data.(*events.ServerUserRenamed); got.From != "Alice" || got.Username != "Alicia" || got.UserID != id {
		t.Errorf("got %+v", got)
	}
	if code := bob.answer("n", setUsername("n", "Alice")); code != "" {
		t.Errorf("the name that Alicia gave up: %s", code)
	}
	_ = alice.line.Close()
	f = bob.until("the leave", func(f events.ServerFrame) bool { return f.Event == events.ServerUserLeftEvent })
	if got := f.Data.(*events.ServerUserLeft); got.Username != "Alicia" || got.UserID != id {
		t.Errorf("got %+v", got)
	}
	if code := bob.answer("n2", setUsername("n2", "Alicia")); code != "" {
		t.Errorf("the name of somebody who has left: %s", code)
	}
}

func TestAReconnectWithinTheGraceIsNotNoticed(t *testing.T) {
	t.Parallel()
	one, two := pair(t, "LEAVE_GRACE=1s")
	bob := two.connect(bobKey)
	bob.info()
	alice := one.connect(aliceKey)
	alice.answer("n", setUsername("n", "Alice"))
	bob.until("the join", func(f events.ServerFrame) bool { return f.Event == events.ServerUserJoinedEvent })
	_ = alice.line.Close()
	alice = two.connect(aliceKey)
	if code := alice.answer("n", setUsername("n", "Alice")); code != "" {
		t.Errorf("her own name, again: %s", code)
	}
	// Longer than the grace: whatever the instance that she was on would have said of her, it has.
	asked := make(chan struct{})
	time.AfterFunc(3*time.Second, func() {
		defer close(asked)
		one.request(http.MethodPost, "/api/notify", `{"title":"end","message":"end"}`)
	})
	for {
		f, _ := bob.next()
		switch f.Event {
		case events.ServerUserJoinedEvent, events.ServerUserLeftEvent:
			t.Fatalf("noise: %s", f.Event)
		case events.ServerNotificationEvent:
			<-asked
			return
		}
	}
}

func TestWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	redis := redistest.StartRedis(t, "--appendonly", "yes")
	server := serveChat(t, "REDIS_URL="+redis.URL(), "RATE_LIMIT=0")
	p := server.connect(aliceKey)
	p.say("before")
	redis.Kill()
	began := time.Now()
	if code := p.answer("m1", message("m1", "meanwhile")); code != events.CodeUnavailable {
		t.Errorf("a message: got %q, want unavailable", code)
	}
	if took := time.Since(began); took > 2500*time.Millisecond {
		t.Errorf("the answer took %v; it is due within 2 s", took)
	}
	for path, want := range map[string]int{"/api/health": 200, "/api/ready": 503, "/metrics": 200, "/": 200} {
		if status, _ := server.get(path); status != want {
			t.Errorf("%s: got %d, want %d", path, status, want)
		}
	}
	if response, _ := server.request(http.MethodPost, "/api/notify", `{"title":"T","message":"M"}`); response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("/api/notify: got %d, want 503", response.StatusCode)
	}
	p.send(`{"ping":true}`)
	p.until("a pong", func(f events.ServerFrame) bool { return f.IsPong })
	server.connect(bobKey).info() // newcomers are let in

	redis.Start()
	server.eventually("ready again", func() bool { status, _ := server.get("/api/ready"); return status == http.StatusOK })
	if code := p.answer("m1", message("m1", "meanwhile")); code != "" {
		t.Errorf("the same message, again: %s", code)
	}
	late := server.connect("")
	for _, want := range []string{"before", "meanwhile"} {
		if got, _ := late.said(); got != want {
			t.Errorf("the history has %q where %q should be", got, want)
		}
	}
}

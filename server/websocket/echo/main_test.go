package main

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

func TestEchoOverTheCommand(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"-deflate"}, {"-goroutines"}, {"-limit", "100"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			stdout, out := io.Pipe()
			done := make(chan error, 1)
			go func() { done <- run(ctx, append(args, "-addr", "127.0.0.1:0"), out, t.Output()) }()
			line, err := bufio.NewReader(stdout).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			url := strings.TrimSpace(strings.TrimPrefix(line, "echo on "))
			conn, _, _, err := ws.Dial(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
			for op, want := range map[ws.OpCode]string{ws.OpText: "hello", ws.OpBinary: "\x00\xff"} {
				if err := wsutil.WriteClientMessage(conn, op, []byte(want)); err != nil {
					t.Fatal(err)
				}
				got, gotOp, err := wsutil.ReadServerData(conn)
				if err != nil || string(got) != want || gotOp != op {
					t.Fatalf("got %v %q %v, want %v %q", gotOp, got, err, op, want)
				}
			}
			cancel()
			if _, _, err := wsutil.ReadServerData(conn); err == nil {
				t.Error("the connection is still open")
			}
			_ = conn.Close()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWrongUseIsReported(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-nonsense"}, {"extra"}, {"-addr", "nowhere"}, {"-limit", "-1"}} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("echo %v started", args)
		}
	}
}

package golang

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const handler = `package main

import (
	"context"

	"example/events"
)

type handler struct{}

func (handler) ClientMessage(context.Context, *events.ClientMessage) error { return nil }
`

const orderHandler = `
func (handler) ClientOrder(context.Context, *events.ClientOrder) error { return nil }
`

const program = `
func main() {
	var h events.ClientToServerHandler = handler{}
	_ = events.DispatchClientToServer(context.Background(), h, events.ClientFrame{}, nil)
}
`

// TestUnhandledEventDoesNotCompile compiles a program outside of this repository, with a handler of all events and with one that
// lacks an event.
func TestUnhandledEventDoesNotCompile(t *testing.T) {
	t.Parallel()
	files, err := Generate(load(t, filepath.Join(testdata, "ok", "codec", "events.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example\n\ngo 1.24\n")
	for _, f := range files {
		write("events/"+filepath.Base(f.Path), string(f.Content))
	}
	build := func() (string, error) {
		command := exec.CommandContext(t.Context(), "go", "build", "-o", os.DevNull, ".")
		command.Dir = root
		out, err := command.CombinedOutput()
		return string(out), err
	}
	write("main.go", handler+orderHandler+program)
	if out, err := build(); err != nil {
		t.Fatalf("a whole handler: %v\n%s", err, out)
	}
	write("main.go", handler+program)
	out, err := build()
	if err == nil || !strings.Contains(out, "missing method ClientOrder") {
		t.Errorf("a handler without client.order: %v\n%s", err, out)
	}
}

package difftest

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"eventwire/gen/internal/output"
	"eventwire/gen/internal/schema"
	"eventwire/gen/internal/typescript"
	"eventwire/gen/testdata/conformance/events"
)

// frameVector is one line of a vector file of frames.
type frameVector struct {
	at         string // file:line
	side, text string // who sends it: client or server
	golang     string // what generated Go makes of it
	typescript string // what TypeScript makes of it: a rule that begins with "wire." is the strict reader's
}

// loadFrames reads the vectors of frames, in the format that their README says.
func loadFrames(t *testing.T) []frameVector {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(conformance, "frames", "*.txt"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files of frames, %v", len(files), err)
	}
	var vectors []frameVector
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		side := ""
		for i, line := range strings.Split(string(src), "\n") {
			v := frameVector{at: fmt.Sprintf("%s:%d", filepath.Base(file), i+1), side: side}
			if line == "" || line[0] == '#' {
				continue
			}
			if line[0] == '@' {
				side = line[1:]
				continue
			}
			columns := strings.Split(line[2:], " | ")
			if len(columns) < 2 {
				t.Fatalf("%s: the vector does not say what comes of it", v.at)
			}
			v.text, v.golang, v.typescript = columns[0], columns[1], columns[1]
			if len(columns) == 3 {
				v.typescript = columns[2]
				if why := strings.LastIndex(v.typescript, ": "); why >= 0 {
					v.typescript = v.typescript[:why]
				}
			}
			if strings.HasPrefix(v.text, "hex") {
				raw, err := hex.DecodeString(strings.ReplaceAll(v.text[3:], " ", ""))
				if err != nil {
					t.Fatalf("%s: %v", v.at, err)
				}
				v.text = string(raw)
			}
			code, _, _ := strings.Cut(v.golang, " ")
			refused := code == "malformed" || code == "unknown_event" || code == "invalid"
			if refused != (line[:2] == "- ") {
				t.Errorf("%s: the sign and what comes of it disagree", v.at)
			}
			vectors = append(vectors, v)
		}
	}
	return vectors
}

// TestFrameVectorsInGo reads frames as a server and as a client in Go do.
func TestFrameVectorsInGo(t *testing.T) {
	t.Parallel()
	for _, v := range loadFrames(t) {
		got, message := toServer(v.text)
		if v.side == "server" {
			got, message = toClient(v.text)
		}
		if got != v.golang {
			t.Errorf("%s: %.200s\n\tgot  %q\n\twant %q", v.at, v.text, got, v.golang)
		}
		if rule, wire := strings.CutPrefix(v.typescript, "wire."); wire && strings.HasPrefix(v.golang, "malformed") {
			if want := wireMessages[rule]; message != want {
				t.Errorf("%s: %.200s\n\tgot  %q\n\twant %q", v.at, v.text, message, want)
			}
		}
	}
}

// wireMessages are the sentences of the rules of a text.
var wireMessages = map[string]string{
	"syntax":    "the frame is not well-formed JSON",
	"utf8":      "the frame is not well-formed UTF-8",
	"surrogate": "the frame holds a lone surrogate",
	"duplicate": "the frame holds two members of one name",
	"depth":     "the frame nests deeper than 64 levels",
}

// toServer gives what a server makes of a client's frame, as the vectors write it, and the sentence of its answer.
func toServer(text string) (got, message string) {
	frame, err := events.DecodeClientFrame([]byte(text))
	ack := ""
	if frame.ID != "" {
		ack = " ack " + frame.ID
	}
	switch {
	case err != nil:
		refused := events.AsError(err)
		return strings.TrimSpace(string(refused.Code)+" "+refused.Path) + ack, refused.Message
	case frame.IsPing:
		return "ping", ""
	case frame.IsResume:
		got = "resume"
		for _, at := range frame.Resume {
			got += " " + at.String()
		}
		if frame.Client != "" {
			got += " client " + frame.Client
		}
		return got, ""
	}
	return "event " + frame.Event + ack, ""
}

// toClient gives what a client makes of a server's frame, and the sentence with which it refuses it.
func toClient(text string) (got, message string) {
	frame, err := events.DecodeServerFrame([]byte(text))
	at := ""
	if !frame.At.IsZero() {
		at = " at " + frame.At.String()
	}
	switch {
	case err != nil:
		refused := events.AsError(err)
		return strings.TrimSpace(string(refused.Code) + " " + refused.Path), refused.Message
	case frame.IsPong:
		return "pong", ""
	case frame.Resumed != nil:
		var channels []string
		for _, r := range frame.Resumed {
			channel := " " + r.Channel
			if r.Complete {
				channel += " complete"
			}
			if !r.At.IsZero() {
				channel += " at " + r.At.String()
			}
			channels = append(channels, channel)
		}
		return "resumed" + strings.Join(channels, ","), ""
	case frame.Event != "":
		return "event " + frame.Event + at, ""
	}
	if frame.Ack != "" {
		got = "ack " + frame.Ack + at
	}
	if frame.Err != nil {
		got += " error " + strings.TrimSpace(string(frame.Err.Code)+" "+frame.Err.Path)
	}
	return strings.TrimSpace(got), ""
}

// TestFrameVectorsInNode reads frames as the TypeScript client and its fake server do, and texts that are none with the strict reader.
func TestFrameVectorsInNode(t *testing.T) {
	t.Parallel()
	c := loadConformance(t)
	vectors := loadFrames(t)
	var questions []question
	for _, v := range vectors {
		side := v.side
		if strings.HasPrefix(v.typescript, "wire.") {
			side = "!" + side
		}
		questions = append(questions, question{event: side, text: v.text})
	}
	for i, got := range ask(t, buildFrames(t, c), questions) {
		if v := vectors[i]; got.Encoded != v.typescript {
			t.Errorf("%s: %.200s\n\tgot  %q\n\twant %q", v.at, v.text, got.Encoded, v.typescript)
		}
	}
}

// buildFrames writes the generated TypeScript package of a contract beside a program that reads frames.
func buildFrames(t *testing.T, c *schema.Contract) *exec.Cmd {
	t.Helper()
	files, err := typescript.Generate(c)
	if err != nil {
		t.Fatal(err)
	}
	main, err := os.ReadFile("testdata/frames.mjs")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	writeFiles(t, folder, append(files, output.File{Path: "frames.mjs", Content: main}))
	return exec.Command("node", filepath.Join(folder, "frames.mjs"))
}

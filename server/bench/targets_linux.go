package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"eventwire/server/bench/internal/load"
)

// bunVersion is the Bun that is installed from npm where there is none.
const bunVersion = "1.4.5"

// target is a server that can be measured.
type target struct {
	name     string
	protocol load.Protocol
	// command returns what starts an instance that listens on one address, has its Redis on
	// another and, where it can, serves pprof on a third; nil where the server runs already.
	command func(instance int, listen, redis, debug netip.AddrPort) (environment, command []string)
	// pprof tells whether it serves that third address.
	pprof bool
	// running is the address of a server that runs already.
	running netip.AddrPort
}

// build makes the programs of the chosen targets in a directory.
type maker struct {
	module    string // the directory of the module
	directory string
}

func newMaker(ctx context.Context, directory string) (*maker, error) {
	out, err := output(ctx, "", "go", "list", "-m", "-f", "{{.Dir}}", "eventwire")
	if err != nil {
		return nil, fmt.Errorf("find the module (run this inside it): %w", err)
	}
	return &maker{module: strings.TrimSpace(out), directory: directory}, nil
}

// chat builds the chat server.
func (b *maker) chat(ctx context.Context) (target, error) {
	program := filepath.Join(b.directory, "server")
	if _, err := output(ctx, b.module, "go", "build", "-o", program, "./server"); err != nil {
		return target{}, fmt.Errorf("build the server: %w", err)
	}
	return target{
		name:     chat,
		protocol: eventwire("/ws"),
		pprof:    true,
		command: func(instance int, listen, redis, debug netip.AddrPort) ([]string, []string) {
			return []string{
				"PORT=" + strconv.Itoa(int(listen.Port())),
				"REDIS_URL=redis://" + redis.String(),
				"SERVER_ID=bench-" + strconv.Itoa(instance),
				"RATE_LIMIT=0",
				"LOG_LEVEL=warn",
				"DEBUG_ADDR=" + debug.String(),
			}, []string{program}
		},
	}, nil
}

// remote is a chat server that somebody else has started.
func remote(given string) (target, error) {
	u, err := url.Parse(given)
	if err != nil || u.Scheme != "ws" {
		return target{}, fmt.Errorf("-url %q: must be ws://HOST:PORT/PATH", given)
	}
	address, err := net.ResolveTCPAddr("tcp", u.Host)
	if err != nil {
		return target{}, fmt.Errorf("-url %q: %w", given, err)
	}
	running := netip.AddrPortFrom(address.AddrPort().Addr().Unmap(), address.AddrPort().Port())
	return target{name: chat, protocol: eventwire(u.RequestURI()), running: running}, nil
}

// peers builds the named peers. Where Bun is among them and cannot be had, it is left out, and
// the second result says why.
func (b *maker) peers(ctx context.Context, names []string, bun string) ([]target, string, error) {
	var targets []target
	var note string
	directory := filepath.Join(b.module, "server", "bench", "peers")
	program := filepath.Join(b.directory, "peers")
	if slices.ContainsFunc(names, func(name string) bool { return name != "bun" && name != chat }) {
		if _, err := output(ctx, directory, "go", "build", "-o", program, "."); err != nil {
			return nil, "", fmt.Errorf("build the peers: %w", err)
		}
	}
	for _, name := range names {
		if name == chat {
			continue
		}
		if name == "bun" {
			program, err := findBun(ctx, bun)
			if err != nil {
				note = fmt.Sprintf("Bun is not in this report: %v", err)
				continue
			}
			targets = append(targets, target{
				name:     name,
				protocol: plain(),
				command: func(_ int, listen, redis, _ netip.AddrPort) ([]string, []string) {
					script := filepath.Join(directory, "bun", "server.js")
					return nil, []string{program, script, strconv.Itoa(int(listen.Port())), redis.String()}
				},
			})
			continue
		}
		targets = append(targets, target{
			name:     name,
			protocol: protocolOf(name, ""),
			pprof:    true,
			command: func(_ int, listen, redis, debug netip.AddrPort) ([]string, []string) {
				return nil, []string{
					program, "-peer", name, "-listen", listen.String(),
					"-redis", redis.String(), "-debug", debug.String(),
				}
			},
		})
	}
	return targets, note, nil
}

// findBun returns the program given, the one on the path, or one from npm in the user's cache.
func findBun(ctx context.Context, given string) (string, error) {
	if given != "" {
		return given, nil
	}
	if program, err := exec.LookPath("bun"); err == nil {
		return program, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	directory := filepath.Join(cache, "eventwire-bench", "bun-"+bunVersion)
	program := filepath.Join(directory, "node_modules", "bun", "bin", "bun.exe")
	if version, err := output(ctx, directory, program, "--version"); err == nil && strings.TrimSpace(version) == bunVersion {
		return program, nil
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return "", err
	}
	if _, err := output(ctx, directory, "npm", "install", "--no-audit", "--no-fund", "--prefix", directory, "bun@"+bunVersion); err != nil {
		return "", fmt.Errorf("install it from npm: %w", err)
	}
	// npm may be set up not to run install scripts; this one puts the program for the machine in its place.
	script := filepath.Join("node_modules", "bun", "install.js")
	if _, err := output(ctx, directory, "node", script); err != nil {
		return "", err
	}
	if _, err := output(ctx, directory, program, "--version"); err != nil {
		return "", err
	}
	return program, nil
}

// output runs a program in a directory and returns what it writes.
func output(ctx context.Context, directory, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = directory
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	return string(out), nil
}

package redisbus

import (
	"context"
	"crypto/sha1" //nolint:gosec // the name of a script in Redis is its SHA-1
	_ "embed"
	"encoding/hex"
	"strings"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/append.lua
var appendSource string

//go:embed lua/announce.lua
var announceSource string

//go:embed lua/read.lua
var readSource string

//go:embed lua/epoch.lua
var epochSource string

//go:embed lua/record.lua
var recordSource string

//go:embed lua/join.lua
var joinSource string

//go:embed lua/leave.lua
var leaveSource string

//go:embed lua/beat.lua
var beatSource string

//go:embed lua/reap.lua
var reapSource string

//go:embed lua/members.lua
var membersSource string

// script is a Lua script that Redis runs as one atomic step.
type script struct {
	source string
	sha    string
}

func newScript(source string) script {
	sum := sha1.Sum([]byte(source)) //nolint:gosec // see the import
	return script{source: source, sha: hex.EncodeToString(sum[:])}
}

type scripts struct {
	append, announce, read           script
	join, leave, beat, reap, members script
}

func newScripts() scripts {
	return scripts{
		append:   newScript(epochSource + appendSource),
		announce: newScript(announceSource),
		read:     newScript(epochSource + readSource),
		join:     newScript(recordSource + joinSource),
		leave:    newScript(recordSource + leaveSource),
		beat:     newScript(beatSource),
		reap:     newScript(recordSource + reapSource),
		members:  newScript(membersSource),
	}
}

// run runs a script by its SHA-1 and, where Redis has forgotten it (restart, failover, SCRIPT FLUSH), by its source.
func (s script) run(ctx context.Context, client redis.UniversalClient, keys []string, args ...any) (any, error) {
	reply, err := client.EvalSha(ctx, s.sha, keys, args...).Result()
	if isNoScript(err) {
		return client.Eval(ctx, s.source, keys, args...).Result()
	}
	return reply, err
}

func isNoScript(err error) bool {
	return err != nil && strings.HasPrefix(err.Error(), "NOSCRIPT")
}

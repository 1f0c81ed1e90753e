// The peers that generated codecs are measured beside: a module of its own, so that the product depends on none of them.
module eventwire/gen/bench

go 1.26.0

require (
	github.com/go-faster/errors v0.7.1 // indirect
	github.com/segmentio/asm v1.2.1 // indirect
	golang.org/x/sys v0.48.0 // indirect
)

require (
	eventwire v0.0.0
	github.com/go-faster/jx v1.2.0
	github.com/goccy/go-json v0.12.0
)

replace eventwire => ../..

#!/usr/bin/env bash
# make dev: the server and the page with reload on change. The page's development server is at http://localhost:5173 and
# hands WebSocket and API on to the chat server, which is built and started again when a Go file changes; events.yaml is
# watched by the generator.
set -euo pipefail
cd "$(dirname "$0")/.."

children=()
server=
finish() {
  trap - EXIT INT TERM
  for child in "${children[@]}" $server; do kill "$child" 2>/dev/null || true; done
  wait
}
trap finish EXIT INT TERM

# The state of all Go sources, as one number.
state() { find events.yaml gen generated server client-web/embed.go -name '*.go' -printf '%p %T@\n' | sort | cksum; }

go run ./gen watch & children+=($!)
npm --prefix client-web run --silent dev & children+=($!)

before=
while sleep 0.5; do
  now=$(state)
  if [[ "$now" != "$before" ]]; then
    before=$now
    if go build -o bin/server-dev ./server; then
      if [[ -n "$server" ]]; then kill -INT "$server" 2>/dev/null || true; wait "$server" || true; fi
      bin/server-dev & server=$!
    fi
  elif [[ -n "$server" ]] && ! kill -0 "$server" 2>/dev/null; then
    wait "$server" || true
    server=
  fi
done

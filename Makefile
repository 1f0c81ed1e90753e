# Eventwire. `make` lists what there is; `make run` and `make test` do all the set-up themselves.

STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0
GOFUMPT     := mvdan.cc/gofumpt@v0.9.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.1.4
FUZZTIME    ?= 1m

# The fixed part of the generated npm package.
RUNTIME := gen/internal/typescript/runtime

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PACKAGE_SOURCES := $(shell find generated/ts -type f -not -path '*/node_modules/*' -not -path '*/dist/*')
PAGE_SOURCES    := $(shell find client-web -type f -not -path '*/node_modules/*' -not -path '*/dist/*')

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# --- run ---

.PHONY: run
run: build ## Build everything and start the chat on http://localhost:3000 (PORT=3001 for another instance)
	@exec bin/server

.PHONY: build
build: client-web/dist/index.html ## Build bin/server: one file with the browser chat in it
	@go build -o bin/server ./server

.PHONY: dev
dev: client-web/node_modules/.ready ## Server and page with reload on change; generates again when events.yaml changes
	@exec server/dev.sh

.PHONY: generate
generate: ## Write generated/ from events.yaml
	go generate ./...

client-web/dist/index.html: client-web/node_modules/.ready $(PAGE_SOURCES) $(PACKAGE_SOURCES)
	@npm --prefix client-web run --silent build

client-web/node_modules/.ready: client-web/package.json client-web/package-lock.json $(PACKAGE_SOURCES)
	@npm --prefix client-web ci --silent --no-audit --no-fund
	@touch $@

# --- test ---

.PHONY: test
test: tools generated-is-current lint test-go test-ts test-e2e ## Everything that has to pass: lint, Go with -race, TypeScript, two servers with real browsers
	@echo
	@echo "All tests passed. What could not be looked up, if anything, is said above."

# A real Redis and a real Chromium: Debian's packages where they can be installed, else one line that says what is missing.
.PHONY: tools
tools:
	@missing=(); \
	command -v redis-server >/dev/null || missing+=(redis-server); \
	command -v chromium >/dev/null || [[ -n "$${CHROMIUM:-}" ]] || missing+=(chromium); \
	if ((!$${#missing[@]})); then exit 0; fi; \
	if [[ $$(id -u) == 0 ]] && command -v apt-get >/dev/null; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$${missing[@]}"; \
	else \
	  echo "make test needs $${missing[*]}: install them (Debian: sudo apt-get install $${missing[*]}; macOS: brew install redis, and CHROMIUM=/path/to/chrome), then run it again" >&2; exit 1; \
	fi

.PHONY: generated-is-current
generated-is-current:
	@go run ./gen check

# Vet and staticcheck read what the compiler writes for the tests, with -race: otherwise all of it would be compiled a second time.
.PHONY: lint
lint: client-web/node_modules/.ready $(RUNTIME)/node_modules/.ready server/e2e/node_modules/.ready ## Formatting, vet, staticcheck, biome, known vulnerabilities
	@unformatted=$$(go run $(GOFUMPT) -l $$(git ls-files -co --exclude-standard '*.go' | grep -v /testdata/)); \
	if [[ -n "$$unformatted" ]]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi
	@go vet -race ./...
	@GOBIN='$(CURDIR)/bin' go install $(STATICCHECK) && GOFLAGS="$$(go env GOFLAGS) -race" bin/staticcheck ./...
	@npm --prefix client-web run --silent lint
	@npm --prefix server/e2e run --silent lint
	@npm --prefix $(RUNTIME) run --silent lint -- '$(CURDIR)/gen/bench/ts'
	@{ node -e 'require("dns").lookup("vuln.go.dev", (error) => process.exit(error ? 1 : 0))' && \
	  GOBIN='$(CURDIR)/bin' go install $(GOVULNCHECK) && bin/govulncheck ./...; } || { code=$$?; [[ $$code == 3 ]] && exit 3; \
	  echo "govulncheck could not reach its data: known vulnerabilities of Go modules were not looked up"; }
	@report=$$(npm --prefix client-web audit --omit=dev --json 2>/dev/null) || { \
	  if grep -q auditReportVersion <<<"$$report"; then npm --prefix client-web audit --omit=dev; exit 1; fi; \
	  echo "npm audit could not reach its data: known vulnerabilities of npm packages were not looked up"; }

.PHONY: test-go
test-go: ## Go tests with the race detector
	@go test -race ./...

.PHONY: test-ts
test-ts: client-web/node_modules/.ready $(RUNTIME)/node_modules/.ready ## TypeScript: types and unit tests
	@npm --prefix $(RUNTIME) run --silent typecheck
	@npm --prefix $(RUNTIME) run --silent test
	@npm --prefix client-web run --silent typecheck
	@npm --prefix client-web run --silent test

.PHONY: test-e2e
test-e2e: tools build server/e2e/node_modules/.ready ## Two servers, a real Redis and real browsers
	@npm --prefix server/e2e run --silent typecheck
	@npm --prefix server/e2e run --silent test

.PHONY: fuzz
fuzz: ## Random contracts and values in Go and TypeScript, then every fuzz target, each for FUZZTIME
	@failed=(); \
	EVENTWIRE_FUZZ=$(FUZZTIME) go test -count=1 -timeout 0 -run '^TestLanguagesAgree$$' ./gen/internal/difftest || failed+=(TestLanguagesAgree); \
	while IFS=: read -r file _ name; do \
	  name=$${name#func }; echo "$$name"; \
	  go test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) "./$$(dirname "$$file")" || failed+=("$$name"); \
	done < <(grep -rnoE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' gen server); \
	if (($${#failed[@]})); then echo "failed: $${failed[*]}" >&2; exit 1; fi

.PHONY: chaos
chaos: tools ## Every fault there is, with 200 clients: nothing may be lost or doubled (CHAOS=30m goes on for so long)
	EVENTWIRE_CHAOS=$${CHAOS:-once} go test -count=1 -timeout 0 -v -run '^TestChaos$$' ./server/chaos

$(RUNTIME)/node_modules/.ready: $(RUNTIME)/package.json $(RUNTIME)/package-lock.json
	@npm --prefix $(RUNTIME) ci --silent --no-audit --no-fund
	@touch $@

gen/bench/ts/node_modules/.ready: gen/bench/ts/package.json gen/bench/ts/package-lock.json
	@npm --prefix gen/bench/ts ci --silent --no-audit --no-fund
	@touch $@

server/e2e/node_modules/.ready: server/e2e/package.json server/e2e/package-lock.json
	@npm --prefix server/e2e ci --silent --no-audit --no-fund
	@touch $@

# --- measure ---

.PHONY: bench-gen
bench-gen: ## The generator: how time grows with events (1 is linear), memory, and MB of Go a second
	@go test ./gen -run '^$$' -bench 'Load|GenerateGrowth' -benchtime 1x

.PHONY: bench-codec
bench-codec: gen/bench/ts/node_modules/.ready ## Generated JSON code beside encoding/json, jx and goccy/go-json; validators beside zod, ajv and TypeBox
	@go test ./gen/internal/golang -run '^$$' -bench Codec
	@cd gen/bench && go test -run '^$$' -bench .
	@npm --prefix gen/bench/ts run --silent bench

.PHONY: bench
bench: build ## Our server beside its peers: memory, cost per delivery, capacity (under 5 minutes)
	@go run ./server/bench -json bin/bench.json -markdown bin/bench.md
	@echo
	@echo "The report is in bin/bench.json too, and the tables as Markdown in bin/bench.md."

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin client-web/dist/* client-web/node_modules server/e2e/node_modules $(RUNTIME)/node_modules

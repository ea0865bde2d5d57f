# Clientele. `make` lists what can be made; CONTRIBUTING.md says more.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

export CGO_ENABLED := 0
# The same for build and tests, so that packages are compiled once.
export GOFLAGS := -trimpath

GO      ?= go
NPM     ?= npm
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN     := bin/clientele
DEMO    ?= ./demo-data
ADDR    ?= 127.0.0.1:8080
FLAGS   := -ldflags "-s -w -X main.version=$(VERSION)"
TOOLS   := $(GO) tool -modfile=tools/go.mod

# One temporary PostgreSQL for all packages, where its binaries are installed.
WITHPG  := $(if $(wildcard db/dbtest/withpostgres/*.go),$(GO) run ./db/dbtest/withpostgres)
PACKAGES = $$($(GO) list ./... | grep -v -e /e2e$$ -e /bench$$ -e node_modules)

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: build
build: assets ## build bin/clientele, complete in itself
	$(GO) build $(FLAGS) -o $(BIN) ./cmd/clientele

.PHONY: run
run: build ## build, make a demo firm in ./demo-data if there is none, and open it on 127.0.0.1:8080
	$(BIN) demo --preset estate-agency --accounts 400 --data $(DEMO) --if-empty
	$(BIN) serve --data $(DEMO) --addr $(ADDR)

.PHONY: assets
assets: web/assets/dist/app.js ## bundle what comes from npm

web/assets/node_modules/.package-lock.json: web/assets/package.json web/assets/package-lock.json
	cd web/assets && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

web/assets/dist/app.js: web/assets/node_modules/.package-lock.json $(wildcard web/assets/bundle/*.go web/assets/js/*)
	cd web/assets && $(GO) run ./bundle

.PHONY: generate
generate: ## make *_templ.go anew from *.templ
	$(GO) generate ./ui ./faces ./crm/...

.PHONY: test
test: ## all tests but those in the browser; those that want PostgreSQL skip where it is missing
	$(WITHPG) $(GO) test -timeout 30m $(PACKAGES)

.PHONY: law
law: ## the import law and the budgets
	$(GO) test -count=1 .

.PHONY: e2e
e2e: build e2e/node_modules/.package-lock.json ## walks through the house in Chromium, with axe on every page
	CLIENTELE_BIN=$(CURDIR)/$(BIN) $(GO) test -count=1 -timeout 15m ./e2e

e2e/node_modules/.package-lock.json: e2e/package.json e2e/package-lock.json
	cd e2e && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: screenshots
screenshots: build ## make docs/pictures from the demo firm, in Chromium
	CLIENTELE_BIN=$(CURDIR)/$(BIN) CLIENTELE_PICTURES=$(CURDIR)/docs/pictures $(GO) test -count=1 -timeout 15m -run TestPictures ./e2e

.PHONY: bench
bench: build ## measure the figures that we promise (CLIENTELE_BENCH_ACCOUNTS=1000000 for the full size)
	CLIENTELE_BIN=$(CURDIR)/$(BIN) $(GO) run ./bench

.PHONY: bench-measure
bench-measure: build ## measure the figures of the measure: fits, scoring, a workspace, accuracy (sizes as for bench)
	CLIENTELE_BIN=$(CURDIR)/$(BIN) $(GO) run ./bench measure

.PHONY: bench-stability
bench-stability: ## measure how often the forecast of the revenue held, and what goes with quick purchases, on the real data
	$(GO) run ./bench stability

.PHONY: bench-records
bench-records: build ## measure the figures of records: lists, a page, a change, a file, an edit of a list (sizes as for bench)
	CLIENTELE_BIN=$(CURDIR)/$(BIN) $(GO) run ./bench records

.PHONY: bench-records-postgres
bench-records-postgres: build ## the same in a temporary PostgreSQL
	$(WITHPG) sh -c 'CLIENTELE_DATABASE="$$CLIENTELE_TEST_POSTGRES" CLIENTELE_BIN=$(CURDIR)/$(BIN) $(GO) run ./bench records'

.PHONY: bench-work
bench-work: build ## measure the figures of the firm's work: board, timeline, calendar, funnel, orders (sizes as for bench)
	CLIENTELE_BIN=$(CURDIR)/$(BIN) $(GO) run ./bench work

.PHONY: bench-work-postgres
bench-work-postgres: build ## the same in a temporary PostgreSQL
	$(WITHPG) sh -c 'CLIENTELE_DATABASE="$$CLIENTELE_TEST_POSTGRES" CLIENTELE_BIN=$(CURDIR)/$(BIN) $(GO) run ./bench work'

.PHONY: bench-duplicates
bench-duplicates: ## measure how well and how fast duplicates are found (CLIENTELE_BENCH_ACCOUNTS=1000000 for the full size)
	$(GO) run ./bench duplicates

.PHONY: lint
lint: ## gofmt, vet, staticcheck, and whether the templates are generated
	@unformatted=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(TOOLS) staticcheck ./...
	$(MAKE) --no-print-directory fresh

.PHONY: fresh
fresh: ## fails where *_templ.go is older than its template
	@before=$$(cat $$(find ui faces crm -name '*_templ.go' | sort) /dev/null | sha256sum); \
	$(GO) generate ./ui ./faces ./crm/... >/dev/null 2>&1; \
	after=$$(cat $$(find ui faces crm -name '*_templ.go' | sort) /dev/null | sha256sum); \
	if [ "$$before" != "$$after" ]; then echo "generated templates were stale: they are made anew, commit them"; exit 1; fi

# The race detector wants a C compiler. These packages start goroutines or are asked by many at once.
RACED := ./queue ./page ./search ./access ./identity

.PHONY: race
race: ## the packages that run in parallel, in short, under the race detector
	$(WITHPG) env CGO_ENABLED=1 $(GO) test -race -short -timeout 20m $(RACED)

.PHONY: ci
ci: assets lint law test race e2e ## everything that must hold

.PHONY: clean
clean: ## remove what was built; data folders stay
	rm -rf bin web/assets/dist web/assets/node_modules e2e/node_modules

# `make` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help test short bench matrix lint fmt build run cover

PGTEMP := go run ./echomigrate/testdb/pgtemp
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.5.0
# The race detector needs a C compiler.
RACE := $(if $(shell command -v $${CC:-cc}),-race,)

# A program with the race detector would sleep for a second before it ends, and the tests start thousands.
export GORACE := atexit_sleep_ms=0

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## run every test, on SQLite and on a private PostgreSQL, with the race detector where there is a C compiler
	$(if $(RACE),,@echo "no C compiler: the race detector is off")
	gofmt -l . | (! grep .)
	go vet ./...
	$(PGTEMP) -- go test $(RACE) -timeout 35m ./...
	go -C bench vet ./...
	$(PGTEMP) -- go -C bench test ./...
	go -C app/browser vet ./...
	mkdir -p bin/pages
	go -C app/browser test -timeout 30m -artifacts -outputdir $(CURDIR)/bin/pages ./...
	go -C docs/embedding vet ./...
	$(PGTEMP) -- go -C docs/embedding test ./...

short: ## the quick loop: every test in its short form, without the race detector
	$(PGTEMP) -- go test -short ./...

bench: ## measure, each benchmark beside what it is compared with
	$(PGTEMP) -- go test -run '^$$' -bench . -benchtime 3x ./...
	$(PGTEMP) -- go -C bench test -timeout 60m -run '^$$' -bench . -benchtime 3x ./...

matrix: ## run the database tests on every supported major version of PostgreSQL
	.ci/matrix

lint: ## look for what a compiler lets pass
	go run $(GOLANGCI) run ./...

fmt: ## format the code
	gofmt -s -w .

build: ## build the reference application as the Dockerfile does
	CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o bin/app ./app

run: ## serve the reference application on :8080
	go run ./app db upgrade
	go run ./app serve

cover: ## run the short tests and open the coverage
	$(PGTEMP) -- go test -short -coverpkg=./... -coverprofile=coverage.out ./...
	go tool cover -html=coverage.out

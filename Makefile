# Daily habits. Everything here is plain Go; .ci/run is what must pass.
.PHONY: build test lint fuzz readme golden ci

build:            ## the program, into bin/, without what only debuggers read
	go build -trimpath -ldflags='-s -w' -o bin/rollcall ./cmd/rollcall

test:             ## all tests
	go test ./...

lint:             ## what CI complains about first
	gofmt -l . && go vet ./... && go tool -modfile=tools/go.mod staticcheck ./...

fuzz:             ## every fuzz target, half a minute each
	bash .ci/fuzz 30s

readme:           ## measures again and writes the figures into README.md and the model card
	go run ./bench/readme README.md pipeline/data/models/CARD.md gold/README.md THIRD_PARTY.md

golden:           ## rewrites expected output; read the diff before you commit it
	go test ./cmd/rollcall ./eval/report -update

ci:               ## everything
	bash .ci/run

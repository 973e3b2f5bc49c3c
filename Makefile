# Run and look at it
#   make demo         the quickstart, on the service inside the process
#   make webapp       a web site with accounts, on the service inside the process or on
#                     that of APPWRITE_ENDPOINT; ARGS="--listen 127.0.0.1:8080"
#   make emulator     the account service as a program; ARGS="--listen 127.0.0.1:4081",
#                     ARGS=--help lists the rest
#   make conformance  the scenarios, against the embedded service as every server version or
#                     the server that APPWRITE_ENDPOINT, APPWRITE_PROJECT_ID and
#                     APPWRITE_API_KEY name; ARGS=-json prints JSON
#
#   make clients      a client in each language of clients/, and its story against the emulator;
#                     clients/install.sh installs the tools; ARGS="-only ruby,python"
#   make docs         the references of openapi/account.yaml and openapi/emulator.yaml, each one
#                     file that works offline
#
# Change it
#   make generate     generates the code again, after a change to openapi/account.yaml
#   make test         everything that can be checked with Go alone; its parts are
#                     format, vet and build, and drift, which is one of the tests
#   make browser      the emulator's page and the web site in Chromium
#   make programs     the programs in Node and Python that drive the emulator, and the script of
#                     its documentation; needs Node.js 20, Python 3.11, curl and jq
#
# Check it further; tidy, vuln and lint need the network
#   make tidy         that go.mod and go.sum of every module are tidy; DIFF= writes them
#   make vuln         known vulnerabilities in what is called
#   make lint         golangci-lint
#   make api          what changed in the API since the last release
#   make spec-diff    what breaks generated clients since BASE, and is not in CHANGELOG.md
#   make chaos        24,000 calls through a proxy and a service that break what they can,
#                     over HTTP/1.1 and HTTP/2, and responses that are meant to cost
#   make soak         360,000 calls; what is in use has to stay the same
#   make load         the emulator under 64 connections for a minute: calls a second, memory, what
#                     it keeps; with BASE=v0.1.0 beside the emulator of that commit
#   make fuzz         each fuzz target for FUZZTIME
#   make mutation     that the tests of the client notice when its code is broken, 220
#                     changes of it; ARGS="-n 0" tries all, "-only account/retry.go" some
#   make bench        this SDK beside others; writes benchmarks/RESULTS.md

GO       ?= go
ARGS     ?=
FUZZTIME ?= 20s
DIFF     ?= -diff
BASE     ?= main
# The race detector needs a C compiler; without one the tests run all the same.
RACE     ?= $(if $(filter 1,$(shell $(GO) env CGO_ENABLED)),-race)
GOLANGCI_LINT ?= $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# The tests that need more than Go. A list of its own, since a comma ends an argument of call.
TAGS := browser,programs

# Every module of this repository.
MODULES := . tests tools benchmarks examples/tracing

# $(call each,vet ./...) runs that command of go in every module, one line each.
define each
$(foreach module,$(MODULES),$(GO) -C $(module) $(1)
)
endef

# $(call tool,staticcheck ./...) runs that tool of tools/go.mod in every module.
top = $(if $(filter .,$(1)),.,$(if $(findstring /,$(1)),../..,..))
define tool
$(foreach module,$(MODULES),$(GO) -C $(module) tool -modfile=$(call top,$(module))/tools/go.mod $(1)
)
endef

# $(call lint,run ./...) does the same with golangci-lint.
define lint
$(foreach module,$(MODULES),cd $(module) && $(GOLANGCI_LINT) $(1)
)
endef

.PHONY: demo webapp emulator conformance generate test format vet build drift browser programs tidy vuln lint api clients docs spec-diff chaos soak load fuzz mutation bench

demo:
	@$(GO) run ./examples/quickstart

webapp:
	@$(GO) run ./examples/webapp $(ARGS)

emulator:
	@$(GO) run ./cmd/appwrite-account-emulator $(ARGS)

conformance:
	@$(GO) -C tests run ./conformance/run $(ARGS)

generate:
	$(GO) generate ./...

test: format vet build
	$(call each,test $(RACE) -shuffle=on ./...)

format:
	gofmt -d .

vet:
	$(call each,vet -tags $(TAGS) ./...)
	$(call tool,staticcheck -tags $(TAGS) ./...)

# A module with one program would get a binary here; its tests build it.
build:
	$(GO) build ./...
	$(GO) -C tests build ./...
	$(GO) -C benchmarks build ./...

# Generates into a copy, and names the first line that differs.
drift:
	$(GO) test -count=1 -run TestGenerate_ .

# Without Go's test cache, which does not know the browser.
browser:
	$(GO) -C tests test -tags browser -count=1 -timeout 300s -v ./browser

# Without Go's test cache, which does not know the programs.
programs:
	$(GO) -C tests test -tags programs -count=1 -timeout 300s -v ./programs

tidy:
	$(call each,mod tidy $(DIFF))

vuln:
	$(call tool,govulncheck ./...)

lint:
	$(call lint,run ./...)

api:
	@$(GO) -C tools run ./api

clients:
	@$(GO) -C tests run ./clients $(ARGS)

docs:
	@$(GO) -C tools run ./docs

spec-diff:
	@$(GO) -C tools run ./specdiff -base $(BASE)

chaos:
	@$(GO) -C tests run ./chaos $(ARGS)

soak:
	@$(GO) -C tests run ./chaos -soak $(ARGS)

# Only a BASE that was given: the default is that of spec-diff.
load:
	@$(GO) -C tests run ./load $(if $(filter-out file default undefined,$(origin BASE)),-base $(BASE)) $(ARGS)

fuzz:
	@$(GO) -C tests run ./fuzz -time $(FUZZTIME) $(ARGS)

mutation:
	@$(GO) -C tests run ./mutation $(ARGS)

bench:
	@$(GO) -C benchmarks run ./cmd/bench $(ARGS)

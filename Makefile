# make demo      the quickstart, on the service inside the process
# make test      everything that can be checked with Go alone
# make generate  the generated code anew, after a change to openapi/account.yaml
# make emulator  the account service as a program, with a page to look at it
# make conformance  the scenarios, against the embedded service or the one that
#                APPWRITE_ENDPOINT, APPWRITE_PROJECT_ID and APPWRITE_API_KEY name
# make chaos     24,000 calls through a proxy and a service that break what they can
# make fuzz      each fuzz target for FUZZTIME
# make bench     this SDK beside others; writes benchmarks/RESULTS.md

GO        ?= go
FUZZTIME  ?= 20s
GENERATED := account/models.gen.go account/models/models.gen.go internal/gen/client.gen.go internal/operations/operations.gen.go
# The race detector needs a C compiler; without one the tests run all the same.
RACE      := $(if $(filter 1,$(shell $(GO) env CGO_ENABLED)),-race)

.PHONY: demo test generate drift format vet emulator conformance chaos fuzz bench

demo:
	@$(GO) run ./examples/quickstart

emulator:
	@$(GO) run ./cmd/appwrite-account-emulator

conformance:
	@$(GO) run ./internal/conformance/run

chaos:
	@$(GO) run ./internal/chaos

FUZZ = $(GO) test $(1) -run '^$$' -fuzz '^$(2)$$' -fuzztime $(FUZZTIME) -parallel 2

fuzz:
	$(call FUZZ,./account,FuzzAnswers)
	$(call FUZZ,./account,FuzzErrors)
	$(call FUZZ,./account,FuzzRedirects)
	$(call FUZZ,./account,FuzzCookies)
	$(call FUZZ,./account,FuzzWaits)
	$(call FUZZ,./account,FuzzEndpoints)
	$(call FUZZ,./account,FuzzIDs)
	$(call FUZZ,./internal/wire,FuzzDates)
	$(call FUZZ,./internal/wire,FuzzObjects)
	$(call FUZZ,./account/query,FuzzQueries)

bench:
	@cd benchmarks && $(GO) run ./cmd/bench

generate:
	$(GO) generate ./...

test: format vet drift
	$(GO) build ./...
	$(GO) test $(RACE) -shuffle=on ./...

format:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "gofmt these: $$unformatted"; exit 1; }

vet:
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck ./...

# Generates once more and fails if that changes anything.
drift:
	@before=$$(cat $(GENERATED) | cksum); $(MAKE) --no-print-directory generate; \
	test "$$before" = "$$(cat $(GENERATED) | cksum)" || { echo "the generated code was not up to date; look at it and commit it"; exit 1; }

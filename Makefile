# make demo      the quickstart, on the service inside the process
# make test      everything that can be checked with Go alone
# make generate  the generated code anew, after a change to openapi/account.yaml
# make emulator  the account service as a program, with a page to look at it
# make conformance  the scenarios, against the embedded service or the one that
#                APPWRITE_ENDPOINT, APPWRITE_PROJECT_ID and APPWRITE_API_KEY name

GO        ?= go
GENERATED := account/models.gen.go account/models/models.gen.go internal/gen/client.gen.go
# The race detector needs a C compiler; without one the tests run all the same.
RACE      := $(if $(filter 1,$(shell $(GO) env CGO_ENABLED)),-race)

.PHONY: demo test generate drift format vet emulator conformance

demo:
	@$(GO) run ./examples/quickstart

emulator:
	@$(GO) run ./cmd/appwrite-account-emulator

conformance:
	@$(GO) run ./internal/conformance/run

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

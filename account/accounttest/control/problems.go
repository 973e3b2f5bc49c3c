package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// Error describes the problem in one line.
func (p *Problem) Error() string {
	if p.Field != "" {
		return fmt.Sprintf("control: %s: %s: %s", p.Type, p.Field, p.Detail)
	}
	return fmt.Sprintf("control: %s: %s", p.Type, p.Detail)
}

// titles are the problem types in words, with their statuses.
var titles = map[ProblemType]struct {
	status int
	title  string
}{
	ProblemTypeInvalid:              {http.StatusBadRequest, "Invalid"},
	ProblemTypeNotFound:             {http.StatusNotFound, "Not found"},
	ProblemTypeConflict:             {http.StatusConflict, "Conflict"},
	ProblemTypeTimeout:              {http.StatusGatewayTimeout, "Nothing came in time"},
	ProblemTypeUnauthorized:         {http.StatusUnauthorized, "Token required"},
	ProblemTypeForbidden:            {http.StatusForbidden, "Forbidden"},
	ProblemTypeUnsupportedMediaType: {http.StatusUnsupportedMediaType, "Unsupported media type"},
	ProblemTypeMethodNotAllowed:     {http.StatusMethodNotAllowed, "Method not allowed"},
	ProblemTypeTooLarge:             {http.StatusRequestEntityTooLarge, "Too large"},
	ProblemTypeInternal:             {http.StatusInternalServerError, "Internal error"},
}

func problem(kind ProblemType, format string, args ...any) *Problem {
	known := titles[kind]
	return &Problem{Type: kind, Title: known.title, Status: known.status, Detail: fmt.Sprintf(format, args...)}
}

func invalid(field, format string, args ...any) *Problem {
	p := problem(ProblemTypeInvalid, format, args...)
	p.Field = field
	return p
}

// problemOf makes a problem of any error.
func problemOf(err error) *Problem {
	var known *Problem
	var failure *accounttest.Failure
	var badParam *InvalidParamFormatError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &failure):
		return problemOfFailure(failure)
	case errors.As(err, &badParam):
		return invalid(badParam.ParamName, "%s", badValue(badParam.Err))
	case errors.As(err, &tooLarge):
		return problem(ProblemTypeTooLarge, "a body can have %d bytes", tooLarge.Limit)
	}
	return problem(ProblemTypeInternal, "%v", err)
}

var failureTypes = map[accounttest.FailureKind]ProblemType{
	accounttest.NotFound: ProblemTypeNotFound,
	accounttest.Conflict: ProblemTypeConflict,
	accounttest.Invalid:  ProblemTypeInvalid,
}

func problemOfFailure(failure *accounttest.Failure) *Problem {
	p := problem(failureTypes[failure.Kind], "%s", failure.Message)
	p.Field, p.Line = failure.Field, failure.Line
	return p
}

func writeProblem(w http.ResponseWriter, _ *http.Request, err error) {
	p := problemOf(err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // fails only if the caller is gone
}

// writeBadBody is for a body that is no JSON, or JSON of another shape.
func writeBadBody(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if !errors.As(err, &tooLarge) {
		err = badBody(err)
	}
	writeProblem(w, r, err)
}

// badValue says what a parameter takes.
func badValue(err error) string {
	var wrong *strconv.NumError
	if !errors.As(err, &wrong) {
		return err.Error()
	}
	kind := map[string]reflect.Kind{"ParseBool": reflect.Bool, "ParseFloat": reflect.Float64}[wrong.Func] // or an integer
	return fmt.Sprintf("it takes %s, not %q", takes(kind), wrong.Num)
}

// takes describes values of a type in words of JSON.
func takes(kind reflect.Kind) string {
	switch kind {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number, durations in seconds"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	}
	return "a whole number"
}

func withArticle(word string) string {
	if word != "" && strings.Contains("aeiou", word[:1]) {
		return "an " + word
	}
	return "a " + word
}

func badBody(err error) *Problem {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return invalid(wrongType.Field, "it takes %s, not %s", takes(wrongType.Type.Kind()), withArticle(wrongType.Value))
	}
	var wrongTime *time.ParseError
	if errors.As(err, &wrongTime) {
		return problem(ProblemTypeInvalid, "%q is no time such as 2026-03-01T09:00:00Z", wrongTime.Value)
	}
	if errors.Is(err, io.EOF) {
		return problem(ProblemTypeInvalid, "the body is empty; send a JSON object, such as {}")
	}
	if field, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return invalid(strings.Trim(field, `"`), "there is no such property; see openapi/emulator.yaml for those that are")
	}
	return problem(ProblemTypeInvalid, "the body has to be a JSON object: %v", err)
}

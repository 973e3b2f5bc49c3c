package control

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest"
)

// server does the operations of the document with a service.
type server struct {
	service *accounttest.Server
	changes broadcast
}

func (s *server) GetService(context.Context, GetServiceRequestObject) (GetServiceResponseObject, error) {
	users, messages, requests := s.service.Counts()
	return GetService200JSONResponse{
		Version: s.service.Version(), Endpoint: s.service.Endpoint(), ProjectID: s.service.ProjectID(), APIKey: s.service.APIKey(),
		Users: users, Messages: messages, Requests: requests,
	}, nil
}

// snapshot is a response that is JSON already.
type snapshot []byte

// VisitExportSnapshotResponse writes it.
func (s snapshot) VisitExportSnapshotResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	_, err := w.Write(s)
	return err
}

func (s *server) ExportSnapshot(context.Context, ExportSnapshotRequestObject) (ExportSnapshotResponseObject, error) {
	var out bytes.Buffer
	err := s.service.Export(&out)
	return snapshot(out.Bytes()), err
}

func (s *server) ImportSnapshot(_ context.Context, r ImportSnapshotRequestObject) (ImportSnapshotResponseObject, error) {
	if err := s.service.Import(bytes.NewReader(*r.Body)); err != nil {
		return nil, problem(ProblemTypeInvalid, "%v", err)
	}
	return ImportSnapshot204Response{}, nil
}

func (s *server) AddFixtures(_ context.Context, r AddFixturesRequestObject) (AddFixturesResponseObject, error) {
	source := r.Body
	if r.JSONBody != nil {
		source = bytes.NewReader(*r.JSONBody)
	}
	return AddFixtures204Response{}, s.service.ImportFixtures(source)
}

func (s *server) Reset(context.Context, ResetRequestObject) (ResetResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) { service.Reset() })
	return Reset204Response{}, err
}

func (s *server) clock() Clock {
	clock := s.service.Clock()
	return Clock{Now: clock.Now(), Frozen: clock.Frozen()}
}

func (s *server) GetClock(context.Context, GetClockRequestObject) (GetClockResponseObject, error) {
	return GetClock200JSONResponse(s.clock()), nil
}

func (s *server) UpdateClock(_ context.Context, r UpdateClockRequestObject) (UpdateClockResponseObject, error) {
	clock, change := s.service.Clock(), r.Body
	if err := checkClock(clock, change); err != nil {
		return nil, err
	}
	if change.Frozen != nil && *change.Frozen {
		clock.Freeze()
	}
	if change.Set != nil {
		clock.Set(*change.Set)
	}
	if change.Advance != nil {
		clock.Advance(seconds(*change.Advance))
	}
	if change.Frozen != nil && !*change.Frozen {
		clock.Run()
	}
	return UpdateClock200JSONResponse(s.clock()), nil
}

// checkClock finds a change that would lead to where the clock cannot go.
func checkClock(clock *accounttest.Clock, change *ClockChange) error {
	const beyond = "the clock shows the years from 1970 to 9000"
	now := clock.Now()
	if change.Set != nil {
		if now = *change.Set; !clock.CanShow(now) {
			return invalid("set", beyond)
		}
	}
	if change.Advance == nil {
		return nil
	}
	if err := checkSeconds("advance", *change.Advance); err != nil {
		return err
	}
	if !clock.CanShow(now.Add(seconds(*change.Advance))) {
		return invalid("advance", beyond)
	}
	return nil
}

// maxSeconds is what a duration in Go has room for, about 285 years.
const maxSeconds = 9e9

// checkSeconds finds a duration that is too long in one direction or the other.
func checkSeconds(field string, n float64) error {
	if n < -maxSeconds || n > maxSeconds {
		return invalid(field, "it can be %.0f seconds at most", float64(maxSeconds))
	}
	return nil
}

// seconds is a duration; one that is too long is the longest.
func seconds(n float64) time.Duration {
	return time.Duration(max(-maxSeconds, min(n, maxSeconds)) * float64(time.Second))
}

func (s *server) CreateKey(_ context.Context, r CreateKeyRequestObject) (CreateKeyResponseObject, error) {
	var secret string
	err := s.service.Try(func(service *accounttest.Server) {
		secret = service.CreateKey(r.Body.Name, r.Body.Expire, r.Body.Scopes...)
	})
	return CreateKey201JSONResponse{Secret: secret}, err
}

func (s *server) CreateDevKey(context.Context, CreateDevKeyRequestObject) (CreateDevKeyResponseObject, error) {
	return CreateDevKey201JSONResponse{Secret: s.service.CreateDevKey()}, nil
}

func (s *server) SetProviderAccount(_ context.Context, r SetProviderAccountRequestObject) (SetProviderAccountResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) { service.SetProviderAccount(r.Provider, *r.Body) })
	return SetProviderAccount204Response{}, err
}

func (s *server) SetProviderError(_ context.Context, r SetProviderErrorRequestObject) (SetProviderErrorResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) {
		service.SetProviderError(r.Provider, r.Body.Code, r.Body.Description)
	})
	return SetProviderError204Response{}, err
}

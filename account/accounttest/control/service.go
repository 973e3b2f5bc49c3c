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

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

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

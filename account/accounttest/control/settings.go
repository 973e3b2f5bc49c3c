//go:build pending

package control

import (
	"bytes"
	"context"
)

func (s *server) AddFixtures(_ context.Context, r AddFixturesRequestObject) (AddFixturesResponseObject, error) {
	source := r.Body
	if r.JSONBody != nil {
		source = bytes.NewReader(*r.JSONBody)
	}
	return AddFixtures204Response{}, s.service.ImportFixtures(source)
}

func (s *server) Reset(context.Context, ResetRequestObject) (ResetResponseObject, error) {
	s.service.Reset()
	return Reset204Response{}, nil
}

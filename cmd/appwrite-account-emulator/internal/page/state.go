package page

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

// maxFile bounds a snapshot or fixtures, as the control API does, with room for the form.
const maxFile = 65 << 20

func (p *page) serveState(mux *http.ServeMux) {
	mux.HandleFunc("GET /state", p.shows(p.showState))
	mux.HandleFunc("POST /state/reset", p.takes(p.showState, p.reset))
	mux.HandleFunc("GET /state/snapshot.json", p.exportSnapshot)
	mux.HandleFunc("POST /state/snapshot", p.takesUpTo(maxFile, p.showState, p.importSnapshot))
	mux.HandleFunc("POST /state/fixtures", p.takesUpTo(maxFile, p.showState, p.addFixtures))
}

func (p *page) showState(*http.Request) (view, error) {
	return view{"state", "Start again", "state", nil}, nil
}

func (p *page) showConnect(*http.Request) (view, error) {
	return view{"connect", "Connect", "connect", nil}, nil
}

func (p *page) reset(ctx context.Context, _ *sent) (notice, error) {
	return notice{Text: "Everything is as it was at the start.", next: "/state"}, did(p.control.ResetWithResponse(ctx, control.Nothing{}))
}

func (p *page) exportSnapshot(w http.ResponseWriter, r *http.Request) {
	exported, err := done(p.control.ExportSnapshotWithResponse(r.Context()))
	if err != nil {
		p.showError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="emulator.json"`)
	_, _ = w.Write(exported.Body)
}

// file is what was chosen as a file, nothing if none was.
func (s *sent) file(name string) []byte {
	file, _, err := s.request.FormFile(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		s.reject(name, "the file cannot be read: %v", err)
	}
	return content
}

func (p *page) importSnapshot(ctx context.Context, s *sent) (notice, error) {
	content := s.file("snapshot")
	if len(content) == 0 {
		s.reject("snapshot", "choose a file that was exported here")
	}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	return notice{Text: "Everything is as in the snapshot.", next: "/state"},
		did(p.control.ImportSnapshotWithBodyWithResponse(ctx, "application/json", bytes.NewReader(content)))
}

func (p *page) addFixtures(ctx context.Context, s *sent) (notice, error) {
	content := s.file("file")
	if len(content) == 0 {
		content = []byte(s.values.Get("fixtures"))
	}
	if len(bytes.TrimSpace(content)) == 0 {
		s.reject("fixtures", "write them, or choose a file")
	}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	return notice{Text: "The fixtures are in place.", next: "/users"}, did(p.control.AddFixturesWithBodyWithResponse(ctx, "application/yaml", bytes.NewReader(content)))
}

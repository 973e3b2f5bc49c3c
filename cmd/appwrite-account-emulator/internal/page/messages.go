package page

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

func (p *page) serveMessages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", p.shows(p.showMessages))
	mux.HandleFunc("POST /messages/clear", p.takes(p.showMessages, p.clearMessages))
	mux.HandleFunc("GET /messages/{id}", p.shows(p.showMessage))
	mux.HandleFunc("GET /messages/{id}/mail", p.showMail)
	mux.HandleFunc("POST /messages/{id}/complete", p.takes(p.showMessage, p.completeMessage))
	mux.HandleFunc("POST /messages/{id}/delete", p.takes(p.showMessage, p.deleteMessage))
}

// messagesData is the data of the list of messages.
type messagesData struct {
	Query    url.Values
	Filtered bool
	Problem  *control.Problem
	Messages []control.Message
	Pager    pager
	Kinds    []option
}

func (p *page) showMessages(r *http.Request) (view, error) {
	query := r.URL.Query()
	listed, err := done(p.control.ListMessagesWithResponse(r.Context(), &control.ListMessagesParams{
		To: strings.TrimSpace(query.Get("to")), Channel: control.Channel(query.Get("channel")), Kind: control.MessageKind(query.Get("kind")),
		Search: strings.TrimSpace(query.Get("search")), Limit: pageSize, Offset: offsetOf(r, "page"),
	}))
	data := messagesData{Query: query, Filtered: filtered(query, "search", "to", "channel", "kind"), Kinds: messageKinds}
	if data.Problem, err = listProblem(err); err != nil {
		return view{}, err
	}
	if found := listed.JSON200; found != nil {
		data.Messages, data.Pager = found.Messages, newPager(r, "page", len(found.Messages), found.Total)
	}
	return view{"messages", "Messages", "messages", data}, nil
}

// listProblem tells a list that cannot be filtered so from one that cannot be shown.
func listProblem(err error) (*control.Problem, error) {
	if problem, ok := err.(*control.Problem); ok && problem.Status < http.StatusInternalServerError {
		return problem, nil
	}
	return nil, err
}

func (p *page) showMessage(r *http.Request) (view, error) {
	found, err := done(p.control.GetMessageWithResponse(r.Context(), r.PathValue("id")))
	if err != nil {
		return view{}, err
	}
	message := *found.JSON200
	return view{"message", kindName(message.Kind) + " to " + message.To, "messages", message}, nil
}

// mailPolicy is for a mail alone: it shows its own styles, and runs and loads nothing.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"

// showMail shows a mail as its recipient sees it.
func (p *page) showMail(w http.ResponseWriter, r *http.Request) {
	found, err := done(p.control.GetMessageWithResponse(r.Context(), r.PathValue("id")))
	if err == nil && found.JSON200.HTML == "" {
		err = &control.Problem{Status: http.StatusNotFound, Title: "No mail", Detail: "This message is an SMS, which is only text."}
	}
	if err != nil {
		p.showError(w, r, err)
		return
	}
	header := w.Header()
	header.Set("Content-Security-Policy", mailPolicy)
	header.Set("X-Frame-Options", "SAMEORIGIN")
	header.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(withTarget(found.JSON200.HTML)))
}

// withTarget makes the links of a mail open beside the frame that it is in, where the app of
// the link would be blocked.
func withTarget(mail string) string {
	if before, after, found := strings.Cut(mail, "<head>"); found {
		return before + `<head><base target="_blank">` + after
	}
	return mail
}

func (p *page) clearMessages(ctx context.Context, _ *sent) (notice, error) {
	return notice{Text: "All messages were forgotten. Their codes and links still work.", next: "/"}, did(p.control.ClearMessagesWithResponse(ctx))
}

func (p *page) deleteMessage(ctx context.Context, s *sent) (notice, error) {
	return notice{Text: "The message was deleted. Its code or link still works.", next: "/"}, did(p.control.DeleteMessageWithResponse(ctx, s.request.PathValue("id")))
}

// completions is what has happened once a message was used.
var completions = map[control.MessageKind]string{
	control.MessageKindEmailVerification: "The address is verified.",
	control.MessageKindPhoneVerification: "The number is verified.",
	control.MessageKindRecovery:          "The new password is set.",
}

func (p *page) completeMessage(ctx context.Context, s *sent) (notice, error) {
	id := s.request.PathValue("id")
	message, err := done(p.control.GetMessageWithResponse(ctx, id))
	if err != nil {
		return notice{}, err
	}
	completed, err := done(p.control.CompleteMessageWithResponse(ctx, id, control.Completion{Password: s.values.Get("password")}))
	if err != nil {
		return notice{}, err
	}
	said := notice{Text: completions[message.JSON200.Kind], next: "/messages/" + url.PathEscape(id)}
	if session := completed.JSON200.Session; session != nil {
		said = sessionNotice(fmt.Sprintf("%s is signed in.", message.JSON200.To), session)
		said.next = "/messages/" + url.PathEscape(id)
	}
	said.Link, said.Name = userPath(completed.JSON200.UserID), "Show the user"
	return said, nil
}

// sessionNotice shows the secret of a new session.
func sessionNotice(text string, session *control.Session) notice {
	return notice{Text: text, Secret: session.Secret, Use: "The secret of the session, for X-Appwrite-Session or setSession. It is shown only now."}
}

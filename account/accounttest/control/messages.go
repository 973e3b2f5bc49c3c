package control

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accounttest"
)

func (s *server) viewMessage(m accounttest.Message) Message {
	return Message{
		ID: m.ID, Channel: Channel(m.Channel), Kind: MessageKind(m.Kind), To: m.To, Name: m.Name, Subject: m.Subject, Text: m.Text, HTML: m.HTML,
		UserID: m.UserID, Secret: m.Secret, Code: m.Code, Link: m.Link, Phrase: m.Phrase, Time: m.Time, Expire: m.Expire,
		Redeemable: s.service.Redeemable(m),
	}
}

// wanted is what messages a caller asks for.
type wanted struct {
	to      string
	channel Channel
	kind    MessageKind
	search  string
}

func (w wanted) check() error {
	switch {
	case w.channel != "" && !w.channel.Valid():
		return invalid("channel", "it has to be mail or sms")
	case w.kind != "" && !w.kind.Valid():
		return invalid("kind", "there are no messages of the kind %q; see openapi/emulator.yaml", w.kind)
	}
	return nil
}

func (w wanted) matches(m accounttest.Message) bool {
	return (w.to == "" || strings.EqualFold(w.to, m.To)) && (w.channel == "" || string(w.channel) == string(m.Channel)) &&
		(w.kind == "" || string(w.kind) == string(m.Kind)) && contains(w.search, m.To, m.Subject, m.Text, m.UserID)
}

func (s *server) ListMessages(_ context.Context, r ListMessagesRequestObject) (ListMessagesResponseObject, error) {
	asked := wanted{to: r.Params.To, channel: r.Params.Channel, kind: r.Params.Kind, search: r.Params.Search}
	if err := asked.check(); err != nil {
		return nil, err
	}
	messages, total, err := newest(s.service.Messages(), r.Params.Limit, r.Params.Offset, asked.matches)
	return ListMessages200JSONResponse{Total: total, Messages: each(messages, s.viewMessage)}, err
}

// defaultTimeout and maxTimeout are how long waitForMessage waits.
const (
	defaultTimeout = 5 * time.Second
	maxTimeout     = time.Minute
)

func (s *server) WaitForMessage(ctx context.Context, r WaitForMessageRequestObject) (WaitForMessageResponseObject, error) {
	asked := wanted{to: r.Params.To, channel: r.Params.Channel, kind: r.Params.Kind}
	if err := asked.check(); err != nil {
		return nil, err
	}
	timeout := defaultTimeout
	if r.Params.Timeout != nil {
		timeout = seconds(*r.Params.Timeout)
	}
	if timeout < 0 || timeout > maxTimeout {
		return nil, invalid("timeout", "it has to be from 0 to 60 seconds")
	}
	if r.Params.After != "" {
		if _, err := s.message(r.Params.After); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	message, err := s.service.WaitForMessage(ctx, r.Params.After, asked.matches)
	var failure *accounttest.Failure
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, problem(ProblemTypeTimeout, "no such message came within %v; GET /emulator/v1/messages lists what did", timeout)
	case err != nil && !errors.As(err, &failure):
		return nil, problem(ProblemTypeTimeout, "%s", strings.TrimPrefix(err.Error(), "accounttest: "))
	}
	return WaitForMessage200JSONResponse(s.viewMessage(message)), err
}

func (s *server) message(id string) (message accounttest.Message, err error) {
	err = s.service.Try(func(service *accounttest.Server) { message = service.Message(id) })
	return message, err
}

func (s *server) GetMessage(_ context.Context, r GetMessageRequestObject) (GetMessageResponseObject, error) {
	message, err := s.message(r.MessageID)
	return GetMessage200JSONResponse(s.viewMessage(message)), err
}

func (s *server) DeleteMessage(_ context.Context, r DeleteMessageRequestObject) (DeleteMessageResponseObject, error) {
	err := s.service.Try(func(service *accounttest.Server) { service.DeleteMessage(r.MessageID) })
	return DeleteMessage204Response{}, err
}

func (s *server) ClearMessages(context.Context, ClearMessagesRequestObject) (ClearMessagesResponseObject, error) {
	s.service.ClearMessages()
	return ClearMessages204Response{}, nil
}

// CompleteMessage calls the account service as an app does.
func (s *server) CompleteMessage(ctx context.Context, r CompleteMessageRequestObject) (CompleteMessageResponseObject, error) {
	message, err := s.message(r.MessageID)
	if err != nil {
		return nil, err
	}
	outcome := Outcome{UserID: message.UserID}
	switch message.Kind {
	case accounttest.EmailVerification:
		_, err = s.service.GuestClient().UpdateVerification(ctx, account.UpdateVerificationParams{UserID: message.UserID, Secret: message.Secret})
	case accounttest.PhoneVerification:
		err = s.verifyPhone(ctx, message)
	case accounttest.Recovery:
		_, err = s.service.GuestClient().UpdateRecovery(ctx, account.UpdateRecoveryParams{
			UserID: message.UserID, Secret: message.Secret, Password: r.Body.Password,
		})
	case accounttest.MagicURL, accounttest.EmailCode, accounttest.PhoneCode:
		outcome.Session, err = s.signIn(ctx, message)
	default:
		return nil, problem(ProblemTypeConflict, "only the app that asked for this message can go on with it")
	}
	if err != nil {
		return nil, rejected(err)
	}
	return CompleteMessage200JSONResponse(outcome), nil
}

// verifyPhone acts as the user, because the service accepts the code from nobody else.
func (s *server) verifyPhone(ctx context.Context, message accounttest.Message) error {
	user, err := s.user(message.UserID)
	if err != nil {
		return err
	}
	if len(user.Sessions) == 0 {
		return problem(ProblemTypeConflict, "the user has to be signed in to verify the number, and is not")
	}
	me := s.service.GuestClient().WithJWT(s.service.CreateJWT(user.Sessions[len(user.Sessions)-1]))
	_, err = me.UpdatePhoneVerification(ctx, account.UpdatePhoneVerificationParams{UserID: message.UserID, Secret: message.Secret})
	return err
}

// signIn exchanges a token for a session. It uses the key, as a back end does, because only
// then does the response contain the secret of the session.
func (s *server) signIn(ctx context.Context, message accounttest.Message) (*Session, error) {
	created, err := s.service.KeyClient().CreateSession(ctx, account.CreateSessionParams{UserID: message.UserID, Secret: message.Secret})
	if err != nil {
		return nil, err
	}
	session, err := s.session(created.UserID, created.ID)
	if err != nil {
		return nil, err
	}
	session.Secret = created.Secret
	return new(viewSession(session)), nil
}

// rejected turns an error of the account service into a problem.
func rejected(err error) error {
	var missing *account.MissingParameterError
	var failure *account.Error
	var known *Problem
	var wrong *accounttest.Failure
	switch {
	case errors.As(err, &missing):
		return invalid(missing.Parameters[0], "%v", missing)
	case errors.As(err, &failure):
		p := problem(ProblemTypeConflict, "the account service rejected it: %s: %s", failure.Type, failure.Message)
		p.Field = failure.Parameter()
		return p
	case errors.As(err, &known) || errors.As(err, &wrong):
		return err
	}
	return problem(ProblemTypeConflict, "the account service did not respond, as with a fault that resets the connection: see listFaults")
}

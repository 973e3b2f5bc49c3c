package page

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/appwrite-go/appwrite/account/accounttest/control"
)

func (p *page) serveUsers(mux *http.ServeMux) {
	mux.HandleFunc("GET /users", p.shows(p.showUsers))
	mux.HandleFunc("GET /add-user", p.shows(p.showAddUser))
	mux.HandleFunc("POST /add-user", p.takes(p.showAddUser, p.addUser))
	mux.HandleFunc("GET /users/{id}", p.shows(p.showUser))
	for path, do := range map[string]act{
		"profile": p.changeProfile, "prefs": p.changePrefs, "switches": p.switchUser, "delete": p.deleteUser,
		"expire": p.expireUser, "sign-out": p.signOutUser, "tokens": p.createToken,
		"sessions": p.createSession, "sessions/{session}/delete": p.deleteSession, "sessions/{session}/jwts": p.createJWT,
		"identities": p.createIdentity, "targets": p.createTarget,
	} {
		mux.HandleFunc("POST /users/{id}/"+path, p.takes(p.showUser, do))
	}
}

func userPath(id string) string { return "/users/" + url.PathEscape(id) }

// usersData is the data of the list of users.
type usersData struct {
	Query    url.Values
	Filtered bool
	Users    []control.User
	Pager    pager
}

func (p *page) showUsers(r *http.Request) (view, error) {
	query := r.URL.Query()
	listed, err := done(p.control.ListUsersWithResponse(r.Context(), &control.ListUsersParams{
		Search: strings.TrimSpace(query.Get("search")), Limit: pageSize, Offset: offsetOf(r, "page"),
	}))
	if err != nil {
		return view{}, err
	}
	found := listed.JSON200
	return view{"users", "Users", "users", usersData{query, filtered(query, "search"), found.Users, newPager(r, "page", len(found.Users), found.Total)}}, nil
}

func (p *page) showAddUser(*http.Request) (view, error) {
	return view{"add-user", "Add a user", "users", nil}, nil
}

func (p *page) addUser(ctx context.Context, s *sent) (notice, error) {
	seed := control.Seed{
		ID: s.text("id"), Email: s.text("email"), Phone: s.text("phone"), Name: s.text("name"), Password: s.values.Get("password"),
		EmailVerified: s.on("emailVerified"), PhoneVerified: s.on("phoneVerified"), Blocked: s.on("blocked"), PasswordReset: s.on("passwordReset"),
		TOTP: s.on("totp"), RecoveryCodes: s.on("recoveryCodes"), MFA: s.on("mfa"), Impersonator: s.on("impersonator"),
		Labels: s.list("labels"), Prefs: s.object("prefs"), CreatedAt: s.moment("createdAt"),
	}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	created, err := done(p.control.CreateUserWithResponse(ctx, seed))
	if err != nil {
		return notice{}, err
	}
	return notice{Text: displayName(*created.JSON201) + " is in place.", next: userPath(created.JSON201.ID)}, nil
}

// userData is the data of the page of a user.
type userData struct {
	control.User
	TOTP          *control.TOTP // nil without an authenticator
	PrefsText     string
	Activity      []control.Activity
	ActivityPager pager
	Sessions      []control.Session // newest first
	SessionsPager pager
	Identities    []control.Identity
	IdentityPager pager
	Targets       []control.Target
	TargetPager   pager
	Providers     []option
}

func (p *page) showUser(r *http.Request) (view, error) {
	ctx, id := r.Context(), r.PathValue("id")
	found, err := done(p.control.GetUserWithResponse(ctx, id))
	if err != nil {
		return view{}, err
	}
	user := *found.JSON200
	activity, err := done(p.control.ListActivityWithResponse(ctx, user.ID, &control.ListActivityParams{Limit: pageSize, Offset: offsetOf(r, "activity")}))
	if err != nil {
		return view{}, err
	}
	settings, err := done(p.control.GetSettingsWithResponse(ctx))
	if err != nil {
		return view{}, err
	}
	entries := activity.JSON200
	data := userData{
		User: user, PrefsText: prefsText(found.Body), Providers: optionsOf(settings.JSON200.KnownProviders),
		Activity: entries.Activity, ActivityPager: newPager(r, "activity", len(entries.Activity), entries.Total),
	}
	slices.Reverse(user.Sessions)
	data.Sessions, data.SessionsPager = cut(r, "sessions", user.Sessions)
	data.Identities, data.IdentityPager = cut(r, "identities", user.Identities)
	data.Targets, data.TargetPager = cut(r, "targets", user.Targets)
	if user.TOTPSecret != "" {
		totp, err := done(p.control.GetTOTPWithResponse(ctx, user.ID))
		if err != nil {
			return view{}, err
		}
		data.TOTP = totp.JSON200
	}
	return view{"user", displayName(user), "users", data}, nil
}

// prefsText is the preferences in a response as JSON to be edited, with their numbers as they
// are.
func prefsText(body []byte) string {
	var user struct{ Prefs json.RawMessage }
	var text bytes.Buffer
	if json.Unmarshal(body, &user) != nil || json.Indent(&text, user.Prefs, "", "  ") != nil {
		return "{}"
	}
	return text.String()
}

func displayName(user control.User) string {
	for _, name := range []string{user.Name, user.Email, user.Phone} {
		if name != "" {
			return name
		}
	}
	return "Anonymous user"
}

// changeUser changes the user of a form.
func (p *page) changeUser(ctx context.Context, s *sent, change control.UserChange, text string) (notice, error) {
	if err := s.err(); err != nil {
		return notice{}, err
	}
	return p.aboutUser(s, text), did(p.control.UpdateUserWithResponse(ctx, s.request.PathValue("id"), change))
}

// aboutUser says something on the page of the user.
func (p *page) aboutUser(s *sent, text string) notice {
	return notice{Text: text, next: userPath(s.request.PathValue("id"))}
}

func (p *page) changeProfile(ctx context.Context, s *sent) (notice, error) {
	change := control.UserChange{Name: new(s.text("name")), Email: new(s.text("email")), Phone: new(s.text("phone")), Labels: new(s.list("labels"))}
	if password := s.values.Get("password"); password != "" {
		change.Password = &password
	}
	return p.changeUser(ctx, s, change, "Saved.")
}

func (p *page) changePrefs(ctx context.Context, s *sent) (notice, error) {
	prefs := s.object("prefs")
	if prefs == nil {
		prefs = map[string]any{}
	}
	return p.changeUser(ctx, s, control.UserChange{Prefs: &prefs}, "The preferences are saved.")
}

// userSwitches are the buttons that switch something of a user, with what they say when it is
// on and off.
var userSwitches = map[string]struct {
	set     func(change *control.UserChange, on bool)
	on, off string
}{
	"emailVerified": {func(c *control.UserChange, on bool) { c.EmailVerified = &on }, "The address is verified.", "The address is not verified any more."},
	"phoneVerified": {func(c *control.UserChange, on bool) { c.PhoneVerified = &on }, "The number is verified.", "The number is not verified any more."},
	"blocked":       {func(c *control.UserChange, on bool) { c.Blocked = &on }, "The user is blocked.", "The user may sign in again."},
	"passwordReset": {func(c *control.UserChange, on bool) { c.PasswordReset = &on }, "A new password is required before anything else.", "No new password is required."},
	"mfa":           {func(c *control.UserChange, on bool) { c.MFA = &on }, "Signing in takes a second factor.", "Signing in takes one factor."},
}

func (p *page) switchUser(ctx context.Context, s *sent) (notice, error) {
	for name, change := range userSwitches {
		if !s.values.Has(name) {
			continue
		}
		on, text := s.values.Get(name) == "true", change.off
		if on {
			text = change.on
		}
		var user control.UserChange
		change.set(&user, on)
		return p.changeUser(ctx, s, user, text)
	}
	return notice{}, invalid("", "there is no such button")
}

func (p *page) deleteUser(ctx context.Context, s *sent) (notice, error) {
	return notice{Text: "The user is deleted.", next: "/users"}, did(p.control.DeleteUserWithResponse(ctx, s.request.PathValue("id")))
}

func (p *page) expireUser(ctx context.Context, s *sent) (notice, error) {
	expiry, text := control.Expiry{Sessions: s.on("sessions"), Tokens: s.on("tokens")}, "All links and codes have expired."
	if expiry.Sessions {
		text = "All sessions have expired."
	}
	return p.aboutUser(s, text), did(p.control.ExpireUserWithResponse(ctx, s.request.PathValue("id"), expiry))
}

func (p *page) signOutUser(ctx context.Context, s *sent) (notice, error) {
	return p.aboutUser(s, "All sessions have ended."), did(p.control.SignOutUserWithResponse(ctx, s.request.PathValue("id")))
}

func (p *page) createToken(ctx context.Context, s *sent) (notice, error) {
	seed := control.TokenSeed{Lifetime: s.number("lifetime")}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	created, err := done(p.control.CreateTokenWithResponse(ctx, s.request.PathValue("id"), seed))
	if err != nil {
		return notice{}, err
	}
	said := p.aboutUser(s, "There is a new token.")
	said.Secret, said.Use = created.JSON201.Secret, "createSession takes it, with the user id, as secret. It is shown only now."
	return said, nil
}

func (p *page) createSession(ctx context.Context, s *sent) (notice, error) {
	seed := control.SessionSeed{
		Provider: s.text("provider"), Factors: s.list("factors"), IP: s.text("ip"), UserAgent: s.text("userAgent"), Country: s.text("country"),
		CreatedAt: s.moment("createdAt"), Expire: s.moment("expire"),
	}
	if err := s.err(); err != nil {
		return notice{}, err
	}
	created, err := done(p.control.CreateSessionWithResponse(ctx, s.request.PathValue("id"), seed))
	if err != nil {
		return notice{}, err
	}
	said := sessionNotice("The user is signed in.", created.JSON201)
	said.next = userPath(s.request.PathValue("id"))
	return said, nil
}

func (p *page) deleteSession(ctx context.Context, s *sent) (notice, error) {
	return p.aboutUser(s, "The session has ended."), did(p.control.DeleteSessionWithResponse(ctx, s.request.PathValue("id"), s.request.PathValue("session")))
}

func (p *page) createJWT(ctx context.Context, s *sent) (notice, error) {
	created, err := done(p.control.CreateJWTWithResponse(ctx, s.request.PathValue("id"), s.request.PathValue("session"), control.Nothing{}))
	if err != nil {
		return notice{}, err
	}
	said := p.aboutUser(s, "There is a new JWT.")
	said.Secret, said.Use = created.JSON201.JWT, "For X-Appwrite-JWT or setJWT, for 15 minutes. It is shown only now."
	return said, nil
}

func (p *page) createIdentity(ctx context.Context, s *sent) (notice, error) {
	seed := control.IdentitySeed{Provider: s.text("provider"), ProviderUID: s.text("providerUid"), ProviderEmail: s.text("providerEmail")}
	return p.aboutUser(s, "The user has a new identity."), did(p.control.CreateIdentityWithResponse(ctx, s.request.PathValue("id"), seed))
}

func (p *page) createTarget(ctx context.Context, s *sent) (notice, error) {
	seed := control.TargetSeed{Type: s.text("type"), Identifier: s.text("identifier"), Name: s.text("name")}
	return p.aboutUser(s, "The user has a new target."), did(p.control.CreateTargetWithResponse(ctx, s.request.PathValue("id"), seed))
}

// ended reports whether a time is over.
func ended(at, now time.Time) bool { return !at.IsZero() && !at.After(now) }

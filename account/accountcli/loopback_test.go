package accountcli_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/appwrite-go/appwrite/account"
	"github.com/appwrite-go/appwrite/account/accountcli"
)

func listen(t *testing.T) *accountcli.Loopback {
	t.Helper()
	loopback, err := accountcli.ListenLoopback(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { loopback.Close() })
	return loopback
}

// portOf returns the port that a loopback listens on.
func portOf(t *testing.T, loopback *accountcli.Loopback) string {
	t.Helper()
	u, err := url.Parse(loopback.URL())
	require.NoError(t, err)
	return u.Port()
}

// response is what a browser gets.
type response struct {
	status int
	header http.Header
	body   string
}

// request sends a request to the listener, whose host header can be another.
func request(t *testing.T, loopback *accountcli.Loopback, method, target, host string) response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:"+portOf(t, loopback)+target, nil)
	require.NoError(t, err)
	r.Host = host
	if host == "" {
		r.Host = "localhost:" + portOf(t, loopback)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	got, err := client.Do(r)
	require.NoError(t, err)
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	return response{got.StatusCode, got.Header, string(body)}
}

// callbackTo is a callback with a state and, unless it is another's, a secret.
func callbackTo(state string) string {
	return "/callback?state=" + url.QueryEscape(state) + "&secret=one-time-secret&userId=ann"
}

// requireClosed requires that the listener is gone. Its port may be somebody else's by now,
// who does not know its state.
func requireClosed(t *testing.T, loopback *accountcli.Loopback) {
	t.Helper()
	for _, address := range []string{"127.0.0.1:", "[::1]:"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+portOf(t, loopback)+callbackTo(loopback.State()), nil)
		require.NoError(t, err)
		r.Host = "localhost:" + portOf(t, loopback)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			continue
		}
		response.Body.Close()
		require.NotContains(t, []int{http.StatusOK, http.StatusGone}, response.StatusCode, address)
	}
}

func TestLoopback_ReturnsWhatTheBrowserBrings(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	got := request(t, loopback, http.MethodGet, callbackTo(loopback.State()), "")
	assert.Equal(t, http.StatusOK, got.status)
	assert.Contains(t, got.body, "Back to the terminal")
	callback, err := loopback.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "ann", callback.UserID)
	require.Equal(t, "one-time-secret", callback.Secret)
	requireClosed(t, loopback)
}

func TestLoopback_URLIsLocalhostOnAPortOfItsOwnWithAStateOfItsOwn(t *testing.T) {
	t.Parallel()
	one, other := listen(t), listen(t)
	for _, loopback := range []*accountcli.Loopback{one, other} {
		u, err := url.Parse(loopback.URL())
		require.NoError(t, err)
		require.Equal(t, "localhost", u.Hostname())
		require.Len(t, u.Query(), 1, "servers before 1.9 keep one parameter")
		require.GreaterOrEqual(t, len(u.Query().Get("state")), 26)
	}
	require.NotEqual(t, one.State(), other.State())
	require.NotEqual(t, portOf(t, one), portOf(t, other))
}

// machine is a network with or without IPv6, where other programs may have the port of ::1.
type machine struct {
	v6     net.Listener // stands in for ::1; nil without IPv6
	others int          // how many ports other programs have there
	asked  []string
	opened []net.Listener
}

func (m *machine) listen(ctx context.Context, network, address string) (net.Listener, error) {
	m.asked = append(m.asked, network+" "+address)
	if network == "tcp6" {
		if m.others > 0 || m.v6 == nil {
			return nil, errors.New("not here")
		}
		return m.v6, nil
	}
	listener, err := new(net.ListenConfig).Listen(ctx, network, address)
	m.opened = append(m.opened, listener)
	return listener, err
}

func (m *machine) dial(_ context.Context, network, address string) (net.Conn, error) {
	m.asked = append(m.asked, "dial "+network+" "+address)
	if m.others == 0 {
		return nil, errors.New("nobody is there")
	}
	m.others--
	one, _ := net.Pipe()
	return one, nil
}

// last are the last n things that were asked of the machine.
func (m *machine) last(n int) []string { return m.asked[len(m.asked)-n:] }

func standIn(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	return listener
}

// requireStopped fails the test for listeners that are still open.
func requireStopped(t *testing.T, listeners ...net.Listener) {
	t.Helper()
	for _, listener := range listeners {
		require.ErrorIs(t, listener.(*net.TCPListener).SetDeadline(time.Time{}), net.ErrClosed)
	}
}

// Browsers try ::1 for localhost, too, and nobody else may be there.
func TestLoopback_ListensOnIPv6WhereThereIsOne(t *testing.T) {
	t.Parallel()
	m := &machine{v6: standIn(t)}
	loopback, err := accountcli.ListenLoopbackOn(t.Context(), m.listen, m.dial)
	require.NoError(t, err)
	require.Equal(t, []string{"tcp4 127.0.0.1:0", "tcp6 [::1]:" + portOf(t, loopback)}, m.asked)
	loopback.SetLimit(10 * time.Second)
	connection, err := net.Dial("tcp", m.v6.Addr().String())
	require.NoError(t, err)
	defer connection.Close()
	_, err = io.WriteString(connection, "GET "+callbackTo(loopback.State())+" HTTP/1.1\r\nHost: localhost:"+portOf(t, loopback)+"\r\n\r\n")
	require.NoError(t, err)
	callback, err := loopback.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "one-time-secret", callback.Secret)
	requireStopped(t, m.v6)
}

func TestLoopback_IsOnIPv4AloneWhereThereIsNoIPv6(t *testing.T) {
	t.Parallel()
	m := &machine{}
	loopback, err := accountcli.ListenLoopbackOn(t.Context(), m.listen, m.dial)
	require.NoError(t, err)
	port := portOf(t, loopback)
	require.Equal(t, []string{"tcp4 127.0.0.1:0", "tcp6 [::1]:" + port, "dial tcp6 [::1]:" + port}, m.asked)
	request(t, loopback, http.MethodGet, callbackTo(loopback.State()), "")
	_, err = loopback.Wait(t.Context())
	require.NoError(t, err)
	requireClosed(t, loopback)
}

// Browsers could bring the secret to a program that has the same port on ::1.
func TestLoopback_LeavesPortsThatOtherProgramsHaveOnIPv6(t *testing.T) {
	t.Parallel()
	m := &machine{v6: standIn(t), others: 2}
	loopback, err := accountcli.ListenLoopbackOn(t.Context(), m.listen, m.dial)
	require.NoError(t, err)
	defer loopback.Close()
	require.Equal(t, []string{"tcp4 127.0.0.1:0", "tcp6 [::1]:" + portOf(t, loopback)}, m.last(2))
	require.Len(t, m.opened, 3)
	requireStopped(t, m.opened[:2]...)

	m = &machine{others: 100}
	_, err = accountcli.ListenLoopbackOn(t.Context(), m.listen, m.dial)
	require.ErrorContains(t, err, "other programs listen on ::1")
	requireStopped(t, m.opened...)
}

// On this machine, whichever kind it is.
func TestLoopback_IsOnBothAddressesOfLocalhostThatTheMachineHas(t *testing.T) {
	t.Parallel()
	probe, noIPv6 := net.Listen("tcp6", "[::1]:0")
	if noIPv6 == nil {
		probe.Close()
	}
	connection, err := net.Dial("tcp6", "[::1]:"+portOf(t, listen(t)))
	require.Equal(t, noIPv6 == nil, err == nil, "%v", err)
	if err == nil {
		connection.Close()
	}
}

func TestLoopback_OtherMachinesCannotReachIt(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	addresses, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, address := range addresses {
		network, ok := address.(*net.IPNet)
		if !ok || network.IP.IsLoopback() || network.IP.IsLinkLocalUnicast() {
			continue
		}
		_, err := net.Dial("tcp", net.JoinHostPort(network.IP.String(), portOf(t, loopback)))
		require.Error(t, err, "%s", network.IP)
	}
}

func TestLoopback_AttacksNeitherEndTheWaitNorUseUpTheState(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	state := loopback.State()
	right := callbackTo(state)
	port := portOf(t, loopback)
	failed := "&error=" + url.QueryEscape(`{"message":"Blocked","type":"user_blocked","code":401}`)
	for _, attack := range []struct {
		name, method, target, host string
		status                     int
	}{
		{"a state that somebody guessed", "GET", callbackTo("AAAAAAAAAAAAAAAAAAAAAAAAAA"), "", 403},
		{"the beginning of the state", "GET", callbackTo(state[:25]), "", 403},
		{"the state and more", "GET", callbackTo(state + "A"), "", 403},
		{"an empty state", "GET", callbackTo(""), "", 403},
		{"no state", "GET", "/callback?userId=ann&secret=s", "", 403},
		{"two states, the first right", "GET", right + "&state=x", "", 403},
		{"two states, the last right", "GET", "/callback?state=x&" + strings.TrimPrefix(right, "/callback?"), "", 403},
		{"a made-up error without the state", "GET", "/callback?x=1" + failed, "", 403},
		{"the state alone", "GET", "/callback?state=" + state, "", 403},
		{"the state without a secret", "GET", "/callback?state=" + state + "&userId=ann", "", 403},
		{"a query that is none", "GET", "/callback?state=%zz;;&" + strings.Repeat("&", 100), "", 403},
		{"another path", "GET", strings.Replace(right, "callback", "other", 1), "", 404},
		{"the icon of the page", "GET", "/favicon.ico", "", 404},
		{"a post", "POST", right, "", 405},
		{"a head", "HEAD", right, "", 405},
		{"an options", "OPTIONS", right, "", 405},
		{"DNS rebinding", "GET", right, "attacker.example:" + port, 421},
		{"DNS rebinding to the name without port", "GET", right, "localhost", 421},
		{"another port", "GET", right, "localhost:1", 421},
		{"a name that begins the same", "GET", right, "localhost:" + port + ".attacker.example", 421},
	} {
		got := request(t, loopback, attack.method, attack.target, attack.host)
		assert.Equal(t, attack.status, got.status, attack.name)
		assert.NotContains(t, got.body, state, attack.name)
	}
	request(t, loopback, http.MethodGet, right, "")
	callback, err := loopback.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "ann", callback.UserID)
}

func TestLoopback_TheStateCountsOnce(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	require.Equal(t, http.StatusOK, request(t, loopback, http.MethodGet, callbackTo(loopback.State()), "").status)
	second := strings.Replace(callbackTo(loopback.State()), "ann", "mallory", 1)
	require.Equal(t, http.StatusGone, request(t, loopback, http.MethodGet, second, "").status)
	require.Error(t, loopback.Accept("http://localhost"+second))
	callback, err := loopback.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "ann", callback.UserID)
}

func TestLoopback_PagesLoadNothingAndHoldNoSecret(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	for name, got := range map[string]response{
		"foreign":  request(t, loopback, http.MethodGet, callbackTo("wrong"), ""),
		"received": request(t, loopback, http.MethodGet, callbackTo(loopback.State()), ""),
		"used":     request(t, loopback, http.MethodGet, callbackTo(loopback.State()), ""),
	} {
		assert.Equal(t, "no-store", got.header.Get("Cache-Control"), name)
		assert.Equal(t, "no-referrer", got.header.Get("Referrer-Policy"), name)
		assert.Equal(t, "nosniff", got.header.Get("X-Content-Type-Options"), name)
		assert.Equal(t, "text/html; charset=utf-8", got.header.Get("Content-Type"), name)
		policy := got.header.Get("Content-Security-Policy")
		assert.Contains(t, policy, "default-src 'none'", name)
		assert.Contains(t, policy, "frame-ancestors 'none'", name)
		assert.NotContains(t, policy, "unsafe", name)
		assert.NotContains(t, got.body, loopback.State(), name)
		assert.NotContains(t, got.body, "one-time-secret", name)
		assert.NotContains(t, got.body, "http:", name)
		assert.Contains(t, got.body, `<html lang="en">`, name)
		assert.Contains(t, got.body, "color-scheme:light dark", name)
		assert.Contains(t, got.body, "history.replaceState", name)
	}
}

func TestLoopback_AFailedSignInIsTheErrorOfTheService(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	got := request(t, loopback, http.MethodGet, "/callback?state="+loopback.State()+"&error="+url.QueryEscape(`{"message":"<b>The user is blocked</b>","type":"user_blocked","code":401}`), "")
	assert.Contains(t, got.body, "The sign-in did not work")
	assert.NotContains(t, got.body, "blocked", "the message may be anything")
	_, err := loopback.Wait(t.Context())
	require.ErrorIs(t, err, account.ErrUserBlocked)
	var failure *account.Error
	require.ErrorAs(t, err, &failure)
	require.Equal(t, 401, failure.StatusCode)
	requireClosed(t, loopback)
}

func TestLoopback_EndsWithTheContext(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := loopback.Wait(ctx)
	require.ErrorIs(t, err, context.Canceled)
	requireClosed(t, loopback)

	loopback = listen(t)
	ctx, cancel = context.WithTimeout(t.Context(), 1)
	defer cancel()
	_, err = loopback.Wait(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	requireClosed(t, loopback)
}

func TestLoopback_EndsByItselfWhereTheContextDoesNot(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	loopback.SetLimit(1)
	_, err := loopback.Wait(context.WithoutCancel(t.Context()))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	requireClosed(t, loopback)
}

func TestLoopback_EndsWithTheCauseOfTheContext(t *testing.T) {
	t.Parallel()
	reason := errors.New("the person left")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	_, err := listen(t).Wait(ctx)
	require.ErrorIs(t, err, reason)
}

func TestLoopback_AHugeQueryIsCutOff(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	got := request(t, loopback, http.MethodGet, callbackTo(loopback.State())+"&x="+strings.Repeat("x", 32<<10), "")
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, got.status)
	require.Equal(t, http.StatusOK, request(t, loopback, http.MethodGet, callbackTo(loopback.State()), "").status)
}

// Whoever only connects, or sends a header without an end, keeps nobody out.
func TestLoopback_ConnectionsThatHangDoNotHoldUpTheBrowser(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	var hanging []net.Conn
	for i := range 100 {
		connection, err := net.Dial("tcp", "127.0.0.1:"+portOf(t, loopback))
		require.NoError(t, err)
		defer connection.Close()
		if i%2 == 0 {
			_, err = io.WriteString(connection, "GET /callback HTTP/1.1\r\nHost: ")
			require.NoError(t, err)
		}
		hanging = append(hanging, connection)
	}
	request(t, loopback, http.MethodGet, callbackTo(loopback.State()), "")
	_, err := loopback.Wait(t.Context())
	require.NoError(t, err)
	for _, connection := range hanging {
		_, err := connection.Read(make([]byte, 1)) // Wait has closed it
		require.Error(t, err)
	}
	requireClosed(t, loopback)
}

func TestLoopback_TakesTheAddressThatAPersonPastes(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	for _, foreign := range []string{"", "%zz", "hello", "https://attacker.example/?userId=mallory&secret=s", "http://localhost" + callbackTo("wrong")} {
		err := loopback.Accept(foreign)
		require.ErrorContains(t, err, "does not belong to the sign-in", "%q", foreign)
		require.NotContains(t, err.Error(), "secret")
	}
	require.NoError(t, loopback.Accept("  http://:@localhost"+callbackTo(loopback.State())+"#\n"))
	callback, err := loopback.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "one-time-secret", callback.Secret)
}

func TestLoopback_IsPrintedWithoutItsState(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		require.Equal(t, "accountcli.Loopback(localhost:"+portOf(t, loopback)+")", fmt.Sprintf(verb, loopback), verb)
	}
}

func TestLoopback_CanBeClosedTwice(t *testing.T) {
	t.Parallel()
	loopback := listen(t)
	require.NoError(t, loopback.Close())
	require.NoError(t, loopback.Close())
	requireClosed(t, loopback)
}

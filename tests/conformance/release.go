package conformance

import (
	"fmt"

	"github.com/appwrite-go/appwrite/account"
)

// release is a minor version of the server. Scenarios that depend on it say so with until,
// from and byRelease.
type release int

// The releases that the scenarios know.
const (
	v17 release = iota
	v18
	v19
)

// String returns the release as versions begin, such as "1.7".
func (r release) String() string { return [...]string{"1.7", "1.8", "1.9"}[r] }

// releaseOf returns the release of a version. One that is newer than all counts as the
// newest; what fails then is what changed.
func releaseOf(version string) (release, error) {
	var major, minor int
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n < 2 || major < 1 || major == 1 && minor < 7 {
		return 0, fmt.Errorf("the scenarios are about servers 1.7 and later, and this is %q", version)
	}
	if major > 1 {
		return v19, nil
	}
	return min(release(minor-7), v19), nil
}

// byRelease returns what holds for the server at hand.
func byRelease[T any](s *S, in17, in18, in19 T) T {
	return [...]T{in17, in18, in19}[s.environment().release]
}

// until ends a scenario that holds up to a release. The other one is what later servers do.
func (s *S) until(last release, other string) {
	if s.environment().release > last {
		notApplicable(other, "holds until %s; later servers: %s", last, other)
	}
}

// from ends a scenario that holds since a release. The other one is what earlier servers do.
func (s *S) from(first release, other string) {
	if s.environment().release < first {
		notApplicable(other, "holds from %s on; earlier servers: %s", first, other)
	}
}

// only ends a scenario that holds for one release. The other one is what all others do.
func (s *S) only(one release, other string) {
	if s.environment().release != one {
		notApplicable(other, "holds for %s; other servers: %s", one, other)
	}
}

// except ends a scenario that holds for all releases but one, which does the other one.
func (s *S) except(one release, other string) {
	if s.environment().release == one {
		notApplicable(other, "does not hold for %s, which does this: %s", one, other)
	}
}

// seenUntil ends a scenario that nobody has tried on servers later than a release. There is no
// other one: what they do is not known.
func (s *S) seenUntil(last release) {
	if s.environment().release > last {
		notApplicable("", seenOnly+" %s; what later servers do is not known", last)
	}
}

// seenOnly is how the reason of such a scenario begins.
const seenOnly = "was seen on servers up to"

func notApplicable(other, format string, args ...any) {
	panic(stopped{outcome: NotApplicable, reason: fmt.Sprintf(format, args...), other: other})
}

// missingScope is what the service says of a permission that a caller lacks.
func (s *S) missingScope(scope string) string {
	inList := `missing scopes (["` + scope + `"])`
	return byRelease(s, "missing scope ("+scope+")", inList, inList)
}

// guestMayNot is what the service says of a guest who wants to use an account.
func (s *S) guestMayNot() string { return "User (role: guests) " + s.missingScope("account") }

// keyMayNot is the end of what it says of a key.
func (s *S) keyMayNot() string { return "(role: applications) " + s.missingScope("account") }

// blocked is the status for blocked users.
func (s *S) blocked() int { return byRelease(s, 401, 401, 403) }

// mfaMade is the status of a new challenge and of new recovery codes.
func (s *S) mfaMade() int { return byRelease(s, 200, 200, 201) }

// linkDate is the format of dates in the links of a recovery and a verification.
func (s *S) linkDate() string { return byRelease(s, dateWithSpace, dateWithZone, dateWithZone) }

// redirectedTo is the address of a page that an OAuth2 sign-in ended at.
func (s *S) redirectedTo(rest string) string {
	return "http://" + byRelease(s, ":@", "", "") + rest
}

// breaks ends the scenario unless the service rejects what makes servers 1.7 fail with 500.
func (s *S) breaks(r rejection) {
	if s.environment().release == v17 {
		r.as(500, account.ErrGeneralUnknown)
		return
	}
	check(apiError(r.err).StatusCode >= 400, "it is rejected")
}

// noLaterPaths is the scenario about what came with server 1.8.
const noLaterPaths = "the later paths of verifications and challenges are not found"

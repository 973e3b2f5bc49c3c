package params

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"github.com/appwrite-go/appwrite/account/accounttest/internal/php"
	"github.com/appwrite-go/appwrite/account/accounttest/internal/secrets"
)

// Rule is the check that a parameter goes through.
type Rule string

// The rules of the account API.
const (
	ID              Rule = "id"
	NewID           Rule = "newId"
	Email           Rule = "email"
	Phone           Rule = "phone"
	Password        Rule = "password"
	NewPassword     Rule = "newPassword" // one that the dictionary must not have
	RedirectURL     Rule = "redirectUrl"
	Boolean         Rule = "boolean"
	Enum            Rule = "enum"
	LooseEnum       Rule = "looseEnum" // in any letter case
	Prefs           Rule = "prefs"
	LogQueries      Rule = "logQueries"
	IdentityQueries Rule = "identityQueries"
	Strings         Rule = "strings"
	String          Rule = "string"
	LooseBoolean    Rule = "looseBoolean" // in a query
	Integer         Rule = "integer"      // from Min to Max, also as a string
	HexColor        Rule = "hexColor"     // three or six digits, or none
)

// Known reports whether there is a check for the rule.
func (r Rule) Known() bool { return checks[r] != nil || r == LogQueries || r == IdentityQueries }

const idDescription = "UID must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, and underscore. Can't start with a leading underscore"

// check returns the service's description of the rule and whether the value satisfies it.
type check func(p Param, value any, context Context) (description string, ok bool)

var checks = map[Rule]check{
	ID: ofString(idDescription, func(_ Param, id string) bool { return isID(id) }),
	NewID: func(_ Param, value any, _ Context) (string, bool) {
		id, _ := value.(string)
		return "Parameter must contain at most 36 chars. Valid chars are a-z, A-Z, 0-9, period, hyphen, and underscore. Can't start with a special char",
			value == true || id == "unique()" || isID(id) // PHP takes true for any string
	},
	Email: ofString("Value must be a valid email address", func(_ Param, address string) bool { return isEmail(address) }),
	Phone: ofString("Phone number must start with a '+' can have a maximum of fifteen digits.",
		func(_ Param, number string) bool { return isPhone(number) }),
	Password: ofString("Password must be between 8 and 256 characters long.", hasPasswordLength),
	NewPassword: func(p Param, value any, context Context) (string, bool) {
		password, ok := value.(string)
		common := context.Settings.PasswordDictionary && secrets.IsCommonPassword(password)
		return context.Settings.Version.NewPasswordRule, ok && hasPasswordLength(p, password) && !common
	},
	RedirectURL: func(_ Param, value any, context Context) (string, bool) {
		raw, ok := value.(string)
		return describeRedirect(raw, context), ok && IsRedirect(raw, context)
	},
	Boolean: func(_ Param, value any, _ Context) (string, bool) {
		_, ok := value.(bool)
		return "Value must be a valid boolean", ok
	},
	LooseBoolean: ofString("Value must be a valid boolean", func(_ Param, value string) bool {
		return slices.Contains([]string{"true", "false", "1", "0"}, value)
	}),
	Integer: func(p Param, value any, _ Context) (string, bool) {
		sent, _ := php.String(value)
		number, err := strconv.Atoi(sent)
		_, isBool := value.(bool)
		return fmt.Sprintf("Value must be a valid range between %s and %s", thousands(p.Min), thousands(p.Max)),
			err == nil && !isBool && number >= p.Min && number <= p.Max
	},
	HexColor: ofString("Value must be a valid Hex color code", func(_ Param, digits string) bool { // unverified
		return slices.Contains([]int{0, 3, 6}, len(digits)) && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
	}),
	Enum:      ofEnum(func(known, value string) bool { return known == value }),
	LooseEnum: ofEnum(strings.EqualFold),
	Prefs: func(_ Param, value any, _ Context) (string, bool) {
		return "Value must be a valid object.", isPrefs(value)
	},
	Strings: func(p Param, value any, _ Context) (string, bool) {
		description := fmt.Sprintf("Value must a valid array no longer than %d items and %s", p.MaxItems, stringDescription(p)) // unverified
		list, ok := value.(*php.Array)
		valid := func(item any) bool { s, ok := item.(string); return ok && hasLength(p, s) }
		return description, ok && list.Len() <= p.MaxItems && !slices.ContainsFunc(list.Values(), func(item any) bool { return !valid(item) })
	},
	String: func(p Param, value any, _ Context) (string, bool) {
		s, ok := value.(string)
		return stringDescription(p), ok && hasLength(p, s)
	},
}

func ofString(description string, valid func(p Param, value string) bool) check {
	return func(p Param, value any, _ Context) (string, bool) {
		s, ok := value.(string)
		return description, ok && valid(p, s)
	}
}

func ofEnum(equal func(known, value string) bool) check {
	return func(p Param, value any, _ Context) (string, bool) {
		s, ok := value.(string)
		known := slices.ContainsFunc(p.Enum, func(known string) bool { return equal(known, s) })
		return "Value must be one of (" + strings.Join(p.Enum, ", ") + ")", ok && known
	}
}

// thousands formats a number below a million with a comma.
func thousands(number int) string {
	if number < 1000 {
		return strconv.Itoa(number)
	}
	return fmt.Sprintf("%d,%03d", number/1000, number%1000)
}

func stringDescription(p Param) string {
	return fmt.Sprintf("Value must be a valid string and at least %d chars and no longer than %d chars", p.Min, p.Max)
}

func hasLength(p Param, value string) bool {
	length := utf8.RuneCountInString(value)
	return length >= p.Min && length <= p.Max
}

// hasPasswordLength counts bytes.
func hasPasswordLength(p Param, password string) bool {
	return len(password) >= p.Min && len(password) <= p.Max
}

func isID(id string) bool {
	if id == "" || len(id) > 36 || strings.ContainsRune("._-", rune(id[0])) {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool { return !isAlphanumeric(r) && !strings.ContainsRune("._-", r) })
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// isEmail follows PHP's filter: plain ASCII, a local part of at most 64 characters, which can
// be quoted, and a domain with a dot that does not end with a number, or an address in brackets.
func isEmail(address string) bool {
	at := strings.LastIndex(address, "@")
	if at < 0 || len(address) > 254 || at > 64 {
		return false
	}
	return isLocalPart(address[:at]) && isMailDomain(address[at+1:])
}

func isLocalPart(local string) bool {
	special := func(r rune) bool { return !isAlphanumeric(r) && !strings.ContainsRune("!#$%&'*+/=?^_`{|}~-", r) }
	for {
		if quoted, ok := strings.CutPrefix(local, `"`); ok {
			end := endOfQuote(quoted)
			if end < 0 {
				return false
			}
			local = quoted[end+1:]
		} else {
			end := strings.IndexByte(local+".", '.')
			if end == 0 || strings.ContainsFunc(local[:end], special) {
				return false
			}
			local = local[end:]
		}
		if local == "" {
			return true
		}
		if local[0] != '.' {
			return false
		}
		local = local[1:]
	}
}

// endOfQuote is where a quoted string ends, -1 if it does not or if a character may not be in it.
func endOfQuote(quoted string) int {
	for i := 0; i < len(quoted); i++ {
		switch c := quoted[i]; {
		case c == '"':
			return i
		case c >= 0x80 || c == 0 || c == '\t' || c == '\n' || c == '\r' || c == ' ':
			return -1
		case c == '\\':
			i++
		}
	}
	return -1
}

func isMailDomain(domain string) bool {
	if literal, ok := strings.CutPrefix(domain, "["); ok {
		literal, closed := strings.CutSuffix(literal, "]")
		literal, isV6 := strings.CutPrefix(literal, "IPv6:")
		address, err := netip.ParseAddr(literal)
		return closed && err == nil && address.Is4() != isV6 && address.Zone() == ""
	}
	dot := strings.LastIndex(domain, ".")
	return dot > 0 && isHostname(domain) && !isDigit(domain[dot+1])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHostname(host string) bool {
	special := func(r rune) bool { return !isAlphanumeric(r) && r != '-' }
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.ContainsFunc(label, special) {
			return false
		}
	}
	return len(host) <= 253
}

// isPhone requires +, a first digit that is not 0, 7 to 15 digits in all, and a calling
// code that exists. PHP's pattern takes a newline at the end, too.
func isPhone(number string) bool {
	number = strings.TrimSuffix(number, "\n")
	digits, ok := strings.CutPrefix(number, "+")
	if !ok || len(digits) < 7 || len(digits) > 15 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return false
	}
	_, err := phonenumbers.Parse(number, "")
	return err == nil
}

// describeRedirect is what the service says of a page that it rejects.
func describeRedirect(raw string, context Context) string {
	if !context.Settings.Version.HasCallbackScheme {
		return "URL host must be one of: " + strings.Join(context.Settings.AllowedHosts(context.Host), ", ")
	}
	parsed, err := php.ParseURL(raw)
	if err != nil || parsed.Hostname() == "" {
		return "Invalid URI."
	}
	return "Invalid URI. Register your new client (" + parsed.Hostname() + ") as a new Web platform on your project console dashboard"
}

// IsRedirect requires an absolute URL whose host is a platform of the project, or, where the
// version has it, the scheme of the project's apps.
func IsRedirect(raw string, context Context) bool {
	if strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	if context.Settings.Version.HasCallbackScheme {
		scheme, _, _ := strings.Cut(raw, "://")
		switch {
		case strings.EqualFold(scheme, "appwrite-callback-"+context.ProjectID):
			return true
		case !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https"):
			return false
		}
	}
	return isWebPage(raw, context)
}

func isWebPage(raw string, context Context) bool {
	parsed, err := php.ParseURL(raw)
	if err != nil || parsed.Scheme == "" {
		return false
	}
	if context.Settings.IsLoopbackPlatform(parsed.Hostname()) {
		return true // also an address of IPv6, which the server takes for no name of a host
	}
	return isHostname(parsed.Hostname()) && (context.AnyHost || context.Settings.AllowsHost(parsed.Hostname(), context.Host))
}

const maxPrefsBytes = 65535

// isPrefs takes objects and the empty list. The limit counts bytes as PHP encodes them.
func isPrefs(value any) bool {
	prefs, ok := value.(*php.Array)
	if !ok || (prefs.Len() > 0 && prefs.IsList()) {
		return false
	}
	return php.FitsASCII(prefs, maxPrefsBytes)
}

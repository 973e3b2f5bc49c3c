# The account service from Perl with OpenAPI::Client, which makes a method of each operation
# when the program starts, and checks arguments against the document before it sends them:
#
#   apt-get install libopenapi-client-perl libyaml-libyaml-perl    # or from CPAN
#   APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… perl story.pl
#
# account.yaml is openapi/account.yaml. A method returns a Mojo transaction for every status;
# nothing dies for an error response. Without `body => …` of what the document requires, the
# transaction has status 400 and nothing was sent.
use v5.36;
use Carp 'croak';
use Cwd 'abs_path';
use Digest::SHA 'hmac_sha1';
use Mojo::JSON qw(encode_json true);
use Mojo::UserAgent;
use OpenAPI::Client;
use Time::HiRes 'time';

# Returns the calls with one credential: key and session must not be sent together.
sub account (%credential) {
    # Mojo follows no redirects unless told to, so that the key stays here; leave it so.
    my $ua = Mojo::UserAgent->new(max_redirects => 0);
    # It keeps cookies, though. Signing somebody in sets one, and the next call of the back end
    # would be theirs (or fail, with the key on it).
    $ua->cookie_jar->ignore(sub { 1 });
    $ua->on(start => sub ($ua, $tx) {
        my %headers = ('X-Appwrite-Project' => $ENV{APPWRITE_PROJECT_ID}, %credential);
        $tx->req->headers->header($_ => $headers{$_}) for keys %headers;
    });
    return OpenAPI::Client->new('file://' . abs_path('account.yaml'), base_url => $ENV{APPWRITE_ENDPOINT}, ua => $ua);
}

sub signed_in ($session) { account('X-Appwrite-Session' => $session->{secret}) }

# Returns the JSON of a response that has to be a success.
sub ok ($tx) {
    croak 'a response ' . ($tx->res->code // 'that never came') . ': ' . $tx->res->body unless $tx->res->is_success;
    return $tx->res->json;
}

# Returns status and error type of a response that has to be an error.
sub rejected ($tx) { $tx->res->code . ' ' . ($tx->res->json('/type') // '') }

sub check ($got, $expected) { $got eq $expected or croak "got $got, expected $expected" }

# The code that an authenticator app shows now for a base32 secret (RFC 6238).
sub totp ($secret) {
    # The service accepts the code of the current 30 seconds only.
    sleep 1 if time % 30 == 29;
    my %digit;
    @digit{'A' .. 'Z', '2' .. '7'} = map { sprintf '%05b', $_ } 0 .. 31;
    my $bits = join '', map { $digit{$_} // '' } split //, $secret;
    my $key  = pack 'B*', substr $bits, 0, 8 * int(length($bits) / 8);
    my $mac  = hmac_sha1(pack('Q>', int(time / 30)), $key);
    my $code = unpack('N', substr $mac, ord(substr $mac, -1) & 15, 4) & 0x7fffffff;
    return sprintf '%06d', $code % 1_000_000;
}

$| = 1;
my $backend  = account('X-Appwrite-Key' => $ENV{APPWRITE_API_KEY});
my $email    = sprintf 'perl-%d-%d@example.com', 1000 * time, $$;
my $password = 'correct-horse-9';

my $created = ok $backend->create({}, json => { userId => 'unique()', email => $email, password => $password, name => 'Ann' });
check $created->{email}, $email;
say 'ok 1 sign up';

my %credentials = (email => $email, password => $password);
my $me = signed_in(ok $backend->createEmailPasswordSession({}, json => \%credentials));
say 'ok 2 sign in';

check ok($me->get)->{'$id'}, $created->{'$id'};
say 'ok 3 account';

# A query is a JSON object in a string; queries[] is sent once for each.
my @queries = map { encode_json $_ } { method => 'limit', values => [1] }, { method => 'offset', values => [1] };
my $logs = ok($me->listLogs({ 'queries[]' => \@queries }))->{logs};
check join(' ', map { $_->{event} } @$logs), 'user.create';
say 'ok 4 logs';

my $prefs = { theme => 'dark', editor => { size => 12, rulers => [80, 100] } };
ok $me->updatePrefs({}, json => { prefs => $prefs });
check encode_json(ok $me->getPrefs), encode_json($prefs); # Mojo sorts the keys
say 'ok 5 prefs';

check rejected($backend->createEmailPasswordSession({}, json => { email => $email, password => 'wrong-horse-9' })),
    '401 user_invalid_credentials';
say 'ok 6 wrong password';

my $app = ok $me->createMfaAuthenticator({ type => 'totp' });
ok $me->updateMfaAuthenticator({ type => 'totp' }, json => { otp => totp($app->{secret}) });
ok $me->updateMFA({}, json => { mfa => true });
my $second = signed_in(ok $backend->createEmailPasswordSession({}, json => \%credentials));
check rejected($second->get), '401 user_more_factors_required';
my $challenge = ok $second->createMfaChallenge({}, json => { factor => 'totp' });
ok $second->updateMfaChallenge({}, json => { challengeId => $challenge->{'$id'}, otp => totp($app->{secret}) });
check ok($second->get)->{mfa}, 1;
say 'ok 7 mfa';

# The URL is for the user's browser.
my $start = $backend->createOAuth2Token({ provider => 'github', success => 'http://localhost/in', failure => 'http://localhost/out' });
check $start->res->code, 301;
croak 'no URL to open' unless Mojo::URL->new($start->res->headers->location)->host;
say 'ok 8 oauth2';

my $sessions = ok $second->listSessions;
check $sessions->{total}, 2;
check scalar(grep { $_->{current} } @{ $sessions->{sessions} }), 1;
say 'ok 9 sessions';

my $gone = $second->deleteSession({ sessionId => 'current' });
check $gone->res->code, 204;
check rejected($second->get), '401 general_unauthorized_scope';
say 'ok 10 sign out';

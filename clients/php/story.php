<?php
// The account service from PHP, with openapi-generator:
//
//   openapi-generator generate -i openapi/account.yaml -g php -o account \
//     --additional-properties=invokerPackage=AppwriteAccount
//   APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… php story.php
//
// Guzzle comes from Composer, or from Debian's php-guzzlehttp-guzzle as here. Every status
// that is not 2xx is an ApiException; its response body is the JSON with `type`.
declare(strict_types=1);

namespace Story;

use AppwriteAccount\Api\AccountApi;
use AppwriteAccount\ApiException;
use AppwriteAccount\Configuration;
use AppwriteAccount\Model;
use AppwriteAccount\Model\Session;

require 'GuzzleHttp/autoload.php';
require 'guzzle7.php';
spl_autoload_register(function (string $class): void {
    $file = str_replace(['AppwriteAccount\\', '\\'], ['account/lib/', '/'], $class) . '.php';
    if (is_file($file)) {
        require $file;
    }
});

/**
 * This release of the generator decodes a free-form object wrongly: "dark" becomes ["dark"].
 * So preferences are read past it; in a User they are wrong too.
 */
final class Account extends AccountApi
{
    public function prefs(): array
    {
        $response = $this->client->send($this->getPrefsRequest());
        return json_decode((string) $response->getBody(), true);
    }
}

/** The calls with one credential: key and session must not be sent together. */
function account(string $header, string $value): Account
{
    $config = (new Configuration())
        ->setHost(getenv('APPWRITE_ENDPOINT'))
        ->setApiKey('X-Appwrite-Project', getenv('APPWRITE_PROJECT_ID'))
        ->setApiKey($header, $value);
    // Guzzle follows redirects and sends the headers along, to any host. The Location of
    // createOAuth2Token is that of the provider: the API key would go there.
    return new Account(new \GuzzleHttp\Client(['allow_redirects' => false]), $config);
}

function signedIn(Session $session): Account
{
    return account('X-Appwrite-Session', $session->getSecret());
}

/** Status and error type of a call that has to fail. */
function rejected(callable $call): array
{
    try {
        $call();
    } catch (ApiException $e) {
        return [$e->getCode(), json_decode((string) $e->getResponseBody())->type];
    }
    throw new \Exception('the call should have failed');
}

function check(mixed $expected, mixed $actual): void
{
    if ($expected !== $actual) {
        throw new \Exception('expected ' . json_encode($expected) . ', but it is ' . json_encode($actual));
    }
}

/** The code that an authenticator app shows now for a base32 secret (RFC 6238). */
function totp(string $secret): string
{
    // The service accepts the code of the current 30 seconds only.
    if (time() % 30 === 29) {
        sleep(1);
    }
    $bits = '';
    foreach (str_split(rtrim($secret, '=')) as $c) {
        $bits .= sprintf('%05b', strpos('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', $c));
    }
    $key = '';
    foreach (str_split(substr($bits, 0, intdiv(strlen($bits), 8) * 8), 8) as $byte) {
        $key .= chr(bindec($byte));
    }
    $mac = hash_hmac('sha1', pack('J', intdiv(time(), 30)), $key, true);
    $code = unpack('N', substr($mac, ord($mac[19]) & 15, 4))[1] & 0x7fffffff;
    return sprintf('%06d', $code % 1_000_000);
}

$backend = account('X-Appwrite-Key', getenv('APPWRITE_API_KEY'));
$email = 'php-' . bin2hex(random_bytes(8)) . '@example.com';
$password = 'correct-horse-9';

$created = $backend->create(new Model\CreateBody(['user_id' => 'unique()', 'email' => $email, 'password' => $password, 'name' => 'Ann']));
check($email, $created->getEmail());
echo "ok 1 sign up\n";

$credentials = new Model\CreateEmailPasswordSessionBody(['email' => $email, 'password' => $password]);
$me = signedIn($backend->createEmailPasswordSession($credentials));
echo "ok 2 sign in\n";

check($created->getId(), $me->get()->getId()); // `$id` in the JSON
echo "ok 3 account\n";

// A query is a JSON object in a string. This release of the generator sends a list under
// the keys of the PHP array, so the name has to be one; with release 6 and later the
// argument is $queries.
$queries = [json_encode(['method' => 'limit', 'values' => [1]]), json_encode(['method' => 'offset', 'values' => [1]])];
$logs = $me->listLogs(['queries[]' => $queries])->getLogs();
check(['user.create'], array_map(fn ($log) => $log->getEvent(), $logs));
echo "ok 4 logs\n";

$prefs = ['theme' => 'dark', 'editor' => ['size' => 12, 'rulers' => [80, 100]]];
$me->updatePrefs(new Model\UpdatePrefsBody(['prefs' => $prefs]));
check($prefs, $me->prefs());
echo "ok 5 prefs\n";

$wrong = new Model\CreateEmailPasswordSessionBody(['email' => $email, 'password' => 'wrong-horse-9']);
check([401, 'user_invalid_credentials'], rejected(fn () => $backend->createEmailPasswordSession($wrong)));
echo "ok 6 wrong password\n";

$app = $me->createMfaAuthenticator('totp');
$me->updateMfaAuthenticator('totp', new Model\UpdateMfaAuthenticatorBody(['otp' => totp($app->getSecret())]));
$me->updateMFA(new Model\UpdateMfaBody(['mfa' => true]));
$second = signedIn($backend->createEmailPasswordSession($credentials));
check([401, 'user_more_factors_required'], rejected(fn () => $second->get()));
$challenge = $second->createMfaChallenge(new Model\CreateMfaChallengeBody(['factor' => 'totp']));
$second->updateMfaChallenge(new Model\UpdateMfaChallengeBody(['challenge_id' => $challenge->getId(), 'otp' => totp($app->getSecret())]));
check(true, $second->get()->getMfa());
echo "ok 7 mfa\n";

// Without following, a 301 is an ApiException. The URL is for the user's browser.
try {
    $backend->createOAuth2Token('github', 'http://localhost/in', 'http://localhost/out');
    throw new \Exception('expected a redirect');
} catch (ApiException $redirect) {
    check(301, $redirect->getCode());
    check(true, parse_url($redirect->getResponseHeaders()['Location'][0], PHP_URL_HOST) !== null);
}
echo "ok 8 oauth2\n";

$sessions = $second->listSessions();
check(2, $sessions->getTotal());
check(1, count(array_filter($sessions->getSessions(), fn ($s) => $s->getCurrent())));
echo "ok 9 sessions\n";

$second->deleteSession('current');
check([401, 'general_unauthorized_scope'], rejected(fn () => $second->get()));
echo "ok 10 sign out\n";

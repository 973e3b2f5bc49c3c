# The account service from Ruby, with openapi-generator:
#
#   openapi-generator generate -i openapi/account.yaml -g ruby -o account \
#     --additional-properties=gemName=appwrite_account,moduleName=AppwriteAccount
#   APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… ruby -I account/lib story.rb
#
# For those who know the gem `appwrite`: above each call stands the line it replaces, after
# "gem:". Three things differ throughout. The body is a model and not keywords; ids of users
# are made here or with 'unique()', there is no `ID`; and every error is an ApiError, whose
# response_body holds the JSON with `type`.
require 'appwrite_account'
require 'openssl'
require 'securerandom'
require 'uri'

# gem: Appwrite::Client.new.set_endpoint(…).set_project(…).set_key(…)
# Key and session must not be sent together: one configuration each.
def account(credential)
  endpoint = URI(ENV.fetch('APPWRITE_ENDPOINT'))
  config = AppwriteAccount::Configuration.new do |c|
    c.scheme = endpoint.scheme
    c.host = "#{endpoint.host}:#{endpoint.port}"
    c.base_path = endpoint.path
    c.api_key = { 'X-Appwrite-Project' => ENV.fetch('APPWRITE_PROJECT_ID') }.merge(credential)
    c.params_encoding = :multi # queries[]=…&queries[]=…, one for each element
  end
  AppwriteAccount::AccountApi.new(AppwriteAccount::ApiClient.new(config))
end

def signed_in(session) = account('X-Appwrite-Session' => session.secret)

# Returns status and error type of a call that has to fail.
def rejected
  yield
  raise 'the call should have failed'
rescue AppwriteAccount::ApiError => e
  [e.code, JSON.parse(e.response_body)['type']]
end

def check(expected, actual)
  raise "expected #{expected.inspect}, but it is #{actual.inspect}" unless expected == actual
end

# The code that an authenticator app shows now for a base32 secret (RFC 6238).
def totp(secret)
  # The service accepts the code of the current 30 seconds only.
  sleep 1 if Time.now.to_i % 30 == 29
  bits = secret.delete('=').each_char.map { |c| 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.index(c).to_s(2).rjust(5, '0') }.join
  key = [bits[0, bits.size / 8 * 8]].pack('B*')
  mac = OpenSSL::HMAC.digest('SHA1', key, [Time.now.to_i / 30].pack('Q>'))
  code = mac[mac[-1].ord & 15, 4].unpack1('N') & 0x7fffffff
  format('%06d', code % 1_000_000)
end

backend = account('X-Appwrite-Key' => ENV.fetch('APPWRITE_API_KEY'))
email = "ruby-#{SecureRandom.uuid}@example.com"
password = 'correct-horse-9'

# gem: account.create(user_id: ID.unique(), email: email, password: password, name: 'Ann')
created = backend.create(AppwriteAccount::CreateBody.new(user_id: 'unique()', email: email, password: password, name: 'Ann'))
check email, created.email
puts 'ok 1 sign up'

# gem: account.create_email_password_session(email: email, password: password)
credentials = AppwriteAccount::CreateEmailPasswordSessionBody.new(email: email, password: password)
me = signed_in(backend.create_email_password_session(credentials))
puts 'ok 2 sign in'

# gem: account.get()
check created.id, me.get.id # `$id` in the JSON
puts 'ok 3 account'

# gem: account.list_logs(queries: [Query.limit(1), Query.offset(1)])
queries = [{ method: 'limit', values: [1] }, { method: 'offset', values: [1] }].map(&:to_json)
logs = me.list_logs(queries: queries).logs
check ['user.create'], logs.map(&:event)
puts 'ok 4 logs'

# gem: account.update_prefs(prefs: prefs), account.get_prefs().data
prefs = { theme: 'dark', editor: { size: 12, rulers: [80, 100] } }
me.update_prefs(AppwriteAccount::UpdatePrefsBody.new(prefs: prefs))
check prefs, me.get_prefs # a hash; its keys are symbols
puts 'ok 5 prefs'

# gem: rescue Appwrite::Exception => e, then e.type
wrong = AppwriteAccount::CreateEmailPasswordSessionBody.new(email: email, password: 'wrong-horse-9')
check([401, 'user_invalid_credentials'], rejected { backend.create_email_password_session(wrong) })
puts 'ok 6 wrong password'

# gem: account.create_mfa_authenticator(type: AuthenticatorType::TOTP)
app = me.create_mfa_authenticator('totp')
# gem: account.update_mfa_authenticator(type: AuthenticatorType::TOTP, otp: code)
me.update_mfa_authenticator('totp', AppwriteAccount::UpdateMfaAuthenticatorBody.new(otp: totp(app.secret)))
# gem: account.update_mfa(mfa: true)
me.update_mfa(AppwriteAccount::UpdateMfaBody.new(mfa: true))
second = signed_in(backend.create_email_password_session(credentials))
check([401, 'user_more_factors_required'], rejected { second.get })
# gem: account.create_mfa_challenge(factor: AuthenticationFactor::TOTP)
challenge = second.create_mfa_challenge(AppwriteAccount::CreateMfaChallengeBody.new(factor: 'totp'))
# gem: account.update_mfa_challenge(challenge_id: challenge.id, otp: code)
second.update_mfa_challenge(AppwriteAccount::UpdateMfaChallengeBody.new(challenge_id: challenge.id, otp: totp(app.secret)))
check true, second.get.mfa
puts 'ok 7 mfa'

# gem: account.create_o_auth2_token(provider: OAuthProvider::GITHUB, success: …, failure: …)
# Typhoeus does not follow redirects, so that the key stays here; leave it so. A 301 is an
# ApiError, and the URL for the user's browser is in its headers.
begin
  backend.create_o_auth2_token('github', success: 'http://localhost/in', failure: 'http://localhost/out')
  raise 'expected a redirect'
rescue AppwriteAccount::ApiError => e
  check 301, e.code
  raise 'no URL to open' unless URI(e.response_headers['Location']).host
end
puts 'ok 8 oauth2'

# gem: account.list_sessions()
sessions = second.list_sessions
check 2, sessions.total
check 1, sessions.sessions.count(&:current)
puts 'ok 9 sessions'

# gem: account.delete_session(session_id: 'current')
second.delete_session('current')
check([401, 'general_unauthorized_scope'], rejected { second.get })
puts 'ok 10 sign out'

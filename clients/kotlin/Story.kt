// The account service from Kotlin, with openapi-generator. Java programs can use the same
// client: it is a jar of classes.
//
//   openapi-generator generate -i openapi/account.yaml -g kotlin -o account --library jvm-okhttp3 \
//     --additional-properties=serializationLibrary=gson,packageName=appwrite.account
//   kotlinc -cp okhttp.jar:gson.jar -d story.jar account/src/main/kotlin Story.kt
//   APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… \
//     java -cp story.jar:okhttp.jar:okio.jar:gson.jar:kotlin-stdlib.jar StoryKt
//
// A status from 400 on is a ClientException or ServerException, whose response has the body.
import appwrite.account.apis.AccountApi
import appwrite.account.infrastructure.ApiClient
import appwrite.account.infrastructure.ClientError
import appwrite.account.infrastructure.ClientException
import appwrite.account.infrastructure.RequestConfig
import appwrite.account.infrastructure.RequestMethod
import appwrite.account.models.*
import com.google.gson.JsonParser
import java.net.URI
import java.nio.ByteBuffer
import java.util.UUID
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec

val endpoint: String = System.getenv("APPWRITE_ENDPOINT")

/** A header that says who calls. Key and session must not be sent together. */
class Credential(val header: String, val value: String)

/**
 * The generated client keeps credentials in one map for the whole process (ApiClient.apiKey),
 * so that all callers would be the same person. Here an interceptor adds that of the thread.
 */
val current = ThreadLocal<Credential>()

fun <T> Credential.use(call: AccountApi.() -> T): T {
    current.set(this)
    try {
        return AccountApi(endpoint).call()
    } finally {
        current.remove()
    }
}

/** createOAuth2Token throws for a redirect without saying where to: this returns the URL. */
class Redirects : ApiClient(endpoint) {
    fun oauth2(provider: String, success: String, failure: String): String {
        val query = mutableMapOf("success" to listOf(success), "failure" to listOf(failure))
        val response = request<Any>(RequestConfig(RequestMethod.GET, "/account/tokens/oauth2/$provider", query = query))
        check(response.statusCode == 301) { "expected a redirect" }
        return response.headers.getValue("location").single()
    }
}

fun configure() {
    ApiClient.builder
        // OkHttp follows redirects and sends the headers along, to any host. The Location of
        // createOAuth2Token is that of the provider: the API key would go there.
        .followRedirects(false)
        .addInterceptor { chain ->
            val request = chain.request().newBuilder().header("X-Appwrite-Project", System.getenv("APPWRITE_PROJECT_ID"))
            current.get()?.let { request.header(it.header, it.value) }
            chain.proceed(request.build())
        }
}

/** Status and error type of a call that has to fail. */
fun Credential.rejected(call: AccountApi.() -> Unit): Pair<Int, String> {
    try {
        use(call)
    } catch (e: ClientException) {
        val body = (e.response as ClientError<*>).body as String
        return e.statusCode to JsonParser.parseString(body).asJsonObject["type"].asString
    }
    throw IllegalStateException("the call should have failed")
}

fun <T> expect(expected: T, actual: T) = check(expected == actual) { "expected $expected, but it is $actual" }

/** The code that an authenticator app shows now for a base32 secret (RFC 6238). */
fun totp(secret: String): String {
    // The service accepts the code of the current 30 seconds only.
    if (System.currentTimeMillis() % 30_000 > 29_000) Thread.sleep(1000)
    val bits = secret.trimEnd('=').map { "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(it).toString(2).padStart(5, '0') }.joinToString("")
    val key = bits.chunked(8).filter { it.length == 8 }.map { it.toInt(2).toByte() }.toByteArray()
    val mac = Mac.getInstance("HmacSHA1").apply { init(SecretKeySpec(key, "HmacSHA1")) }
    val sum = mac.doFinal(ByteBuffer.allocate(8).putLong(System.currentTimeMillis() / 30_000).array())
    val code = ByteBuffer.wrap(sum).getInt(sum[19].toInt() and 15) and 0x7fffffff
    return (code % 1_000_000).toString().padStart(6, '0')
}

fun main() {
    configure()
    val backend = Credential("X-Appwrite-Key", System.getenv("APPWRITE_API_KEY"))
    val email = "kotlin-${UUID.randomUUID()}@example.com"
    val password = "correct-horse-9"

    val created = backend.use { create(CreateBody("unique()", email, password, "Ann")) }
    expect(email, created.email)
    println("ok 1 sign up")

    fun signIn(): Credential {
        val session = backend.use { createEmailPasswordSession(CreateEmailPasswordSessionBody(email, password)) }
        return Credential("X-Appwrite-Session", session.secret)
    }
    val me = signIn()
    println("ok 2 sign in")

    expect(created.dollarId, me.use { get() }.dollarId)
    println("ok 3 account")

    // A query is a JSON object in a string; queries[] is sent once for each.
    val queries = listOf("""{"method":"limit","values":[1]}""", """{"method":"offset","values":[1]}""")
    expect(listOf("user.create"), me.use { listLogs(queries, null) }.logs.map { it.event })
    println("ok 4 logs")

    // Gson decodes every number of a free-form object as a Double.
    val prefs = mapOf("theme" to "dark", "editor" to mapOf("size" to 12.0, "rulers" to listOf(80.0, 100.0)))
    me.use { updatePrefs(UpdatePrefsBody(prefs)) }
    expect<Map<String, Any>>(prefs, me.use { getPrefs() })
    println("ok 5 prefs")

    val wrong = CreateEmailPasswordSessionBody(email, "wrong-horse-9")
    expect(401 to "user_invalid_credentials", backend.rejected { createEmailPasswordSession(wrong) })
    println("ok 6 wrong password")

    val app = me.use { createMfaAuthenticator("totp") }
    me.use { updateMfaAuthenticator("totp", UpdateMfaAuthenticatorBody(totp(app.secret))) }
    me.use { updateMFA(UpdateMfaBody(true)) }
    val second = signIn()
    expect(401 to "user_more_factors_required", second.rejected { get() })
    val challenge = second.use { createMfaChallenge(CreateMfaChallengeBody(AuthenticationFactor.TOTP)) }
    second.use { updateMfaChallenge(UpdateMfaChallengeBody(challenge.dollarId, totp(app.secret))) }
    expect(true, second.use { get() }.mfa)
    println("ok 7 mfa")

    // The URL is for the user's browser.
    val location = backend.use { Redirects().oauth2("github", "http://localhost/in", "http://localhost/out") }
    check(URI(location).host != null)
    println("ok 8 oauth2")

    val sessions = second.use { listSessions() }
    expect(2, sessions.total)
    expect(1, sessions.sessions.count { it.current })
    println("ok 9 sessions")

    second.use { deleteSession("current") }
    expect(401 to "general_unauthorized_scope", second.rejected { get() })
    println("ok 10 sign out")
}

// The account service from C#, with NSwag:
//
//   nswag openapi2csclient /input:openapi/account.yaml /output:Account.cs /namespace:Appwrite /className:AccountClient /generateOptionalParameters:true
//   APPWRITE_ENDPOINT=… APPWRITE_PROJECT_ID=… APPWRITE_API_KEY=… dotnet run
//
// A status that is not a success is an ApiException; for the errors of the document it is an
// ApiException<Error>, and Result.Type is the error type of the service.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Appwrite;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Appwrite
{
    public partial class AccountClient
    {
        partial void UpdateJsonSerializerSettings(JsonSerializerSettings settings)
        {
            // Json.NET has a meaning of its own for `$id`, and would keep it from the models.
            settings.MetadataPropertyHandling = MetadataPropertyHandling.Ignore;
            settings.Converters.Add(new FactorsConverter());
        }
    }

    /// <summary>Session.Factors is a list, or an object with numeric keys: NSwag knows the object only.</summary>
    public class FactorsConverter : JsonConverter
    {
        public override bool CanWrite => false;

        public override bool CanConvert(System.Type type) => type == typeof(Factors);

        public override object ReadJson(JsonReader reader, System.Type type, object existing, JsonSerializer serializer)
        {
            var factors = new Factors();
            foreach (var factor in JToken.Load(reader).Values<JToken>())
            {
                var name = (string)(factor is JProperty property ? property.Value : factor);
                factors.AdditionalProperties.Add(factors.AdditionalProperties.Count.ToString(), name);
            }
            return factors;
        }

        public override void WriteJson(JsonWriter writer, object value, JsonSerializer serializer) => throw new NotSupportedException();
    }
}

public static class Story
{
    static readonly string Endpoint = Environment.GetEnvironmentVariable("APPWRITE_ENDPOINT");

    /// <summary>The calls with one credential: key and session must not be sent together.</summary>
    static AccountClient Account(string header, string value)
    {
        // HttpClient follows redirects and sends headers such as the key along, to any host.
        // The Location of createOAuth2Token is that of the provider: the key would go there.
        // It also keeps cookies. Signing somebody in sets one, and the next call of the back end
        // would be theirs (or fail, with the key on it).
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        http.DefaultRequestHeaders.Add("X-Appwrite-Project", Environment.GetEnvironmentVariable("APPWRITE_PROJECT_ID"));
        http.DefaultRequestHeaders.Add(header, value);
        return new AccountClient(http) { BaseUrl = Endpoint };
    }

    static AccountClient SignedIn(Session session) => Account("X-Appwrite-Session", session.Secret);

    /// <summary>Status and error type of a call that has to fail.</summary>
    static async Task<string> Rejected(Task call)
    {
        try
        {
            await call;
        }
        catch (ApiException<Error> e)
        {
            return e.StatusCode + " " + e.Result.Type;
        }
        throw new Exception("the call should have failed");
    }

    static void Check<T>(T actual, T expected)
    {
        if (!Equals(actual, expected)) throw new Exception($"{actual}, expected {expected}");
    }

    /// <summary>The code that an authenticator app shows now for a base32 secret (RFC 6238).</summary>
    static string Totp(string secret)
    {
        // The service accepts the code of the current 30 seconds only.
        if (DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 30 == 29) Thread.Sleep(1000);
        var digits = secret.TrimEnd('=').Select(c => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c));
        var bits = string.Concat(digits.Select(d => Convert.ToString(d, 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2)).ToArray();
        var counter = BitConverter.GetBytes(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30).Reverse().ToArray();
        var mac = new HMACSHA1(key).ComputeHash(counter);
        var code = BitConverter.ToInt32(mac.Skip(mac[19] & 15).Take(4).Reverse().ToArray(), 0) & 0x7fffffff;
        return (code % 1000000).ToString("D6");
    }

    static async Task Run()
    {
        var backend = Account("X-Appwrite-Key", Environment.GetEnvironmentVariable("APPWRITE_API_KEY"));
        var email = $"csharp-{Guid.NewGuid()}@example.com";
        var password = "correct-horse-9";

        var created = await backend.CreateAsync(new CreateBody { UserId = "unique()", Email = email, Password = password, Name = "Ann" });
        Check(created.Email, email);
        Console.WriteLine("ok 1 sign up");

        var credentials = new CreateEmailPasswordSessionBody { Email = email, Password = password };
        var me = SignedIn(await backend.CreateEmailPasswordSessionAsync(credentials));
        Console.WriteLine("ok 2 sign in");

        Check((await me.GetAsync()).Id, created.Id); // `$id` in the JSON
        Console.WriteLine("ok 3 account");

        // A query is a JSON object in a string; queries[] is sent once for each.
        var queries = new[] { "{\"method\":\"limit\",\"values\":[1]}", "{\"method\":\"offset\",\"values\":[1]}" };
        var logs = await me.ListLogsAsync(queries);
        Check(string.Join(" ", logs.Logs.Select(log => log.Event)), "user.create");
        Console.WriteLine("ok 4 logs");

        // Free-form objects are of type object: anything that is JSON goes in, a JObject comes out.
        var prefs = new { theme = "dark", editor = new { size = 12, rulers = new[] { 80, 100 } } };
        await me.UpdatePrefsAsync(new UpdatePrefsBody { Prefs = prefs });
        Check(JToken.DeepEquals((JObject)await me.GetPrefsAsync(), JObject.FromObject(prefs)), true);
        Console.WriteLine("ok 5 prefs");

        var wrong = new CreateEmailPasswordSessionBody { Email = email, Password = "wrong-horse-9" };
        Check(await Rejected(backend.CreateEmailPasswordSessionAsync(wrong)), "401 user_invalid_credentials");
        Console.WriteLine("ok 6 wrong password");

        var app = await me.CreateMfaAuthenticatorAsync(Appwrite.Type.Totp); // one enum for each path
        await me.UpdateMfaAuthenticatorAsync(Type2.Totp, new UpdateMfaAuthenticatorBody { Otp = Totp(app.Secret) });
        await me.UpdateMFAAsync(new UpdateMfaBody { Mfa = true });
        var second = SignedIn(await backend.CreateEmailPasswordSessionAsync(credentials));
        Check(await Rejected(second.GetAsync()), "401 user_more_factors_required");
        var challenge = await second.CreateMfaChallengeAsync(new CreateMfaChallengeBody { Factor = AuthenticationFactor.Totp });
        await second.UpdateMfaChallengeAsync(new UpdateMfaChallengeBody { ChallengeId = challenge.Id, Otp = Totp(app.Secret) });
        Check((await second.GetAsync()).Mfa, true);
        Console.WriteLine("ok 7 mfa");

        // Without following, a 301 is an ApiException. The URL is for the user's browser.
        try
        {
            await backend.CreateOAuth2TokenAsync(Provider2.Github, new Uri("http://localhost/in"), new Uri("http://localhost/out"));
            throw new Exception("expected a redirect");
        }
        catch (ApiException redirect) when (redirect.StatusCode == 301)
        {
            Check(new Uri(redirect.Headers["Location"].Single()).Host != "", true);
        }
        Console.WriteLine("ok 8 oauth2");

        var sessions = await second.ListSessionsAsync();
        Check(sessions.Total, 2);
        Check(sessions.Sessions.Count(s => s.Current), 1);
        Console.WriteLine("ok 9 sessions");

        await second.DeleteSessionAsync("current");
        Check(await Rejected(second.GetAsync()), "401 general_unauthorized_scope");
        Console.WriteLine("ok 10 sign out");
    }

    public static int Main()
    {
        Run().GetAwaiter().GetResult();
        return 0;
    }
}

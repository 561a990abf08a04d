// Value and derivative of a formula at a point: java Client.java "x**2 / log(x)" 2
// GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one. Java 11 or later; it has no
// reader of JSON, so two patterns take the place of Jackson or Gson here.

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Client {
    static final HttpClient HTTP =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    static HttpResponse<String> post(String url, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
        String token = System.getenv("GRADD_TOKEN");
        if (token != null) request.header("Authorization", "Bearer " + token);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static final String VALUE = "(\"(?:\\\\.|[^\"\\\\])*\"|\\[[^{}]*\\]|[^\",{}]+)";

    /** The number, string or array behind a piece of JSON; "none" if there is none. */
    static String after(String piece, String json) {
        Matcher found = Pattern.compile(piece + VALUE).matcher(json);
        return found.find() ? found.group(1) : "none";
    }

    /** The numbers of a tensor; what is no tensor is itself. */
    static String data(String kind, String name, String json) {
        return after("\"" + kind + "\":\\{\"" + name + "\":(?:\\{[^{}]*\"data\":)?", json);
    }

    /** The text of a string. */
    static String text(String json) {
        return json.replaceAll("^\"|\"$", "").replace("\\\"", "\"");
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> env = System.getenv();
        String url = env.getOrDefault("GRADD_URL", "http://127.0.0.1:8080");
        String expr = args.length > 0 ? args[0] : "(sin(x) + x**2) / log(x)";
        String x = args.length > 1 ? args[1] : "2";
        String question = "{\"expr\": " + quote(expr) + ", \"inputs\": {\"x\": " + x + "}}";

        HttpResponse<String> reply = null;
        try {
            reply = post(url + "/v1/evaluate", question);
        } catch (IOException error) {
            System.err.println("error    " + error);
            System.exit(1);
        }
        String answer = reply.body();
        if (reply.statusCode() != 200) {
            System.err.println("error    " + text(after("\"detail\":", answer)));
            System.err.println("hint     " + text(after("\"hint\":", answer)));
            System.exit(1);
        }
        System.out.println("value    " + data("outputs", "out", answer));
        System.out.println("gradient " + data("gradients", "x", answer));
    }
}

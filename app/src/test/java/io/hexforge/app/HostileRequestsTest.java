package io.hexforge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.oidc.identity.LocalProvider;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.app.Operations.Operation;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.Api;
import io.hexforge.domain.identity.User;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is sent to any route of accounts, by whomever: the client is told what is wrong, and nothing breaks.
class HostileRequestsTest {
    /// Each field gets every fifth value, and every value is got by every fifth field; `-Dhostile.sample=1` for all.
    private static final int SAMPLE = Integer.getInteger("hostile.sample", 5);

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static LocalProvider provider;
    private static Node node;
    private static HttpClient client;
    private static List<Operation> operations;

    private final List<String> faults = new ArrayList<>();
    private Household household;
    private int turn;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start(folder.resolve("database"), new SecureRandom());
        provider = new LocalProvider();
        node = Node.serve(
                Config.from(Map.ofEntries(
                        Map.entry("HEXFORGE_HOME", folder.resolve("home").toString()),
                        Map.entry("PORT", "0"),
                        Map.entry("DATABASE_URL", ForeignIdsTest.url(postgres.address())),
                        Map.entry("WORKERS", "0"),
                        Map.entry("TRUST_PROXY", "true"),
                        Map.entry("RATE_LIMIT_PER_MINUTE", "0"),
                        Map.entry("ARGON2_MEMORY_KIB", "1024"),
                        Map.entry("ARGON2_PASSES", "1"),
                        Map.entry("OIDC_LOCAL_ISSUER", provider.issuer().toString()),
                        Map.entry("OIDC_LOCAL_CLIENT_ID", LocalProvider.CLIENT),
                        Map.entry("OIDC_LOCAL_CLIENT_SECRET", LocalProvider.SECRET))),
                "test");
        client = HttpClient.newHttpClient();
        operations = new Operations(new Api(node.url(), "").get("/openapi.json").text()).ofAccounts();
        assertThat(operations).hasSizeGreaterThan(90);
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
        provider.close();
        postgres.close();
    }

    @BeforeEach
    void settle(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        household = new Household(node, postgres.address(), name.substring(3, name.indexOf("_breaks")));
    }

    /// {@return credentials that work, whatever was done before}
    private List<String> credentials() {
        return List.of(household.session(household.owner()), operator(), household.session(household.viewer()), "");
    }

    private static String operator() {
        User operator = node.useCases()
                .logins()
                .sessions()
                .who(node.operator())
                .orElseThrow()
                .user();
        return Household.signedIn(node, operator).accessToken().reveal();
    }

    /// {@return the inputs whose turn it is}
    private <T> List<T> some(List<T> inputs) {
        var some = new ArrayList<T>();
        for (T input : inputs) {
            if (turn++ % SAMPLE == 0) {
                some.add(input);
            }
        }
        turn++;
        return some;
    }

    @Test
    void no_body_breaks_a_route() throws Exception {
        for (Operation operation : operations) {
            for (String credential : credentials()) {
                for (String body : some(HostileInputs.BODIES)) {
                    send(operation, household.path(operation), credential, body.getBytes(UTF_8));
                }
                send(operation, household.path(operation), credential, new byte[] {'{', '"', (byte) 0xff, '"', '}'});
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void no_value_breaks_a_route() throws Exception {
        for (Operation operation : operations) {
            for (String name : operation.members().keySet()) {
                String credential = turn % 2 == 0 ? operator() : household.session(household.owner());
                for (String value : some(HostileInputs.VALUES)) {
                    byte[] body = operation.body(name, value).getBytes(UTF_8);
                    send(operation, household.path(operation), credential, body);
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void no_address_breaks_a_route() throws Exception {
        for (Operation operation : operations) {
            String credential = operator();
            byte[] body = operation.body().getBytes(UTF_8);
            for (String name : operation.inQuery()) {
                for (String value : some(HostileInputs.QUERIES)) {
                    send(operation, household.path(operation) + "?" + name + "=" + value, credential, body);
                }
            }
            for (String name : operation.inPath()) {
                for (String value : some(HostileInputs.QUERIES)) {
                    String path = operation.path().replace("{" + name + "}", value.replace("//", ""));
                    String whole = path.replaceAll("\\{\\w+}", UUID.randomUUID().toString());
                    send(operation, whole, credential, body);
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void no_header_breaks_a_route() throws Exception {
        for (Operation operation : operations) {
            String credential = household.session(household.owner());
            byte[] body = operation.body().getBytes(UTF_8);
            for (var header : HostileInputs.HEADERS.entrySet()) {
                for (String value : some(header.getValue())) {
                    String shown = HostileInputs.CREDENTIALS.contains(header.getKey()) ? "" : credential;
                    send(operation, household.path(operation), shown, body, header.getKey(), value);
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    private void send(Operation operation, String path, String credential, byte[] body, String... header)
            throws InterruptedException {
        HttpRequest request;
        try {
            request = request(operation, path, credential, body, header);
        } catch (IllegalArgumentException notSentByThisClient) {
            return;
        }
        String fault;
        try {
            fault = fault(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            fault = "got no answer: " + e;
        }
        if (fault != null) {
            faults.add(String.join(
                    " ",
                    operation.method(),
                    shortened(path),
                    String.join(": ", header),
                    shortened(new String(body, UTF_8)),
                    fault));
        }
    }

    private static HttpRequest request(
            Operation operation, String path, String credential, byte[] body, String... header) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Content-Type", "application/json")
                .method(
                        operation.method(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        if (header.length > 0) {
            request.setHeader(header[0], header[1]);
        }
        return request.build();
    }

    private static String shortened(String text) {
        return text.length() < 300 ? text : text.substring(0, 150) + " ... " + text.substring(text.length() - 100);
    }

    /// {@return what is wrong with an answer; null if it is one that a client may get}
    private static String fault(HttpResponse<String> answer) {
        String fault = faultOf(answer);
        return fault == null ? null : fault + ": " + answer.statusCode() + " " + shortened(answer.body());
    }

    private static String faultOf(HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        String body = answer.body();
        if (answer.statusCode() >= 500) {
            return "broke";
        }
        if (body.contains("Exception") || body.contains("at io.hexforge")) {
            return "shows its insides";
        }
        if (answer.statusCode() < 400) {
            return null;
        }
        if (!type.equals("application/problem+json")) {
            return "is no problem document, but " + type;
        }
        if (body.contains(HostileInputs.SENTINEL)) {
            return "says a secret back";
        }
        boolean silent = body.contains("\"invalid_request\"") && !body.contains("\"pointer\"");
        return silent ? "does not say where" : null;
    }
}

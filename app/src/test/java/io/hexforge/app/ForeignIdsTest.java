package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.app.Operations.Operation;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.Api;
import io.hexforge.domain.identity.User;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever knows the ids of what is not theirs gets nowhere with them, on any route there is.
class ForeignIdsTest {
    /// What members of whatever role may do with their tenant.
    private static final Set<String> OF_EVERY_MEMBER = Set.of("GET /v1/tenants/{id}", "POST /v1/tenants/{id}/switch");

    /// What is written down about those who try.
    private static final Set<String> ABOUT_WHO_TRIES =
            Set.of("identity.audit_log", "identity.audit_chains", "identity.versions", "job.versions");

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static Node node;
    private static Household household;
    private static List<Operation> all;
    /// Those that name something by its id.
    private static List<Operation> operations;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start(folder.resolve("database"), new SecureRandom());
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        folder.resolve("home").toString(),
                        "PORT",
                        "0",
                        "DATABASE_URL",
                        url(postgres.address()),
                        "WORKERS",
                        "0",
                        "RATE_LIMIT_PER_MINUTE",
                        "0")),
                "test");
        household = new Household(node, postgres.address(), "household");
        all = new Operations(new Api(node.url(), "").get("/openapi.json").text()).ofAccounts();
        operations = all.stream()
                .filter(operation -> !operation.inPath().isEmpty())
                .filter(operation -> !operation.inPath().contains("provider"))
                .toList();
        assertThat(operations).hasSizeGreaterThan(30);
    }

    @AfterAll
    static void stop() {
        node.close();
        postgres.close();
    }

    static String url(DatabaseAddress address) {
        String password = URLEncoder.encode(String.valueOf(address.password()), StandardCharsets.UTF_8);
        return "postgres://" + address.user() + ":" + password + "@"
                + address.hosts().getFirst() + "/" + address.database();
    }

    @Test
    void nobody_reaches_anything() throws Exception {
        assertKeptOut("", Set.of());
    }

    @Test
    void the_owner_of_another_tenant_reaches_nothing() throws Exception {
        var others = new Household(node, postgres.address(), "others");

        assertKeptOut(others.session(others.owner()), Set.of());
        assertKeptOut(key(others.session(others.owner()), ""), Set.of());
        assertKeptOut(others.session(others.member()), Set.of());
    }

    @Test
    void a_viewer_looks_at_the_tenant_and_at_nothing_else() throws Exception {
        assertKeptOut(household.session(household.viewer()), OF_EVERY_MEMBER);
    }

    @Test
    void whoever_was_removed_reaches_nothing_with_old_or_new_tokens() throws Exception {
        var left = new Household(node, postgres.address(), "left");
        User member = left.member();
        String before = left.session(member);
        String key = key(before, "");
        var asOwner = new Api(node.url(), left.session(left.owner()));
        assertThat(asOwner.delete("/v1/tenants/" + member.tenantId() + "/members/" + member.id())
                        .status())
                .isEqualTo(204);

        for (String credential : List.of(before, key)) {
            assertThat(new Api(node.url(), credential).get("/v1/auth/me").status())
                    .isEqualTo(401);
        }
        assertKeptOut(left, left.session(member), Set.of());
    }

    @Test
    void a_key_reaches_no_more_than_its_scopes() throws Exception {
        String session = household.session(household.owner());

        assertKeptOut(key(session, "gateway:use"), Set.of());
        assertKeptOut(
                key(session, "profile:read"), Set.of("GET /v1/tenants/{id}", "PATCH /v1/notifications/{id}/read"));
    }

    /// Otherwise the ids above could be wrong, and nobody would notice.
    @Test
    void the_owner_and_the_operator_reach_all_of_it() throws Exception {
        var operator = new Api(node.url(), node.localToken().reveal());
        var unreached = new ArrayList<String>();
        for (int i = 0; i < operations.size(); i++) {
            Operation operation = operations.get(i);
            var own = new Household(node, postgres.address(), "own" + i);
            Api api =
                    operation.path().startsWith("/v1/admin") ? operator : new Api(node.url(), own.session(own.owner()));
            int status = api.send(operation.method(), own.path(operation), own.body(operation))
                    .status();
            if (status == 401 || status == 403 || status == 404) {
                unreached.add(operation + ": " + status);
            }
        }

        assertThat(unreached).isEmpty();
    }

    /// A browser adds its cookies to what any site's page asks for.
    @Test
    void another_sites_page_changes_nothing() throws Exception {
        var nobody = new Api(node.url(), "");
        List<Operation> closed = all.stream()
                .filter(operation -> !operation.method().equals("GET"))
                .filter(operation -> nobody.send(operation.method(), household.path(operation), "{}")
                        .text()
                        .contains("invalid_api_key"))
                .toList();
        assertThat(closed).hasSizeGreaterThan(40);
        String cookie = "__Host-hexforge-access=" + household.session(household.owner());
        Map<String, String> before = contents();

        try (var browser = HttpClient.newHttpClient()) {
            for (Operation operation : closed) {
                var request = HttpRequest.newBuilder(node.url().resolve(household.path(operation)))
                        .header("Content-Type", "application/json")
                        .header("Cookie", cookie)
                        .method(operation.method(), BodyPublishers.ofString(household.body(operation)));
                var answer = browser.send(request.build(), BodyHandlers.ofString());
                assertThat(answer.body()).as(operation.toString()).contains("csrf_token_mismatch");
                assertThat(answer.statusCode()).isEqualTo(403);
            }
        }
        assertThat(contents()).isEqualTo(before);
    }

    private static String key(String session, String scope) {
        String scopes = scope.isEmpty() ? "" : ",\"scopes\":[\"" + scope + "\"]";
        var reply = new Api(node.url(), session).post("/v1/api-keys", "{\"name\":\"other\"" + scopes + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().path("secret").asText();
    }

    private static void assertKeptOut(String credential, Set<String> allowed) throws SQLException {
        assertKeptOut(household, credential, allowed);
    }

    private static void assertKeptOut(Household house, String credential, Set<String> allowed) throws SQLException {
        Map<String, String> before = contents();
        var api = new Api(node.url(), credential);
        var reached = new ArrayList<String>();
        for (Operation operation : operations) {
            if (allowed.contains(operation.toString())) {
                continue;
            }
            Api.Reply reply = api.send(operation.method(), house.path(operation), house.body(operation));
            if (!Set.of(401, 403, 404).contains(reply.status())) {
                reached.add(operation + ": " + reply.status() + " " + reply.text());
            }
        }

        assertThat(reached).isEmpty();
        assertThat(contents()).isEqualTo(before);
    }

    private static final String TABLES = """
            select schemaname || '.' || tablename from pg_tables
            where schemaname in ('identity', 'job', 'gateway', 'project')
              and has_table_privilege('hexforge_system', schemaname || '.' || tablename, 'select')
            """;

    /// {@return what each table holds, in short}
    private static Map<String, String> contents() throws SQLException {
        DatabaseAddress address = postgres.address();
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                var statement = connection.createStatement()) {
            statement.execute("set role hexforge_system");
            var names = new ArrayList<String>();
            try (var rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            names.removeAll(ABOUT_WHO_TRIES);
            var contents = new TreeMap<String, String>();
            for (String name : names) {
                try (var rows = statement.executeQuery(
                        "select md5(string_agg(t::text, '|' order by t::text)) from " + name + " t")) {
                    rows.next();
                    contents.put(name, String.valueOf(rows.getString(1)));
                }
            }
            return contents;
        }
    }
}

package io.hexforge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.app.Operations.Operation;
import io.hexforge.app.faults.Api;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driving.identity.SignedIn;
import io.hexforge.ports.driving.job.JobOrder;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A tenant with an owner, a member, a viewer, and one of everything that has an id in a path.
final class Household {
    private static final Ids IDS = new Ids(InstantSource.system(), new SecureRandom());

    /// A kind of jobs that no node does.
    private static final String DOOMED = "doomed";

    private final Node node;
    private final String name;
    private final Tenant tenant;
    private final User owner;
    private final User member;
    private final User viewer;
    private final Map<String, UUID> ids = new HashMap<>();

    /// @param database where is put what no client can make without an authenticator or a provider
    Household(Node node, DatabaseAddress database, String name) throws SQLException {
        this.node = node;
        this.name = name;
        tenant = new Tenant(IDS.next(), name, name, Instant.now());
        owner = person("owner", tenant, Role.OWNER);
        member = person("member", null, Role.MEMBER);
        viewer = person("viewer", null, Role.VIEWER);
        fill(new Api(node.url(), session(owner)));
        putWaysIn(database);
    }

    private User person(String who, @Nullable Tenant newTenant, Role role) {
        Instant now = Instant.now();
        String called = name + "-" + who;
        User user = new User(IDS.next(), tenant.id(), called, called, false, now)
                .reachedAt(new EmailAddress(called + "@example.org"), now);
        var membership = new Membership(tenant.id(), user.id(), role, now);
        assertThat(accounts().add(user, newTenant, membership, null)).isEqualTo(AccountStore.Stored.DONE);
        return user;
    }

    private AccountStore accounts() {
        return node.useCases().personal().accounts();
    }

    private void fill(Api asOwner) {
        String path = "/v1/tenants/" + tenant.id();
        ids.put("invite", id(asOwner, path + "/invites", "{\"email\":\"" + name + "-guest@example.org\"}", "/id"));
        ids.put("service", id(asOwner, path + "/service-accounts", "{\"name\":\"robot\"}", "/user_id"));
        String keys = path + "/service-accounts/" + ids.get("service") + "/keys";
        ids.put("service_key", id(asOwner, keys, "{\"name\":\"robot's\"}", "/key/id"));
        ids.put("api_key", id(asOwner, "/v1/api-keys", "{\"name\":\"a key\"}", "/key/id"));
        ids.put("waiting", id(asOwner, "/v1/waitlist", "{\"email\":\"" + name + "-waits@example.org\"}", "/id"));
        ids.put("project", id(asOwner, "/v1/projects", "{\"title\":\"a project\"}", "/id"));
        id(
                asOwner,
                "/v1/projects/" + ids.get("project") + "/files",
                "{\"path\":\"src/a.ts\",\"content\":\"x\"}",
                "/id");
        var asOperator = new Api(node.url(), node.localToken().reveal());
        ids.put("code", id(asOperator, "/v1/admin/invite-codes", "{}", "/id"));
        ids.put("session", signedIn(owner).session().id());
        ids.put("members_session", signedIn(member).session().id());
        ids.put("job", failedJob());
        ids.put("dead_job", failedJob());
        var notifications = node.useCases().personal().manageNotifications();
        notifications.notify(owner, NotificationKind.ACCOUNT_ALERTS, "test", null, "A test.", JsonObject.EMPTY);
        var asThemselves = new Actor(tenant.id(), owner.id(), null, Set.of(), false);
        ids.put(
                "notification",
                notifications
                        .page(asThemselves, false, new Page.Request(null, 1))
                        .items()
                        .getFirst()
                        .id());
    }

    private UUID failedJob() {
        var background = node.useCases().background();
        var order = JobOrder.of(DOOMED, "{}");
        UUID id = background.enqueueJob().submit(new JobOwner(tenant.id(), owner.id()), order);
        background
                .jobs()
                .claim(Set.of(DOOMED), Duration.ofMinutes(1), 1000, 1000)
                .forEach(claim -> background.jobs().settle(claim, new JobEnding.Failed("a test", true)));
        return id;
    }

    private static UUID id(Api api, String path, String body, String pointer) {
        Api.Reply reply = api.post(path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        JsonNode found = reply.json().at(pointer);
        return UUID.fromString(found.asText());
    }

    private static final String PASSKEY = """
            insert into identity.passkeys values (?, ?, ?, 'handle', 'key', 0, '{}', false, false, ?, 'a passkey',
                now(), null, 1)
            """;
    private static final String LOGIN_ELSEWHERE = """
            insert into identity.external_logins
            values (?, ?, 'local', 'https://issuer.example.org', ?, 'somebody', now())
            """;

    private void putWaysIn(DatabaseAddress database) throws SQLException {
        ids.put("passkey", IDS.next());
        ids.put("link", IDS.next());
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement();
                    var passkey = connection.prepareStatement(PASSKEY);
                    var link = connection.prepareStatement(LOGIN_ELSEWHERE)) {
                statement.execute("set local role hexforge_app");
                statement.execute("select set_config('hexforge.user', '" + owner.id() + "', true)");
                passkey.setObject(1, ids.get("passkey"));
                passkey.setObject(2, owner.id());
                passkey.setString(3, Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(UTF_8)));
                passkey.setObject(4, ids.get("passkey"));
                passkey.execute();
                link.setObject(1, ids.get("link"));
                link.setObject(2, owner.id());
                link.setString(3, name);
                link.execute();
            }
            connection.commit();
        }
    }

    User owner() {
        return owner;
    }

    User member() {
        return member;
    }

    User viewer() {
        return viewer;
    }

    /// {@return an access token of a new session, fresh enough for everything}
    String session(User user) {
        return signedIn(user).accessToken().reveal();
    }

    private SignedIn signedIn(User user) {
        return signedIn(node, user);
    }

    static SignedIn signedIn(Node node, User user) {
        return node.useCases()
                .logins()
                .sessions()
                .open(user, Set.of(AuthMethod.PASSWORD), new Device("test", "127.0.0.1"));
    }

    /// {@return an ordinary body, for this household's tenant}
    String body(Operation operation) {
        return operation.members().containsKey("tenant_id")
                ? operation.body("tenant_id", "\"" + tenant.id() + "\"")
                : operation.body();
    }

    /// {@return a path with this household's ids}
    String path(Operation operation) {
        String path = operation.path();
        for (String placeholder : operation.inPath()) {
            path = path.replace("{" + placeholder + "}", value(operation.path(), placeholder));
        }
        return path;
    }

    private String value(String path, String placeholder) {
        return switch (placeholder) {
            case "provider" -> "local";
            case "user" -> known(path.contains("/service-accounts") ? "service" : "member");
            case "key" -> known("service_key");
            case "path" -> "src/a.ts";
            case "session" -> known("members_session");
            case "invite" -> known("invite");
            case "type" -> "nobody-does-it";
            case "id" -> known(path.substring(0, path.indexOf("/{id}")));
            default -> throw new AssertionError("tell this class what {" + placeholder + "} is in " + path);
        };
    }

    private String known(String what) {
        return switch (what) {
            case "/v1/tenants" -> tenant.id().toString();
            case "/v1/admin/users", "member" -> member.id().toString();
            case "/v1/api-keys" -> known("api_key");
            case "/v1/auth/sessions" -> known("session");
            case "/v1/auth/passkeys" -> known("passkey");
            case "/v1/auth/external-logins" -> known("link");
            case "/v1/projects" -> known("project");
            case "/v1/notifications" -> known("notification");
            case "/v1/admin/waitlist" -> known("waiting");
            case "/v1/admin/invite-codes" -> known("code");
            case "/v1/jobs" -> known("job");
            case "/v1/admin/jobs/dead" -> known("dead_job");
            default -> {
                assertThat(ids).as("tell this class what %s/{id} is", what).containsKey(what);
                yield ids.get(what).toString();
            }
        };
    }
}

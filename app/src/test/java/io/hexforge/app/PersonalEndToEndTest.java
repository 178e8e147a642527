package io.hexforge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.app.config.Config;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driving.identity.CarryOutDeletion;
import io.hexforge.ports.driving.identity.ManageApiKeys.Issued;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is personal on a whole node: its mail, pictures, export and end.
class PersonalEndToEndTest {
    private static final Ids IDS = new Ids(InstantSource.system(), new SecureRandom());

    @TempDir
    private static Path home;

    private static Node node;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        node = Node.serve(
                Config.from(Map.of("HEXFORGE_HOME", home.toString(), "PORT", "0", "RATE_LIMIT_PER_MINUTE", "0")),
                "test");
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    private static AccountStore accounts() {
        return node.useCases().personal().accounts();
    }

    private static User newcomer(String name) {
        Instant now = Instant.now();
        var tenant = new Tenant(IDS.next(), name, name, now);
        var address = new EmailAddress(name + "@example.org");
        User user = new User(IDS.next(), tenant.id(), name, name, false, now).reachedAt(address, now);
        accounts().add(user, tenant, new Membership(tenant.id(), user.id(), Role.OWNER, now), null);
        return user;
    }

    private static String key(User user) {
        var actor = new Actor(user.tenantId(), user.id(), null, Role.OWNER.scopes(), false);
        var issued = node.useCases().manageApiKeys().create(actor, "test", actor.scopes(), null);
        return ((Issued.Made) issued).secret().reveal();
    }

    private static HttpResponse<byte[]> send(String key, String method, String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(node.url().resolve(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", path.endsWith("avatar") ? "image/png" : "application/json")
                .method(method, BodyPublishers.ofByteArray(body));
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static int status(String key) {
        try {
            return send(key, "GET", "/v1/users/me", new byte[0]).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> outbox() {
        Path outbox = home.resolve("outbox");
        if (!Files.exists(outbox)) {
            return List.of();
        }
        try (var files = Files.list(outbox)) {
            return files.filter(file -> file.toString().endsWith(".eml")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] picture() throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(900, 300, BufferedImage.TYPE_INT_ARGB), "png", bytes);
        return bytes.toByteArray();
    }

    @Test
    void mail_that_is_sent_lies_in_the_outbox_soon() {
        node.useCases()
                .background()
                .sendMail()
                .send(
                        new EmailAddress("carl@example.org"),
                        MailTemplate.MAGIC_LINK,
                        Map.of("link", "https://example.org/l"));

        Race.until(() -> outbox().stream()
                .map(PersonalEndToEndTest::text)
                .anyMatch(mail -> mail.contains("To: carl@example.org") && mail.contains("https://example.org/l")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_user_takes_everything_along_and_is_gone_in_the_end() throws Exception {
        User ada = newcomer("ada");
        String key = key(ada);
        assertThat(send(key, "PATCH", "/v1/users/me", "{\"bio\":\"Counts.\"}".getBytes(UTF_8))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(key, "POST", "/v1/users/me/avatar", picture()).statusCode())
                .isEqualTo(200);
        byte[] shown = send(key, "GET", "/v1/users/me/avatar", new byte[0]).body();
        assertThat(ImageIO.read(new ByteArrayInputStream(shown)).getWidth()).isEqualTo(512);

        String export =
                unzipped(send(key, "GET", "/v1/users/me/export", new byte[0]).body());
        assertThat(export).contains("ada@example.org", "Counts.", "avatar.png").doesNotContain(key);

        String session = node.useCases()
                .logins()
                .sessions()
                .open(ada, Set.of(AuthMethod.PASSWORD), new Device("test", "127.0.0.1"))
                .accessToken()
                .reveal();
        assertThat(send(session, "DELETE", "/v1/users/me", new byte[0]).statusCode())
                .isEqualTo(200);
        comeDue(ada);

        Race.until(() -> accounts().find(ada.id()).isEmpty());
        Race.until(() -> !Files.exists(home.resolve("blobs/avatars/" + ada.id())));
        Race.until(() -> status(key) == 401);
    }

    /// As if thirty days had passed, and the hour that an account is disabled before it is erased.
    private static void comeDue(User user) {
        Instant due = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.MICROS);
        User stored = accounts().find(user.id()).orElseThrow();
        assertThat(stored.deletionDueAt()).isAfter(Instant.now().plus(Duration.ofDays(29)));
        User overdue = stored.deletedAt(due).disabled(due);
        assertThat(accounts().save(overdue, stored.version())).isEqualTo(AccountStore.Stored.DONE);
        node.useCases().background().enqueueJob().at(due, CarryOutDeletion.KIND, null, user.id() + " " + due);
    }

    private static String unzipped(byte[] zip) throws IOException {
        var all = new StringBuilder();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                all.append(entry.getName()).append('\n');
                all.append(new String(in.readAllBytes(), UTF_8)).append('\n');
            }
        }
        return all.toString();
    }
}

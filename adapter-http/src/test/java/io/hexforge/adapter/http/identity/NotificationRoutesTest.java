package io.hexforge.adapter.http.identity;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.domain.identity.User;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationRoutesTest {
    private static final String PATH = "/v1/notifications";
    private static final String PREFERENCES = "/v1/notification-preferences";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private void tell(User user, NotificationKind kind, String summary) {
        server.personal()
                .notifications()
                .notify(user, kind, "test.happened", "e-1", summary, new JsonObject(Map.of("a", new JsonString("b"))));
    }

    private User operator() {
        return server.accounts().operator().orElseThrow();
    }

    private int unread() throws Exception {
        return json(server.get(PATH + "/unread-count")).get("count").intValue();
    }

    @Test
    void what_a_user_was_told_is_listed_newest_first() throws Exception {
        tell(operator(), NotificationKind.JOB_STATUS, "one");
        tell(operator(), NotificationKind.JOB_STATUS, "two");

        JsonNode first = json(server.get(PATH + "?limit=1"));
        assertThat(first.at("/items/0/content_summary").textValue()).isEqualTo("two");
        assertThat(first.at("/items/0/data/a").textValue()).isEqualTo("b");
        JsonNode second = json(
                server.get(PATH + "?limit=1&cursor=" + first.get("next_cursor").textValue()));
        assertThat(second.at("/items/0/content_summary").textValue()).isEqualTo("one");
        assertThat(second.get("next_cursor").isNull()).isTrue();
    }

    @Test
    void one_is_marked_read_and_then_all() throws Exception {
        for (String summary : new String[] {"one", "two", "three"}) {
            tell(operator(), NotificationKind.ACCOUNT_ALERTS, summary);
        }
        assertThat(unread()).isEqualTo(3);
        String id = json(server.get(PATH)).at("/items/0/id").textValue();

        var read = server.send("PATCH", PATH + "/" + id + "/read", "");
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        assertThat(json(read).get("is_read").booleanValue()).isTrue();
        assertThat(unread()).isEqualTo(2);
        assertThat(json(server.get(PATH + "?unread=true")).get("items")).hasSize(2);

        assertThat(json(server.post(PATH + "/mark-all-read", "")).get("updated").intValue())
                .isEqualTo(2);
        assertThat(unread()).isZero();
    }

    @Test
    void anothers_notification_is_not_there() throws Exception {
        server.newcomer("grace");
        User grace = server.accounts().named("grace").orElseThrow();
        tell(grace, NotificationKind.JOB_STATUS, "for grace");

        assertThat(json(server.get(PATH)).get("items")).isEmpty();
        assertThat(server.send("PATCH", PATH + "/" + UUID.randomUUID() + "/read", "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.send("PATCH", PATH + "/x/read", "").statusCode()).isEqualTo(404);
    }

    @Test
    void who_does_not_want_to_be_told_is_not() throws Exception {
        assertThat(json(server.get(PREFERENCES)).toString())
                .isEqualTo("{\"notify_job_status\":true,\"notify_account_alerts\":true,"
                        + "\"notify_referral_rewards\":true,\"notify_product_updates\":true}");

        var response = server.send("PUT", PREFERENCES, "{\"notify_job_status\":false}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        tell(operator(), NotificationKind.JOB_STATUS, "unwanted");
        tell(operator(), NotificationKind.ACCOUNT_ALERTS, "wanted");

        assertThat(json(server.get(PREFERENCES)).get("notify_job_status").booleanValue())
                .isFalse();
        assertThat(json(server.get(PATH)).findValuesAsText("content_summary")).containsExactly("wanted");
        server.send("PUT", PREFERENCES, "{\"notify_job_status\":true}");
        tell(operator(), NotificationKind.JOB_STATUS, "wanted again");
        assertThat(unread()).isEqualTo(2);
    }
}

package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Notification;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every notification store does.
public interface NotificationStoreContract {
    AtomicLong COUNTER = new AtomicLong();
    Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    NotificationStore notifications();

    TestActors actors();

    private Notification added(Actor actor, @Nullable String entity) {
        var notification = new Notification(
                new UUID(0x0190_0000_0000_7000L + COUNTER.getAndIncrement(), -1L),
                actor.userId(),
                NotificationKind.ACCOUNT_ALERTS,
                "account.deletion_scheduled",
                entity,
                "Your account will be deleted. 😀",
                new JsonObject(Map.of("due", new JsonString("2026-04-04"))),
                NOW,
                null);
        notifications().add(actor, notification);
        return notification;
    }

    private List<Notification> all(Actor actor, boolean unreadOnly) {
        return notifications().page(actor, unreadOnly, Page.Request.first()).items();
    }

    @Test
    default void lists_newest_first_in_slices() {
        Actor ada = actors().newcomer();
        var added = new ArrayList<Notification>();
        for (int i = 0; i < 5; i++) {
            added.addFirst(added(ada, i % 2 == 0 ? null : "entity-" + i));
        }

        Page<Notification> first = notifications().page(ada, false, new Page.Request(null, 3));
        Page<Notification> second = notifications().page(ada, false, new Page.Request(first.next(), 3));

        assertThat(first.items()).isEqualTo(added.subList(0, 3));
        assertThat(second.items()).isEqualTo(added.subList(3, 5));
        assertThat(second.next()).isNull();
    }

    @Test
    default void counts_and_marks_what_is_unread() {
        Actor ada = actors().newcomer();
        Notification one = added(ada, null);
        Notification two = added(ada, null);
        added(ada, null);
        assertThat(notifications().unread(ada)).isEqualTo(3);

        assertThat(notifications().markRead(ada, one.id(), NOW)).hasValue(one.read(NOW));
        assertThat(notifications().markRead(ada, one.id(), NOW.plusSeconds(9))).hasValue(one.read(NOW));

        assertThat(notifications().unread(ada)).isEqualTo(2);
        assertThat(all(ada, true)).hasSize(2).contains(two);
        assertThat(notifications().markAllRead(ada, NOW)).isEqualTo(2);
        assertThat(notifications().markAllRead(ada, NOW)).isZero();
        assertThat(notifications().unread(ada)).isZero();
        assertThat(all(ada, false)).hasSize(3);
    }

    @Test
    default void nobody_sees_or_marks_anothers() {
        Actor ada = actors().newcomer();
        Actor bob = actors().colleagueOf(ada);
        Notification one = added(ada, null);

        assertThat(all(bob, false)).isEmpty();
        assertThat(notifications().unread(bob)).isZero();
        assertThat(notifications().markRead(bob, one.id(), NOW)).isEmpty();
        assertThat(notifications().markRead(ada, UUID.randomUUID(), NOW)).isEmpty();
        assertThat(notifications().markAllRead(bob, NOW)).isZero();
        assertThat(notifications().unread(ada)).isEqualTo(1);
    }

    @Test
    default void fifty_who_read_all_mark_each_once() {
        Actor ada = actors().newcomer();
        for (int i = 0; i < 30; i++) {
            added(ada, null);
        }

        assertThat(Race.ofFifty(i -> notifications().markAllRead(ada, NOW)).stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(30);
    }
}

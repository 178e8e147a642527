package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.domain.identity.Profile;
import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every profile store does.
public interface ProfileStoreContract {
    ProfileStore profiles();

    TestActors actors();

    private static Profile full(Actor actor) {
        return new Profile(
                actor.userId(),
                "Über mich\n😀",
                LocalDate.of(1990, 2, 28),
                36,
                "Engineer",
                "a friend",
                "https://example.org/me.png",
                new Profile.Avatar(new BlobKey("avatars/ada/1"), "image/png"),
                true,
                new JsonObject(Map.of("interests", new JsonArray(List.of(new JsonString("cats"))))),
                new JsonObject(Map.of("dark", new JsonBoolean(true))),
                Set.of(NotificationKind.PRODUCT_UPDATES, NotificationKind.JOB_STATUS),
                Instant.parse("2026-03-04T05:06:07.123456Z"),
                1);
    }

    private static Profile empty(Actor actor, long version) {
        return new Profile(
                actor.userId(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                JsonObject.EMPTY,
                JsonObject.EMPTY,
                Set.of(),
                Instant.parse("2026-03-04T05:06:08Z"),
                version);
    }

    @Test
    default void keeps_all_that_was_said() {
        Actor ada = actors().newcomer();
        assertThat(profiles().of(ada)).isEmpty();

        assertThat(profiles().save(ada, full(ada), 0)).isTrue();

        assertThat(profiles().of(ada)).hasValue(full(ada));
    }

    @Test
    default void keeps_that_nothing_is_said_any_more() {
        Actor ada = actors().newcomer();
        profiles().save(ada, full(ada), 0);

        assertThat(profiles().save(ada, empty(ada, 2), 1)).isTrue();

        assertThat(profiles().of(ada)).hasValue(empty(ada, 2));
    }

    @Test
    default void a_change_of_another_version_is_not_made() {
        Actor ada = actors().newcomer();
        assertThat(profiles().save(ada, empty(ada, 2), 1)).isFalse();
        profiles().save(ada, full(ada), 0);

        assertThat(profiles().save(ada, empty(ada, 2), 0)).isFalse();
        assertThat(profiles().save(ada, empty(ada, 3), 2)).isFalse();

        assertThat(profiles().of(ada)).hasValue(full(ada));
    }

    @Test
    default void nobody_sees_or_changes_anothers() {
        Actor ada = actors().newcomer();
        Actor bob = actors().colleagueOf(ada);
        profiles().save(ada, full(ada), 0);

        assertThat(profiles().of(bob)).isEmpty();
        boolean changed;
        try {
            changed = profiles().save(bob, empty(ada, 2), 1);
        } catch (PortException refusedByTheDatabase) {
            changed = false;
        }
        assertThat(changed).isFalse();
        assertThat(profiles().of(ada)).hasValue(full(ada));
    }

    @Test
    default void of_fifty_who_change_the_same_version_one_does() {
        Actor ada = actors().newcomer();
        profiles().save(ada, full(ada), 0);

        assertThat(Race.ofFifty(i -> profiles().save(ada, empty(ada, 2), 1))).containsOnlyOnce(true);
    }

    @Test
    default void of_fifty_who_save_the_first_one_does() {
        Actor ada = actors().newcomer();

        assertThat(Race.ofFifty(i -> profiles().save(ada, full(ada), 0))).containsOnlyOnce(true);
    }
}

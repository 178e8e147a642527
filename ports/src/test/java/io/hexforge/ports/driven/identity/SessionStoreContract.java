package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SessionSalt;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [SessionStore] does.
public interface SessionStoreContract {
    Instant NOW = Instant.parse("2026-03-04T05:06:07.123457Z");
    Random RANDOM = new Random(11);

    SessionStore sessions();

    TestActors actors();

    private Session added(Actor actor) {
        Session session = of(actor, NOW);
        sessions().add(session, 100);
        return session;
    }

    private static Session of(Actor actor, Instant now) {
        var user = new User(actor.userId(), actor.tenantId(), "ada", "Ada", false, now);
        return Session.opened(
                TestActors.IDS.next(),
                user,
                Set.of(AuthMethod.PASSWORD, AuthMethod.TOTP),
                new Device("Firefox – ü", "2001:db8::1"),
                SecretHash.of("0"),
                SessionSalt.generate(RANDOM),
                now);
    }

    private static Session rotated(Session session) {
        SecretHash next = SecretHash.of(session.tokenHash().hex());
        return session.rotated(
                next, new Device("other", "192.0.2.7"), session.rotatedAt().plusSeconds(60));
    }

    @Test
    default void keeps_a_session_as_it_was_given() {
        Session session = added(actors().newcomer());

        assertThat(sessions().find(session.id())).contains(session);
        assertThat(sessions().find(TestActors.IDS.next())).isEmpty();
    }

    @Test
    default void lists_only_the_actors_own_sessions_that_go_on_the_last_used_first() {
        Actor actor = actors().newcomer();
        Session first = added(actor);
        Session second = added(actor);
        Session ended = added(actor);
        added(actors().colleagueOf(actor));
        sessions().end(ended.id(), EndReason.LOGGED_OUT, NOW);
        Session used = rotated(first);
        sessions().save(used, first);

        assertThat(sessions().list(actor)).containsExactly(used, second);
    }

    @Test
    default void saves_only_what_was_made_from_the_present_state() {
        Session session = added(actors().newcomer());
        Session rotated = rotated(session);
        Session proved = rotated.reauthenticated(Set.of(AuthMethod.PASSKEY), NOW.plusSeconds(90));

        assertThat(sessions().save(rotated, session)).isTrue();
        assertThat(sessions().save(rotated, session)).isFalse();
        assertThat(sessions().save(proved, rotated)).isTrue();
        assertThat(sessions().save(rotated(rotated), rotated)).isFalse();
        assertThat(sessions().find(session.id())).contains(proved);

        sessions().end(session.id(), EndReason.LOGGED_OUT, NOW);
        assertThat(sessions().save(rotated(proved), proved)).isFalse();
    }

    @Test
    default void lets_exactly_one_of_fifty_concurrent_callers_rotate() {
        Session session = added(actors().newcomer());

        var outcomes = Race.ofFifty(i -> sessions().save(rotated(session), session));

        assertThat(outcomes).filteredOn(won -> won).hasSize(1);
        assertThat(sessions().find(session.id()).orElseThrow().generation()).isEqualTo(1);
    }

    @Test
    default void ends_the_sessions_that_were_unused_for_longest_when_there_are_too_many() {
        Actor owner = actors().newcomer();
        Session oldest = added(owner);
        Session middle = added(owner);
        Session newest = added(owner);
        Session used = rotated(middle);
        sessions().save(used, middle);
        Session others = added(actors().newcomer());
        long version = sessions().version();

        Session fourth = of(owner, NOW.plusSeconds(1));
        assertThat(sessions().add(fourth, 4)).isEmpty();
        assertThat(sessions().version()).isEqualTo(version);
        Session fifth = of(owner, NOW.plusSeconds(2));
        assertThat(sessions().add(fifth, 3)).containsExactlyInAnyOrder(oldest.id(), newest.id());

        assertThat(sessions().list(owner)).containsExactly(used, fifth, fourth);
        assertThat(sessions().refusedSince(NOW)).containsKeys(oldest.id(), newest.id());
        assertThat(sessions().find(others.id()).orElseThrow().ended()).isFalse();
        assertThat(sessions().version()).isNotEqualTo(version);
    }

    @Test
    default void ends_a_session_once() {
        Session session = added(actors().newcomer());

        assertThat(sessions().end(session.id(), EndReason.REVOKED, NOW)).contains(session);
        assertThat(sessions().end(session.id(), EndReason.LOGGED_OUT, NOW.plusSeconds(1)))
                .isEmpty();
        assertThat(sessions().end(TestActors.IDS.next(), EndReason.REVOKED, NOW))
                .isEmpty();
        assertThat(sessions().find(session.id())).contains(session.ended(EndReason.REVOKED, NOW));
    }

    @Test
    default void ends_exactly_once_for_fifty_concurrent_callers() {
        Session session = added(actors().newcomer());

        var outcomes = Race.ofFifty(i -> sessions().end(session.id(), EndReason.TOKEN_REUSED, NOW));

        assertThat(outcomes).filteredOn(Optional::isPresent).hasSize(1);
    }

    @Test
    default void ends_all_sessions_of_a_user_but_the_excepted_one() {
        Actor actor = actors().newcomer();
        Session kept = added(actor);
        Session one = added(actor);
        Session two = added(actor);
        Session others = added(actors().colleagueOf(actor));

        assertThat(sessions().endAll(actor.userId(), kept.id(), EndReason.PASSWORD_CHANGED, NOW))
                .containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(sessions().list(actor)).containsExactly(kept);
        assertThat(sessions().endAll(actor.userId(), null, EndReason.DISABLED, NOW))
                .containsExactly(kept.id());
        assertThat(sessions().find(others.id())).contains(others);
    }

    @Test
    default void tells_which_access_tokens_are_refused_and_since_when() {
        Actor actor = actors().newcomer();
        Session ended = added(actor);
        Session regranted = added(actor);
        Session rotated = added(actors().colleagueOf(actor));
        sessions().end(ended.id(), EndReason.LOGGED_OUT, NOW);

        assertThat(sessions().regrant(actor.userId(), NOW)).isEqualTo(Map.of(regranted.id(), 1));
        sessions().save(rotated(rotated), rotated);

        Map<UUID, Integer> refused = sessions().refusedSince(NOW);
        assertThat(refused).containsEntry(ended.id(), Session.ENDED).containsEntry(regranted.id(), 1);
        assertThat(refused).doesNotContainKey(rotated.id());
        assertThat(sessions().refusedSince(NOW.plusSeconds(1))).doesNotContainKeys(ended.id(), regranted.id());
        assertThat(sessions().find(regranted.id())).contains(regranted.regranted(NOW));
    }

    @Test
    default void has_another_version_whenever_more_is_refused() {
        Actor actor = actors().newcomer();
        Session first = added(actor);
        Session second = added(actor);
        long version = sessions().version();
        sessions().save(rotated(first), first);
        assertThat(sessions().version()).isEqualTo(version);

        sessions().end(first.id(), EndReason.LOGGED_OUT, NOW);
        long afterEnd = sessions().version();
        sessions().regrant(actor.userId(), NOW);
        long afterRegrant = sessions().version();
        sessions().endAll(actor.userId(), null, EndReason.DISABLED, NOW);

        assertThat(List.of(version, afterEnd, afterRegrant, sessions().version()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(sessions().find(second.id()).orElseThrow().ended()).isTrue();
    }

    @Test
    default void forgets_what_is_long_over() {
        Actor actor = actors().newcomer();
        Session idle = of(actor, NOW.minusSeconds(100));
        Session ended = of(actor, NOW.minusSeconds(100));
        Session endedLater = of(actor, NOW.minusSeconds(100));
        List.of(idle, ended, endedLater).forEach(session -> sessions().add(session, 100));
        sessions().end(ended.id(), EndReason.LOGGED_OUT, NOW.minusSeconds(99));
        sessions().end(endedLater.id(), EndReason.LOGGED_OUT, NOW);

        assertThat(sessions().forgetBefore(NOW)).isEqualTo(2);

        assertThat(sessions().find(idle.id())).isEmpty();
        assertThat(sessions().find(ended.id())).isEmpty();
        assertThat(sessions().find(endedLater.id())).isPresent();
    }
}

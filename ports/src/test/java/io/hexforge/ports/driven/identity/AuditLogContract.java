package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driven.Race;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [AuditLog] does. Tests may share one log: each looks only at tenants of its own.
public interface AuditLogContract {
    AuditLog log();

    /// {@return a new tenant's administrator}
    default Actor administrator() {
        return new Actor(TestActors.IDS.next(), TestActors.IDS.next(), null, Set.of(Scope.AUDIT_READ), false);
    }

    @Test
    default void keeps_an_entry_with_all_its_members_and_microseconds() {
        Actor admin = administrator();
        AuditEvent event = event(admin, "session.revoked", "user:1");

        log().append(event);

        assertThat(log().page(admin, AuditFilter.ALL, Page.Request.first()).items())
                .containsExactly(event);
    }

    @Test
    default void keeps_an_entry_of_nobody_in_no_tenant_for_the_system_administrator_alone() {
        Actor admin = administrator();
        var event = new AuditEvent(
                TestActors.IDS.next(), TestKeys.NOW, null, null, "login.failed", "unknown", null, Map.of());

        log().append(event);

        assertThat(log().page(admin, AuditFilter.ALL, Page.Request.first()).items())
                .isEmpty();
        assertThat(log().page(systemAdmin(), AuditFilter.ALL, Page.Request.first())
                        .items())
                .contains(event);
    }

    @Test
    default void shows_a_tenant_nothing_of_another() {
        Actor one = administrator();
        Actor two = administrator();
        AuditEvent ofOne = event(one, "member.added", "user:1");
        AuditEvent ofTwo = event(two, "member.added", "user:2");
        log().append(ofOne);
        log().append(ofTwo);

        assertThat(log().page(one, AuditFilter.ALL, Page.Request.first()).items())
                .containsExactly(ofOne);
        assertThat(log().page(two, AuditFilter.ALL, Page.Request.first()).items())
                .containsExactly(ofTwo);
        assertThat(log().page(systemAdmin(), AuditFilter.ALL, Page.Request.first())
                        .items())
                .contains(ofOne, ofTwo);
    }

    @Test
    default void pages_newest_first() {
        Actor admin = administrator();
        List<AuditEvent> all = Stream.generate(() -> event(admin, "a.done", "x"))
                .limit(5)
                .sorted((a, b) -> b.id().toString().compareTo(a.id().toString()))
                .toList();
        all.reversed().forEach(log()::append);

        Page<AuditEvent> first = log().page(admin, AuditFilter.ALL, new Page.Request(null, 2));
        Page<AuditEvent> second = log().page(admin, AuditFilter.ALL, new Page.Request(first.next(), 2));
        Page<AuditEvent> third = log().page(admin, AuditFilter.ALL, new Page.Request(second.next(), 2));

        assertThat(first.items()).isEqualTo(all.subList(0, 2));
        assertThat(second.items()).isEqualTo(all.subList(2, 4));
        assertThat(third.items()).isEqualTo(all.subList(4, 5));
        assertThat(third.next()).isNull();
    }

    @Test
    default void finds_by_action_actor_subject_and_time() {
        Actor admin = administrator();
        AuditEvent revoked = event(admin, "session.revoked", "user:1");
        AuditEvent opened = event(admin, "session.opened", "user:2");
        AuditEvent sessions = event(admin, "sessions_of_old", "user:2");
        List.of(revoked, opened, sessions).forEach(log()::append);
        UUID somebody = TestActors.IDS.next();
        Instant now = TestKeys.NOW;

        assertThat(found(admin, "session.", null, null, null, null)).containsExactlyInAnyOrder(revoked, opened);
        assertThat(found(admin, "session.revoked", null, null, null, null)).containsExactly(revoked);
        assertThat(found(admin, "session", null, null, null, null)).isEmpty();
        assertThat(found(admin, null, admin.userId(), "user:2", null, null))
                .containsExactlyInAnyOrder(opened, sessions);
        assertThat(found(admin, null, somebody, null, null, null)).isEmpty();
        assertThat(found(admin, null, null, null, now, now.plusSeconds(1))).hasSize(3);
        assertThat(found(admin, null, null, null, null, now)).isEmpty();
        assertThat(found(admin, null, null, null, now.plusNanos(1000), null)).isEmpty();
    }

    @Test
    default void keeps_its_chains_whole_when_fifty_callers_append_at_once() {
        Actor admin = administrator();

        var appended = Race.ofFifty(i -> {
            AuditEvent event = event(admin, "a.done", "number " + i);
            log().append(event);
            return event;
        });

        assertThat(log().page(admin, AuditFilter.ALL, Page.Request.first()).items())
                .containsExactlyInAnyOrderElementsOf(appended);
        assertThat(log().check()).isEmpty();
    }

    private List<AuditEvent> found(
            Actor admin,
            @Nullable String action,
            @Nullable UUID actorId,
            @Nullable String subject,
            @Nullable Instant since,
            @Nullable Instant until) {
        return log().page(admin, new AuditFilter(action, actorId, subject, since, until), Page.Request.first())
                .items();
    }

    private static AuditEvent event(Actor actor, String action, String subject) {
        return new AuditEvent(
                TestActors.IDS.next(),
                TestKeys.NOW,
                actor.tenantId(),
                actor.userId(),
                action,
                subject,
                "2001:db8::1",
                Map.of("reason", "he said \"no\" – ü", "role", "admin"));
    }

    private static Actor systemAdmin() {
        return new Actor(TestActors.IDS.next(), TestActors.IDS.next(), null, Set.of(Scope.ALL), true);
    }
}

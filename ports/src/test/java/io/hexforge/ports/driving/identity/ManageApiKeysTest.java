package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.identity.ManageApiKeys.Changed;
import io.hexforge.ports.driving.identity.ManageApiKeys.Issued;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.ops.InProcessChangeSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManageApiKeysTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestClock clock = new TestClock();
    private final InProcessAccounts store = new InProcessAccounts();
    private final Authenticate authenticate = new Authenticate(store, clock);
    private final ManageApiKeys keys =
            new ManageApiKeys(store, authenticate, new Ids(clock, new Random(1)), new Random(2));
    private final Actor owner = TestActors.ofAnyName().newcomer();

    @Test
    void issues_a_key_that_works_at_once() {
        Issued.Made made = made("ci", Set.of(Scope.GATEWAY_USE), null);

        Actor actor = authenticate.withKey(made.secret().reveal()).orElseThrow();
        assertThat(actor.userId()).isEqualTo(owner.userId());
        assertThat(actor.keyId()).isEqualTo(made.key().id());
        assertThat(actor.may(Scope.GATEWAY_USE)).isTrue();
        assertThat(actor.may(Scope.KEYS_WRITE)).isFalse();
        assertThat(actor.systemAdmin()).isFalse();
    }

    @Test
    void gives_back_what_it_stored() {
        Issued.Made made =
                made("  ci ", Set.of(Scope.GATEWAY_USE), clock.instant().plus(HOUR));

        assertThat(keys.find(owner, made.key().id())).contains(made.key());
        assertThat(made.key().name()).isEqualTo("ci");
        assertThat(keys.list(owner, Page.Request.first()).items()).containsExactly(made.key());
    }

    @Test
    void issues_no_key_that_may_more_than_its_owner() {
        Actor limited = with(Scope.KEYS_WRITE, Scope.GATEWAY_USE);

        assertThat(keys.create(limited, "more", Set.of(Scope.GATEWAY_USE, Scope.PROVIDERS_WRITE), null))
                .isEqualTo(new Issued.Refused(
                        List.of(new Violation("/scopes", "you do not have the scope providers:write"))));
        assertThat(keys.create(limited, "all", Set.of(Scope.ALL), null)).isInstanceOf(Issued.Refused.class);
        assertThat(keys.create(limited, "same", Set.of(Scope.GATEWAY_USE), null))
                .isInstanceOf(Issued.Made.class);
        assertThat(keys.list(owner, Page.Request.first()).items()).hasSize(1);
    }

    @Test
    void reveals_no_successor_of_a_key_that_may_more_than_the_one_who_rotates() {
        Issued.Made all = made("all", Set.of(Scope.ALL), null);

        assertThat(keys.rotate(with(Scope.KEYS_WRITE), all.key().id(), HOUR)).isInstanceOf(Issued.Refused.class);

        assertThat(keys.find(owner, all.key().id())).contains(all.key());
    }

    @Test
    void reports_everything_that_is_wrong_with_a_key_at_once() {
        assertThat(keys.create(with(Scope.KEYS_WRITE), " ", Set.of(Scope.OPS_READ), clock.instant()))
                .isInstanceOfSatisfying(
                        Issued.Refused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/name", "/scopes", "/expires_at"));
        assertThat(keys.create(owner, "x".repeat(101), Set.of(), null))
                .isInstanceOfSatisfying(
                        Issued.Refused.class,
                        refused -> assertThat(refused.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/name", "/scopes"));
    }

    @Test
    void refuses_a_withdrawn_key_at_once_and_for_good() {
        Issued.Made made = made("ci", Set.of(Scope.ALL), null);

        assertThat(keys.revoke(owner, made.key().id())).isInstanceOf(Changed.Saved.class);
        clock.advance(HOUR);
        assertThat(keys.revoke(owner, made.key().id()))
                .isInstanceOfSatisfying(
                        Changed.Saved.class,
                        saved -> assertThat(saved.key().revokedAt()).isBefore(clock.instant()));

        assertThat(authenticate.withKey(made.secret().reveal())).isEmpty();
    }

    @Test
    void refuses_an_expired_key() {
        Issued.Made made = made("ci", Set.of(Scope.ALL), clock.instant().plus(HOUR));
        assertThat(authenticate.withKey(made.secret().reveal())).isPresent();

        clock.advance(HOUR);

        assertThat(authenticate.withKey(made.secret().reveal())).isEmpty();
        assertThat(keys.rotate(owner, made.key().id(), HOUR)).isInstanceOf(Issued.Conflict.class);
    }

    @Test
    void accepts_both_keys_for_the_grace_of_a_rotation_and_then_only_the_new_one() {
        Issued.Made old = made("ci", Set.of(Scope.GATEWAY_USE), null);

        Issued.Made fresh = (Issued.Made) keys.rotate(owner, old.key().id(), HOUR);

        assertThat(authenticate.withKey(old.secret().reveal())).isPresent();
        assertThat(authenticate.withKey(fresh.secret().reveal())).isPresent();
        clock.advance(HOUR);
        assertThat(authenticate.withKey(old.secret().reveal())).isEmpty();
        assertThat(authenticate.withKey(fresh.secret().reveal())).isPresent();
        assertThat(fresh.key().scopes()).isEqualTo(old.key().scopes());
        assertThat(keys.find(owner, old.key().id()).orElseThrow().replacedBy())
                .isEqualTo(fresh.key().id());
    }

    @Test
    void rotates_without_grace_at_once() {
        Issued.Made old = made("ci", Set.of(Scope.GATEWAY_USE), null);

        assertThat(keys.rotate(owner, old.key().id(), Duration.ZERO)).isInstanceOf(Issued.Made.class);

        assertThat(authenticate.withKey(old.secret().reveal())).isEmpty();
    }

    @Test
    void rotates_a_key_once_even_for_fifty_concurrent_callers() {
        Issued.Made old = made("ci", Set.of(Scope.GATEWAY_USE), null);

        var outcomes = Race.ofFifty(i -> keys.rotate(owner, old.key().id(), HOUR));

        assertThat(outcomes).filteredOn(Issued.Made.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(Issued.Conflict.class::isInstance).hasSize(49);
        assertThat(keys.list(owner, Page.Request.first()).items()).hasSize(2);
    }

    @Test
    void refuses_a_grace_out_of_range() {
        UUID id = made("ci", Set.of(Scope.GATEWAY_USE), null).key().id();

        for (Duration grace : List.of(Duration.ofSeconds(-1), ManageApiKeys.MAX_GRACE.plusSeconds(1))) {
            assertThat(keys.rotate(owner, id, grace)).isInstanceOf(Issued.Refused.class);
        }
        assertThat(keys.rotate(owner, id, ManageApiKeys.MAX_GRACE)).isInstanceOf(Issued.Made.class);
    }

    @Test
    void changes_only_the_version_that_the_caller_expects() {
        ApiKey key = made("ci", Set.of(Scope.GATEWAY_USE), null).key();

        assertThat(keys.rename(owner, key.id(), "second", 1L)).isEqualTo(new Changed.Saved(key.renamed("second")));
        assertThat(keys.rename(owner, key.id(), "late", 1L)).isEqualTo(new Changed.Conflict(key.renamed("second")));
        assertThat(keys.rename(owner, key.id(), " ", 2L)).isInstanceOf(Changed.Refused.class);
        assertThat(keys.rename(owner, key.id(), "third", null)).isInstanceOf(Changed.Saved.class);
    }

    @Test
    void carries_out_every_one_of_fifty_concurrent_changes_that_expect_no_version() {
        UUID id = made("ci", Set.of(Scope.GATEWAY_USE), null).key().id();

        var outcomes = Race.ofFifty(i -> i == 25 ? keys.revoke(owner, id) : keys.rename(owner, id, "name " + i, null));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Changed.Saved.class));
        ApiKey key = keys.find(owner, id).orElseThrow();
        assertThat(key.version()).isEqualTo(51);
        assertThat(key.revokedAt()).isNotNull();
    }

    @Test
    void does_not_know_the_keys_of_others() {
        UUID id = made("ci", Set.of(Scope.GATEWAY_USE), null).key().id();
        Actor other = TestActors.ofAnyName().colleagueOf(owner);

        assertThat(keys.find(other, id)).isEmpty();
        assertThat(keys.rename(other, id, "mine", null)).isEqualTo(new Changed.NotFound());
        assertThat(keys.revoke(other, id)).isEqualTo(new Changed.NotFound());
        assertThat(keys.rotate(other, id, HOUR)).isEqualTo(new Issued.NotFound());
    }

    @Test
    void another_node_refuses_a_withdrawn_key_when_it_next_looks() {
        Issued.Made made = made("ci", Set.of(Scope.GATEWAY_USE), null);
        var otherNode = new Authenticate(store, clock);
        otherNode.refreshIfChanged();
        assertThat(otherNode.withKey(made.secret().reveal())).isPresent();

        keys.revoke(owner, made.key().id());
        otherNode.refreshIfChanged();

        assertThat(otherNode.withKey(made.secret().reveal())).isEmpty();
    }

    @Test
    void another_node_that_is_told_of_a_withdrawn_key_looks_at_once() {
        var signal = new InProcessChangeSignal();
        var here = new Authenticate(store, null, signal, clock);
        var there = new Authenticate(store, null, signal, clock);
        var keysHere = new ManageApiKeys(store, here, new Ids(clock, new Random(4)), new Random(5));
        var made = (Issued.Made) keysHere.create(owner, "ci", Set.of(Scope.GATEWAY_USE), null);
        there.refreshIfTold();
        assertThat(there.withKey(made.secret().reveal())).isPresent();

        keysHere.revoke(owner, made.key().id());
        there.refreshIfTold();

        assertThat(there.withKey(made.secret().reveal())).isEmpty();
    }

    @Test
    void knows_nobody_by_a_secret_that_was_never_issued() {
        made("ci", Set.of(Scope.GATEWAY_USE), null);

        for (String secret : new String[] {"", "hf_", "sk-123", "hf_" + "A".repeat(43)}) {
            assertThat(authenticate.withKey(secret)).isEmpty();
        }
    }

    @Test
    void accepts_a_token_of_this_process() {
        var token = ApiKeySecret.generate(new Random(3));

        authenticate.acceptLocally(token, owner);

        assertThat(authenticate.withKey(token.reveal())).contains(owner);
        assertThat(new Authenticate(store, clock).withKey(token.reveal())).isEmpty();
    }

    private Issued.Made made(String name, Set<Scope> scopes, @Nullable Instant expiresAt) {
        return (Issued.Made) keys.create(owner, name, scopes, expiresAt);
    }

    private Actor with(Scope... scopes) {
        return new Actor(owner.tenantId(), owner.userId(), null, Set.of(scopes), false);
    }
}

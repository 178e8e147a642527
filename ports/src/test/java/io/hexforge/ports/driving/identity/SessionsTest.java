package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SessionPolicy;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TestTokens;
import io.hexforge.ports.driving.identity.Sessions.Refreshed;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessSessions;
import io.hexforge.ports.inprocess.identity.InProcessSigningKeys;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessChangeSignal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Device FIREFOX = new Device("Firefox", "192.0.2.1");
    private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;

    private final TestClock clock = new TestClock();
    private final Ids ids = new Ids(clock, new Random(1));
    private final InProcessAccounts accounts = new InProcessAccounts();
    private final InProcessSessions store = new InProcessSessions();
    private final InProcessSigningKeys keyStore = new InProcessSigningKeys();
    private final AesGcmCipher cipher =
            new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom());
    private final TestTokens signer = new TestTokens(clock);
    private final List<Session> alarms = new ArrayList<>();
    private final InProcessChangeSignal signal = new InProcessChangeSignal();
    private final TestNode node = new TestNode();
    private User ada;

    /// One of several nodes over the same stores.
    private final class TestNode {
        private final SigningKeys keys = new SigningKeys(
                keyStore, signer, cipher, SigningKeyPolicy.of(POLICY.accessLife()), null, clock, new Random(3));
        private final AccessTokens access;
        private final Sessions sessions;

        private TestNode() {
            this(POLICY);
        }

        private TestNode(SessionPolicy policy) {
            access = new AccessTokens(signer, keys, store, policy, signal, ids);
            sessions = new Sessions(
                    store, accounts, access, keys, policy, ids, new Random(4), (session, by) -> alarms.add(session));
            keys.refresh();
            access.refresh();
        }

        private Optional<Actor> actor(Secret token) {
            return access.actor(token.reveal());
        }
    }

    @BeforeEach
    void register() {
        var tenant = new Tenant(ids.next(), "ada", "Ada", clock.instant());
        ada = new User(ids.next(), tenant.id(), "ada", "Ada", false, clock.instant());
        accounts.add(ada, tenant, new Membership(tenant.id(), ada.id(), Role.OWNER, clock.instant()), null);
    }

    private SignedIn opened() {
        return node.sessions.open(ada, Set.of(AuthMethod.PASSWORD), FIREFOX);
    }

    private Refreshed refresh(SignedIn in) {
        return node.sessions.refresh(in.refreshToken().reveal(), FIREFOX);
    }

    private SignedIn continued(SignedIn in) {
        return ((Refreshed.Continued) refresh(in)).signedIn();
    }

    @Test
    void an_access_token_says_what_the_role_allows() {
        SignedIn in = opened();

        Actor actor = node.actor(in.accessToken()).orElseThrow();

        assertThat(actor.userId()).isEqualTo(ada.id());
        assertThat(actor.tenantId()).isEqualTo(ada.tenantId());
        assertThat(actor.sessionId()).isEqualTo(in.session().id());
        assertThat(actor.keyId()).isNull();
        assertThat(actor.scopes()).isEqualTo(Role.OWNER.scopes());
        assertThat(in.accessFor()).isEqualTo(POLICY.accessLife());
        assertThat(in.refreshFor()).isEqualTo(POLICY.idle());
    }

    @Test
    void who_belongs_to_no_tenant_can_still_see_their_own_profile() {
        var stranger = new User(ids.next(), ids.next(), "eve", "Eve", false, clock.instant());

        SignedIn in = node.sessions.open(stranger, Set.of(AuthMethod.OIDC), FIREFOX);

        assertThat(node.actor(in.accessToken()).orElseThrow().scopes())
                .containsExactlyInAnyOrder(Scope.PROFILE_READ, Scope.PROFILE_WRITE);
    }

    private static SessionPolicy policy(int mostPerUser, boolean twoFactors) {
        return new SessionPolicy(
                POLICY.accessLife(),
                POLICY.idle(),
                POLICY.absolute(),
                POLICY.repeatWithin(),
                POLICY.freshFor(),
                mostPerUser,
                twoFactors);
    }

    @Test
    void with_one_session_more_than_may_be_the_one_that_was_unused_for_longest_ends() {
        var small = new TestNode(policy(2, false));
        SignedIn first = small.sessions.open(ada, Set.of(AuthMethod.PASSWORD), FIREFOX);
        clock.advance(Duration.ofMinutes(1));
        SignedIn second = small.sessions.open(ada, Set.of(AuthMethod.PASSWORD), FIREFOX);
        clock.advance(Duration.ofMinutes(1));
        small.sessions.refresh(first.refreshToken().reveal(), FIREFOX);
        clock.advance(Duration.ofMinutes(1));

        SignedIn third = small.sessions.open(ada, Set.of(AuthMethod.PASSWORD), FIREFOX);

        assertThat(small.actor(first.accessToken())).isPresent();
        assertThat(small.actor(second.accessToken())).isEmpty();
        assertThat(small.actor(third.accessToken())).isPresent();
    }

    @Test
    void where_two_factors_are_required_a_session_of_one_sees_no_more_than_its_own_profile() {
        var strict = new TestNode(policy(100, true));
        var admin = new User(ids.next(), ada.tenantId(), "root", "Root", true, clock.instant());
        accounts.add(admin, null, new Membership(ada.tenantId(), admin.id(), Role.OWNER, clock.instant()), null);

        SignedIn in = strict.sessions.open(admin, Set.of(AuthMethod.PASSWORD), FIREFOX);

        Actor limited = strict.actor(in.accessToken()).orElseThrow();
        assertThat(in.limited()).isTrue();
        assertThat(limited.systemAdmin()).isFalse();
        assertThat(limited.scopes()).containsExactlyInAnyOrder(Scope.PROFILE_READ, Scope.PROFILE_WRITE);

        strict.sessions.proved(in.session().id(), Set.of(AuthMethod.TOTP));
        var next =
                (Refreshed.Continued) strict.sessions.refresh(in.refreshToken().reveal(), FIREFOX);

        assertThat(next.signedIn().limited()).isFalse();
        assertThat(strict.actor(next.signedIn().accessToken()).orElseThrow().systemAdmin())
                .isTrue();
        SignedIn byPasskey = strict.sessions.open(admin, Set.of(AuthMethod.PASSKEY), FIREFOX);
        assertThat(byPasskey.limited()).isFalse();
    }

    @Test
    void an_access_token_expires() {
        SignedIn in = opened();
        clock.advance(POLICY.accessLife().minusSeconds(2));
        assertThat(node.actor(in.accessToken())).isPresent();

        clock.advance(Duration.ofSeconds(2));

        assertThat(node.actor(in.accessToken())).isEmpty();
    }

    @Test
    void a_refresh_token_is_exchanged_and_the_session_goes_on() {
        SignedIn first = opened();
        clock.advance(Duration.ofDays(6));

        SignedIn second = continued(first);

        assertThat(second.session().id()).isEqualTo(first.session().id());
        assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
        assertThat(node.actor(second.accessToken())).isPresent();
        clock.advance(Duration.ofDays(6));
        assertThat(refresh(second)).isInstanceOf(Refreshed.Continued.class);
    }

    @Test
    void a_hundred_concurrent_exchanges_know_one_successor() {
        SignedIn first = opened();

        var outcomes = new ArrayList<Refreshed>(Race.ofFifty(i -> refresh(first)));
        outcomes.addAll(Race.ofFifty(i -> refresh(first)));

        assertThat(outcomes).hasSize(100).allSatisfy(each -> assertThat(each).isInstanceOf(Refreshed.Continued.class));
        assertThat(outcomes.stream()
                        .map(each -> ((Refreshed.Continued) each).signedIn().refreshToken()))
                .containsOnly(continued(first).refreshToken());
        assertThat(store.find(first.session().id()).orElseThrow().generation()).isEqualTo(1);
        assertThat(alarms).isEmpty();
    }

    @Test
    void the_token_before_the_previous_one_kills_the_session_and_raises_the_alarm_once() {
        SignedIn first = opened();
        SignedIn second = continued(first);
        SignedIn third = continued(second);

        assertThat(refresh(first)).isInstanceOf(Refreshed.Reused.class);

        assertThat(refresh(first)).isInstanceOf(Refreshed.Over.class);
        assertThat(refresh(third)).isInstanceOf(Refreshed.Over.class);
        assertThat(node.actor(third.accessToken())).isEmpty();
        assertThat(alarms)
                .extracting(Session::id)
                .containsExactly(first.session().id());
    }

    @Test
    void the_previous_token_kills_the_session_after_ten_seconds() {
        SignedIn first = opened();
        SignedIn second = continued(first);
        clock.advance(Duration.ofMillis(9_990));
        assertThat(continued(first).refreshToken()).isEqualTo(second.refreshToken());

        clock.advance(Duration.ofMillis(20));

        assertThat(refresh(first)).isInstanceOf(Refreshed.Reused.class);
        assertThat(refresh(second)).isInstanceOf(Refreshed.Over.class);
    }

    @Test
    void a_forged_token_harms_nobody() {
        SignedIn in = opened();
        String token = in.refreshToken().reveal();
        char last = token.charAt(token.length() - 3);
        String forged = token.substring(0, token.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + token.substring(token.length() - 2);

        for (String bad : List.of("", "hfr_", "x", forged, token + "A", token.toUpperCase(java.util.Locale.ROOT))) {
            assertThat(node.sessions.refresh(bad, FIREFOX)).isInstanceOf(Refreshed.Unknown.class);
        }

        assertThat(refresh(in)).isInstanceOf(Refreshed.Continued.class);
    }

    @Test
    void a_session_is_over_after_a_week_without_a_refresh_and_after_thirty_days_in_any_case() {
        SignedIn idle = opened();
        SignedIn busy = opened();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofDays(5));
            busy = continued(busy);
        }
        assertThat(busy.refreshFor()).isEqualTo(Duration.ofDays(5));
        clock.advance(Duration.ofDays(5).minusMinutes(10));
        busy = continued(busy);
        assertThat(busy.accessFor()).isEqualTo(Duration.ofMinutes(10));
        clock.advance(Duration.ofMinutes(10));

        assertThat(refresh(idle)).isInstanceOf(Refreshed.Over.class);
        assertThat(refresh(busy)).isInstanceOf(Refreshed.Over.class);
        assertThat(node.sessions.list(actorOfAda())).isEmpty();
    }

    @Test
    void ending_a_session_ends_its_access_tokens_at_once_and_elsewhere_at_the_next_look() {
        SignedIn in = opened();
        SignedIn other = opened();
        var elsewhere = new TestNode();
        assertThat(elsewhere.actor(in.accessToken())).isPresent();

        node.sessions.end(in.session().id(), EndReason.LOGGED_OUT);

        assertThat(node.actor(in.accessToken())).isEmpty();
        elsewhere.access.refreshIfChanged();
        assertThat(elsewhere.actor(in.accessToken())).isEmpty();
        assertThat(elsewhere.actor(other.accessToken())).isPresent();
        assertThat(refresh(in)).isInstanceOf(Refreshed.Over.class);
    }

    @Test
    void a_node_that_is_told_looks_at_once() {
        SignedIn in = opened();
        var elsewhere = new TestNode();
        elsewhere.access.refreshIfTold();
        assertThat(elsewhere.actor(in.accessToken())).isPresent();

        node.sessions.end(in.session().id(), EndReason.LOGGED_OUT);
        elsewhere.access.refreshIfTold();

        assertThat(elsewhere.actor(in.accessToken())).isEmpty();
    }

    @Test
    void a_change_of_what_is_granted_needs_new_access_tokens_and_no_new_login() {
        SignedIn in = opened();

        node.sessions.regrant(ada.id());

        assertThat(node.actor(in.accessToken())).isEmpty();
        SignedIn renewed = continued(in);
        assertThat(node.actor(renewed.accessToken())).isPresent();
        node.access.refresh();
        assertThat(node.actor(renewed.accessToken())).isPresent();
        assertThat(node.actor(in.accessToken())).isEmpty();
    }

    @Test
    void a_disabled_user_cannot_continue() {
        SignedIn in = opened();
        accounts.save(ada.disabled(clock.instant()), ada.version());

        assertThat(refresh(in)).isInstanceOf(Refreshed.Over.class);

        assertThat(node.actor(in.accessToken())).isEmpty();
    }

    @Test
    void ends_only_the_actors_own_sessions() {
        SignedIn mine = opened();
        Actor stranger = new Actor(ids.next(), ids.next(), null, Set.of(Scope.ALL), false);

        assertThat(node.sessions.end(stranger, mine.session().id(), EndReason.REVOKED))
                .isFalse();
        assertThat(node.sessions.end(actorOfAda(), mine.session().id(), EndReason.REVOKED))
                .isTrue();
        assertThat(node.sessions.end(actorOfAda(), mine.session().id(), EndReason.REVOKED))
                .isFalse();
    }

    @Test
    void ends_all_sessions_but_the_one_that_asks() {
        SignedIn mine = opened();
        SignedIn other = opened();

        assertThat(node.sessions.endAll(ada.id(), mine.session().id(), EndReason.PASSWORD_CHANGED))
                .isEqualTo(1);

        assertThat(node.actor(mine.accessToken())).isPresent();
        assertThat(node.actor(other.accessToken())).isEmpty();
        assertThat(node.sessions.list(actorOfAda()))
                .extracting(Session::id)
                .containsExactly(mine.session().id());
    }

    @Test
    void a_proof_is_fresh_for_five_minutes_and_can_be_given_again() {
        SignedIn in = opened();
        var id = in.session().id();
        assertThat(node.sessions.fresh(id)).isTrue();
        clock.advance(Duration.ofMinutes(5));
        assertThat(node.sessions.fresh(id)).isFalse();

        SignedIn proved =
                node.sessions.reauthenticated(id, Set.of(AuthMethod.TOTP)).orElseThrow();

        assertThat(node.sessions.fresh(id)).isTrue();
        assertThat(proved.session().methods()).containsExactlyInAnyOrder(AuthMethod.PASSWORD, AuthMethod.TOTP);
        assertThat(refresh(proved)).isInstanceOf(Refreshed.Continued.class);
        node.sessions.end(id, EndReason.LOGGED_OUT);
        assertThat(node.sessions.fresh(id)).isFalse();
        assertThat(node.sessions.reauthenticated(id, Set.of(AuthMethod.TOTP))).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> node.sessions.proved(id, Set.of(AuthMethod.TOTP)));
    }

    @Test
    void whoever_proves_again_who_they_are_gets_new_tokens_and_the_old_ones_are_worthless() {
        SignedIn in = opened();
        clock.advance(Duration.ofMinutes(1));

        SignedIn proved = node.sessions
                .reauthenticated(in.session().id(), Set.of(AuthMethod.PASSWORD))
                .orElseThrow();

        assertThat(node.actor(in.accessToken())).isEmpty();
        assertThat(node.actor(proved.accessToken())).isPresent();
        assertThat(proved.refreshToken()).isNotEqualTo(in.refreshToken());
        clock.advance(Duration.ofMinutes(1));
        assertThat(refresh(in)).isInstanceOf(Refreshed.Reused.class);
    }

    @Test
    void a_copy_of_the_key_that_signs_outlives_its_replacement_until_its_tokens_have_expired() {
        SignedIn in = opened();
        node.keys.rotate(false);
        assertThat(node.keys.published()).hasSize(2);
        assertThat(node.keys.signing().id()).isEqualTo(keyStore.all().getFirst().id());

        clock.advance(Duration.ofHours(2));
        node.keys.refresh();

        assertThat(node.keys.published()).hasSize(1);
        assertThat(node.actor(continued(in).accessToken())).isPresent();
    }

    @Test
    void a_key_that_has_leaked_is_replaced_at_once_and_its_tokens_are_worthless() {
        SignedIn in = opened();

        String successor = node.keys.rotate(true).id();

        assertThat(node.keys.signing().id()).isEqualTo(successor);
        assertThat(node.keys.published()).hasSize(1);
        assertThat(node.actor(in.accessToken())).isEmpty();
        assertThat(node.actor(continued(in).accessToken())).isPresent();
    }

    private Actor actorOfAda() {
        return new Actor(ada.tenantId(), ada.id(), null, Set.of(), false);
    }
}

package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.PersonalData;
import io.hexforge.ports.driving.identity.DeleteAccount.Scheduled;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.RunJobs;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import io.hexforge.ports.inprocess.identity.InProcessNotificationStore;
import io.hexforge.ports.inprocess.identity.InProcessProfileStore;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessBlobStore;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeleteAccountTest {
    private final TestClock clock = new TestClock();
    private final Ids ids = new Ids(clock, new SecureRandom());
    private final InProcessAccounts accounts = new InProcessAccounts();
    private final InProcessJobStore store = new InProcessJobStore(clock);
    private final AesGcmCipher cipher =
            new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom());
    private final InProcessBlobStore blobs = new InProcessBlobStore();
    private final AuditTrail audit = new AuditTrail(new InProcessAuditLog(), ids);
    private final Set<UUID> ended = new HashSet<>();
    private final Elsewhere elsewhere = new Elsewhere();
    private final EnqueueJob enqueue = new EnqueueJob(store, cipher, ids);
    private final DeleteAccount deletion = new DeleteAccount(
            accounts,
            accounts,
            enqueue,
            new SendMail(enqueue, clock),
            new ManageNotifications(new InProcessNotificationStore(), new InProcessProfileStore(), ids),
            audit,
            URI.create("https://app.example.org"),
            clock);

    /// Another area, whose database may be away.
    private static final class Elsewhere implements PersonalData {
        private final List<UUID> erased = new ArrayList<>();
        private boolean away;

        @Override
        public List<String> sections() {
            return List.of();
        }

        @Override
        public List<JsonObject> records(UUID userId, String section, int offset, int limit) {
            return List.of();
        }

        @Override
        public void erase(UUID userId, Set<UUID> endedTenants) {
            if (away) {
                throw new PortException(PortException.Kind.UNAVAILABLE, "away", null);
            }
            erased.add(userId);
        }
    }

    private RunJobs jobs() {
        var handler = new CarryOutDeletion(
                accounts, accounts, List.of(elsewhere, accounts), blobs, ended::add, enqueue, audit, clock);
        return new RunJobs(
                store,
                store,
                cipher,
                Map.of(CarryOutDeletion.KIND, handler),
                8,
                clock,
                new Random(1),
                new TestMail.Deaf());
    }

    private Actor newcomer(String name) {
        var tenant = new Tenant(ids.next(), name, name, clock.instant());
        var user = new User(ids.next(), tenant.id(), name, name, false, clock.instant());
        accounts.add(user, tenant, new Membership(tenant.id(), user.id(), Role.OWNER, clock.instant()), null);
        blobs.put(new BlobKey("avatars/" + user.id() + "/1"), new ByteArrayInputStream(new byte[1]));
        return new Actor(tenant.id(), user.id(), null, Set.of(), false);
    }

    /// What follows within the next hour is done, too.
    private void runAll() {
        jobs().runDue();
        clock.advance(Duration.ofMinutes(61));
        jobs().runDue();
    }

    @Test
    void an_account_is_gone_after_thirty_days_and_not_before() {
        Actor ada = newcomer("ada");
        Actor grace = newcomer("grace");
        deletion.schedule(ada, null);

        clock.advance(Duration.ofDays(29));
        jobs().runDue();
        assertThat(accounts.find(ada.userId())).isPresent();
        clock.advance(Duration.ofDays(2));
        jobs().runDue();
        assertThat(ended).containsExactly(ada.userId());
        assertThat(accounts.find(ada.userId()))
                .hasValueSatisfying(user -> assertThat(user.disabled()).isTrue());
        clock.advance(Duration.ofMinutes(61));
        jobs().runDue();

        assertThat(accounts.find(ada.userId())).isEmpty();
        assertThat(elsewhere.erased).containsExactly(ada.userId());
        assertThat(blobs.find(new BlobKey("avatars/" + ada.userId() + "/1"))).isEmpty();
        assertThat(blobs.find(new BlobKey("avatars/" + grace.userId() + "/1"))).isPresent();
        assertThat(accounts.find(grace.userId())).isPresent();
    }

    @Test
    void who_changed_its_mind_stays() {
        Actor ada = newcomer("ada");
        deletion.schedule(ada, null);

        assertThat(deletion.cancel(ada, null)).isPresent();
        clock.advance(Duration.ofDays(31));
        jobs().runDue();

        assertThat(accounts.find(ada.userId())).isPresent();
        assertThat(store.count().waiting()).isZero();
    }

    @Test
    void who_changed_its_mind_twice_goes_on_the_second_day() {
        Actor ada = newcomer("ada");
        deletion.schedule(ada, null);
        deletion.cancel(ada, null);
        clock.advance(Duration.ofDays(10));
        deletion.schedule(ada, null);

        clock.advance(Duration.ofDays(21));
        jobs().runDue();
        assertThat(accounts.find(ada.userId())).isPresent();
        clock.advance(Duration.ofDays(10));
        runAll();
        assertThat(accounts.find(ada.userId())).isEmpty();
    }

    @Test
    void an_area_that_is_away_is_erased_later_and_nobody_can_log_in_meanwhile() {
        Actor ada = newcomer("ada");
        deletion.schedule(ada, null);
        clock.advance(Duration.ofDays(31));
        elsewhere.away = true;

        runAll();
        assertThat(accounts.find(ada.userId()))
                .hasValueSatisfying(user -> assertThat(user.disabled()).isTrue());

        elsewhere.away = false;
        clock.advance(Duration.ofMinutes(1));
        jobs().runDue();
        assertThat(accounts.find(ada.userId())).isEmpty();
        assertThat(elsewhere.erased).containsExactly(ada.userId());
    }

    @Test
    void a_tenant_that_got_members_meanwhile_gets_an_owner() {
        Actor ada = newcomer("ada");
        deletion.schedule(ada, null);
        User bob = new User(ids.next(), ada.tenantId(), "bob", "Bob", false, clock.instant())
                .reachedAt(new EmailAddress("bob@example.org"), clock.instant());
        accounts.add(bob, null, new Membership(ada.tenantId(), bob.id(), Role.MEMBER, clock.instant()), null);

        clock.advance(Duration.ofDays(31));
        runAll();

        assertThat(accounts.find(ada.userId())).isEmpty();
        assertThat(accounts.memberships(bob.id()))
                .singleElement()
                .satisfies(membership -> assertThat(membership.role()).isEqualTo(Role.OWNER));
    }

    @Test
    void who_is_needed_is_told_why() {
        Actor ada = newcomer("ada");
        User bob = new User(ids.next(), ada.tenantId(), "bob", "Bob", false, clock.instant())
                .reachedAt(new EmailAddress("bob@example.org"), clock.instant());
        accounts.add(bob, null, new Membership(ada.tenantId(), bob.id(), Role.MEMBER, clock.instant()), null);

        assertThat(deletion.schedule(ada, null))
                .isInstanceOfSatisfying(
                        Scheduled.Tied.class,
                        tied -> assertThat(tied.ties().ownerless()).containsExactly(ada.tenantId()));
        assertThat(store.count().waiting()).isZero();
    }
}

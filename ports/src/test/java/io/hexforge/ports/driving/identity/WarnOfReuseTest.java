package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SessionSalt;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WarnOfReuseTest {
    private final TestClock clock = new TestClock();
    private final Ids ids = new Ids(clock, new Random(1));

    @Test
    void a_reused_token_is_recorded_and_its_owner_is_told() {
        var accounts = new InProcessAccounts();
        var log = new InProcessAuditLog();
        var jobs = new InProcessJobStore(clock);
        var cipher = new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom());
        var tenant = new Tenant(ids.next(), "ada", "Ada", clock.instant());
        User ada = new User(ids.next(), tenant.id(), "ada", "Ada", false, clock.instant())
                .reachedAt(new EmailAddress("ada@example.org"), clock.instant());
        accounts.add(ada, tenant, new Membership(tenant.id(), ada.id(), Role.OWNER, clock.instant()), null);
        Session session = Session.opened(
                ids.next(),
                ada,
                Set.of(AuthMethod.PASSWORD),
                new Device("Firefox", "192.0.2.1"),
                SecretHash.of("0"),
                SessionSalt.generate(new Random(2)),
                clock.instant());

        new WarnOfReuse(
                        new AuditTrail(log, ids),
                        new SendMail(new EnqueueJob(jobs, cipher, ids), clock),
                        accounts,
                        URI.create("https://api.example.org"),
                        clock)
                .reused(session, new Device("curl", "203.0.113.9"));

        Actor actor = new Actor(ada.tenantId(), ada.id(), null, Set.of(Scope.ALL), false);
        var everything = new AuditFilter(null, null, null, null, null);
        assertThat(log.page(actor, everything, Page.Request.first()).items())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.action()).isEqualTo("session.token_reused");
                    assertThat(event.subject()).isEqualTo("session:" + session.id());
                    assertThat(event.ip()).isEqualTo("203.0.113.9");
                });
        assertThat(jobs.claim(Set.of(DeliverMail.KIND), Duration.ofMinutes(1), 8, 5))
                .hasSize(1);
    }
}

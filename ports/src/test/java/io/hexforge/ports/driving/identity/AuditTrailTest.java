package io.hexforge.ports.driving.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.identity.ReadAudit.Checked;
import io.hexforge.ports.inprocess.identity.InProcessAuditLog;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
    private final InProcessAuditLog log = new InProcessAuditLog();
    private final AuditTrail trail = new AuditTrail(log, TestActors.IDS);
    private final Actor admin =
            new Actor(TestActors.IDS.next(), TestActors.IDS.next(), null, Set.of(Scope.AUDIT_READ), false);

    private AuditEvent recorded() {
        return log.page(admin, AuditFilter.ALL, Page.Request.first()).items().getFirst();
    }

    @Test
    void an_entry_says_who_did_what_to_whom_from_where() {
        trail.record(admin, "member.removed", "user:7", "192.0.2.1", Map.of("role", "viewer"));

        AuditEvent event = recorded();
        assertThat(event.tenantId()).isEqualTo(admin.tenantId());
        assertThat(event.actorId()).isEqualTo(admin.userId());
        assertThat(event.action()).isEqualTo("member.removed");
        assertThat(event.subject()).isEqualTo("user:7");
        assertThat(event.ip()).isEqualTo("192.0.2.1");
        assertThat(event.details()).containsExactly(Map.entry("role", "viewer"));
    }

    @Test
    void secrets_are_starred_wherever_they_stand() {
        String key = "hf_0123456789abcdef";
        trail.record(
                admin,
                "login.failed",
                "user named " + key,
                null,
                Map.of(
                        "new_password",
                        "Correct horse",
                        "reset_token",
                        "zyx-wvu",
                        "text",
                        "sent eyJhbGciOi.eyJz.sig to me"));

        assertThat(recorded().toString())
                .doesNotContain(key, "Correct horse", "zyx-wvu", "eyJ")
                .contains("user named ****", "sent **** to me");
    }

    @Test
    void what_people_typed_cannot_break_the_log() {
        trail.record(admin, "login.failed", "a\u0000b\ud800c\nd" + "x".repeat(1_000), null, Map.of());

        assertThat(recorded().subject()).startsWith("a\uFFFDb\uFFFDc\uFFFDd").hasSize(501);
    }

    @Test
    void only_who_administers_the_installation_checks_the_log() {
        var read = new ReadAudit(log);
        var system = new Actor(admin.tenantId(), admin.userId(), null, Set.of(Scope.ALL), true);

        assertThat(read.check(admin)).isEqualTo(new Checked.Forbidden());
        assertThat(read.check(system)).isEqualTo(new Checked.Intact());
    }
}

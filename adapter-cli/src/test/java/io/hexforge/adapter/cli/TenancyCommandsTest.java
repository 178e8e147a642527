package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// Flows about people and tenants, as a user types them, over the in-process ports.
class TenancyCommandsTest extends TypedCommands {
    @Test
    void the_audit_log_is_listed_newest_first_and_checked() {
        installation.auditTrail.record(installation.operator, "tenant.created", "tenant:1", null, Map.of());
        installation.auditTrail.record(
                installation.operator, "member.added", "user:2", "192.0.2.1", Map.of("role", "viewer"));

        assertThat(run("audit", "list")).isZero();
        assertThat(out).contains("member.added", "tenant.created", "role=viewer", "192.0.2.1");
        assertThat(run("audit", "list", "--action", "member.", "--json")).isZero();
        assertThat(out).contains("member.added").doesNotContain("tenant.created");
        assertThat(run("audit", "list", "--count", "0")).isEqualTo(2);
        assertThat(err).contains("1 to 100");
        assertThat(run("audit", "check")).isZero();
        assertThat(out).isEqualTo("the audit log is whole\n");
    }

    @Test
    void users_are_listed_shut_out_and_let_in_again() {
        assertThat(run("users", "list")).isZero();
        assertThat(out).contains("operator", "system admin", installation.ada.username());
        assertThat(run("users", "list", "--search", "nobody")).isZero();
        assertThat(out).doesNotContain("operator");

        assertThat(run("users", "disable", String.valueOf(installation.ada.email())))
                .isZero();
        assertThat(out).contains("is disabled");
        assertThat(run("users", "list", "--search", installation.ada.username(), "--json"))
                .isZero();
        assertThat(out).contains("\"disabled\":true");
        assertThat(run("users", "enable", installation.ada.id().toString())).isZero();
        assertThat(out).contains("is enabled");
        assertThat(run("users", "disable", "operator")).isEqualTo(1);
        assertThat(err).contains("nobody does that to themselves");
        assertThat(run("users", "disable", "nobody")).isEqualTo(1);
        assertThat(err).contains("there is no user nobody");
    }

    @Test
    void people_are_invited_by_mail_and_by_code() {
        assertThat(run("invites", "create", "carol@example.org", "--role", "viewer"))
                .isZero();
        assertThat(out).isEqualTo("carol@example.org is invited as viewer\n");
        assertThat(run("invites", "create", "--max-uses", "3")).isZero();
        String code = out.strip();
        assertThat(code).matches("POCKET-[A-Z0-9]{6}");
        assertThat(run("invites", "list")).isZero();
        assertThat(out).contains("carol@example.org", "viewer", "pending", code, "3 of 3 left", "active");
        String id = out.lines()
                .filter(line -> line.contains("carol"))
                .findFirst()
                .orElseThrow()
                .split(" ", 2)[0];
        assertThat(run("invites", "revoke", id)).isZero();
        assertThat(run("invites", "list")).isZero();
        assertThat(out).contains("revoked");
        assertThat(run("invites", "create", "carol@example.org", "--role", "emperor"))
                .isEqualTo(1);
        assertThat(err).contains("emperor");
        assertThat(run("invites", "revoke", "nothing")).isEqualTo(1);
    }
}

package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Flows about people and tenants, as a user types them, over the in-process ports.
class TenancyCommandsTest {
    private final InProcessInstallation installation = new InProcessInstallation();
    private String out = "";
    private String err = "";

    private int run(String... arguments) {
        var written = new StringWriter();
        var complained = new StringWriter();
        var terminal = new Terminal(new PrintWriter(written), new PrintWriter(complained), new StringReader(""));
        int status = new CommandLineApp(installation, terminal).run(arguments);
        out = written.toString();
        err = complained.toString();
        return status;
    }

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
}

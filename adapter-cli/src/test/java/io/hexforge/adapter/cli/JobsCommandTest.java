package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.ports.driving.job.JobOrder;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobsCommandTest {
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

    private String submitted() {
        return installation
                .enqueueJob
                .submit(JobOwner.of(installation.operator), JobOrder.of("count", "{}"))
                .toString();
    }

    private void end(JobEnding ending) {
        var claim = installation
                .jobStore
                .claim(Set.of("count"), Duration.ofMinutes(1), 8, 1)
                .getFirst();
        installation.jobStore.settle(claim, ending);
    }

    @Test
    void lists_and_shows_jobs() {
        String id = submitted();

        assertThat(run("jobs", "list")).isZero();
        assertThat(out).contains(id, "count", "queued");
        assertThat(run("jobs", "list", "--status", "failed")).isZero();
        assertThat(out).doesNotContain(id);
        assertThat(run("jobs", "show", id, "--json")).isZero();
        assertThat(out).contains("\"status\":\"queued\"");
    }

    @Test
    void watches_a_job_to_its_end() {
        String id = submitted();
        end(new JobEnding.Completed("{\"sum\":6}"));

        assertThat(run("jobs", "watch", id)).isZero();

        assertThat(out).contains("100 % completed", "result: {\"sum\":6}");
    }

    @Test
    void cancels_and_retries() {
        String id = submitted();

        assertThat(run("jobs", "retry", id)).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("queued");
        assertThat(run("jobs", "cancel", id)).isZero();
        assertThat(out).contains("cancelled");
        assertThat(run("jobs", "retry", id)).isZero();
        assertThat(out).contains("queued").doesNotContain(id);
    }

    @Test
    void complains_of_an_unknown_job() {
        assertThat(run("jobs", "show", "nothing")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("no such job");
    }

    @Test
    void works_without_a_server() {
        assertThat(run("work")).isZero();
        assertThat(installation.calls).containsExactly("work");
    }
}

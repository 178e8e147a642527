package io.hexforge.app;

import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.job.JobAdminRoutes;
import io.hexforge.adapter.http.job.JobRoutes;
import io.hexforge.adapter.mail.ops.OutboxFolder;
import io.hexforge.adapter.mail.ops.SmtpMailer;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.job.PostgresJobDirectory;
import io.hexforge.adapter.postgres.job.PostgresJobOversight;
import io.hexforge.adapter.postgres.job.PostgresJobStore;
import io.hexforge.app.config.Config;
import io.hexforge.domain.Ids;
import io.hexforge.domain.job.Job;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.job.JobUpkeep;
import io.hexforge.ports.driven.ops.Mailer;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.identity.DeliverMail;
import io.hexforge.ports.driving.identity.SendMail;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.JobHandler;
import io.hexforge.ports.driving.job.OverseeJobs;
import io.hexforge.ports.driving.job.OwnJobs;
import io.hexforge.ports.driving.job.ResealJobs;
import io.hexforge.ports.driving.job.RunJobs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Work that is put aside, mail above all.
record BackgroundWork(
        EnqueueJob enqueueJob,
        SendMail sendMail,
        JobStore jobs,
        JobUpkeep upkeep,
        OwnJobs ownJobs,
        OverseeJobs overseeJobs,
        SecretCipher cipher,
        Mailer mailer,
        Ids ids) {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);
    private static final int PER_TENANT = 8;

    static BackgroundWork over(PostgresJobStore jobs, Database main, SecretCipher cipher, Config config, Ids ids) {
        var enqueue = new EnqueueJob(jobs, cipher, ids);
        var oversight = new PostgresJobOversight(main);
        return new BackgroundWork(
                enqueue,
                new SendMail(enqueue, ids.clock()),
                jobs,
                oversight,
                new OwnJobs(new PostgresJobDirectory(main), enqueue, cipher),
                new OverseeJobs(oversight),
                cipher,
                mailer(config),
                ids);
    }

    List<Routes.Group> routes(Idempotency idempotency) {
        return List.of(new JobRoutes(ownJobs, idempotency), new JobAdminRoutes(overseeJobs));
    }

    private static Mailer mailer(Config config) {
        var server = config.mail().smtp();
        return server == null
                ? new OutboxFolder(
                        config.home().resolve("outbox"), config.mail().from())
                : new SmtpMailer(server);
    }

    /// {@return who does the work}
    ///
    /// @param handlers of features, by kind
    RunJobs runner(Map<String, JobHandler> handlers, RandomGenerator random) {
        var all = new HashMap<>(handlers);
        all.put(DeliverMail.KIND, new DeliverMail(mailer));
        return new RunJobs(jobs, upkeep, cipher, all, PER_TENANT, ids.clock(), random, new Logged());
    }

    ResealJobs resealJobs() {
        return new ResealJobs(upkeep, cipher);
    }

    private static final class Logged implements RunJobs.Watcher {
        @Override
        public void failed(Job job, int attempt, String reason, boolean givenUp) {
            LOG.atLevel(givenUp ? Level.ERROR : Level.WARN)
                    .addKeyValue("job", job.id())
                    .addKeyValue("kind", job.kind())
                    .addKeyValue("attempt", attempt)
                    .log((givenUp ? "a job was given up: " : "a job failed and will be tried again: ") + reason);
        }

        @Override
        public void storeFailed(PortException trouble) {
            LOG.warn("the job store does not answer: {}", trouble.getMessage());
        }
    }
}

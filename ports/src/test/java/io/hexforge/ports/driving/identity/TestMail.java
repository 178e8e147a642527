package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.ops.Mail;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.RunJobs;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import io.hexforge.ports.inprocess.ops.InProcessMailer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Mail over the in-process ports, for tests. It goes out when it is looked for.
public final class TestMail {
    private final InProcessMailer mailer = new InProcessMailer();
    private final RunJobs jobs;
    private final SendMail sendMail;

    public TestMail(Ids ids) {
        var random = new SecureRandom();
        var cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random)), random);
        var store = new InProcessJobStore(ids.clock());
        jobs = new RunJobs(
                store,
                store,
                cipher,
                Map.of(DeliverMail.KIND, new DeliverMail(mailer)),
                8,
                ids.clock(),
                new Random(5),
                new Deaf());
        sendMail = new SendMail(new EnqueueJob(store, cipher, ids), ids.clock());
    }

    public SendMail sendMail() {
        return sendMail;
    }

    /// {@return all mail so far, oldest first}
    public List<Mail> sent() {
        jobs.runDue();
        return mailer.sent();
    }

    /// Lets jobs fail in silence.
    static final class Deaf implements RunJobs.Watcher {
        @Override
        public void failed(Job job, int attempt, String reason, boolean givenUp) {}

        @Override
        public void storeFailed(PortException trouble) {}
    }
}

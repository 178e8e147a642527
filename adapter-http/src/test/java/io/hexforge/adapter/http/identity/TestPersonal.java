package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.job.Job;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.AvatarImages;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.CarryOutDeletion;
import io.hexforge.ports.driving.identity.DeleteAccount;
import io.hexforge.ports.driving.identity.DeliverMail;
import io.hexforge.ports.driving.identity.ExportAccount;
import io.hexforge.ports.driving.identity.ManageNotifications;
import io.hexforge.ports.driving.identity.ManageProfile;
import io.hexforge.ports.driving.identity.SendMail;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.job.EnqueueJob;
import io.hexforge.ports.driving.job.RunJobs;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.identity.InProcessNotificationStore;
import io.hexforge.ports.inprocess.identity.InProcessProfileStore;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.InProcessBlobStore;
import io.hexforge.ports.inprocess.ops.InProcessMailer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What is personal, over the in-process ports: profile, notifications, mail, export, deletion. Jobs run when a test
/// says so.
public final class TestPersonal {
    private final InProcessMailer mailer = new InProcessMailer();
    private final InProcessBlobStore blobs = new InProcessBlobStore();
    private final SendMail sendMail;
    private final ManageProfile profiles;
    private final ManageNotifications notifications;
    private final DeleteAccount deletion;
    private final ExportAccount export;
    private final RunJobs jobs;
    private final Ids ids;

    public TestPersonal(InProcessAccounts accounts, Sessions sessions, AuditTrail audit, SecretCipher cipher, Ids ids) {
        this.ids = ids;
        var store = new InProcessJobStore(ids.clock());
        var enqueue = new EnqueueJob(store, cipher, ids);
        var profileStore = new InProcessProfileStore();
        sendMail = new SendMail(enqueue, ids.clock());
        profiles = new ManageProfile(accounts, profileStore, blobs, TestPersonal::normalise, ids.clock());
        notifications = new ManageNotifications(new InProcessNotificationStore(), profileStore, ids);
        deletion = new DeleteAccount(
                accounts,
                accounts,
                enqueue,
                sendMail,
                notifications,
                audit,
                URI.create("https://app.example.org"),
                ids.clock());
        export = new ExportAccount(List.of(accounts));
        jobs = new RunJobs(
                store,
                store,
                cipher,
                Map.of(
                        DeliverMail.KIND,
                        new DeliverMail(mailer),
                        CarryOutDeletion.KIND,
                        new CarryOutDeletion(
                                accounts,
                                accounts,
                                List.of(accounts),
                                blobs,
                                user -> sessions.endAll(user, null, EndReason.DELETED),
                                enqueue,
                                audit,
                                ids.clock())),
                8,
                ids.clock(),
                new Random(1),
                new Loud());
    }

    /// What is not, by its first bytes, a picture of this test's own format is none.
    private static AvatarImages.Outcome normalise(byte[] upload) {
        return upload[0] == 'P'
                ? new AvatarImages.Outcome.Picture(upload, "image/png")
                : new AvatarImages.Outcome.Refused("must be a picture");
    }

    public SendMail sendMail() {
        return sendMail;
    }

    /// {@return what has been delivered}
    public InProcessMailer mailer() {
        return mailer;
    }

    public RunJobs jobs() {
        return jobs;
    }

    public ManageNotifications notifications() {
        return notifications;
    }

    public List<Routes.Group> routes() {
        return List.of(
                new ProfileRoutes(profiles, ids.clock()),
                new AccountRoutes(deletion, export, profiles, ids.clock()),
                new NotificationRoutes(notifications, profiles));
    }

    private static final class Loud implements RunJobs.Watcher {
        @Override
        public void failed(Job job, int attempt, String reason, boolean givenUp) {
            throw new AssertionError(job.kind() + ": " + reason);
        }

        @Override
        public void storeFailed(PortException trouble) {
            throw new AssertionError(trouble);
        }
    }
}

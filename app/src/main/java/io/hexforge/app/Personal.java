package io.hexforge.app;

import io.hexforge.adapter.files.identity.ImageIoAvatars;
import io.hexforge.adapter.files.ops.BlobFolder;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.identity.AccountRoutes;
import io.hexforge.adapter.http.identity.NotificationRoutes;
import io.hexforge.adapter.http.identity.ProfileRoutes;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.gateway.PostgresGatewayData;
import io.hexforge.adapter.postgres.identity.PostgresAccountStore;
import io.hexforge.adapter.postgres.identity.PostgresDepartures;
import io.hexforge.adapter.postgres.identity.PostgresJobData;
import io.hexforge.adapter.postgres.identity.PostgresNotificationStore;
import io.hexforge.adapter.postgres.identity.PostgresProfileStore;
import io.hexforge.adapter.postgres.project.PostgresProjectData;
import io.hexforge.app.config.Config;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.PersonalData;
import io.hexforge.ports.driving.identity.AuditTrail;
import io.hexforge.ports.driving.identity.CarryOutDeletion;
import io.hexforge.ports.driving.identity.DeleteAccount;
import io.hexforge.ports.driving.identity.ExportAccount;
import io.hexforge.ports.driving.identity.ManageNotifications;
import io.hexforge.ports.driving.identity.ManageProfile;
import io.hexforge.ports.driving.identity.Sessions;
import io.hexforge.ports.driving.job.JobHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/// What users say about themselves, what they are told, what they take along, and how they leave.
///
/// @param carryOutDeletion given what ends a user's sessions
record Personal(
        AccountStore accounts,
        ManageProfile manageProfile,
        ManageNotifications manageNotifications,
        ExportAccount exportAccount,
        DeleteAccount deleteAccount,
        Function<Consumer<UUID>, CarryOutDeletion> carryOutDeletion,
        InstantSource clock) {
    static Personal over(
            Database main, Database identity, BackgroundWork background, AuditTrail audit, Config config, Ids ids) {
        var accounts = new PostgresAccountStore(identity);
        var profiles = new PostgresProfileStore(identity);
        var blobs = new BlobFolder(config.home().resolve("blobs"));
        var departures = new PostgresDepartures(identity);
        List<PersonalData> areas = List.of(
                new PostgresProjectData(main), new PostgresGatewayData(main), new PostgresJobData(main), departures);
        var notifications = new ManageNotifications(new PostgresNotificationStore(identity), profiles, ids);
        var jobs = background.enqueueJob();
        return new Personal(
                accounts,
                new ManageProfile(accounts, profiles, blobs, new ImageIoAvatars(), ids.clock()),
                notifications,
                new ExportAccount(areas.reversed()),
                new DeleteAccount(
                        accounts,
                        departures,
                        jobs,
                        background.sendMail(),
                        notifications,
                        audit,
                        config.tenancy().frontend(),
                        ids.clock()),
                endSessions ->
                        new CarryOutDeletion(accounts, departures, areas, blobs, endSessions, jobs, audit, ids.clock()),
                ids.clock());
    }

    Map<String, JobHandler> handlers(Sessions sessions) {
        return Map.of(
                CarryOutDeletion.KIND, carryOutDeletion.apply(user -> sessions.endAll(user, null, EndReason.DELETED)));
    }

    List<Routes.Group> routes() {
        return List.of(
                new ProfileRoutes(manageProfile, clock),
                new AccountRoutes(deleteAccount, exportAccount, manageProfile, clock),
                new NotificationRoutes(manageNotifications, manageProfile));
    }
}

package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driven.identity.TieStore.Ties;
import io.hexforge.ports.driving.identity.DeleteAccount;
import io.hexforge.ports.driving.identity.DeleteAccount.Scheduled;
import io.hexforge.ports.driving.identity.ExportAccount;
import io.hexforge.ports.driving.identity.ManageProfile;
import io.hexforge.ports.driving.identity.ManageProfile.Picture;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// `/v1/users/me`: taking everything along, and leaving.
public record AccountRoutes(DeleteAccount deletion, ExportAccount export, ManageProfile profiles, InstantSource clock)
        implements Routes.Group {
    private static final String PATH = "/v1/users/me";
    private static final Metering EXPORTS = Metering.inBucket("exports", 5);

    record ScheduledBody(String status, Instant deletionRequestedAt, Instant deletionScheduledFor) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record CanceledBody(
            boolean canceled,
            @Nullable Instant previousDeletionRequestedAt,
            @Nullable Instant previousDeletionScheduledFor,
            PersonBody profile) {}

    @Override
    public void addTo(Routes routes) {
        Access writes = Access.scope(Scope.PROFILE_WRITE);
        routes.delete(PATH, Access.person(), this::schedule)
                .post(PATH + "/deletion/cancel", writes, this::cancel)
                .get(PATH + "/export", Access.scope(Scope.PROFILE_READ), EXPORTS, this::export);
    }

    private void schedule(Context ctx) {
        switch (deletion.schedule(Exchange.actor(ctx), Exchange.of(ctx).clientIp())) {
            case Scheduled.Due scheduled ->
                Answers.send(
                        ctx, Answers.json(200, new ScheduledBody("pending", scheduled.requestedAt(), scheduled.due())));
            case Scheduled.Tied(Ties ties) -> throw new Refused(Problem.conflict("account_needed", reason(ties)));
        }
    }

    private static String reason(Ties ties) {
        if (ties.onlyAdministrator()) {
            return "you are the only administrator of this installation; make somebody else one first";
        }
        return "you are the only owner of tenants with other members; make somebody else an owner first: "
                + ties.ownerless().stream().map(UUID::toString).sorted().collect(Collectors.joining(", "));
    }

    private void cancel(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Optional<Instant> previous = deletion.cancel(actor, Exchange.of(ctx).clientIp());
        var body = new CanceledBody(
                previous.isPresent(),
                previous.map(due -> due.minus(DeleteAccount.REPRIEVE)).orElse(null),
                previous.orElse(null),
                PersonBody.of(profiles.show(actor), clock.instant()));
        Answers.send(ctx, Answers.json(200, body));
    }

    /// Streams a ZIP archive: for each section a file with one JSON object a line, and the picture.
    private void export(Context ctx) throws IOException {
        Actor actor = Exchange.actor(ctx);
        String day = clock.instant().toString().substring(0, "2026-01-31".length());
        ctx.res().setContentType(null); // forgets the charset of the default type
        ctx.res().setContentType("application/zip");
        ctx.header("Content-Disposition", "attachment; filename=\"hexforge-account-" + day + ".zip\"")
                .header("Cache-Control", "no-store");
        var zip = new ZipOutputStream(ctx.res().getOutputStream());
        export.to(
                new ExportAccount.Receiver() {
                    @Override
                    public void section(String name) throws IOException {
                        zip.putNextEntry(new ZipEntry(name + ".jsonl"));
                    }

                    @Override
                    public void record(JsonObject record) throws IOException {
                        zip.write(Json.bytes(record));
                        zip.write('\n');
                    }
                },
                actor);
        Optional<Picture> picture = profiles.avatar(actor);
        if (picture.isPresent()) {
            String suffix = picture.get().contentType().replace("image/", "");
            zip.putNextEntry(new ZipEntry("avatar." + suffix));
            try (InputStream content = picture.get().content()) {
                content.transferTo(zip);
            }
        }
        zip.finish();
    }
}

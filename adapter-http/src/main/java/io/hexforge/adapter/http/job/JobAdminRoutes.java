package io.hexforge.adapter.http.job;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driving.job.OverseeJobs;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/// `/v1/admin/jobs`: what was given up, and kinds of jobs that are to wait. For who administers the
/// installation.
public record JobAdminRoutes(OverseeJobs jobs) implements Routes.Group {
    private static final String PATH = "/v1/admin/jobs";
    private static final Pattern KIND = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    record PausedBody(String type, Instant pausedAt) {}

    record PausedListBody(List<PausedBody> items) {
        static PausedListBody of(Map<String, Instant> paused) {
            return new PausedListBody(paused.entrySet().stream()
                    .map(entry -> new PausedBody(entry.getKey(), entry.getValue()))
                    .toList());
        }
    }

    @Override
    public void addTo(Routes routes) {
        Access reads = Access.scope(Scope.JOBS_READ);
        Access writes = Access.scope(Scope.JOBS_WRITE);
        routes.get(PATH + "/dead", reads, this::dead)
                .post(PATH + "/dead/{id}/redrive", writes, this::redrive)
                .get(PATH + "/paused", reads, this::paused)
                .post(PATH + "/types/{type}/pause", writes, ctx -> pause(ctx, true))
                .post(PATH + "/types/{type}/resume", writes, ctx -> pause(ctx, false));
    }

    private void dead(Context ctx) {
        var page = jobs.dead(Exchange.actor(ctx), Paging.request(ctx)).orElseThrow(JobAdminRoutes::forbidden);
        Answers.send(ctx, Answers.json(200, Paging.listing(page, job -> JobBody.of(job, null))));
    }

    private void redrive(Context ctx) {
        UUID id = PathParameters.id(ctx, "id");
        if (!jobs.redrive(Exchange.actor(ctx), id).orElseThrow(JobAdminRoutes::forbidden)) {
            throw new Refused(Problem.notFound("no job with this id was given up, or nothing is left of its payload"));
        }
        Answers.send(ctx, Answers.json(202, Map.of("id", id, "job_id", id, "status", "queued")));
    }

    private void paused(Context ctx) {
        var paused = jobs.paused(Exchange.actor(ctx)).orElseThrow(JobAdminRoutes::forbidden);
        Answers.send(ctx, Answers.json(200, PausedListBody.of(paused)));
    }

    private void pause(Context ctx, boolean pause) {
        String type = ctx.pathParam("type");
        if (!KIND.matcher(type).matches()) {
            throw new Refused(Problem.notFound("there is no such type of jobs"));
        }
        var paused = jobs.pause(Exchange.actor(ctx), type, pause).orElseThrow(JobAdminRoutes::forbidden);
        Answers.send(ctx, Answers.json(200, PausedListBody.of(paused)));
    }

    private static Refused forbidden() {
        return new Refused(Problem.forbidden("only who administers the installation looks after all jobs"));
    }
}

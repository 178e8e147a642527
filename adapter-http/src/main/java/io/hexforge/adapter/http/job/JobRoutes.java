package io.hexforge.adapter.http.job;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.QueryParameters;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.job.JobDirectory.Filter;
import io.hexforge.ports.driving.job.OwnJobs;
import io.hexforge.ports.driving.job.OwnJobs.Change;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/v1/jobs`: how work fares that takes longer than a request.
public record JobRoutes(OwnJobs jobs, Idempotency idempotency) implements Routes.Group {
    private static final String PATH = "/v1/jobs";
    private static final int MAX_ANSWERS = 5;
    private static final int MAX_TEXT = 10_000;

    record AnswerBody(@Nullable String question, String answer) {}

    record RespondBody(List<AnswerBody> answers) {}

    @Override
    public void addTo(Routes routes) {
        Access reads = Access.scope(Scope.JOBS_READ);
        Access writes = Access.scope(Scope.JOBS_WRITE);
        routes.get(PATH, reads, this::list)
                .get(PATH + "/{id}", reads, this::show)
                .get(PATH + "/{id}/stream", reads, ctx -> new JobStream(jobs).serve(ctx))
                .delete(PATH + "/{id}", writes, this::delete)
                .post(PATH + "/{id}/retry", writes, this::retry)
                .post(PATH + "/{id}/cancel", writes, this::cancel)
                .post(PATH + "/{id}/respond", writes, this::respond);
    }

    private void list(Context ctx) {
        var filter = new Filter(state(ctx), ctx.queryParam("type"), QueryParameters.id(ctx, "project_id"));
        var page = jobs.page(Exchange.actor(ctx), filter, Paging.request(ctx));
        Answers.send(ctx, Answers.json(200, Paging.listing(page, JobBody::of)));
    }

    private static @Nullable JobState state(Context ctx) {
        String status = ctx.queryParam("status");
        return status == null
                ? null
                : JobState.named(status)
                        .orElseThrow(() -> QueryParameters.invalid("status must be one of queued, running,"
                                + " waiting_for_input, completed, failed, cancelled"));
    }

    private void show(Context ctx) {
        var shown = jobs.find(Exchange.actor(ctx), PathParameters.id(ctx, "id")).orElseThrow(JobRoutes::notFound);
        Answers.send(ctx, Answers.json(200, JobBody.of(shown)));
    }

    private void delete(Context ctx) {
        Change change = jobs.delete(Exchange.actor(ctx), PathParameters.id(ctx, "id"));
        requireDone(change, "only a job that has ended can be deleted; cancel it first");
        ctx.status(204);
    }

    /// A repeated request with the same `Idempotency-Key` makes no second job.
    private void retry(Context ctx) {
        idempotency.answer(ctx, new byte[0], () -> {
            Change change = jobs.retry(Exchange.actor(ctx), PathParameters.id(ctx, "id"));
            return answer(202, done(change, "only a job that failed or was cancelled can be tried once more"));
        });
    }

    private void cancel(Context ctx) {
        Change change = jobs.cancel(Exchange.actor(ctx), PathParameters.id(ctx, "id"));
        Answers.send(ctx, answer(200, done(change, "the job has ended already")));
    }

    private void respond(Context ctx) {
        RespondBody body = Body.of(ctx, RespondBody.class);
        if (body.answers().isEmpty() || body.answers().size() > MAX_ANSWERS) {
            throw new BadRequest("/answers", "must have 1 to " + MAX_ANSWERS + " items");
        }
        for (int i = 0; i < body.answers().size(); i++) {
            AnswerBody answer = body.answers().get(i);
            check("/answers/" + i + "/answer", answer.answer());
            check("/answers/" + i + "/question", answer.question());
        }
        String answers = Json.string(body.answers());
        Change change = jobs.respond(Exchange.actor(ctx), PathParameters.id(ctx, "id"), answers);
        Answers.send(ctx, answer(202, done(change, "the job does not wait for input")));
    }

    private static void check(String pointer, @Nullable String text) {
        if (text != null && text.length() > MAX_TEXT) {
            throw new BadRequest(pointer, "must have at most " + MAX_TEXT + " characters");
        }
    }

    private static StoredAnswer answer(int status, OwnJobs.Shown shown) {
        return Answers.json(status, JobBody.of(shown));
    }

    private static void requireDone(Change change, String why) {
        var _ = done(change, why);
    }

    private static OwnJobs.Shown done(Change change, String why) {
        return switch (change) {
            case Change.Done(OwnJobs.Shown shown) -> shown;
            case Change.NotFound() -> throw notFound();
            case Change.Refused(JobState state) ->
                throw new Refused(
                        Problem.conflict("job_state", why).withMember("job", Map.of("status", state.wireName())));
        };
    }

    static Refused notFound() {
        return new Refused(Problem.notFound("there is no such job"));
    }
}

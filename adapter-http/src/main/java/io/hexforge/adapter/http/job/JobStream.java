package io.hexforge.adapter.http.job;

import io.hexforge.adapter.http.ClientWatch;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.domain.Actor;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.ports.driving.job.OwnJobs;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells a client how a job fares until it has ended, as server-sent events (WHATWG HTML, section 9.2):
/// `progress`, `waiting`, and in the end `complete`, `error` or `cancelled`. Each event is the whole job; its
/// id is the job's version, so that a client that comes back, to any node, with `Last-Event-ID` hears what it
/// has not heard yet.
record JobStream(OwnJobs jobs) {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long SILENCE_NANOS = Duration.ofSeconds(15).toNanos();
    private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    void serve(Context ctx) {
        UUID id = PathParameters.id(ctx, "id");
        Actor actor = Exchange.actor(ctx);
        TrackedJob job = jobs.look(actor, id).orElseThrow(JobRoutes::notFound);
        long heard = lastHeard(ctx.header("Last-Event-ID"));
        Exchange.of(ctx).becomeStream();
        var gone = new CountDownLatch(1);
        try (var _ = ClientWatch.of(ctx).watch(ctx.req(), gone::countDown)) {
            tell(ctx.res(), actor, job, heard, gone);
        } catch (IOException clientLeft) {
            // It may come back.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /// A job that is deleted meanwhile ends the stream without a word.
    private void tell(HttpServletResponse response, Actor actor, TrackedJob first, long heard, CountDownLatch gone)
            throws IOException, InterruptedException {
        OutputStream out = begin(response);
        TrackedJob job = first;
        long told = heard;
        long lastWord = System.nanoTime();
        while (true) {
            if (job.version() > told || (job.state().ended() && told == heard)) {
                out.write(event(job, jobs.find(actor, job.id()).orElse(null)));
                out.flush();
                told = job.version();
                lastWord = System.nanoTime();
            } else if (System.nanoTime() - lastWord > SILENCE_NANOS) {
                out.write(COMMENT);
                out.flush();
                lastWord = System.nanoTime();
            }
            if (job.state().ended() || gone.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            TrackedJob next = jobs.look(actor, job.id()).orElse(null);
            if (next == null) {
                return;
            }
            job = next;
        }
    }

    private static OutputStream begin(HttpServletResponse response) throws IOException {
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("utf-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        OutputStream out = response.getOutputStream();
        out.flush();
        return out;
    }

    private static byte[] event(TrackedJob job, OwnJobs.@Nullable Shown shown) {
        var frame = new ByteArrayOutputStream();
        String head = "id: " + job.version() + "\nevent: " + name(job) + "\ndata: ";
        frame.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        frame.writeBytes(Json.bytes(JobBody.of(job, shown == null ? null : shown.input())));
        frame.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return frame.toByteArray();
    }

    private static String name(TrackedJob job) {
        return switch (job.state()) {
            case QUEUED, RUNNING -> "progress";
            case WAITING_FOR_INPUT -> "waiting";
            case COMPLETED -> "complete";
            case FAILED -> "error";
            case CANCELLED -> "cancelled";
        };
    }

    /// What is no number was never heard from here.
    private static long lastHeard(@Nullable String lastEventId) {
        try {
            return lastEventId == null ? 0 : Math.max(0, Long.parseLong(lastEventId.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

package io.hexforge.adapter.http;

import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driving.ops.RunOnce;
import io.hexforge.ports.driving.ops.RunOnce.Attempt;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Honours `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) on routes that create something.
///
/// The answer of a successful request is kept and given again; one that failed may be tried again. The same key with
/// another body is 422, and while the first request runs 409.
public record Idempotency(RunOnce runOnce) {
    private static final Pattern WELL_FORMED = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

    /// Answers with what `execute` makes, or with what it made before.
    ///
    /// @param body the request's content; a repeated request must have the same
    public void answer(Context ctx, byte[] body, Supplier<StoredAnswer> execute) {
        String key = ctx.header("Idempotency-Key");
        if (key == null) {
            Answers.send(ctx, execute.get());
            return;
        }
        if (!WELL_FORMED.matcher(key).matches()) {
            throw new Refused(Problem.of(
                    400,
                    "invalid_idempotency_key",
                    "The header is malformed",
                    "Idempotency-Key must be 1 to 255 characters, printable, without spaces"));
        }
        Route route = Objects.requireNonNull(Exchange.of(ctx).route());
        String operation = route.method().name() + " " + ctx.path();
        switch (runOnce.begin(Exchange.actor(ctx), operation, key, sha256(body))) {
            case Attempt.First first -> Answers.send(ctx, executed(first, execute));
            case Attempt.Repeated(StoredAnswer answer) -> {
                ctx.res().setHeader("Idempotency-Replayed", "true");
                Answers.send(ctx, answer);
            }
            case Attempt.InFlight() ->
                throw new Refused(Problem.conflict(
                                "idempotency_in_flight", "the first request with this Idempotency-Key still runs")
                        .with("Retry-After", "1"));
            case Attempt.Misused() ->
                throw new Refused(Problem.of(
                        422,
                        "idempotency_key_reused",
                        "The key was used before",
                        "this Idempotency-Key was used for a request with another content"));
        }
    }

    private static StoredAnswer executed(Attempt.First first, Supplier<StoredAnswer> execute) {
        StoredAnswer answer;
        try {
            answer = execute.get();
        } catch (RuntimeException | Error e) {
            remember(first::failed);
            throw e;
        }
        remember(() -> first.finished(answer));
        return answer;
    }

    /// What was done is done, whether or not it can be remembered.
    private static void remember(Runnable outcome) {
        try {
            outcome.run();
        } catch (PortException e) {
            LOG.warn("an idempotent answer could not be recorded", e);
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}

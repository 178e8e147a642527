package io.hexforge.adapter.http;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Device;
import io.hexforge.ports.driving.gateway.Caller;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What the shell knows of one request, from its first byte to its log line.
///
/// Written by the request's thread; read by the thread that completes the answer.
public final class Exchange {
    static final String ATTRIBUTE = "io.hexforge.exchange";

    private enum Permit {
        NONE,
        REQUEST,
        STREAM
    }

    private final String requestId;
    private final TraceContext trace;
    private final String clientIp;
    private final boolean fromThisMachine;
    private final long startNanos;
    private final Admission admission;
    private final AtomicReference<Permit> permit = new AtomicReference<>(Permit.NONE);
    private volatile @Nullable Route route;
    private volatile @Nullable Actor actor;
    private volatile boolean alias;
    private volatile boolean metered;

    Exchange(
            String requestId,
            TraceContext trace,
            String clientIp,
            boolean fromThisMachine,
            long startNanos,
            Admission admission) {
        this.requestId = requestId;
        this.trace = trace;
        this.clientIp = clientIp;
        this.fromThisMachine = fromThisMachine;
        this.startNanos = startNanos;
        this.admission = admission;
    }

    public static Exchange of(Context ctx) {
        return Objects.requireNonNull((Exchange) ctx.req().getAttribute(ATTRIBUTE));
    }

    /// {@return who asks; the route must need a credential}
    public static Actor actor(Context ctx) {
        Actor actor = of(ctx).actor;
        if (actor == null) {
            throw new IllegalStateException("a public route has no actor");
        }
        return actor;
    }

    /// {@return who calls a model; its limits go into the answer's headers}
    public static Caller caller(Context ctx) {
        return new Caller(actor(ctx), of(ctx).requestId, standings -> LimitHeaders.set(ctx, standings));
    }

    /// {@return what the client acts from}
    public static Device device(Context ctx) {
        return new Device(Objects.requireNonNullElse(ctx.header("User-Agent"), ""), of(ctx).clientIp);
    }

    public String requestId() {
        return requestId;
    }

    public TraceContext trace() {
        return trace;
    }

    public String clientIp() {
        return clientIp;
    }

    boolean fromThisMachine() {
        return fromThisMachine;
    }

    public long startNanos() {
        return startNanos;
    }

    /// {@return whether the client used one of the older paths, on which unknown fields are ignored}
    public boolean viaAlias() {
        return alias;
    }

    @Nullable
    Route route() {
        return route;
    }

    @Nullable
    Actor actor() {
        return actor;
    }

    boolean streaming() {
        return permit.get() == Permit.STREAM;
    }

    void matched(Route matched, boolean viaAlias) {
        route = matched;
        alias = viaAlias;
    }

    /// {@return whether this request has been counted against limits}
    boolean metered() {
        return metered;
    }

    void counted() {
        metered = true;
    }

    void authenticated(Actor who) {
        actor = who;
    }

    boolean admit() {
        if (!admission.admitRequest()) {
            return false;
        }
        permit.set(Permit.REQUEST);
        return true;
    }

    /// Counts this request among the streams from now on. To be called before the first byte of an answer that
    /// takes as long as a model talks.
    public void becomeStream() {
        if (permit.get() == Permit.REQUEST) {
            if (!admission.becomeStream()) {
                throw new Refused(Problem.unavailable("too many answers are being streamed; try again"));
            }
            permit.set(Permit.STREAM);
        }
    }

    void ended() {
        switch (permit.getAndSet(Permit.NONE)) {
            case NONE -> {}
            case REQUEST -> admission.requestEnded();
            case STREAM -> admission.streamEnded();
        }
    }
}

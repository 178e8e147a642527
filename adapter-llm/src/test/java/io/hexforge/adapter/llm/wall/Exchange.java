package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One request and the answer that is being made to it.
///
/// Written by one thread; [#clientLeft()] may be called by another.
final class Exchange {
    private final Request request;
    private final Vendor vendor;
    private final Pace pace;
    private final @Nullable Fault fault;
    private final double timeScale;
    private final Socket socket;
    private final OutputStream out;
    private final AttemptLog.Running attempt;
    private final long begun = System.nanoTime();
    private volatile boolean left;
    private volatile @Nullable Thread writer;
    private boolean closing;

    Exchange(
            Request request,
            Vendor vendor,
            Pace pace,
            @Nullable Fault fault,
            double timeScale,
            Socket socket,
            OutputStream out,
            AttemptLog.Running attempt) {
        this.request = request;
        this.vendor = vendor;
        this.pace = adapted(pace, fault);
        this.fault = fault;
        this.timeScale = timeScale;
        this.socket = socket;
        this.out = out;
        this.attempt = attempt;
        this.closing = !request.keepAlive();
    }

    private static Pace adapted(Pace pace, @Nullable Fault fault) {
        return switch (fault) {
            case Fault.Trickle(Duration perToken) -> pace.with(pace.tokens(), perToken);
            case Fault.ManyTokens(int tokens) -> pace.with(tokens, Duration.ZERO);
            case null, default -> pace;
        };
    }

    Request request() {
        return request;
    }

    Pace pace() {
        return pace;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    /// {@return a name for this request that no other one has}
    String requestId() {
        return "req_wall" + attempt.number();
    }

    /// {@return whether the connection must end after this answer}
    boolean closing() {
        return closing;
    }

    /// Lets the vendor answer, and turns what it refuses into its error body.
    void run(@Nullable Refusal unauthorized) throws IOException {
        writer = Thread.currentThread();
        try {
            if (unauthorized != null) {
                throw unauthorized;
            }
            strike();
            vendor.serve(this);
        } catch (Refusal refusal) {
            refuse(refusal);
        } catch (BrokenOff e) {
            attempt.ended();
            end(e.ending());
        } catch (IOException e) {
            attempt.lost();
            throw e;
        }
    }

    private void strike() throws Refusal, IOException {
        switch (fault) {
            case Fault.Refused(var kind, var retryAfter)
            when !vendor.answersItself(kind) -> throw new Refusal(kind, vendor.complaint(kind), null, retryAfter);
            case Fault.NoAnswer(var ending) -> throw new BrokenOff(ending);
            case Fault.Silence() -> hang();
            case Fault.SlowStart(Duration delay, boolean headFirst) when !headFirst -> await(delay);
            case Fault.Html() -> {
                byte[] page = "<html><body><h1>Welcome</h1></body></html>".getBytes(StandardCharsets.UTF_8);
                send(200, "text/html; charset=utf-8", Map.of(), page);
                throw new BrokenOff(Fault.Ending.CLEAN);
            }
            case null, default -> {}
        }
        await(pace.beforeFirst());
    }

    private void refuse(Refusal refusal) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            headers.put("retry-after", Long.toString(Math.ceilDiv(retryAfter.toMillis(), 1000)));
            headers.put("retry-after-ms", Long.toString(retryAfter.toMillis()));
        }
        send(vendor.status(refusal), "application/json", headers, Json.bytes(vendor.error(refusal, requestId())));
    }

    /// {@return the answer to `ask`, whose prompt has been read, and so is charged, from now on}
    Answer write(Ask ask) {
        Answer answer = Author.write(ask, pace.tokens());
        attempt.read(answer);
        return answer;
    }

    /// Answers at once with what costs no tokens.
    void json(JsonNode body) throws IOException {
        send(200, "application/json", Map.of(), Json.bytes(body));
    }

    /// Answers with a whole body once `tokens` tokens have had their time.
    void answer(JsonNode body, int tokens) throws IOException {
        switch (fault) {
            case Fault.ErrorInBody _ -> {
                json(vendor.error(vendor.failure(), requestId()));
                return;
            }
            case Fault.SlowStart(Duration delay, var _) -> await(delay);
            case null, default -> {}
        }
        byte[] bytes = Json.bytes(body);
        switch (fault) {
            case Fault.Cut(int after, var ending) -> {
                produce(Math.min(after, tokens));
                sendHalf(bytes);
                throw new BrokenOff(ending);
            }
            case Fault.Stall(int after) -> {
                produce(Math.min(after, tokens));
                sendHalf(bytes);
                hang();
            }
            case Fault.CutBeforeFinish() -> {
                produce(tokens);
                sendHalf(bytes);
                throw new BrokenOff(Fault.Ending.CLOSE);
            }
            case Fault.Malformed _ -> {
                produce(tokens);
                send(200, "application/json", Map.of(), Arrays.copyOf(bytes, bytes.length / 2));
            }
            case null, default -> {
                produce(tokens);
                send(200, "application/json", Map.of(), bytes);
            }
        }
    }

    private void produce(int tokens) throws IOException {
        if (!pace.perToken().isPositive()) {
            attempt.produced(tokens);
            return;
        }
        for (int i = 0; i < tokens; i++) {
            awaitToken(i);
            attempt.produced(1);
        }
    }

    /// Opens a streamed answer.
    EventStream stream(String contentType, boolean lines) throws IOException {
        var stream = new EventStream(this, out, lines);
        attempt.answered(200);
        stream.open(head(200, contentType, Map.of(), -1));
        if (fault instanceof Fault.SlowStart(Duration delay, boolean headFirst) && headFirst) {
            stream.flush();
            await(delay);
        }
        return stream;
    }

    AttemptLog.Running attempt() {
        return attempt;
    }

    Vendor vendor() {
        return vendor;
    }

    void await(Duration delay) throws IOException {
        if (delay.isPositive()) {
            awaitNanos(System.nanoTime() + (long) (delay.toNanos() * timeScale));
        }
    }

    /// Waits until the token with this index is due.
    void awaitToken(int index) throws IOException {
        if (pace.perToken().isPositive()) {
            long first = begun + (long) (pace.beforeFirst().toNanos() * timeScale);
            awaitNanos(first + (long) (index * (double) pace.perToken().toNanos() * timeScale));
        }
    }

    /// Waits until the client leaves.
    void hang() throws IOException {
        awaitNanos(Long.MAX_VALUE);
    }

    private void awaitNanos(long due) throws IOException {
        while (!left) {
            long rest = due == Long.MAX_VALUE ? Long.MAX_VALUE : due - System.nanoTime();
            if (rest <= 0) {
                return;
            }
            LockSupport.parkNanos(this, rest);
        }
        throw new IOException("the client has left");
    }

    /// Tells the writer, wherever it waits, that nobody listens any more.
    void clientLeft() {
        left = true;
        attempt.cancelled();
        Thread waiting = writer;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void send(int status, String contentType, Map<String, String> headers, byte[] body) throws IOException {
        byte[] head = head(status, contentType, headers, body.length);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        attempt.answered(status);
        attempt.ended();
        out.write(whole);
    }

    private void sendHalf(byte[] body) throws IOException {
        attempt.answered(200);
        out.write(head(200, "application/json", Map.of(), body.length));
        out.write(body, 0, body.length / 2);
        closing = true;
    }

    private byte[] head(int status, String contentType, Map<String, String> headers, int length) {
        var head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(status).append(status == 200 ? " OK" : " Refused");
        head.append("\r\nserver: wall\r\ncontent-type: ").append(contentType);
        head.append("\r\n").append(vendor.requestIdHeader()).append(": ").append(requestId());
        headers.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        if (length >= 0) {
            head.append("\r\ncontent-length: ").append(length);
        } else if (request.chunkedAnswers()) {
            head.append("\r\ntransfer-encoding: chunked\r\ncache-control: no-cache");
        } else {
            closing = true;
        }
        head.append(closing ? "\r\nconnection: close" : "\r\nconnection: keep-alive")
                .append("\r\n\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void end(Fault.Ending ending) throws IOException {
        switch (ending) {
            case RESET -> {
                closing = true;
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case CLOSE -> {
                closing = true;
                socket.close();
            }
            case CLEAN -> {}
        }
    }

    /// The wall ends the answer on purpose.
    static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1;

        private final Fault.Ending ending;

        BrokenOff(Fault.Ending ending) {
            super("broken off");
            this.ending = ending;
        }

        Fault.Ending ending() {
            return ending;
        }
    }
}

package io.hexforge.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hexforge.adapter.cli.CommandLineApp;
import io.hexforge.adapter.cli.Terminal;
import io.hexforge.app.ServerFile.Running;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Serves for a few seconds, before an audience of its own, so that the JVM can record what starting and relaying take.
///
/// The launcher runs it once after a build with `-XX:AOTCacheOutput`; later starts read the recording. Nothing outside
/// the given home and this process is touched.
///
/// The recorded run must find a home that an earlier run made: what only the first start of all needs is no part of
/// the recording. One library of it (xz) lies in a sealed jar, and a JVM that finds a sealed jar's classes in its
/// cache under another path than they were recorded from does not start at all.
final class Rehearsal {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final String FRAME =
            "data: {\"id\":\"r\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"finish_reason\":null}]}\n\n";
    private static final String LAST =
            "data: {\"id\":\"r\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String WHOLE =
            "{\"id\":\"r\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"word\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";

    private Rehearsal() {}

    /// @param arguments a folder to use as home, and for how many seconds to relay each kind of answer
    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        Duration length = Duration.ofSeconds(Long.parseLong(arguments[1]));
        try (var provider = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> provide(provider));
            Thread.ofPlatform().daemon().start(() -> serve(home, provider.getLocalPort()));
            Running server = awaitServer(home);
            act(server, "", length);
            act(server, ",\"stream\":true", length);
        }
        System.exit(0);
    }

    private static void serve(Path home, int providerPort) {
        var environment = Map.of(
                "OPENAI_API_KEY",
                "rehearsal",
                "OPENAI_BASE_URL",
                "http://127.0.0.1:" + providerPort + "/v1",
                "RATE_LIMIT_PER_MINUTE",
                "1000000000");
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, US_ASCII);
        var installation = new LocalInstallation(environment, home, nowhere, nowhere);
        var terminal = new Terminal(
                new PrintWriter(Writer.nullWriter()), new PrintWriter(System.err, true, US_ASCII), Reader.nullReader());
        new CommandLineApp(installation, terminal).run("serve", "--port", "0", "--home", home.toString());
    }

    private static Running awaitServer(Path home) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < deadline) {
            var server = new ServerFile(home).read();
            if (server.isPresent()) {
                return server.get();
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("no server within " + LONGEST_START);
    }

    /// Two callers ask, one request after the other.
    private static void act(Running server, String members, Duration length) throws InterruptedException {
        var failure = new AtomicReference<@Nullable Exception>();
        long end = System.nanoTime() + length.toNanos();
        Runnable caller = () -> {
            try {
                while (System.nanoTime() < end) {
                    ask(server, members);
                }
            } catch (IOException | IllegalStateException e) {
                failure.set(e);
            }
        };
        var first = Thread.startVirtualThread(caller);
        var second = Thread.startVirtualThread(caller);
        first.join();
        second.join();
        if (failure.get() != null) {
            throw new IllegalStateException("the rehearsal failed", failure.get());
        }
    }

    private static void ask(Running server, String members) throws IOException {
        String body = "{\"model\":\"openai/rehearsal\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]"
                + members + "}";
        String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Bearer " + server.token() + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException(answer);
            }
        }
    }

    /// A provider that answers at once.
    private static void provide(ServerSocket listening) {
        try {
            while (true) {
                var caller = listening.accept();
                Thread.startVirtualThread(() -> answer(caller));
            }
        } catch (IOException closed) {
            // The rehearsal is over.
        }
    }

    private static void answer(Socket caller) {
        try (caller) {
            var in = new BufferedInputStream(caller.getInputStream());
            var out = caller.getOutputStream();
            for (String request = read(in); request != null; request = read(in)) {
                if (request.contains("\"stream\":true")) {
                    out.write(answer("text/event-stream", FRAME.repeat(16) + LAST + "data: [DONE]\n\n"));
                } else {
                    out.write(answer("application/json", WHOLE));
                }
            }
        } catch (IOException over) {
            // The caller needs no more.
        }
    }

    private static byte[] answer(String type, String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n")
                .getBytes(US_ASCII);
    }

    /// {@return head and body, or null at the end}
    private static @Nullable String read(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        var length =
                java.util.regex.Pattern.compile("(?i)content-length: *(\\d+)").matcher(head);
        int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return head + new String(in.readNBytes(bytes), US_ASCII);
    }
}

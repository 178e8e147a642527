package io.hexforge.adapter.llm.wall;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A model provider to test against: a real HTTP server that speaks the wire formats of OpenAI, Anthropic, Gemini and
/// Ollama, at any pace, and breaks as it is told.
///
/// What it answers depends on the request only, so that tests can assert on it: it repeats the user's last words, and
/// does what [Author] says when they are `count N` or `call TOOL {json}`. It validates requests as the vendors do.
/// The dialect is told by the request's path (and by the header `anthropic-version` where paths are the same), under
/// any prefix: `/v1`, `/openai/v1`, `/api/v1`, `/v1beta`, …
///
/// The only valid key is `sk-wall` unless another is set; Ollama's own endpoints want none. Listens on 127.0.0.1.
/// All methods are safe for concurrent use.
public final class Wall implements AutoCloseable {
    /// The valid key of a wall that was told no other.
    public static final String KEY = Catalogue.DEFAULT_KEY;

    private static final int REMEMBERED = 1_000;

    private record Memo(String path, String query, byte[] body) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Memo(String otherPath, String otherQuery, byte[] otherBody)
                    && path.equals(otherPath)
                    && query.equals(otherQuery)
                    && Arrays.equals(body, otherBody);
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + Arrays.hashCode(body);
        }
    }

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Catalogue catalogue = new Catalogue();
    private final List<Vendor> vendors = List.of(
            new GeminiVendor(catalogue),
            new OllamaVendor(catalogue),
            new AnthropicVendor(catalogue),
            new OpenAiVendor(catalogue));
    private final FaultScript script;
    private final AttemptLog log;
    private final ConcurrentHashMap<Memo, byte[]> memory = new ConcurrentHashMap<>();
    private volatile Pace pace = Pace.INSTANT;
    private volatile double timeScale = 1;

    private Wall(ServerSocket server, InstantSource clock) {
        this.server = server;
        this.script = new FaultScript(clock);
        this.log = new AttemptLog(clock);
    }

    /// {@return a running wall on a free port}
    public static Wall start() {
        return start(0);
    }

    /// @throws UncheckedIOException when the port is taken
    public static Wall start(int port) {
        try {
            var server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 4096);
            var wall = new Wall(server, InstantSource.system());
            Thread.ofPlatform().daemon().name("wall-" + server.getLocalPort()).start(wall::accept);
            return wall;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(new Connection(this, socket));
            }
        } catch (IOException e) {
            // The wall was closed.
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /// {@return `http://127.0.0.1:PORT`, without a path}
    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// {@return the wall's URL with a path behind it, such as `/v1`}
    public URI url(String path) {
        return URI.create(url() + path);
    }

    /// Lets the next requests for tokens or vectors fail, one fault each, in this order.
    public Wall next(Fault... faults) {
        script.next(faults);
        return this;
    }

    /// Lets every request for tokens or vectors fail until [#calm()].
    public Wall always(Fault fault) {
        script.rule(request -> true, fault, false);
        return this;
    }

    /// Lets every request that is meant fail, lists of models and the like included, until [#calm()].
    public Wall when(Predicate<Request> meant, Fault fault) {
        script.rule(meant, fault, true);
        return this;
    }

    /// Forgets all faults that were planned.
    public Wall calm() {
        script.clear();
        return this;
    }

    /// Applies to requests that come from now on.
    public Wall pace(Pace newPace) {
        pace = newPace;
        memory.clear();
        return this;
    }

    /// Multiplies every delay of paces and faults; what is sent as `retry-after` stays.
    public Wall timeScale(double factor) {
        timeScale = factor;
        return this;
    }

    /// Sets the only valid key; null lets everybody in.
    public Wall key(@Nullable String key) {
        catalogue.key(key);
        return this;
    }

    /// Serves further models, in all dialects.
    public Wall serve(String... models) {
        catalogue.add(models);
        return this;
    }

    public AttemptLog log() {
        return log;
    }

    /// Resets every connection that stands, as a provider that crashes does.
    public void dropConnections() {
        sockets.forEach(socket -> {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It was gone already.
            }
        });
    }

    /// {@return how many connections stand}
    public int connections() {
        return sockets.size();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            dropConnections();
        }
    }

    void closed(Socket socket) {
        sockets.remove(socket);
    }

    Vendor vendorOf(Request request) {
        for (Vendor vendor : vendors) {
            if (vendor.owns(request)) {
                return vendor;
            }
        }
        return vendors.getLast();
    }

    Exchange exchange(Request request, Vendor vendor, boolean welcome, Socket socket, OutputStream out) {
        Fault fault = welcome ? script.forRequest(request, vendor.produces(request)) : null;
        Pace now = vendor.produces(request) ? pace : Pace.INSTANT;
        return new Exchange(request, vendor, now, fault, timeScale, socket, out, log.begin(request, fault));
    }

    boolean answersFromMemory(Request request) {
        return !log.enabled()
                && request.method().equals("POST")
                && request.keepAlive()
                && request.chunkedAnswers()
                && script.isEmpty()
                && !pace.waits()
                && !pace.stamped();
    }

    byte @Nullable [] remembered(Request request) {
        return memory.get(new Memo(request.path(), request.query(), request.body()));
    }

    void remember(Request request, byte[] answer) {
        if (memory.size() < REMEMBERED && request.body().length + answer.length < 256 << 10) {
            memory.put(new Memo(request.path(), request.query(), request.body()), answer);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        WallCommand.run(args);
    }
}

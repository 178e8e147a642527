package io.hexforge.app.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// An OpenAI-shaped upstream that costs next to nothing, so that a relay in front of it is what gets measured.
///
/// One thread, no parsing beyond what decides the answer: a body with `"stream":true` gets [#FRAMES] frames, each in
/// its
/// own packet; with [#PACED] in it too, one frame every [#PACE]. Frames carry the `System.nanoTime()` at which
/// they were written, which all processes of one Linux machine share. It runs in its own process and prints its port.
final class InstantUpstream {
    static final int FRAMES = 64;
    static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    static final String PACED = "paced, please";

    private static final String CHUNK =
            "\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                    + "\"model\":\"instant\",\"system_fingerprint\":null";
    private static final byte[] ANSWER = answer();
    private static final byte[] HEAD = bytes(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");
    private static final byte[] ROLE =
            chunked(frame("\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null"));
    private static final byte[] STOP = chunked(frame("\"delta\":{},\"finish_reason\":\"stop\""));
    private static final byte[] USAGE = chunked("data: {" + CHUNK + ",\"choices\":[],\"usage\":"
            + "{\"prompt_tokens\":9,\"completion_tokens\":" + FRAMES + ",\"total_tokens\":" + (FRAMES + 9) + "}}\n\n");
    private static final byte[] DONE = bytes("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");

    private final Selector selector = Selector.open();
    private final PriorityQueue<Caller> paced = new PriorityQueue<>(Comparator.comparingLong(caller -> caller.dueAt));

    private InstantUpstream() throws IOException {}

    /// Starts it in a process of its own.
    static OwnProcess start(Path folder) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = InstantUpstream.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return OwnProcess.start(
                folder.resolve("upstream.log"),
                Map.of(),
                List.of(
                        java,
                        "-XX:+UseSerialGC",
                        "-Xms512m",
                        "-Xmn384m",
                        "-XX:+AlwaysPreTouch",
                        "-cp",
                        classes,
                        InstantUpstream.class.getName()));
    }

    /// {@return the port that a started one has printed}
    static int port(OwnProcess upstream) throws IOException, InterruptedException {
        return Integer.parseInt(
                upstream.awaitOutput(Pattern.compile("listening on (\\d+)")).group(1));
    }

    public static void main(String[] arguments) throws IOException {
        var server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        server.configureBlocking(false);
        System.out.println("listening on " + server.socket().getLocalPort());
        new InstantUpstream().serve(server);
    }

    private void serve(ServerSocketChannel server) throws IOException {
        server.register(selector, SelectionKey.OP_ACCEPT);
        while (true) {
            selector.select(this::ready, millisUntilDue());
            long now = System.nanoTime();
            while (!paced.isEmpty() && paced.peek().dueAt <= now) {
                paced.remove().writePacedFrame();
            }
        }
    }

    private long millisUntilDue() {
        if (paced.isEmpty()) {
            return 0;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(paced.peek().dueAt - System.nanoTime()));
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Caller caller) {
                caller.read();
            } else {
                accept((ServerSocketChannel) key.channel());
            }
        } catch (IOException _) {
            key.cancel();
            closeQuietly(key);
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Caller(channel));
        }
    }

    private static void closeQuietly(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException _) {
            // It was gone already.
        }
    }

    private final class Caller {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(8 * 1024);
        private final ByteBuffer out = ByteBuffer.allocateDirect(1024);
        private long dueAt;
        private int sent;
        private boolean wantsUsage;

        Caller(SocketChannel channel) {
            this.channel = channel;
        }

        void read() throws IOException {
            if (channel.read(in) < 0) {
                paced.remove(this);
                throw new IOException("caller left");
            }
            String request = new String(in.array(), 0, in.position(), ISO_8859_1);
            if (whole(request)) {
                in.clear();
                answer(request);
            }
        }

        private boolean whole(String request) {
            int body = request.indexOf("\r\n\r\n") + 4;
            if (body < 4) {
                return false;
            }
            int length = request.substring(0, body).toLowerCase(Locale.ROOT).indexOf("content-length: ");
            if (length < 0) {
                return request.endsWith("\r\n\r\n"); // nothing follows, or the last chunk has come
            }
            return request.length() - body
                    >= Integer.parseInt(request.substring(length + 16, request.indexOf('\r', length)));
        }

        private void answer(String request) throws IOException {
            if (!request.contains("\"stream\":true")) {
                write(ANSWER);
                return;
            }
            wantsUsage = request.contains("\"include_usage\":true");
            write(HEAD);
            write(ROLE);
            sent = 0;
            if (request.contains(PACED)) {
                dueAt = System.nanoTime() + PACE_NANOS;
                paced.add(this);
                return;
            }
            while (sent < FRAMES) {
                writeToken();
            }
            end();
        }

        void writePacedFrame() {
            try {
                writeToken();
                if (sent == FRAMES) {
                    end();
                    return;
                }
                dueAt += PACE_NANOS;
                paced.add(this);
            } catch (IOException _) {
                closeQuietly(channel.keyFor(selector));
            }
        }

        private void writeToken() throws IOException {
            sent++;
            write(chunked(
                    frame("\"delta\":{\"content\":\" token\"},\"finish_reason\":null,\"sent\":" + System.nanoTime())));
        }

        private void end() throws IOException {
            write(STOP);
            if (wantsUsage) {
                write(USAGE);
            }
            write(DONE);
        }

        private void write(byte[] bytes) throws IOException {
            out.clear();
            out.put(bytes).flip();
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    Thread.onSpinWait(); // the socket's buffer holds a whole stream, so this is rare
                }
            }
        }
    }

    private static byte[] answer() {
        String body =
                "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"instant\","
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello! How can I help you today?\"},"
                        + "\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}}";
        return bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
    }

    private static String frame(String choice) {
        return "data: {" + CHUNK + ",\"choices\":[{\"index\":0," + choice + "}]}\n\n";
    }

    private static byte[] chunked(String frame) {
        return bytes(Integer.toHexString(frame.length()) + "\r\n" + frame + "\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}

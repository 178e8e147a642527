package io.hexforge.adapter.llm.wall;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A streamed answer: server-sent events, or one JSON document a line.
///
/// Paces the tokens, makes packets, and lets the exchange's fault strike when its time has come.
final class EventStream {
    private static final int FULL = 8 << 10;
    private static final Duration BETWEEN_SPLITS = Duration.ofMillis(1);

    private final Exchange exchange;
    private final OutputStream out;
    private final boolean lines;
    private final boolean chunked;
    private final Set<Fault.Oddity> oddities;
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream(FULL);
    private int chunksInPacket;
    private int produced;
    private boolean malformedSent;

    EventStream(Exchange exchange, OutputStream out, boolean lines) {
        this.exchange = exchange;
        this.out = out;
        this.lines = lines;
        this.chunked = exchange.request().chunkedAnswers();
        this.oddities = exchange.fault() instanceof Fault.Framing(var given) ? given : Set.of();
    }

    private byte @Nullable [] head;

    void open(byte[] answerHead) {
        head = answerHead;
        if (oddities.contains(Fault.Oddity.BYTE_ORDER_MARK)) {
            packet.writeBytes("\uFEFF".getBytes(StandardCharsets.UTF_8));
        }
    }

    /// What to do with one piece of text.
    interface Piece {
        void send(String text) throws IOException;
    }

    /// Hands out `tokens`, several at once if the pace says so, each when it is due.
    void paced(List<String> tokens, Piece piece) throws IOException {
        int perChunk = exchange.pace().tokensPerChunk();
        for (int from = 0; from < tokens.size(); from += perChunk) {
            int until = Math.min(tokens.size(), from + perChunk);
            strike();
            exchange.awaitToken(produced);
            String text = perChunk == 1 ? tokens.get(from) : String.join("", tokens.subList(from, until));
            piece.send(exchange.pace().stamped() ? System.nanoTime() + " " : text);
            produced += until - from;
            exchange.attempt().produced(until - from);
        }
        if (!exchange.pace().stamped()) {
            strike();
        }
    }

    private void strike() throws IOException {
        switch (exchange.fault()) {
            case Fault.Cut(int after, var ending) when produced >= after -> breakOff(ending);
            case Fault.Stall(int after)
            when produced >= after -> {
                flush();
                exchange.hang();
            }
            case Fault.Malformed(int after)
            when produced >= after && !malformedSent -> {
                malformedSent = true;
                write(null, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"bro");
            }
            case Fault.ErrorInBody(int after)
            when produced >= after -> {
                Vendor vendor = exchange.vendor();
                write(vendor.errorEvent(), Json.text(vendor.error(vendor.failure(), exchange.requestId())));
                breakOff(Fault.Ending.CLEAN);
            }
            case null, default -> {}
        }
    }

    private void breakOff(Fault.Ending ending) throws IOException {
        flush();
        if (ending == Fault.Ending.CLEAN) {
            finish();
        }
        throw new Exchange.BrokenOff(ending);
    }

    /// Sends an event that carries text.
    void delta(@Nullable String event, String data) throws IOException {
        write(event, data);
    }

    /// Sends an event that carries none: a beginning, an end, a count.
    void event(@Nullable String event, String data) throws IOException {
        write(event, data);
        if (oddities.contains(Fault.Oddity.DUPLICATES)) {
            write(event, data);
        }
    }

    /// To be called when all text is out, before the finish.
    void beforeFinish() throws IOException {
        if (exchange.fault() instanceof Fault.CutBeforeFinish) {
            breakOff(Fault.Ending.CLOSE);
        }
    }

    /// Sends the vendor's last event, unless that is what is to be missing, and ends the answer.
    void terminate(@Nullable String event, String data) throws IOException {
        if (exchange.fault() instanceof Fault.NoTerminator(boolean holdOpen)) {
            flush();
            if (holdOpen) {
                exchange.hang();
            }
        } else {
            event(event, data);
        }
        finish();
    }

    /// Ends the answer as HTTP wants it.
    void finish() throws IOException {
        exchange.attempt().ended();
        flushPacket(true);
    }

    private void write(@Nullable String event, String data) throws IOException {
        String end = oddities.contains(Fault.Oddity.CRLF) ? "\r\n" : "\n";
        var frame = new StringBuilder(data.length() + 40);
        if (oddities.contains(Fault.Oddity.COMMENTS) && !lines) {
            frame.append(": PROCESSING").append(end).append(end);
        }
        if (lines) {
            frame.append(data).append(end);
        } else {
            String space = oddities.contains(Fault.Oddity.NO_SPACE) ? "" : " ";
            if (event != null) {
                frame.append("event:").append(space).append(event).append(end);
            }
            frame.append("data:").append(space).append(data).append(end).append(end);
        }
        packet.writeBytes(frame.toString().getBytes(StandardCharsets.UTF_8));
        int perPacket = exchange.pace().chunksPerPacket();
        chunksInPacket++;
        if (packet.size() >= FULL || (perPacket > 0 && chunksInPacket >= perPacket) || splits()) {
            flush();
        }
    }

    private boolean splits() {
        return oddities.contains(Fault.Oddity.SPLIT_CHARACTERS) || oddities.contains(Fault.Oddity.SINGLE_BYTES);
    }

    /// Sends what has been written so far.
    void flush() throws IOException {
        flushPacket(false);
    }

    private void flushPacket(boolean last) throws IOException {
        byte[] bytes = packet.toByteArray();
        packet.reset();
        chunksInPacket = 0;
        int from = 0;
        for (int i = 1; i < bytes.length && splits(); i++) {
            boolean withinCharacter = (bytes[i] & 0xC0) == 0x80;
            if (withinCharacter || oddities.contains(Fault.Oddity.SINGLE_BYTES)) {
                send(bytes, from, i, false);
                from = i;
                if (withinCharacter) {
                    exchange.await(BETWEEN_SPLITS);
                }
            }
        }
        send(bytes, from, bytes.length, last);
    }

    private void send(byte[] bytes, int from, int until, boolean last) throws IOException {
        var sent = new ByteArrayOutputStream(until - from + 512);
        if (head != null) {
            sent.writeBytes(head);
            head = null;
        }
        if (!chunked) {
            sent.write(bytes, from, until - from);
        } else {
            if (until > from) {
                sent.writeBytes(Integer.toHexString(until - from).getBytes(StandardCharsets.ISO_8859_1));
                sent.writeBytes(CRLF);
                sent.write(bytes, from, until - from);
                sent.writeBytes(CRLF);
            }
            if (last) {
                sent.writeBytes(LAST_CHUNK);
            }
        }
        out.write(sent.toByteArray());
    }

    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
}

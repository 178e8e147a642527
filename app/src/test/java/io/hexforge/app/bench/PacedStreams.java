package io.hexforge.app.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Holds many paced streams at once and times each token from the upstream's write to our read.
///
/// @param tokens how many tokens arrived
/// @param lost how many did not
/// @param late how many took longer than the pace, so that they arrived after the next one was sent
/// @param p50Micros a token's way from the upstream to here
record PacedStreams(int streams, int tokens, int lost, int late, double p50Micros, double p99Micros) {
    private static final Pattern SENT = Pattern.compile("\"sent\":(\\d+)}");

    static PacedStreams hold(Target target, int streams, int rounds) throws IOException {
        var request = target.request(true, InstantUpstream.PACED);
        try (var selector = Selector.open()) {
            var run = new Run(streams, rounds);
            var waiting = new ArrayDeque<Stream>();
            for (int each = 0; each < streams; each++) {
                waiting.add(new Stream(run, Answers.connect(target.port(), request, selector), selector));
            }
            long deadline = System.nanoTime() + patience(rounds).toNanos();
            while (run.open > 0 && System.nanoTime() < deadline) {
                if (!waiting.isEmpty()) {
                    waiting.remove().begin(); // one after the other, so that the streams are out of step
                }
                selector.select(PacedStreams::ready, 1);
            }
            for (var key : selector.keys()) {
                key.channel().close();
            }
            return run.result();
        }
    }

    private static Duration patience(int rounds) {
        return Duration.ofNanos(InstantUpstream.PACE_NANOS * InstantUpstream.FRAMES)
                .multipliedBy(2L * rounds)
                .plusSeconds(20);
    }

    private static void ready(SelectionKey key) {
        var stream = (Stream) key.attachment();
        try {
            stream.read();
        } catch (IOException _) {
            stream.run.open--;
            key.cancel();
        }
    }

    private static final class Stream {
        private final Run run;
        private final Answers answers;
        private int scanned;
        private int round = 1;

        Stream(Run run, Answers answers, Selector selector) {
            this.run = run;
            this.answers = answers;
            answers.attachTo(selector, this);
        }

        void begin() throws IOException {
            scanned = 0;
            answers.ask();
        }

        void read() throws IOException {
            answers.read();
            long now = System.nanoTime();
            var text = answers.text(scanned);
            var sent = SENT.matcher(text);
            int end = 0;
            while (sent.find()) {
                run.arrived(now - Long.parseLong(sent.group(1)));
                end = sent.end();
            }
            scanned += end;
            if (answers.isWhole()) {
                next();
            }
        }

        private void next() throws IOException {
            if (!answers.isSuccess() || !answers.text(0).contains("data: [DONE]")) {
                throw new IOException("not a whole stream: " + answers.text(0));
            }
            if (round++ < run.rounds) {
                begin();
            } else {
                run.open--;
            }
        }
    }

    private static final class Run {
        private final int streams;
        private final int rounds;
        private final long[] nanos;
        private int open;
        private int arrived;

        Run(int streams, int rounds) {
            this.streams = streams;
            this.rounds = rounds;
            this.open = streams;
            this.nanos = new long[streams * rounds * InstantUpstream.FRAMES];
        }

        void arrived(long took) {
            nanos[arrived++] = took;
        }

        PacedStreams result() {
            var sorted = Arrays.copyOf(nanos, arrived);
            Arrays.sort(sorted);
            int late = (int) Arrays.stream(sorted)
                    .filter(took -> took > InstantUpstream.PACE_NANOS)
                    .count();
            return new PacedStreams(
                    streams, arrived, nanos.length - arrived, late, micros(sorted, 0.50), micros(sorted, 0.99));
        }

        private static double micros(long[] sorted, double share) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * share)] / 1e3;
        }
    }
}

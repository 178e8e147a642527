package io.hexforge.app.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Arrays;

/// Load by one selector thread of this JVM, for machines without wrk.
record SelectorLoad() implements LoadGenerator {
    @Override
    public String name() {
        return "one selector thread in Java (wrk is not installed)";
    }

    @Override
    public Load run(Target target, boolean stream, int connections, Duration duration) throws IOException {
        var request = target.request(stream, "Say hello to the benchmark, please.");
        try (var selector = Selector.open()) {
            for (int each = 0; each < connections; each++) {
                Answers.connect(target.port(), request, selector).ask();
            }
            var run = new Run();
            long start = System.nanoTime();
            while (System.nanoTime() - start < duration.toNanos()) {
                selector.select(run::ready, 1000);
            }
            var result = run.result(System.nanoTime() - start);
            for (var key : selector.keys()) {
                key.channel().close();
            }
            return result;
        }
    }

    private static final class Run {
        private long[] nanos = new long[1 << 16];
        private int count;
        private long failures;

        void ready(SelectionKey key) {
            var answers = (Answers) key.attachment();
            try {
                answers.read();
                if (answers.isWhole()) {
                    record(System.nanoTime() - answers.askedAt(), answers.isSuccess());
                    answers.ask();
                }
            } catch (IOException _) {
                failures++;
                key.cancel();
            }
        }

        private void record(long took, boolean success) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = took;
            failures += success ? 0 : 1;
        }

        Load result(long elapsedNanos) {
            var sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return new Load(count / (elapsedNanos / 1e9), micros(sorted, 0.50), micros(sorted, 0.99), failures);
        }

        private static double micros(long[] sorted, double share) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * share)] / 1e3;
        }
    }
}

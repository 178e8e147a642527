package io.hexforge.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Resident memory under load that does not let up.
///
/// @param mib one sample after each slice of the time
record Soak(Duration duration, List<Long> mib, long failures) {
    private static final int SLICES = 20;

    /// Keeps `server` busy, with whole and streamed answers in turn.
    static Soak of(LoadGenerator load, HexforgeServer server, Duration duration)
            throws IOException, InterruptedException {
        var slice = Duration.ofSeconds(Math.max(1, duration.toSeconds() / SLICES));
        var samples = new ArrayList<Long>();
        long failures = 0;
        for (int i = 0; i < SLICES; i++) {
            failures += load.run(server.target(), i % 2 == 1, 16, slice).failures();
            samples.add(server.residentMib());
        }
        return new Soak(duration, List.copyOf(samples), failures);
    }

    long highest() {
        return mib.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /// {@return by how much the last quarter's mean exceeds that of the quarter before it; what a heap takes while it
    /// warms up is no growth}
    long growth() {
        int quarter = mib.size() / 4;
        return mean(mib.size() - quarter, mib.size()) - mean(mib.size() - 2 * quarter, mib.size() - quarter);
    }

    private long mean(int from, int to) {
        return Math.round(mib.subList(from, to).stream()
                .mapToLong(Long::longValue)
                .average()
                .orElseThrow());
    }
}

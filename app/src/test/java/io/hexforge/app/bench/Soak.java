package io.hexforge.app.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What a server holds under load that does not let up.
///
/// @param samples one after each slice of the time
/// @param early what the heap held after a full collection when the first slice was over
/// @param late the same at the end
/// @param usageRows how many usage rows came to the database meanwhile
record Soak(Duration duration, List<Sample> samples, long early, long late, long usageRows, long failures) {
    private static final int SLICES = 20;

    /// What a process holds.
    ///
    /// @param mib resident memory
    record Sample(long mib, long threads, long files) {}

    /// Keeps `server` busy, with whole and streamed answers in turn.
    static Soak of(LoadGenerator load, HexforgeServer server, Duration duration)
            throws IOException, InterruptedException {
        var slice = Duration.ofSeconds(Math.max(1, duration.toSeconds() / SLICES));
        var samples = new ArrayList<Sample>();
        long failures = 0;
        long early = 0;
        long rowsBefore = server.usageRows();
        for (int i = 0; i < SLICES; i++) {
            failures += load.run(server.target(), i % 2 == 1, 16, slice).failures();
            samples.add(server.sample());
            if (i == 0) {
                early = server.heapAfterCollection();
            }
        }
        long rows = server.usageRows() - rowsBefore;
        return new Soak(duration, List.copyOf(samples), early, server.heapAfterCollection(), rows, failures);
    }

    /// {@return each slice's value}
    List<Long> each(ToLongFunction<Sample> what) {
        return samples.stream().map(what::applyAsLong).toList();
    }

    long highest() {
        return each(Sample::mib).stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    /// {@return by how much the last quarter's mean exceeds that of the quarter before it; what a heap takes while it
    /// warms up is no growth}
    long growth() {
        int quarter = samples.size() / 4;
        return mean(samples.size() - quarter, samples.size())
                - mean(samples.size() - 2 * quarter, samples.size() - quarter);
    }

    private long mean(int from, int to) {
        return Math.round(samples.subList(from, to).stream()
                .mapToLong(Sample::mib)
                .average()
                .orElseThrow());
    }
}

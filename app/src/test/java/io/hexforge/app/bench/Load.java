package io.hexforge.app.bench;

import java.util.Comparator;
import java.util.List;

/// What one load run showed. Latencies are in microseconds, of whole answers (for streams: of the whole stream).
///
/// @param failures answers other than 2xx, timeouts and broken connections
record Load(double requestsPerSecond, double p50Micros, double p99Micros, long failures) {
    static final Load NONE = new Load(Double.NaN, Double.NaN, Double.NaN, 0);

    /// The run in the middle, by throughput; the failures are those of all runs.
    static Load median(List<Load> runs) {
        var sorted = runs.stream()
                .sorted(Comparator.comparingDouble(Load::requestsPerSecond))
                .toList();
        return new Load(
                sorted.get(sorted.size() / 2).requestsPerSecond,
                median(runs.stream().mapToDouble(Load::p50Micros).sorted().toArray()),
                median(runs.stream().mapToDouble(Load::p99Micros).sorted().toArray()),
                runs.stream().mapToLong(Load::failures).sum());
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}

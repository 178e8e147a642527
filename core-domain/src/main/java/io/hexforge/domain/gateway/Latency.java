package io.hexforge.domain.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How long a deployment takes and how much it says, as measured so far. Immutable, and small: each call makes a new
/// one.
///
/// The time to the first token is kept by the size of the prompt, the time for a token in one. Each is a mean over
/// the last calls and a peak, which rises at once with a slow call and fades within seconds ("peak-EWMA": Finagle's
/// balancer works so): a deployment that stumbles is spared at once, and one that has recovered is soon used again.
///
/// @param firstToken by the size of the prompt, small ones first
/// @param spread how far above what was expected the slowest twentieth of the calls lies, as a factor
/// @param p95Millis the 95th percentile of whole calls; 0 while unmeasured
/// @param answerTokens what answers have, the last twenty counting most; 0 while none is known
public record Latency(
        List<Estimate> firstToken,
        Estimate perToken,
        double spread,
        double p95Millis,
        double answerTokens,
        long samples) {
    private static final long[] PROMPT_SIZES = {1_000, 8_000, 32_000};
    private static final double OPTIMISTIC_FIRST_TOKEN = 100;
    private static final double OPTIMISTIC_TOKEN = 5;
    private static final double FIRST_SPREAD = 1.5;
    private static final double SPREAD_MILLIS = 60_000;
    private static final double NANOS_PER_MILLI = 1e6;

    public static final Latency UNMEASURED = new Latency(
            Collections.nCopies(PROMPT_SIZES.length + 1, Estimate.NONE), Estimate.NONE, FIRST_SPREAD, 0, 0, 0);

    /// One measure, in milliseconds.
    ///
    /// @param mean over the last twenty calls or the last minute, whichever is longer ago
    /// @param peak the slowest call of late, which counts the less the longer ago it was
    /// @param typical the mean over about an hour
    /// @param at when it was last measured
    public record Estimate(double mean, double peak, double typical, long samples, Instant at) {
        static final Estimate NONE = new Estimate(0, 0, 0, 0, Instant.EPOCH);

        private static final double LEAST_SHARE = 0.05;
        private static final double MEAN_MILLIS = 60_000;
        private static final double PEAK_MILLIS = 5_000;
        private static final double TYPICAL_MILLIS = 3_600_000;
        private static final double DOUBT_MILLIS = 30_000;
        private static final double HOPE_MILLIS = 1_800_000;

        Estimate observed(double millis, Instant now) {
            double first = 1.0 / (samples + 1);
            double share = Math.max(LEAST_SHARE, Math.max(first, gone(now, MEAN_MILLIS)));
            double slowShare =
                    Math.max(first < LEAST_SHARE ? 0 : first, Math.min(LEAST_SHARE, gone(now, TYPICAL_MILLIS)));
            return new Estimate(
                    mean + share * (millis - mean),
                    Math.max(millis, fadedPeak(now)),
                    typical + slowShare * (millis - typical),
                    samples + 1,
                    now);
        }

        Estimate atLeast(double millis, Instant now) {
            return samples == 0
                    ? new Estimate(millis, millis, millis, 1, now)
                    : new Estimate(mean, Math.max(millis, fadedPeak(now)), typical, samples, now);
        }

        /// Half-way between the mean and the peak: one slow call in a thousand must not empty a deployment.
        double expected(Instant now) {
            return (mean + Math.max(mean, fadedPeak(now))) / 2;
        }

        /// What is expected if things have changed for the better since anybody looked: it may be itself again,
        /// and after a long time even better than it ever was.
        double hoped(Instant now, double optimistic) {
            double expected = expected(now);
            double itself = expected - gone(now, DOUBT_MILLIS) * Math.max(0, expected - typical);
            return itself - gone(now, HOPE_MILLIS) * Math.max(0, itself - optimistic);
        }

        private double fadedPeak(Instant now) {
            return samples == 0 ? 0 : peak - gone(now, PEAK_MILLIS) * (peak - mean);
        }

        /// How much of what was known is out of date: from 0 to 1.
        private double gone(Instant now, double lastsMillis) {
            return 1 - Math.exp(-Math.max(0, Duration.between(at, now).toMillis()) / lastsMillis);
        }
    }

    public Latency {
        firstToken = List.copyOf(firstToken);
    }

    /// {@return what is known after one more call that succeeded}
    ///
    /// @param first until the answer began; the same as `total` for one that was not streamed
    public Latency observed(Duration first, Duration total, long promptTokens, long outputTokens, Instant now) {
        double totalMillis = millis(total);
        double tokenMillis = outputTokens == 0 ? 0 : millis(total.minus(first)) / outputTokens;
        double firstMillis = millis(first);
        if (outputTokens > 0 && first.compareTo(total) >= 0) {
            // Not streamed: what the tokens took is known only from streams, or guessed.
            double each = perToken.samples() == 0 ? OPTIMISTIC_TOKEN : perToken.mean();
            tokenMillis = Math.min(each, totalMillis * 0.9 / outputTokens);
            firstMillis = totalMillis - tokenMillis * outputTokens;
        }
        int bucket = bucket(promptTokens);
        var buckets = new ArrayList<>(firstToken);
        buckets.set(bucket, firstToken.get(bucket).observed(firstMillis, now));
        return new Latency(
                buckets,
                outputTokens > 0 ? perToken.observed(tokenMillis, now) : perToken,
                quantile(
                        fadedSpread(bucket, now),
                        totalMillis / Math.max(1, mean(promptTokens, outputTokens, totalMillis))),
                p95Millis == 0 ? totalMillis : quantile(p95Millis, totalMillis),
                outputTokens > 0 ? answerTokens + lastShare() * (outputTokens - answerTokens) : answerTokens,
                samples + 1);
    }

    /// How much the last answer counts: as much as any of the first twenty, later a twentieth.
    private double lastShare() {
        return Math.max(Estimate.LEAST_SHARE, 1.0 / (perToken.samples() + 1));
    }

    /// {@return what is known after a call that failed `after` so long a time: for some seconds it is expected to
    /// take at least as long, and never to be quick because it fails quickly}
    public Latency failed(Duration after, long promptTokens, Instant now) {
        int bucket = bucket(promptTokens);
        Estimate before = firstToken.get(bucket);
        double usual = before.samples() == 0 ? borrowed(bucket).mean() : before.mean();
        double felt = Math.max(millis(after), 2 * Math.max(OPTIMISTIC_FIRST_TOKEN, usual));
        var buckets = new ArrayList<>(firstToken);
        buckets.set(bucket, before.atLeast(felt, now));
        return new Latency(buckets, perToken, spread, p95Millis, answerTokens, samples + 1);
    }

    /// {@return how long a call is expected to take, from all that was measured, however long ago}
    public Duration expected(long promptTokens, long outputTokens) {
        Instant first = borrowed(bucket(promptTokens)).at();
        return expected(promptTokens, outputTokens, first.isAfter(perToken.at()) ? first : perToken.at());
    }

    /// {@return how long a call that begins `now` is expected to take}
    public Duration expected(long promptTokens, long outputTokens, Instant now) {
        Estimate first = borrowed(bucket(promptTokens));
        double firstMillis = first.samples() == 0 ? OPTIMISTIC_FIRST_TOKEN : first.expected(now);
        double tokenMillis = perToken.samples() == 0 ? OPTIMISTIC_TOKEN : perToken.expected(now);
        return duration(firstMillis + tokenMillis * outputTokens);
    }

    /// {@return the same, more hopeful the longer nobody has looked: so that what was once slow is tried again}
    public Duration hoped(long promptTokens, long outputTokens, Instant now) {
        Estimate first = borrowed(bucket(promptTokens));
        double firstMillis = first.samples() == 0 ? OPTIMISTIC_FIRST_TOKEN : first.hoped(now, OPTIMISTIC_FIRST_TOKEN);
        double tokenMillis = perToken.samples() == 0 ? OPTIMISTIC_TOKEN : perToken.hoped(now, OPTIMISTIC_TOKEN);
        return duration(firstMillis + tokenMillis * outputTokens);
    }

    /// {@return how many tokens an answer can be expected to have}
    ///
    /// @param unmeasured while none is known
    public long usualAnswer(long unmeasured) {
        return answerTokens == 0 ? unmeasured : Math.max(1, Math.round(answerTokens));
    }

    public boolean measured() {
        return samples > 0;
    }

    /// {@return within which time 95 % of the calls ended; zero while unmeasured}
    public Duration p95() {
        return duration(p95Millis);
    }

    /// {@return within which time 95 % of the calls of that size can be expected to end; zero while unmeasured}
    ///
    /// @param hopeful whether to suppose, the more the longer nobody has looked, that it is itself again
    public Duration p95(long promptTokens, long outputTokens, Instant now, boolean hopeful) {
        if (!measured()) {
            return Duration.ZERO;
        }
        double usual = hopeful
                ? hoped(promptTokens, outputTokens, now).toNanos() / NANOS_PER_MILLI
                : mean(promptTokens, outputTokens, 0);
        return duration(usual * fadedSpread(bucket(promptTokens), now));
    }

    private double fadedSpread(int bucket, Instant now) {
        return FIRST_SPREAD + (spread - FIRST_SPREAD) * (1 - borrowed(bucket).gone(now, SPREAD_MILLIS));
    }

    private double mean(long promptTokens, long outputTokens, double unmeasured) {
        Estimate first = borrowed(bucket(promptTokens));
        return first.samples() == 0 ? unmeasured : first.mean() + perToken.mean() * outputTokens;
    }

    /// What is known of prompts of that size, else of the next smaller, else of the next larger ones.
    private Estimate borrowed(int bucket) {
        for (int i = bucket; i >= 0; i--) {
            if (firstToken.get(i).samples() > 0) {
                return firstToken.get(i);
            }
        }
        for (int i = bucket + 1; i < firstToken.size(); i++) {
            if (firstToken.get(i).samples() > 0) {
                return firstToken.get(i);
            }
        }
        return Estimate.NONE;
    }

    private static int bucket(long promptTokens) {
        int bucket = 0;
        while (bucket < PROMPT_SIZES.length && promptTokens > PROMPT_SIZES[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /// One step of the stochastic approximation of a 95th percentile: up a long way rarely, down a little often.
    private static double quantile(double now, double observed) {
        double step = 0.1;
        return observed > now ? now * (1 + step * 0.95) : now * (1 - step * 0.05);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }

    private static Duration duration(double millis) {
        return Duration.ofNanos((long) (millis * NANOS_PER_MILLI));
    }
}

package io.hexforge.domain.gateway;

import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a model costs from an instant on. All rates are nano-USD for a million tokens (1 USD = 1,000,000,000).
///
/// @param id of this version; usage rows name it
/// @param validFrom when it begins to hold; until the next version of the same model begins; to the
///     microsecond
/// @param input for input tokens that are neither read from nor written to the provider's cache
/// @param cached for input tokens read from the provider's cache
/// @param cacheWrite for input tokens written to the provider's cache
/// @param output for output tokens, reasoning ones included
/// @param longContext what calls with long prompts cost instead; null if the same
public record Price(
        UUID id,
        Instant validFrom,
        long input,
        long cached,
        long cacheWrite,
        long output,
        @Nullable LongContext longContext) {
    private static final long TOKENS = 1_000_000;

    /// The rates of every token of a call whose prompt has more than `above` tokens.
    public record LongContext(long above, long input, long cached, long cacheWrite, long output) {
        public LongContext {
            requirePositive(input, cached, cacheWrite, output);
        }
    }

    public Price {
        validFrom = validFrom.truncatedTo(ChronoUnit.MICROS);
        requirePositive(input, cached, cacheWrite, output);
    }

    public Price(UUID id, Instant validFrom, long input, long cached, long cacheWrite, long output) {
        this(id, validFrom, input, cached, cacheWrite, output, null);
    }

    /// {@return the most that so many tokens can cost, however the provider's cache is used, in nano-USD}
    public long most(long prompt, long produced) {
        long plain = cost(new Usage(prompt, 0, 0, produced, 0));
        long read = cost(new Usage(prompt, prompt, 0, produced, 0));
        long written = cost(new Usage(prompt, 0, prompt, produced, 0));
        return Math.max(plain, Math.max(read, written));
    }

    /// {@return what `usage` costs, in nano-USD, rounded up; at most what a `long` holds}
    public long cost(Usage usage) {
        return longContext == null || usage.prompt() <= longContext.above()
                ? cost(usage, input, cached, cacheWrite, output)
                : cost(
                        usage,
                        longContext.input(),
                        longContext.cached(),
                        longContext.cacheWrite(),
                        longContext.output());
    }

    /// {@return whether the same is paid under both}
    public boolean sameRates(Price other) {
        return input == other.input
                && cached == other.cached
                && cacheWrite == other.cacheWrite
                && output == other.output
                && Objects.equals(longContext, other.longContext);
    }

    private static long cost(Usage usage, long input, long cached, long cacheWrite, long output) {
        long plain = Math.max(0, usage.prompt() - usage.cached() - usage.cacheWrite());
        try {
            return Math.ceilDiv(
                    Math.addExact(
                            Math.addExact(Math.multiplyExact(plain, input), Math.multiplyExact(usage.cached(), cached)),
                            Math.addExact(
                                    Math.multiplyExact(usage.cacheWrite(), cacheWrite),
                                    Math.multiplyExact(usage.output(), output))),
                    TOKENS);
        } catch (ArithmeticException overflow) {
            BigInteger[] whole = product(plain, input)
                    .add(product(usage.cached(), cached))
                    .add(product(usage.cacheWrite(), cacheWrite))
                    .add(product(usage.output(), output))
                    .divideAndRemainder(BigInteger.valueOf(TOKENS));
            BigInteger up = whole[1].signum() == 0 ? whole[0] : whole[0].add(BigInteger.ONE);
            return up.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
        }
    }

    private static BigInteger product(long tokens, long rate) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(rate));
    }

    private static void requirePositive(long input, long cached, long cacheWrite, long output) {
        if (input < 0 || cached < 0 || cacheWrite < 0 || output < 0) {
            throw new IllegalArgumentException("a rate is negative");
        }
    }
}

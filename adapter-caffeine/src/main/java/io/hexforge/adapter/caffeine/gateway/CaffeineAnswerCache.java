package io.hexforge.adapter.caffeine.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.ports.driven.gateway.AnswerCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps answers in this process, up to about a number of bytes; beyond it, those least likely to be asked for again
/// are forgotten. Safe for concurrent use.
public final class CaffeineAnswerCache implements AnswerCache {
    private static final int BYTES_PER_CHARACTER = 2;
    private static final int BYTES_PER_ENTRY = 600;
    private static final int BYTES_PER_OUTPUT = 100;

    private final Cache<RequestFingerprint, Entry> entries;

    private record Entry(CachedAnswer answer, Duration ttl) {}

    public CaffeineAnswerCache(long maxBytes, InstantSource clock) {
        Instant start = clock.instant();
        entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((RequestFingerprint key, Entry entry) -> bytes(entry.answer()))
                .expireAfter(Expiry.writing((RequestFingerprint key, Entry entry) -> entry.ttl()))
                .ticker(() -> start.until(clock.instant(), ChronoUnit.NANOS))
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Optional<CachedAnswer> find(RequestFingerprint key) {
        return Optional.ofNullable(entries.getIfPresent(key)).map(Entry::answer);
    }

    @Override
    public void keep(RequestFingerprint key, CachedAnswer answer, Duration ttl) {
        entries.put(key, new Entry(answer, ttl));
    }

    /// {@return the memory that an answer takes, roughly and rather too much}
    private static int bytes(CachedAnswer cached) {
        long bytes = BYTES_PER_ENTRY;
        for (Output output : cached.answer().outputs()) {
            bytes += BYTES_PER_OUTPUT + BYTES_PER_CHARACTER * characters(output);
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private static long characters(Output output) {
        return switch (output) {
            case Output.Text(String text) -> text.length();
            case Output.Refusal(String text) -> text.length();
            case Output.RedactedThinking(String data) -> data.length();
            case Output.Thinking(String text, String signature) -> text.length() + length(signature);
            case Output.ToolCall(String id, String name, String arguments, String signature) ->
                (long) id.length() + name.length() + arguments.length() + length(signature);
        };
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}

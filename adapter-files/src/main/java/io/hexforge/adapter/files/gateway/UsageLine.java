package io.hexforge.adapter.files.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A usage record as a line of JSON.
///
/// @param tokens prompt, cached, cache write, output, reasoning
record UsageLine(
        UUID id,
        String at,
        UUID tenant,
        UUID user,
        @Nullable UUID key,
        String request,
        String provider,
        String model,
        String deployment,
        long[] tokens,
        @Nullable Long costNanoUsd,
        @Nullable UUID price,
        String latency,
        @Nullable String firstToken,
        UsageRecord.Status status,
        int attempts,
        boolean streamed) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    /// {@return the line, with its end}
    static byte[] of(UsageRecord record) {
        Usage usage = record.usage();
        var line = new UsageLine(
                record.id(),
                record.at().toString(),
                record.tenantId(),
                record.userId(),
                record.keyId(),
                record.requestId(),
                record.provider(),
                record.model(),
                record.deployment(),
                new long[] {usage.prompt(), usage.cached(), usage.cacheWrite(), usage.output(), usage.reasoning()},
                record.costNanoUsd(),
                record.priceId(),
                record.latency().toString(),
                record.firstToken() == null ? null : record.firstToken().toString(),
                record.status(),
                record.attempts(),
                record.streamed());
        try {
            return (MAPPER.writeValueAsString(line) + "\n").getBytes(UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("text and numbers can be written", impossible);
        }
    }

    /// {@return the record; empty if the line is damaged}
    static Optional<UsageRecord> read(byte[] bytes, int from, int to) {
        try {
            return Optional.of(
                    MAPPER.readValue(bytes, from, to - from, UsageLine.class).record());
        } catch (IOException | DateTimeException | NullPointerException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private UsageRecord record() {
        return new UsageRecord(
                Objects.requireNonNull(id),
                Instant.parse(at),
                Objects.requireNonNull(tenant),
                Objects.requireNonNull(user),
                key,
                Objects.requireNonNull(request),
                Objects.requireNonNull(provider),
                Objects.requireNonNull(model),
                Objects.requireNonNull(deployment),
                new Usage(tokens[0], tokens[1], tokens[2], tokens[3], tokens[4]),
                costNanoUsd,
                price,
                Duration.parse(latency),
                firstToken == null ? null : Duration.parse(firstToken),
                Objects.requireNonNull(status),
                attempts,
                streamed);
    }
}

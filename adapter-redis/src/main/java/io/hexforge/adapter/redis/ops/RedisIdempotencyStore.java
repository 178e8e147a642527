package io.hexforge.adapter.redis.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Remembers requests in Redis, for all nodes: a hash for each key, with the fingerprint and, once there is one, the
/// answer. Each method is one script and so atomic; Redis itself forgets what is over. Safe for concurrent use.
public final class RedisIdempotencyStore implements IdempotencyStore {
    private static final String PREFIX = "hexforge:idempotency:";

    private static final byte[] BEGIN = """
            local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'status', 'type', 'body')
            if not known[1] then
                redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1])
                redis.call('PEXPIRE', KEYS[1], ARGV[2])
                return {'started'}
            elseif known[1] ~= ARGV[1] then
                return {'mismatch'}
            elseif not known[2] then
                return {'in-flight'}
            end
            return {'done', known[2], known[3], known[4]}
            """.getBytes(UTF_8);

    private static final byte[] COMPLETE = """
            local fingerprint = redis.call('HGET', KEYS[1], 'fingerprint')
            if not fingerprint or fingerprint == ARGV[1] then
                redis.call('HSET', KEYS[1],
                    'fingerprint', ARGV[1], 'status', ARGV[3], 'type', ARGV[4], 'body', ARGV[5])
                redis.call('PEXPIRE', KEYS[1], ARGV[2])
            end
            """.getBytes(UTF_8);

    private static final byte[] ABANDON = """
            local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'status')
            if known[1] == ARGV[1] and not known[2] then
                redis.call('DEL', KEYS[1])
            end
            """.getBytes(UTF_8);

    private final RedisConnection redis;

    public RedisIdempotencyStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Claim begin(String key, String fingerprint, Duration lease) {
        Object reply = run(BEGIN, key, bytes(fingerprint), millis(lease));
        List<?> fields = (List<?>) reply;
        String state = text(fields.getFirst());
        return switch (state) {
            case "started" -> new Claim.Started();
            case "mismatch" -> new Claim.Mismatch();
            case "in-flight" -> new Claim.InFlight();
            case "done" ->
                new Claim.Done(new StoredAnswer(
                        Integer.parseInt(text(fields.get(1))), text(fields.get(2)), (byte[]) fields.get(3)));
            default -> throw new IllegalStateException(state);
        };
    }

    @Override
    public void complete(String key, String fingerprint, StoredAnswer answer, Duration retention) {
        run(
                COMPLETE,
                key,
                bytes(fingerprint),
                millis(retention),
                bytes(Integer.toString(answer.status())),
                bytes(answer.contentType()),
                answer.body());
    }

    @Override
    public void abandon(String key, String fingerprint) {
        run(ABANDON, key, bytes(fingerprint));
    }

    private Object run(byte[] script, String key, byte[]... arguments) {
        return redis.run(client -> client.eval(script, List.of(bytes(PREFIX + key)), Arrays.asList(arguments)));
    }

    /// Redis takes a time of zero for "delete now", which the end of a lease is not.
    private static byte[] millis(Duration time) {
        return bytes(Long.toString(Math.max(1, time.toMillis())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Object reply) {
        return new String((byte[]) reply, UTF_8);
    }
}

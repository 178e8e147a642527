package io.hexforge.adapter.caffeine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driven.gateway.AnswerCacheContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaffeineAnswerCacheTest implements AnswerCacheContract {
    private static final long MAX_BYTES = 1_000_000;

    private final TestClock clock = new TestClock();
    private final AnswerCache cache = new CaffeineAnswerCache(MAX_BYTES, clock);

    @Override
    public AnswerCache cache() {
        return cache;
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }

    @Test
    void holds_no_more_than_it_may() {
        String text = "x".repeat(50_000);
        List<RequestFingerprint> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(AnswerCacheContract.newKey());
            cache.keep(keys.getLast(), AnswerCacheContract.saying(text + i), LONG);
        }

        long held = keys.stream().filter(key -> cache.find(key).isPresent()).count();

        assertThat(held).isBetween(5L, MAX_BYTES / 50_000);
    }

    @Test
    void does_not_keep_an_answer_that_is_larger_than_all_it_may_hold() {
        RequestFingerprint key = AnswerCacheContract.newKey();

        cache.keep(key, AnswerCacheContract.saying("x".repeat(2_000_000)), LONG);

        assertThat(cache.find(key)).isEmpty();
    }
}

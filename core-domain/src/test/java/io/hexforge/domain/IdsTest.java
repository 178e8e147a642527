package io.hexforge.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final long LAST_MILLI = (1L << 48) - 1;

    @Property
    void carry_the_millisecond_the_version_and_the_variant(
            @ForAll @LongRange(max = LAST_MILLI) long millis, @ForAll long seed) {
        UUID id = at(millis, seed).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis);
    }

    @Property
    void sort_by_the_millisecond_in_which_they_were_made(
            @ForAll @LongRange(max = LAST_MILLI - 1) long millis, @ForAll long seed) {
        String earlier = at(millis, seed).next().toString();
        String later = at(millis + 1, ~seed).next().toString();

        assertThat(earlier).isLessThan(later);
    }

    @Property
    void sort_in_the_order_in_which_they_were_made_even_within_a_millisecond_and_when_the_clock_goes_back(
            @ForAll @Size(max = 200) List<@LongRange(max = 3) Long> steps, @ForAll long seed) {
        var now = new AtomicLong();
        Ids ids = new Ids(() -> Instant.ofEpochMilli(now.get()), new Random(seed));

        List<String> made = new ArrayList<>();
        for (long step : steps) {
            now.set(1000 + step);
            made.add(ids.next().toString());
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void go_on_in_the_next_millisecond_when_more_are_made_than_one_can_count() {
        Ids ids = at(7, 1);
        UUID last = ids.next();
        for (int i = 0; i < 5000; i++) {
            UUID next = ids.next();
            assertThat(next.toString()).isGreaterThan(last.toString());
            assertThat(next.version()).isEqualTo(7);
            last = next;
        }
        assertThat(last.getMostSignificantBits() >>> 16).isEqualTo(8);
    }

    @Test
    void use_every_random_bit() {
        long highOnes = 0;
        long lowOnes = 0;
        long highZeros = 0;
        long lowZeros = 0;
        Random seeds = new Random(1);
        for (int i = 0; i < 200; i++) {
            UUID id = at(0, seeds.nextLong()).next();
            highOnes |= id.getMostSignificantBits();
            lowOnes |= id.getLeastSignificantBits();
            highZeros |= ~id.getMostSignificantBits();
            lowZeros |= ~id.getLeastSignificantBits();
        }

        assertThat(highOnes & highZeros & 0xffff).isEqualTo(0x07ff);
        assertThat(lowOnes & lowZeros).isEqualTo(0x3fff_ffff_ffff_ffffL);
    }

    private static Ids at(long millis, long seed) {
        return new Ids(InstantSource.fixed(Instant.ofEpochMilli(millis)), new Random(seed));
    }
}

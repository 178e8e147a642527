package io.hexforge.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
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

    @Test
    void use_every_random_bit() {
        Ids ids = at(0, 1);
        long highOnes = 0;
        long lowOnes = 0;
        long highZeros = 0;
        long lowZeros = 0;
        for (int i = 0; i < 200; i++) {
            UUID id = ids.next();
            highOnes |= id.getMostSignificantBits();
            lowOnes |= id.getLeastSignificantBits();
            highZeros |= ~id.getMostSignificantBits();
            lowZeros |= ~id.getLeastSignificantBits();
        }

        assertThat(highOnes & highZeros & 0xffff).isEqualTo(0x0fff);
        assertThat(lowOnes & lowZeros).isEqualTo(0x3fff_ffff_ffff_ffffL);
    }

    private static Ids at(long millis, long seed) {
        return new Ids(InstantSource.fixed(Instant.ofEpochMilli(millis)), new Random(seed));
    }
}

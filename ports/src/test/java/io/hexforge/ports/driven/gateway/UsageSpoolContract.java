package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [UsageSpool] must do.
public interface UsageSpoolContract {
    /// {@return an empty spool with room for a few hundred records at least, and a few ten thousand at most}
    UsageSpool spool();

    static UsageRecord record() {
        return TestUsage.of(TestActors.ofAnyName().newcomer());
    }

    static List<UsageRecord> records(int count) {
        return IntStream.range(0, count).mapToObj(i -> record()).toList();
    }

    @Test
    default void gives_back_every_member_the_oldest_first() {
        UsageSpool spool = spool();
        List<UsageRecord> records =
                List.of(record(), TestUsage.bare(TestActors.ofAnyName().newcomer()), record());

        assertThat(spool.append(records.subList(0, 2))).isEqualTo(2);
        assertThat(spool.append(records.subList(2, 3))).isEqualTo(1);

        assertThat(spool.size()).isEqualTo(3);
        assertThat(spool.oldest(2)).isEqualTo(records.subList(0, 2));
        assertThat(spool.oldest(10)).isEqualTo(records);
    }

    @Test
    default void forgets_what_is_removed() {
        UsageSpool spool = spool();
        List<UsageRecord> records = records(5);
        spool.append(records);
        spool.oldest(3);

        spool.remove(2);

        assertThat(spool.size()).isEqualTo(3);
        assertThat(spool.oldest(10)).isEqualTo(records.subList(2, 5));
        spool.remove(3);
        assertThat(spool.size()).isZero();
        assertThat(spool.oldest(10)).isEmpty();
    }

    @Test
    default void is_of_use_again_once_it_was_emptied() {
        UsageSpool spool = spool();
        for (int round = 0; round < 3; round++) {
            List<UsageRecord> records = records(10);
            spool.append(records);
            assertThat(spool.oldest(100)).isEqualTo(records);
            spool.remove(10);
        }
        assertThat(spool.size()).isZero();
    }

    @Test
    default void keeps_the_oldest_when_it_is_full_and_has_room_again_when_some_are_gone() {
        UsageSpool spool = spool();
        var kept = new ArrayList<UsageRecord>();
        List<UsageRecord> batch;
        int taken;
        do {
            batch = records(500);
            taken = spool.append(batch);
            kept.addAll(batch.subList(0, taken));
        } while (taken == batch.size() && kept.size() < 100_000);

        assertThat(kept).hasSizeLessThan(100_000);
        assertThat(spool.size()).isEqualTo(kept.size());
        assertThat(spool.oldest(100)).isEqualTo(kept.subList(0, 100));
        while (spool.size() > 0) {
            spool.remove(spool.oldest(1_000).size());
        }
        assertThat(spool.append(batch.subList(0, 10))).isEqualTo(10);
    }
}

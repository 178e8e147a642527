package io.hexforge.ports.driven.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Ids;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.job.JobStore.Claim;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every job store does. Each test gets an empty one.
public interface JobStoreContract {
    Ids IDS = new Ids(InstantSource.system(), new SecureRandom());
    Duration LEASE = Duration.ofMinutes(2);
    Set<String> MAIL = Set.of("mail");

    JobStore jobs();

    /// {@return the store's own time}
    Instant now();

    /// Lets the store's time go on.
    void pass(Duration time);

    default Job job(String kind, @Nullable String key, Instant dueAt) {
        UUID id = IDS.next();
        return new Job(id, kind, key, new SealedSecret("key-1", ("payload of " + id).getBytes(UTF_8)), dueAt);
    }

    default Job due() {
        return job("mail", null, now().minusSeconds(1));
    }

    default Claim claimed() {
        return jobs().claim(MAIL, LEASE, 1).getFirst();
    }

    default Job added(Job job) {
        assertThat(jobs().add(job)).isTrue();
        return job;
    }

    @Test
    default void hands_out_what_was_put_in() {
        Job job = added(job("mail", "welcome", now().minusSeconds(1)));

        Job found = claimed().job();

        assertThat(found.id()).isEqualTo(job.id());
        assertThat(found.kind()).isEqualTo("mail");
        assertThat(found.uniqueKey()).isEqualTo("welcome");
        assertThat(found.payload().sameAs(job.payload())).isTrue();
    }

    @Test
    default void hands_out_a_job_when_it_is_due_and_not_before() {
        added(job("mail", null, now().plus(Duration.ofMinutes(10))));

        assertThat(jobs().claim(MAIL, LEASE, 1)).isEmpty();
        pass(Duration.ofMinutes(11));
        assertThat(jobs().claim(MAIL, LEASE, 1)).hasSize(1);
    }

    @Test
    default void hands_out_the_longest_due_first_and_only_the_kinds_that_are_asked_for() {
        Job later = added(job("mail", null, now().minusSeconds(10)));
        Job earlier = added(job("mail", null, now().minusSeconds(20)));
        added(job("deletion", null, now().minusSeconds(30)));

        assertThat(jobs().claim(MAIL, LEASE, 10))
                .extracting(claim -> claim.job().id())
                .containsExactly(earlier.id(), later.id());
    }

    @Test
    default void hands_out_no_more_than_is_asked_for() {
        added(due());
        added(due());
        added(due());

        assertThat(jobs().claim(MAIL, LEASE, 2)).hasSize(2);
    }

    @Test
    default void one_unfinished_job_has_a_unique_key() {
        added(job("mail", "welcome", now().minusSeconds(1)));

        assertThat(jobs().add(job("mail", "welcome", now()))).isFalse();
        assertThat(jobs().add(job("deletion", "welcome", now()))).isTrue();
        assertThat(jobs().add(job("mail", null, now()))).isTrue();
        assertThat(jobs().add(job("mail", null, now()))).isTrue();
    }

    @Test
    default void a_unique_key_is_free_again_once_its_job_is_done_or_given_up() {
        added(job("mail", "welcome", now().minusSeconds(1)));
        jobs().complete(claimed());

        added(job("mail", "welcome", now().minusSeconds(1)));
        jobs().fail(claimed(), "hopeless", null);

        added(job("mail", "welcome", now().minusSeconds(1)));
    }

    @Test
    default void an_id_is_taken_once() {
        Job job = added(due());

        assertThat(jobs().add(job)).isFalse();
    }

    @Test
    default void of_fifty_who_add_the_same_work_one_does() {
        List<Boolean> added = Race.ofFifty(i -> jobs().add(job("mail", "same", now())));

        assertThat(added).containsOnlyOnce(true);
    }

    @Test
    default void fifty_claimers_get_each_job_once() {
        Set<UUID> all = new HashSet<>();
        IntStream.range(0, 200).forEach(i -> all.add(added(due()).id()));

        List<List<Claim>> claims = Race.ofFifty(i -> {
            var mine = new ArrayList<Claim>();
            List<Claim> next = jobs().claim(MAIL, LEASE, 1 + i % 3);
            while (!next.isEmpty()) {
                mine.addAll(next);
                next = jobs().claim(MAIL, LEASE, 1 + i % 3);
            }
            return mine;
        });

        assertThat(claims.stream()
                        .flatMap(List::stream)
                        .map(claim -> claim.job().id()))
                .hasSize(200)
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    default void a_claimed_job_is_hidden_until_its_lease_ends_and_then_somebody_elses() {
        added(due());
        Claim lost = claimed();

        assertThat(jobs().claim(MAIL, LEASE, 1)).isEmpty();
        pass(LEASE.plusSeconds(1));
        Claim second = claimed();

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(jobs().complete(lost)).isFalse();
        assertThat(jobs().fail(lost, "late", Duration.ZERO)).isFalse();
        assertThat(jobs().complete(second)).isTrue();
        assertThat(jobs().count().waiting()).isZero();
    }

    @Test
    default void a_done_job_is_gone() {
        added(due());
        Claim claim = claimed();

        assertThat(jobs().complete(claim)).isTrue();

        assertThat(jobs().complete(claim)).isFalse();
        pass(LEASE.plusSeconds(1));
        assertThat(jobs().claim(MAIL, LEASE, 1)).isEmpty();
    }

    @Test
    default void a_failed_job_is_due_again_when_it_was_said() {
        added(due());

        jobs().fail(claimed(), "the server is away", Duration.ofMinutes(5));

        pass(Duration.ofMinutes(4));
        assertThat(jobs().claim(MAIL, LEASE, 1)).isEmpty();
        pass(Duration.ofMinutes(2));
        assertThat(claimed().attempt()).isEqualTo(2);
    }

    @Test
    default void a_job_that_was_given_up_is_counted_until_it_is_forgotten() {
        added(due());
        added(job("mail", null, now().plus(Duration.ofDays(3))));
        jobs().fail(claimed(), "hopeless", null);

        assertThat(jobs().claim(MAIL, LEASE, 1)).isEmpty();
        assertThat(jobs().count()).isEqualTo(new JobStore.Counts(1, 1, Duration.ZERO));
        assertThat(jobs().forgetDead(now().minusSeconds(60))).isZero();
        pass(Duration.ofHours(1));
        assertThat(jobs().forgetDead(now().minusSeconds(60))).isEqualTo(1);
        assertThat(jobs().count().dead()).isZero();
    }

    @Test
    default void payloads_are_sealed_anew_once() {
        Job job = added(due());
        added(job("mail", null, now().plus(Duration.ofDays(1))));
        jobs().complete(claimed());
        added(due());
        jobs().fail(claimed(), "hopeless", null);
        Job waiting = added(due());
        Job leased = claimed().job();

        assertThat(leased.id()).isEqualTo(waiting.id()).isNotEqualTo(job.id());
        assertThat(jobs().reseal(
                                "key-2",
                                old -> new SealedSecret(
                                        "key-2", old.id().toString().getBytes(UTF_8))))
                .isEqualTo(2);

        assertThat(jobs().reseal("key-2", old -> old.payload())).isZero();
        pass(LEASE.plusSeconds(1));
        Claim again = claimed();
        assertThat(again.job().payload().keyId()).isEqualTo("key-2");
        assertThat(new String(again.job().payload().bytes(), UTF_8))
                .isEqualTo(waiting.id().toString());
        assertThat(again.attempt()).isEqualTo(2);
    }

    @Test
    default void tells_for_how_long_work_has_been_waiting() {
        added(job("mail", null, now().minusSeconds(100)));
        added(job("mail", null, now().minusSeconds(400)));

        assertThat(jobs().count().lag()).isBetween(Duration.ofSeconds(400), Duration.ofSeconds(430));
    }
}

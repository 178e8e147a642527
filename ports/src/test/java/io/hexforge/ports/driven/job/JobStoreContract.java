package io.hexforge.ports.driven.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.JobProgress;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.job.JobDirectory.Filter;
import io.hexforge.ports.driven.job.JobStore.Beat;
import io.hexforge.ports.driven.job.JobStore.Claim;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every job store does. Each test gets an empty one.
public interface JobStoreContract {
    Ids IDS = new Ids(InstantSource.system(), new SecureRandom());
    Duration LEASE = Duration.ofMinutes(2);
    JobEnding DONE = new JobEnding.Completed(null);
    Set<String> MAIL = Set.of("mail");
    UUID SUBJECT = IDS.next();

    int PER_TENANT = 8;
    JobOwner ADA = new JobOwner(IDS.next(), IDS.next());
    JobOwner BOB = new JobOwner(IDS.next(), IDS.next());

    JobStore jobs();

    JobUpkeep upkeep();

    JobDirectory directory();

    JobOversight oversight();

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

    default Job ownDue(JobOwner owner) {
        return owned(owner, null, null, Job.NORMAL_PRIORITY, now().minusSeconds(1));
    }

    default Job owned(
            JobOwner owner, @Nullable String unique, @Nullable String idempotency, int priority, Instant dueAt) {
        Job plain = job("mail", null, dueAt);
        return new Job(plain.id(), plain.kind(), owner, SUBJECT, unique, idempotency, priority, plain.payload(), dueAt);
    }

    static Actor actor(JobOwner owner) {
        return new Actor(owner.tenantId(), owner.userId(), null, Set.of(Scope.ALL), false);
    }

    default List<Claim> claim(int limit) {
        return jobs().claim(MAIL, LEASE, PER_TENANT, limit);
    }

    default Claim claimed() {
        return claim(1).getFirst();
    }

    default Job added(Job job) {
        assertThat(jobs().add(job)).isEmpty();
        return job;
    }

    default TrackedJob seen(Job job) {
        JobOwner owner = Objects.requireNonNull(job.owner());
        return directory().find(actor(owner), job.id()).orElseThrow();
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

        assertThat(claim(1)).isEmpty();
        pass(Duration.ofMinutes(11));
        assertThat(claim(1)).hasSize(1);
    }

    @Test
    default void hands_out_the_longest_due_first_and_only_the_kinds_that_are_asked_for() {
        Job later = added(job("mail", null, now().minusSeconds(10)));
        Job earlier = added(job("mail", null, now().minusSeconds(20)));
        added(job("deletion", null, now().minusSeconds(30)));

        assertThat(claim(10)).extracting(claim -> claim.job().id()).containsExactly(earlier.id(), later.id());
    }

    @Test
    default void hands_out_no_more_than_is_asked_for() {
        added(due());
        added(due());
        added(due());

        assertThat(claim(2)).hasSize(2);
    }

    @Test
    default void one_unfinished_job_has_a_unique_key() {
        Job first = added(job("mail", "welcome", now().minusSeconds(1)));

        assertThat(jobs().add(job("mail", "welcome", now()))).contains(first.id());
        assertThat(jobs().add(job("deletion", "welcome", now()))).isEmpty();
        assertThat(jobs().add(job("mail", null, now()))).isEmpty();
        assertThat(jobs().add(job("mail", null, now()))).isEmpty();
    }

    @Test
    default void a_unique_key_is_free_again_once_its_job_is_done_or_given_up() {
        added(job("mail", "welcome", now().minusSeconds(1)));
        jobs().settle(claimed(), DONE);

        added(job("mail", "welcome", now().minusSeconds(1)));
        jobs().settle(claimed(), new JobEnding.Failed("hopeless", false));

        added(job("mail", "welcome", now().minusSeconds(1)));
    }

    @Test
    default void an_id_is_taken_once() {
        Job job = added(due());

        assertThat(jobs().add(job)).contains(job.id());
    }

    @Test
    default void of_fifty_who_add_the_same_work_one_does() {
        List<Boolean> added =
                Race.ofFifty(i -> jobs().add(job("mail", "same", now())).isEmpty());

        assertThat(added).containsOnlyOnce(true);
    }

    @Test
    default void fifty_claimers_get_each_job_once() {
        Set<UUID> all = new HashSet<>();
        IntStream.range(0, 200).forEach(i -> all.add(added(due()).id()));

        List<List<Claim>> claims = Race.ofFifty(i -> {
            var mine = new ArrayList<Claim>();
            List<Claim> next = claim(1 + i % 3);
            while (!next.isEmpty()) {
                mine.addAll(next);
                next = claim(1 + i % 3);
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

        assertThat(claim(1)).isEmpty();
        pass(LEASE.plusSeconds(1));
        Claim second = claimed();

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(jobs().settle(lost, DONE)).isFalse();
        assertThat(jobs().settle(lost, new JobEnding.Retry("late", Duration.ZERO)))
                .isFalse();
        assertThat(jobs().settle(second, DONE)).isTrue();
        assertThat(upkeep().count().waiting()).isZero();
    }

    @Test
    default void a_done_job_is_gone() {
        added(due());
        Claim claim = claimed();

        assertThat(jobs().settle(claim, DONE)).isTrue();

        assertThat(jobs().settle(claim, DONE)).isFalse();
        pass(LEASE.plusSeconds(1));
        assertThat(claim(1)).isEmpty();
    }

    @Test
    default void a_failed_job_is_due_again_when_it_was_said() {
        added(due());

        jobs().settle(claimed(), new JobEnding.Retry("the server is away", Duration.ofMinutes(5)));

        pass(Duration.ofMinutes(4));
        assertThat(claim(1)).isEmpty();
        pass(Duration.ofMinutes(2));
        assertThat(claimed().attempt()).isEqualTo(2);
    }

    @Test
    default void a_job_that_was_given_up_is_counted_until_it_is_forgotten() {
        added(due());
        added(job("mail", null, now().plus(Duration.ofDays(3))));
        jobs().settle(claimed(), new JobEnding.Failed("hopeless", false));

        assertThat(claim(1)).isEmpty();
        assertThat(upkeep().count()).isEqualTo(new JobUpkeep.Counts(1, 1, Duration.ZERO));
        assertThat(upkeep().forget(now().minusSeconds(60))).isZero();
        pass(Duration.ofHours(1));
        assertThat(upkeep().forget(now().minusSeconds(60))).isEqualTo(1);
        assertThat(upkeep().count().dead()).isZero();
    }

    @Test
    default void payloads_are_sealed_anew_once() {
        Job job = added(due());
        added(job("mail", null, now().plus(Duration.ofDays(1))));
        jobs().settle(claimed(), DONE);
        added(due());
        jobs().settle(claimed(), new JobEnding.Failed("hopeless", false));
        Job waiting = added(due());
        Job leased = claimed().job();

        assertThat(leased.id()).isEqualTo(waiting.id()).isNotEqualTo(job.id());
        assertThat(upkeep().reseal(
                                "key-2",
                                (id, old) ->
                                        new SealedSecret("key-2", id.toString().getBytes(UTF_8))))
                .isEqualTo(2);

        assertThat(upkeep().reseal("key-2", (id, old) -> old)).isZero();
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

        assertThat(upkeep().count().lag()).isBetween(Duration.ofSeconds(400), Duration.ofSeconds(430));
    }

    @Test
    default void no_two_claims_have_one_token() {
        added(due());
        Claim first = claimed();
        pass(LEASE.plusSeconds(1));

        assertThat(claimed().token()).isNotEqualTo(first.token());
    }

    @Test
    default void a_beating_worker_keeps_its_job_and_a_fenced_one_learns_of_it() {
        added(due());
        Claim claim = claimed();
        pass(LEASE.minusSeconds(5));

        assertThat(jobs().pulse(List.of(new Beat(claim, null)), LEASE).held())
                .containsExactly(claim.job().id());
        pass(LEASE.minusSeconds(5));
        assertThat(claim(1)).isEmpty();
        pass(Duration.ofSeconds(6));
        Claim other = claimed();

        assertThat(jobs().pulse(List.of(new Beat(claim, new JobProgress(99, "late"))), LEASE)
                        .held())
                .isEmpty();
        assertThat(jobs().settle(other, DONE)).isTrue();
    }

    @Test
    default void an_owner_sees_how_a_job_fares_and_others_do_not() {
        Job job = added(ownDue(ADA));
        assertThat(seen(job).state()).isEqualTo(JobState.QUEUED);

        Claim claim = claimed();
        jobs().pulse(List.of(new Beat(claim, new JobProgress(40, "reading"))), LEASE);
        TrackedJob running = seen(job);
        assertThat(running.state()).isEqualTo(JobState.RUNNING);
        assertThat(running.progress()).isEqualTo(new JobProgress(40, "reading"));
        assertThat(running.subjectId()).isEqualTo(SUBJECT);
        jobs().settle(claim, new JobEnding.Completed("{\"answer\":42}"));

        TrackedJob done = seen(job);
        assertThat(done.state()).isEqualTo(JobState.COMPLETED);
        assertThat(done.output()).isEqualTo("{\"answer\":42}");
        assertThat(done.progress().percent()).isEqualTo(100);
        assertThat(done.finishedAt()).isNotNull();
        assertThat(done.version()).isGreaterThan(running.version());
        assertThat(directory().find(actor(BOB), job.id())).isEmpty();
        assertThat(upkeep().count().waiting()).isZero();
    }

    @Test
    default void lists_ones_own_jobs_newest_first_in_pages() {
        List<UUID> ids = IntStream.range(0, 5)
                .mapToObj(i -> added(ownDue(ADA)).id())
                .toList()
                .reversed();
        added(ownDue(BOB));
        added(due());
        jobs().settle(
                        claim(9).stream()
                                .filter(c -> c.job().id().equals(ids.getLast()))
                                .findFirst()
                                .orElseThrow(),
                        DONE);

        Page<TrackedJob> first = directory().page(actor(ADA), Filter.ALL, new Page.Request(null, 3));
        Page<TrackedJob> second = directory().page(actor(ADA), Filter.ALL, new Page.Request(first.next(), 3));

        assertThat(first.items()).extracting(TrackedJob::id).containsExactlyElementsOf(ids.subList(0, 3));
        assertThat(second.items()).extracting(TrackedJob::id).containsExactlyElementsOf(ids.subList(3, 5));
        assertThat(second.next()).isNull();
        assertThat(directory()
                        .page(actor(ADA), new Filter(JobState.COMPLETED, "mail", SUBJECT), Page.Request.first())
                        .items())
                .extracting(TrackedJob::id)
                .containsExactly(ids.getLast());
        assertThat(directory()
                        .page(actor(ADA), new Filter(null, "other", null), Page.Request.first())
                        .items())
                .isEmpty();
    }

    @Test
    default void an_idempotency_key_makes_one_job_even_when_that_has_ended() {
        Job first = added(owned(ADA, null, "order-1", 4, now().minusSeconds(1)));
        jobs().settle(claimed(), DONE);

        assertThat(jobs().add(owned(ADA, null, "order-1", 4, now()))).contains(first.id());
        assertThat(jobs().add(owned(BOB, null, "order-1", 4, now()))).isEmpty();
        assertThat(jobs().add(owned(ADA, null, "order-2", 4, now()))).isEmpty();
    }

    @Test
    default void of_fifty_with_one_idempotency_key_one_makes_a_job_and_all_get_its_id() {
        List<UUID> ids = Race.ofFifty(i -> {
            Job job = owned(ADA, null, "same", 4, now());
            return jobs().add(job).orElse(job.id());
        });

        assertThat(Set.copyOf(ids)).hasSize(1);
        assertThat(upkeep().count().waiting()).isEqualTo(1);
    }

    @Test
    default void owners_do_not_take_each_others_unique_keys() {
        Job first = added(owned(ADA, "plan", null, 4, now()));

        assertThat(jobs().add(owned(BOB, "plan", null, 4, now()))).isEmpty();
        assertThat(jobs().add(owned(ADA, "plan", null, 4, now()))).contains(first.id());
    }

    @Test
    default void what_is_urgent_goes_first_unless_the_rest_has_waited_long() {
        Job usual = added(owned(ADA, null, null, 4, now().minusSeconds(60)));
        Job urgent = added(owned(ADA, null, null, 9, now().minusSeconds(1)));
        Job aged = added(owned(ADA, null, null, 0, now().minusSeconds(400)));

        assertThat(claim(9)).extracting(claim -> claim.job().id()).containsExactly(aged.id(), urgent.id(), usual.id());
    }

    @Test
    default void tenants_take_turns_and_none_has_more_than_its_share() {
        IntStream.range(0, 20).forEach(i -> added(owned(ADA, null, null, 9, now().minusSeconds(100))));
        Job bobs = added(owned(BOB, null, null, 0, now().minusSeconds(1)));

        assertThat(claim(2)).extracting(claim -> claim.job().id()).contains(bobs.id());
        assertThat(claim(50)).hasSize(PER_TENANT - 1);
        assertThat(claim(50)).isEmpty();
    }

    @Test
    default void fifty_claimers_do_not_exceed_a_tenants_share() {
        IntStream.range(0, 30).forEach(i -> added(ownDue(ADA)));

        List<List<Claim>> claims = Race.ofFifty(i -> claim(3));

        assertThat(claims.stream().mapToInt(List::size).sum()).isEqualTo(PER_TENANT);
    }

    @Test
    default void a_waiting_job_is_cancelled_at_once() {
        Job job = added(ownDue(ADA));

        assertThat(directory().cancel(actor(BOB), job.id())).isFalse();
        assertThat(directory().cancel(actor(ADA), job.id())).isTrue();

        assertThat(seen(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(claim(1)).isEmpty();
        assertThat(directory().cancel(actor(ADA), job.id())).isFalse();
    }

    @Test
    default void a_running_job_hears_that_it_is_cancelled_and_ends_so_whatever_came_of_it() {
        Job job = added(ownDue(ADA));
        Claim claim = claimed();

        assertThat(directory().cancel(actor(ADA), job.id())).isTrue();

        assertThat(seen(job).cancelling()).isTrue();
        assertThat(jobs().pulse(List.of(new Beat(claim, null)), LEASE).cancelled())
                .containsExactly(job.id());
        assertThat(jobs().settle(claim, new JobEnding.Completed("{}"))).isTrue();
        assertThat(seen(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(seen(job).output()).isNull();
    }

    @Test
    default void a_cancelled_job_is_not_tried_again() {
        Job job = added(ownDue(ADA));
        Claim claim = claimed();
        directory().cancel(actor(ADA), job.id());

        assertThat(jobs().settle(claim, new JobEnding.Retry("away", Duration.ZERO)))
                .isTrue();

        assertThat(seen(job).state()).isEqualTo(JobState.CANCELLED);
        assertThat(claim(1)).isEmpty();
    }

    @Test
    default void a_job_that_asks_goes_on_with_the_answer() {
        Job job = added(ownDue(ADA));
        assertThat(directory().respond(actor(ADA), job.id(), "{}")).isFalse();
        jobs().settle(claimed(), new JobEnding.Waiting("{\"which\":1}"));
        pass(LEASE.plusSeconds(1));

        assertThat(seen(job).state()).isEqualTo(JobState.WAITING_FOR_INPUT);
        assertThat(claim(1)).isEmpty();
        assertThat(directory().respond(actor(BOB), job.id(), "{}")).isFalse();
        assertThat(directory().respond(actor(ADA), job.id(), "{\"that\":2}")).isTrue();
        assertThat(directory().respond(actor(ADA), job.id(), "{}")).isFalse();

        Claim again = claimed();
        assertThat(again.job().id()).isEqualTo(job.id());
        assertThat(again.asked()).containsExactly("{\"which\":1}");
        assertThat(again.answered()).containsExactly("{\"that\":2}");
        assertThat(again.attempt()).isEqualTo(1);
    }

    @Test
    default void what_is_given_back_is_due_at_once_and_counts_as_no_attempt() {
        added(due());
        Claim first = claimed();

        assertThat(jobs().settle(first, new JobEnding.GivenBack())).isTrue();

        assertThat(claimed().attempt()).isEqualTo(1);
        assertThat(jobs().settle(first, DONE)).isFalse();
    }

    @Test
    default void only_what_has_ended_can_be_deleted_and_by_its_owner() {
        Job job = added(ownDue(ADA));
        assertThat(directory().delete(actor(ADA), job.id())).isFalse();
        directory().cancel(actor(ADA), job.id());

        assertThat(directory().delete(actor(BOB), job.id())).isFalse();
        assertThat(directory().delete(actor(ADA), job.id())).isTrue();

        assertThat(directory().find(actor(ADA), job.id())).isEmpty();
    }

    @Test
    default void a_paused_kind_waits_and_goes_on() {
        added(due());
        oversight().pause("mail");
        oversight().pause("mail");

        assertThat(claim(1)).isEmpty();
        assertThat(oversight().paused()).containsOnlyKeys("mail");
        assertThat(upkeep().count().lag()).isZero();
        assertThat(oversight().resume("mail")).isTrue();
        assertThat(oversight().resume("mail")).isFalse();
        assertThat(claim(1)).hasSize(1);
    }

    @Test
    default void what_was_given_up_can_be_sent_back_if_its_payload_is_there() {
        Job kept = added(due());
        jobs().settle(claimed(), new JobEnding.Failed("no", true));
        Job emptied = added(due());
        jobs().settle(claimed(), new JobEnding.Failed("no", false));
        Job owned = added(ownDue(ADA));
        jobs().settle(claimed(), new JobEnding.Failed("no", false));

        assertThat(oversight().dead(Page.Request.first()).items())
                .extracting(TrackedJob::id)
                .containsExactlyInAnyOrder(owned.id(), emptied.id(), kept.id());
        assertThat(oversight().redrive(kept.id())).isTrue();
        assertThat(oversight().redrive(kept.id())).isFalse();
        assertThat(oversight().redrive(emptied.id())).isFalse();
        assertThat(oversight().redrive(owned.id())).isTrue();

        assertThat(claim(9))
                .allSatisfy(claim -> assertThat(claim.attempt()).isEqualTo(1))
                .extracting(claim -> claim.job().id())
                .containsExactlyInAnyOrder(kept.id(), owned.id());
        assertThat(upkeep().count().dead()).isEqualTo(1);
    }

    @Test
    default void who_awaits_work_hears_of_it() throws Exception {
        jobs().awaitWork(Duration.ofMillis(1));
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<Duration> waited = threads.submit(() -> {
                long start = System.nanoTime();
                while (claim(1).isEmpty()) {
                    jobs().awaitWork(Duration.ofSeconds(25));
                }
                return Duration.ofNanos(System.nanoTime() - start);
            });
            added(due());

            assertThat(waited.get(30, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(20));
        }
    }
}

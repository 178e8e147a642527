package io.hexforge.ports.driving.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.job.Backoff;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.JobPolicy;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.job.JobHandler.Outcome;
import io.hexforge.ports.driving.job.JobHandler.Work;
import io.hexforge.ports.inprocess.job.InProcessJobStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunJobsTest {
    private final TestClock clock = new TestClock();
    private final InProcessJobStore store = new InProcessJobStore(clock);
    private final AesGcmCipher cipher =
            new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom());
    private final EnqueueJob enqueue = new EnqueueJob(store, cipher, new Ids(clock, new SecureRandom()));
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private static JobHandler thrice(JobHandler handler) {
        return handler.under(JobPolicy.DEFAULT.withBackoff(new Backoff(Duration.ofMinutes(1), 3)));
    }

    private RunJobs jobs(JobHandler handler) {
        return jobs(cipher, handler);
    }

    private RunJobs jobs(SecretCipher opener, JobHandler handler) {
        return new RunJobs(
                store, store, opener, Map.of("count", handler), 8, clock, new Random(7), new RunJobs.Watcher() {
                    @Override
                    public void failed(Job job, int attempt, String reason, boolean givenUp) {
                        heard.add(attempt + " " + reason + (givenUp ? " (given up)" : ""));
                    }

                    @Override
                    public void storeFailed(PortException trouble) {
                        heard.add("store: " + trouble.getMessage());
                    }
                });
    }

    @Test
    void runs_what_is_due_with_what_it_was_given() {
        var works = new CopyOnWriteArrayList<Work>();
        var jobs = jobs(work -> {
            works.add(work);
            return new Outcome.Done();
        });
        enqueue.now("count", "one");
        enqueue.now("count", "two");
        enqueue.at(clock.instant().plusSeconds(60), "count", null, "later");
        enqueue.now("unknown here", "three");

        assertThat(jobs.runDue()).isEqualTo(2);

        assertThat(works).extracting(Work::payload).containsExactly("one", "two");
        assertThat(works).extracting(Work::attempt).containsOnly(1);
        assertThat(jobs.runDue()).isZero();
        assertThat(store.count().waiting()).isEqualTo(2);
    }

    @Test
    void a_payload_is_not_readable_where_it_is_stored() {
        enqueue.now("count", "https://example.org/?token=secret");

        var claim = store.claim(Set.of("count"), Duration.ofMinutes(1), 8, 1).getFirst();

        assertThat(new String(claim.job().payload().bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("token");
    }

    @Test
    void tries_again_later_under_the_same_id_and_gives_up() {
        var works = new CopyOnWriteArrayList<Work>();
        var jobs = jobs(thrice(work -> {
            works.add(work);
            throw new PortException(PortException.Kind.UNAVAILABLE, "the server is away", null);
        }));
        enqueue.now("count", "x");

        assertThat(jobs.runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(jobs.runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(16));
        assertThat(jobs.runDue()).isEqualTo(1);
        clock.advance(Duration.ofDays(1));
        assertThat(jobs.runDue()).isZero();

        assertThat(works).extracting(Work::attempt).containsExactly(1, 2, 3);
        assertThat(works).extracting(Work::id).containsOnly(works.getFirst().id());
        assertThat(heard)
                .containsExactly("1 the server is away", "2 the server is away", "3 the server is away (given up)");
        assertThat(store.count().dead()).isEqualTo(1);
    }

    @Test
    void what_is_hopeless_is_given_up_at_once() {
        var jobs = jobs(work -> new Outcome.Hopeless("no such thing"));
        enqueue.now("count", "x");

        jobs.runDue();

        assertThat(heard).containsExactly("1 no such thing (given up)");
    }

    @Test
    void what_an_unexpected_exception_says_stays_untold() {
        var jobs = jobs(work -> {
            throw new IllegalStateException("quotes ada@example.org");
        });
        enqueue.now("count", "x");

        jobs.runDue();

        assertThat(heard).containsExactly("1 java.lang.IllegalStateException");
    }

    @Test
    void a_job_that_takes_its_node_down_each_time_is_given_up() {
        var runs = new AtomicInteger();
        var jobs = jobs(thrice(work -> {
            runs.incrementAndGet();
            return new Outcome.Done();
        }));
        enqueue.now("count", "x");
        for (int i = 0; i < 3; i++) {
            assertThat(store.claim(Set.of("count"), Duration.ofMinutes(1), 8, 1))
                    .hasSize(1);
            clock.advance(Duration.ofMinutes(2));
        }

        jobs.runDue();

        assertThat(runs).hasValue(0);
        assertThat(heard).containsExactly("4 every attempt ended with its node (given up)");
    }

    @Test
    void what_was_given_up_is_forgotten_after_a_month() {
        var jobs = jobs(work -> new Outcome.Hopeless("no"));
        enqueue.now("count", "x");
        jobs.runDue();

        clock.advance(Duration.ofDays(29));
        jobs.forgetOld();
        assertThat(store.count().dead()).isEqualTo(1);
        clock.advance(Duration.ofDays(2));
        jobs.forgetOld();
        assertThat(store.count().dead()).isZero();
    }

    @Test
    void waiting_work_outlives_its_encryption_key() {
        var random = new SecureRandom();
        EncryptionKey oldKey = EncryptionKey.generate(random);
        EncryptionKey newKey = EncryptionKey.generate(random);
        new EnqueueJob(store, new AesGcmCipher(List.of(oldKey), random), new Ids(clock, random)).now("count", "one");

        int resealed = new ResealJobs(store, new AesGcmCipher(List.of(newKey, oldKey), random)).run();

        assertThat(resealed).isEqualTo(1);
        var works = new CopyOnWriteArrayList<Work>();
        jobs(new AesGcmCipher(List.of(newKey), random), work -> {
                    works.add(work);
                    return new Outcome.Done();
                })
                .runDue();
        assertThat(works).extracting(Work::payload).containsExactly("one");
    }

    @Test
    void the_same_work_waits_once() {
        assertThat(enqueue.at(clock.instant(), "count", "key", "x")).isTrue();
        assertThat(enqueue.at(clock.instant(), "count", "key", "x")).isFalse();
    }

    @Test
    void health_tells_when_nobody_does_the_work() {
        var jobs = jobs(work -> new Outcome.Done());
        enqueue.now("count", "x");

        assertThat(jobs.check().level()).isEqualTo(HealthState.Level.UP);
        clock.advance(Duration.ofMinutes(6));
        assertThat(jobs.check().level()).isEqualTo(HealthState.Level.DEGRADED);
        assertThat(jobs.required()).isFalse();
    }

    @Test
    void workers_run_as_many_at_once_as_there_are_threads() {
        var together = new CountDownLatch(3);
        var runs = new AtomicInteger();
        var jobs = jobs(work -> {
            together.countDown();
            try {
                assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            runs.incrementAndGet();
            return new Outcome.Done();
        });
        for (int i = 0; i < 12; i++) {
            enqueue.now("count", "x");
        }

        JobWorkers workers = JobWorkers.start(jobs, 3);
        Race.until(() -> runs.get() == 12 && store.count().waiting() == 0);
        workers.close();
        assertThat(heard).isEmpty();
    }

    @Test
    void a_node_without_workers_runs_nothing() {
        enqueue.now("count", "x");

        JobWorkers.start(jobs(work -> new Outcome.Done()), 0).close();

        assertThat(store.count().waiting()).isEqualTo(1);
    }

    @Test
    void stopping_lets_short_work_end_and_gives_long_work_back() {
        var began = new CountDownLatch(2);
        var jobs = jobs(work -> {
            began.countDown();
            try {
                TimeUnit.MILLISECONDS.sleep(work.payload().equals("long") ? 60_000 : 50);
            } catch (InterruptedException e) {
                throw new PortException(PortException.Kind.UNAVAILABLE, "interrupted", e);
            }
            return new Outcome.Done();
        });
        enqueue.now("count", "long");
        enqueue.now("count", "short");
        JobWorkers workers = JobWorkers.start(jobs, 2, Duration.ofSeconds(1));
        Race.until(() -> began.getCount() == 0);

        workers.close();

        assertThat(store.count().waiting()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(30));
        assertThat(store.claim(Set.of("count"), Duration.ofMinutes(1), 8, 9))
                .singleElement()
                .satisfies(claim -> assertThat(claim.attempt()).isEqualTo(1));
    }

    private static final JobOwner ADA = new JobOwner(new UUID(1, 1), new UUID(1, 2));
    private static final Actor ACTOR = new Actor(ADA.tenantId(), ADA.userId(), null, Set.of(Scope.ALL), false);

    private TrackedJob seen(UUID id) {
        return store.find(ACTOR, id).orElseThrow();
    }

    @Test
    void an_owner_gets_what_came_of_it() {
        UUID id = enqueue.submit(ADA, JobOrder.of("count", "{}"));

        jobs(work -> new Outcome.Done("{\"n\":" + work.attempt() + "}")).runDue();

        assertThat(seen(id).state()).isEqualTo(JobState.COMPLETED);
        assertThat(seen(id).output()).isEqualTo("{\"n\":1}");
    }

    @Test
    void one_job_asks_and_goes_on_with_the_answer() {
        UUID id = enqueue.submit(ADA, JobOrder.of("count", "{}"));
        var jobs = jobs(work -> work.answered().isEmpty()
                ? new Outcome.Waiting("\"which?\"")
                : new Outcome.Done(work.answered().getFirst()));

        jobs.runDue();
        assertThat(seen(id).state()).isEqualTo(JobState.WAITING_FOR_INPUT);
        store.respond(ACTOR, id, "\"that\"");
        jobs.runDue();

        assertThat(seen(id).output()).isEqualTo("\"that\"");
    }

    @Test
    void a_cancelled_job_is_interrupted_within_a_second() {
        var cancelledAt = new AtomicLong();
        var heardAfter = new AtomicLong();
        var began = new CountDownLatch(1);
        UUID id = enqueue.submit(ADA, JobOrder.of("count", "{}"));
        try (var workers = JobWorkers.start(
                jobs(work -> {
                    began.countDown();
                    sleep(60_000);
                    heardAfter.set(System.nanoTime() - cancelledAt.get());
                    assertThat(work.stopping()).isTrue();
                    return new Outcome.Done("{}");
                }),
                1)) {
            assertThat(workers).isNotNull();
            Race.until(() -> began.getCount() == 0);
            cancelledAt.set(System.nanoTime());
            store.cancel(ACTOR, id);
            Race.until(() -> seen(id).state().ended());
        }

        assertThat(seen(id).state()).isEqualTo(JobState.CANCELLED);
        assertThat(Duration.ofNanos(heardAfter.get())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void progress_reaches_the_owner_while_the_job_runs() {
        var go = new CountDownLatch(1);
        UUID id = enqueue.submit(ADA, JobOrder.of("count", "{}"));
        try (var workers = JobWorkers.start(
                jobs(work -> {
                    for (int i = 0; i <= 70; i++) {
                        work.progress(i, "step " + i);
                    }
                    await(go);
                    return new Outcome.Done();
                }),
                1)) {
            assertThat(workers).isNotNull();
            Race.until(() -> seen(id).progress().percent() == 70);
            assertThat(seen(id).progress().message()).isEqualTo("step 70");
            go.countDown();
            Race.until(() -> seen(id).state() == JobState.COMPLETED);
        }
    }

    @Test
    void an_attempt_that_takes_too_long_is_ended_and_tried_again() {
        var runs = new AtomicInteger();
        JobHandler slow = work -> {
            runs.incrementAndGet();
            sleep(60_000);
            throw new PortException(PortException.Kind.UNAVAILABLE, "interrupted", null);
        };
        enqueue.now("count", "x");
        try (var workers =
                JobWorkers.start(jobs(slow.under(JobPolicy.DEFAULT.withTimeout(Duration.ofSeconds(1)))), 1)) {
            assertThat(workers).isNotNull();
            Race.until(() -> !heard.isEmpty());
        }

        assertThat(heard).contains("1 took longer than 1 s");
        assertThat(runs).hasValueGreaterThan(0);
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

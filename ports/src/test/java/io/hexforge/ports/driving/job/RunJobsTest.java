package io.hexforge.ports.driving.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Ids;
import io.hexforge.domain.job.Backoff;
import io.hexforge.domain.job.Job;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunJobsTest {
    private final TestClock clock = new TestClock();
    private final InProcessJobStore store = new InProcessJobStore(clock);
    private final AesGcmCipher cipher =
            new AesGcmCipher(List.of(EncryptionKey.generate(new SecureRandom())), new SecureRandom());
    private final EnqueueJob enqueue = new EnqueueJob(store, cipher, new Ids(clock, new SecureRandom()));
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private RunJobs jobs(JobHandler handler) {
        return jobs(cipher, handler);
    }

    private RunJobs jobs(SecretCipher opener, JobHandler handler) {
        var backoff = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(1), 3);
        return new RunJobs(
                store, opener, Map.of("count", handler), backoff, clock, new Random(7), new RunJobs.Watcher() {
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

        var claim = store.claim(Set.of("count"), Duration.ofMinutes(1), 1).getFirst();

        assertThat(new String(claim.job().payload().bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain("token");
    }

    @Test
    void tries_again_ever_later_under_the_same_id_and_gives_up() {
        var works = new CopyOnWriteArrayList<Work>();
        var jobs = jobs(work -> {
            works.add(work);
            throw new PortException(PortException.Kind.UNAVAILABLE, "the server is away", null);
        });
        enqueue.now("count", "x");

        assertThat(jobs.runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(4));
        assertThat(jobs.runDue()).isZero();
        clock.advance(Duration.ofSeconds(7));
        assertThat(jobs.runDue()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(21));
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
        var jobs = jobs(work -> {
            runs.incrementAndGet();
            return new Outcome.Done();
        });
        enqueue.now("count", "x");
        for (int i = 0; i < 3; i++) {
            assertThat(store.claim(Set.of("count"), Duration.ofMinutes(1), 1)).hasSize(1);
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
        jobs.forgetDead();
        assertThat(store.count().dead()).isEqualTo(1);
        clock.advance(Duration.ofDays(2));
        jobs.forgetDead();
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
        assertThat(store.claim(Set.of("count"), Duration.ofMinutes(1), 9))
                .singleElement()
                .satisfies(claim -> assertThat(claim.attempt()).isEqualTo(2));
    }
}

package io.hexforge.ports.inprocess.job;

import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.job.JobDirectory;
import io.hexforge.ports.driven.job.JobOversight;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.job.JobStoreContract;
import io.hexforge.ports.driven.job.JobUpkeep;
import java.time.Duration;
import java.time.Instant;

class InProcessJobStoreTest implements JobStoreContract {
    private final TestClock clock = new TestClock();
    private final InProcessJobStore jobs = new InProcessJobStore(clock);

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public JobUpkeep upkeep() {
        return jobs;
    }

    @Override
    public JobDirectory directory() {
        return jobs;
    }

    @Override
    public JobOversight oversight() {
        return jobs;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void pass(Duration time) {
        clock.advance(time);
    }
}

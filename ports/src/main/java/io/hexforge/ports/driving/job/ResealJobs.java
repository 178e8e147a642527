package io.hexforge.ports.driving.job;

import io.hexforge.domain.job.Job;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.ops.SecretCipher;

/// Encrypts what waiting jobs hold anew under the current key. May be repeated.
public final class ResealJobs {
    private final JobStore jobs;
    private final SecretCipher cipher;

    /// @param cipher holds the older keys, too
    public ResealJobs(JobStore jobs, SecretCipher cipher) {
        this.jobs = jobs;
        this.cipher = cipher;
    }

    /// {@return how many there were}
    public int run() {
        return jobs.reseal(cipher.currentKeyId(), job -> {
            String context = Job.context(job.id());
            return cipher.seal(cipher.open(job.payload(), context), context);
        });
    }
}

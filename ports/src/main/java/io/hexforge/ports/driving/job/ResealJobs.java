package io.hexforge.ports.driving.job;

import io.hexforge.domain.job.Job;
import io.hexforge.ports.driven.job.JobUpkeep;
import io.hexforge.ports.driven.ops.SecretCipher;

/// Encrypts what jobs hold anew under the current key. May be repeated.
public final class ResealJobs {
    private final JobUpkeep jobs;
    private final SecretCipher cipher;

    /// @param cipher holds the older keys, too
    public ResealJobs(JobUpkeep jobs, SecretCipher cipher) {
        this.jobs = jobs;
        this.cipher = cipher;
    }

    /// {@return how many there were}
    public int run() {
        return jobs.reseal(cipher.currentKeyId(), (id, payload) -> {
            String context = Job.context(id);
            return cipher.seal(cipher.open(payload, context), context);
        });
    }
}

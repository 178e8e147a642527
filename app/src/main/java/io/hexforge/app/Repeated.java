package io.hexforge.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Background work that goes on after a failure.
final class Repeated {
    private static final Logger LOG = LoggerFactory.getLogger(Repeated.class);

    private Repeated() {}

    /// {@return `work`, whose failures are logged instead of ending the schedule}
    static Runnable of(String purpose, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("could not {}: {}", purpose, e.getMessage());
            }
        };
    }
}

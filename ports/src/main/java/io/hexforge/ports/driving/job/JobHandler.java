package io.hexforge.ports.driving.job;

import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.JobPolicy;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Knows how to do the jobs of one kind. A feature registers its handlers with [RunJobs].
///
/// Called at least once for each job, and in rare cases (a node died or was cut off between the work and the
/// note that it is done) again: what it does must bear repetition. An exception means that the job is to be
/// tried again later.
///
/// When the attempt takes too long, the owner cancels, the node stops, or another node has taken the job over,
/// the thread is interrupted and [Work#stopping] says so: whatever the handler does from then on no longer
/// counts.
@FunctionalInterface
public interface JobHandler {
    Outcome run(Work work);

    default JobPolicy policy() {
        return JobPolicy.DEFAULT;
    }

    /// {@return this handler under another policy}
    default JobHandler under(JobPolicy policy) {
        JobHandler handler = this;
        return new JobHandler() {
            @Override
            public Outcome run(Work work) {
                return handler.run(work);
            }

            @Override
            public JobPolicy policy() {
                return policy;
            }
        };
    }

    /// @param id the job's; the same at each attempt
    /// @param attempt counts from 1; anew after each answer of the owner
    /// @param owner null for the system's own work
    /// @param subjectId what else the job belongs to
    /// @param asked what was asked by [Outcome.Waiting], oldest first
    /// @param answered what the owner answered to each
    record Work(
            UUID id,
            String payload,
            int attempt,
            @Nullable JobOwner owner,
            @Nullable UUID subjectId,
            List<String> asked,
            List<String> answered,
            Control control) {
        public Work {
            asked = List.copyOf(asked);
            answered = List.copyOf(answered);
        }

        /// Says how far the work has come. Cheap: the last word of each half second is stored.
        public void progress(int percent, String message) {
            control.progress(percent, message);
        }

        /// {@return whether to end early}
        public boolean stopping() {
            return control.stopping();
        }
    }

    /// How a running handler and its worker hear of each other. Safe for concurrent use.
    interface Control {
        void progress(int percent, String message);

        boolean stopping();
    }

    sealed interface Outcome {
        /// @param output JSON for the job's owner; null for none
        record Done(@Nullable String output) implements Outcome {
            public Done() {
                this(null);
            }
        }

        /// It failed, and would fail again.
        ///
        /// @param reason for the operator and the owner; names no secret and no person
        record Hopeless(String reason) implements Outcome {}

        /// It goes on, as another call of the handler, when the owner has answered. Only for jobs that have
        /// one.
        ///
        /// @param question JSON for the owner
        record Waiting(String question) implements Outcome {}
    }
}

package io.hexforge.domain.job;

import org.jspecify.annotations.Nullable;

/// How far a job has come.
///
/// @param percent 0 to 100
/// @param message what is being done, for the job's owner; at most 500 characters are kept
public record JobProgress(int percent, @Nullable String message) {
    public static final JobProgress NONE = new JobProgress(0, null);

    private static final int MAX_MESSAGE = 500;

    public JobProgress {
        percent = Math.clamp(percent, 0, 100);
        if (message != null) {
            message = message.replace('\0', ' ');
            message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
        }
    }
}

package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.domain.identity.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody should know of their account when they log in.
@JsonInclude(JsonInclude.Include.ALWAYS)
record AccountStatusBody(
        boolean deletionScheduled, @Nullable Instant deletionScheduledFor) {
    static AccountStatusBody of(User user) {
        return new AccountStatusBody(user.deletionDueAt() != null, user.deletionDueAt());
    }
}

package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.User;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A user as clients see themselves.
@JsonInclude(JsonInclude.Include.ALWAYS)
record UserBody(
        UUID id,
        UUID tenantId,
        String username,
        @Nullable String email,
        boolean emailVerified,
        String fullName,
        boolean systemAdmin,
        Instant createdAt) {
    static UserBody of(User user) {
        EmailAddress email = user.email();
        return new UserBody(
                user.id(),
                user.tenantId(),
                user.username(),
                email == null ? null : email.value(),
                user.emailVerified(),
                user.displayName(),
                user.systemAdmin(),
                user.createdAt());
    }
}

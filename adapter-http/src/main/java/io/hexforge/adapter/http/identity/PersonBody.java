package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.identity.Profile;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driving.identity.DeleteAccount;
import io.hexforge.ports.driving.identity.ManageProfile.Person;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A user with its profile, as it sees itself.
///
/// @param deletionStatus `active` or `pending`
@JsonInclude(JsonInclude.Include.ALWAYS)
record PersonBody(
        UUID id,
        UUID tenantId,
        String username,
        @Nullable String email,
        boolean emailVerified,
        String fullName,
        @Nullable String bio,
        @Nullable String dateOfBirth,
        @Nullable Integer age,
        @Nullable String profession,
        @Nullable String heardFrom,
        @Nullable String avatarUrl,
        boolean surveyCompleted,
        JsonObject onboardingResponses,
        JsonObject preferences,
        boolean systemAdmin,
        String deletionStatus,
        @Nullable Instant deletionRequestedAt,
        @Nullable Instant deletionScheduledFor,
        Instant createdAt,
        Instant updatedAt) {
    /// Where a client gets the picture that was uploaded.
    static final String AVATAR = "/v1/users/me/avatar";

    static PersonBody of(Person person, Instant now) {
        User user = person.user();
        Profile profile = person.profile();
        Instant due = user.deletionDueAt();
        return new PersonBody(
                user.id(),
                user.tenantId(),
                user.username(),
                user.email() == null ? null : user.email().value(),
                user.emailVerified(),
                user.displayName(),
                profile.bio(),
                profile.dateOfBirth() == null ? null : profile.dateOfBirth().toString(),
                profile.ageAt(now),
                profile.profession(),
                profile.heardFrom(),
                profile.avatar() == null ? profile.avatarUrl() : AVATAR,
                profile.surveyCompleted(),
                profile.onboarding(),
                profile.preferences(),
                user.systemAdmin(),
                due == null ? "active" : "pending",
                due == null ? null : due.minus(DeleteAccount.REPRIEVE),
                due,
                user.createdAt(),
                profile.updatedAt());
    }
}

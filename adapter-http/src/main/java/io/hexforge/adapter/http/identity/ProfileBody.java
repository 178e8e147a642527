package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.BadRequest;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.identity.Profile;
import io.hexforge.ports.driving.identity.ManageProfile.Change;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a user wants to say differently. What is absent stays as it is; null takes it away, but not on the paths of
/// the replaced backends, which ignored it. Preferences and onboarding answers are merged member by member.
///
/// @param onboarding the same as `onboardingResponses`, under its other name
record ProfileBody(
        @Nullable String username,
        @Nullable String fullName,
        @Nullable String bio,
        @Nullable String dateOfBirth,
        @Nullable Integer age,
        @Nullable String profession,
        @Nullable String heardFrom,
        @Nullable String avatarUrl,
        @Nullable JsonValue preferences,
        @Nullable JsonValue onboarding,
        @Nullable JsonValue onboardingResponses) {
    /// @param taken names of members that are null in the body and to be taken away
    /// @param surveyCompleted whether the answers are those of the onboarding
    Change change(Set<String> taken, boolean surveyCompleted) {
        LocalDate birth = date();
        JsonObject wishes = object("/preferences", preferences);
        JsonObject answers =
                merged(object("/onboarding", onboarding), object("/onboarding_responses", onboardingResponses));
        return new Change(
                username,
                fullName,
                old -> new Profile(
                        old.userId(),
                        chosen("bio", bio, old.bio(), taken),
                        chosen("date_of_birth", birth, old.dateOfBirth(), taken),
                        chosen("age", age, old.age(), taken),
                        chosen("profession", profession, old.profession(), taken),
                        chosen("heard_from", heardFrom, old.heardFrom(), taken),
                        chosen("avatar_url", avatarUrl, old.avatarUrl(), taken),
                        old.avatar(),
                        old.surveyCompleted() || surveyCompleted,
                        merged(old.onboarding(), answers),
                        taken.contains("preferences") ? JsonObject.EMPTY : merged(old.preferences(), wishes),
                        old.muted(),
                        old.updatedAt(),
                        old.version()));
    }

    private static <T> @Nullable T chosen(String name, @Nullable T wanted, @Nullable T old, Set<String> taken) {
        if (wanted != null) {
            return wanted;
        }
        return taken.contains(name) ? null : old;
    }

    private @Nullable LocalDate date() {
        try {
            return dateOfBirth == null ? null : LocalDate.parse(dateOfBirth);
        } catch (DateTimeParseException e) {
            throw new BadRequest("/date_of_birth", "must be a date such as 1990-01-31");
        }
    }

    private static JsonObject object(String pointer, @Nullable JsonValue value) {
        return switch (value) {
            case null -> JsonObject.EMPTY;
            case JsonObject object -> object;
            case JsonNull nothing -> JsonObject.EMPTY;
            default -> throw new BadRequest(pointer, "must be an object");
        };
    }

    private static JsonObject merged(JsonObject old, JsonObject changes) {
        var members = new LinkedHashMap<>(old.members());
        changes.members().forEach((name, value) -> {
            if (value instanceof JsonNull) {
                members.remove(name);
            } else {
                members.put(name, value);
            }
        });
        return new JsonObject(members);
    }
}

package io.hexforge.domain.identity;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Violation;
import io.hexforge.domain.ops.BlobKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What users tell about themselves, and how they want things.
///
/// @param age in years; as the user said it, of no account when there is a date of birth
/// @param avatarUrl a picture somewhere else
/// @param avatar a picture that was uploaded; it goes before `avatarUrl`
/// @param onboarding the answers given when the account was new
/// @param preferences whatever the client wants remembered
/// @param muted what the user does not want to be told of
/// @param version counts changes, from 1; 0 for one that was never saved
public record Profile(
        UUID userId,
        @Nullable String bio,
        @Nullable LocalDate dateOfBirth,
        @Nullable Integer age,
        @Nullable String profession,
        @Nullable String heardFrom,
        @Nullable String avatarUrl,
        @Nullable Avatar avatar,
        boolean surveyCompleted,
        JsonObject onboarding,
        JsonObject preferences,
        Set<NotificationKind> muted,
        Instant updatedAt,
        long version) {
    private static final int YOUNGEST = 13;
    private static final int OLDEST = 120;
    private static final int LONGEST_BIO = 500;
    private static final int LONGEST_LINE = 120;
    private static final int LONGEST_URL = 500;
    private static final int LARGEST_JSON = 16_384;
    private static final int DEEPEST_JSON = 16;

    public Profile {
        updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
        muted = Set.copyOf(muted);
    }

    /// A picture that was uploaded.
    public record Avatar(BlobKey blob, String contentType) {}

    /// {@return the profile of somebody who has said nothing yet}
    public static Profile blank(User user) {
        return new Profile(
                user.id(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                JsonObject.EMPTY,
                JsonObject.EMPTY,
                EnumSet.noneOf(NotificationKind.class),
                user.createdAt(),
                0);
    }

    /// {@return the age in years at `now`, if it is known}
    public @Nullable Integer ageAt(Instant now) {
        if (dateOfBirth == null) {
            return age;
        }
        return yearsSince(dateOfBirth, now);
    }

    /// {@return the profile as changed by its user, ready to be saved}
    public Profile savedAt(Instant now) {
        return with(avatar, now, version + 1);
    }

    public Profile picturedBy(@Nullable Avatar picture) {
        return with(picture, updatedAt, version);
    }

    private Profile with(@Nullable Avatar picture, Instant at, long newVersion) {
        return new Profile(
                userId,
                bio,
                dateOfBirth,
                age,
                profession,
                heardFrom,
                avatarUrl,
                picture,
                surveyCompleted,
                onboarding,
                preferences,
                muted,
                at,
                newVersion);
    }

    public Profile muting(Set<NotificationKind> kinds) {
        return new Profile(
                userId,
                bio,
                dateOfBirth,
                age,
                profession,
                heardFrom,
                avatarUrl,
                avatar,
                surveyCompleted,
                onboarding,
                preferences,
                kinds,
                updatedAt,
                version);
    }

    /// {@return what is wrong with what the user wrote}
    public List<Violation> violations(Instant now) {
        var violations = new ArrayList<Violation>();
        checkText("/bio", bio, LONGEST_BIO, violations);
        checkText("/profession", profession, LONGEST_LINE, violations);
        checkText("/heard_from", heardFrom, LONGEST_LINE, violations);
        if (dateOfBirth != null && !plausible(yearsSince(dateOfBirth, now))) {
            violations.add(new Violation("/date_of_birth", "must be " + YOUNGEST + " to " + OLDEST + " years ago"));
        }
        if (age != null && !plausible(age)) {
            violations.add(new Violation("/age", "must be " + YOUNGEST + " to " + OLDEST));
        }
        if (avatarUrl != null && (avatarUrl.length() > LONGEST_URL || !avatarUrl.matches("https?://[^\\s\"<>]+"))) {
            violations.add(new Violation(
                    "/avatar_url", "must be an http or https URL of at most " + LONGEST_URL + " characters"));
        }
        checkJson("/onboarding_responses", onboarding, violations);
        checkJson("/preferences", preferences, violations);
        return violations;
    }

    private static void checkText(String pointer, @Nullable String text, int longest, List<Violation> violations) {
        if (text != null && text.codePointCount(0, text.length()) > longest) {
            violations.add(new Violation(pointer, "must have at most " + longest + " characters"));
        }
        if (text != null && text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            violations.add(new Violation(pointer, "must not hold control characters"));
        }
    }

    private static void checkJson(String pointer, JsonObject object, List<Violation> violations) {
        if (size(object, 0) > LARGEST_JSON) {
            violations.add(new Violation(
                    pointer, "must have at most " + LARGEST_JSON + " characters and " + DEEPEST_JSON + " levels"));
        }
    }

    /// {@return about how long it would be, printed}
    private static int size(JsonValue value, int depth) {
        if (depth > DEEPEST_JSON) {
            return LARGEST_JSON + 1;
        }
        int sum = 2;
        switch (value) {
            case JsonObject object -> {
                for (var member : object.members().entrySet()) {
                    sum = Math.addExact(sum, member.getKey().length() + 4 + size(member.getValue(), depth + 1));
                }
            }
            case JsonArray array -> {
                for (JsonValue item : array.items()) {
                    sum = Math.addExact(sum, 1 + size(item, depth + 1));
                }
            }
            case JsonString string -> sum += string.value().length();
            case JsonValue.JsonNumber number -> sum += number.value().precision();
            case JsonValue.JsonBoolean bool -> sum += 4;
            case JsonValue.JsonNull nothing -> sum += 4;
        }
        return sum;
    }

    private static boolean plausible(int years) {
        return years >= YOUNGEST && years <= OLDEST;
    }

    private static int yearsSince(LocalDate birth, Instant now) {
        return Period.between(birth, now.atZone(ZoneOffset.UTC).toLocalDate()).getYears();
    }
}

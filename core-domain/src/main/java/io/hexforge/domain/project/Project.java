package io.hexforge.domain.project;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Violation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that is being built, by people and by agents. Its files are kept apart.
///
/// @param userId the owner, in the tenant in which it was made
/// @param requirements what is wanted, as somebody or an agent has worked it out
/// @param architecture how it is to be built
/// @param version counts changes of what stands here, from 1
public record Project(
        UUID id,
        UUID tenantId,
        UUID userId,
        String title,
        String description,
        ProjectMode mode,
        ProjectStatus status,
        List<String> techStack,
        @Nullable JsonObject requirements,
        @Nullable JsonObject architecture,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    private static final int SHORTEST_TITLE = 3;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_DESCRIPTION = 1000;
    private static final int MOST_TECHNOLOGIES = 10;
    private static final int LONGEST_TECHNOLOGY = 50;
    private static final int LARGEST_SPEC = 200_000;
    private static final int DEEPEST_SPEC = 32;

    public Project {
        techStack = List.copyOf(techStack);
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// What can be changed; null for what stays.
    public record Change(
            @Nullable String title,
            @Nullable String description,
            @Nullable ProjectMode mode,
            @Nullable ProjectStatus status,
            @Nullable List<String> techStack,
            @Nullable JsonObject requirements,
            @Nullable JsonObject architecture) {
        public static Change to(ProjectStatus status) {
            return new Change(null, null, null, status, null, null, null);
        }
    }

    /// {@return the project as changed, ready to be saved}
    public Project with(Change change, Instant now) {
        return new Project(
                id,
                tenantId,
                userId,
                or(change.title(), title),
                or(change.description(), description),
                or(change.mode(), mode),
                or(change.status(), status),
                or(change.techStack(), techStack),
                change.requirements() == null ? requirements : change.requirements(),
                change.architecture() == null ? architecture : change.architecture(),
                createdAt,
                now,
                version + 1);
    }

    private static <T> T or(@Nullable T wanted, T present) {
        return wanted == null ? present : wanted;
    }

    /// {@return what is wrong with it}
    public List<Violation> violations() {
        var violations = new ArrayList<Violation>();
        checkText("/title", title, SHORTEST_TITLE, LONGEST_TITLE, violations);
        checkText("/description", description, 0, LONGEST_DESCRIPTION, violations);
        if (techStack.size() > MOST_TECHNOLOGIES) {
            violations.add(new Violation("/tech_stack", "must have at most " + MOST_TECHNOLOGIES + " items"));
        }
        for (int i = 0; i < Math.min(techStack.size(), MOST_TECHNOLOGIES); i++) {
            checkText("/tech_stack/" + i, techStack.get(i), 1, LONGEST_TECHNOLOGY, violations);
        }
        checkSpec("/requirements_spec", requirements, violations);
        checkSpec("/architecture_spec", architecture, violations);
        return violations;
    }

    private static void checkText(String pointer, String text, int from, int to, List<Violation> violations) {
        int length = text.codePointCount(0, text.length());
        if (length < from || length > to || (from > 0 && text.isBlank())) {
            String range = from == 0 ? "at most " + to : from + " to " + to;
            violations.add(new Violation(pointer, "must have " + range + " characters"));
        }
        if (text.codePoints().anyMatch(c -> (Character.isISOControl(c) && c != '\n' && c != '\t') || unpaired(c))) {
            violations.add(new Violation(pointer, "must not hold control characters or halves of characters"));
        }
    }

    private static boolean unpaired(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    private static void checkSpec(String pointer, @Nullable JsonObject spec, List<Violation> violations) {
        if (spec != null && size(spec, 0) > LARGEST_SPEC) {
            violations.add(new Violation(
                    pointer, "must have at most " + LARGEST_SPEC + " characters and " + DEEPEST_SPEC + " levels"));
        }
    }

    /// {@return about how long it would be, printed}
    private static long size(JsonValue value, int depth) {
        if (depth > DEEPEST_SPEC) {
            return LARGEST_SPEC + 1L;
        }
        return 2
                + switch (value) {
                    case JsonObject object ->
                        object.members().entrySet().stream()
                                .mapToLong(member -> member.getKey().length() + 4L + size(member.getValue(), depth + 1))
                                .sum();
                    case JsonArray array ->
                        array.items().stream()
                                .mapToLong(item -> 1 + size(item, depth + 1))
                                .sum();
                    case JsonString string -> string.value().length();
                    case JsonValue.JsonNumber number ->
                        number.value().precision()
                                + Math.abs((long) number.value().scale());
                    case JsonValue.JsonBoolean bool -> 4;
                    case JsonValue.JsonNull nothing -> 4;
                };
    }
}

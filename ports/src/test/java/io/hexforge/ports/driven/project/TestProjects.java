package io.hexforge.ports.driven.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.ProjectMode;
import io.hexforge.domain.project.ProjectStatus;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Projects for tests.
public final class TestProjects {
    public static final Instant NOW = Instant.parse("2026-03-04T05:06:07.123456Z");

    private TestProjects() {}

    public static Project of(Actor actor, String title) {
        return new Project(
                TestActors.IDS.next(),
                actor.tenantId(),
                actor.userId(),
                title,
                "with 😀",
                ProjectMode.BUILDER,
                ProjectStatus.PLANNING,
                List.of("java", "sql"),
                new JsonObject(Map.of("goal\ud800", new JsonString("a\u0000b"))),
                null,
                NOW,
                NOW,
                1);
    }
}

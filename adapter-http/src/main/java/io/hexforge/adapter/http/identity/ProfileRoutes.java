package io.hexforge.adapter.http.identity;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.EntityTags;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.Upload;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.identity.ManageProfile;
import io.hexforge.ports.driving.identity.ManageProfile.Changed;
import io.hexforge.ports.driving.identity.ManageProfile.Person;
import io.hexforge.ports.driving.identity.ManageProfile.Picture;
import io.hexforge.ports.driving.identity.ManageProfile.Pictured;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// `/v1/users/me`: the user's own profile, onboarding and picture.
public record ProfileRoutes(ManageProfile profiles, InstantSource clock) implements Routes.Group {
    private static final String PATH = "/v1/users/me";

    @Override
    public void addTo(Routes routes) {
        Access reads = Access.scope(Scope.PROFILE_READ);
        Access writes = Access.scope(Scope.PROFILE_WRITE);
        routes.get(PATH, reads, this::show)
                .patch(PATH, writes, ctx -> change(ctx, false))
                .post(PATH + "/onboarding", writes, ctx -> change(ctx, true))
                .get(PersonBody.AVATAR, reads, this::avatar)
                .post(PersonBody.AVATAR, writes, this::putAvatar)
                .delete(PersonBody.AVATAR, writes, this::removeAvatar);
    }

    private void show(Context ctx) {
        send(ctx, profiles.show(Exchange.actor(ctx)));
    }

    private void change(Context ctx, boolean onboarding) {
        Long expected = EntityTags.expectedVersion(ctx);
        byte[] body = Body.bytes(ctx);
        var wanted = Body.of(ctx, body, ProfileBody.class);
        Set<String> taken = Exchange.of(ctx).viaAlias() ? Set.of() : nulls(body);
        switch (profiles.change(Exchange.actor(ctx), wanted.change(taken, onboarding), expected)) {
            case Changed.Saved(Person person) -> send(ctx, person);
            case Changed.Refused(var violations) -> throw new BadRequest(violations);
            case Changed.UsernameTaken() ->
                throw new Refused(Problem.conflict("username_taken", "somebody else has this username"));
            case Changed.Conflict(Person current) -> throw EntityTags.changedMeanwhile(ctx, current.version());
        }
    }

    private static Set<String> nulls(byte[] body) {
        Map<String, ?> members = Json.value(body) instanceof JsonObject object ? object.members() : Map.of();
        return members.entrySet().stream()
                .filter(member -> member.getValue() instanceof JsonNull)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void putAvatar(Context ctx) {
        byte[] upload = Upload.of(ctx, "file", ManageProfile.MAX_AVATAR_BYTES);
        switch (profiles.putAvatar(Exchange.actor(ctx), upload)) {
            case Pictured.Saved(Person person) -> send(ctx, person);
            case Pictured.Refused(String reason) -> throw new BadRequest("/file", reason);
        }
    }

    private void removeAvatar(Context ctx) {
        profiles.removeAvatar(Exchange.actor(ctx));
        ctx.res().setStatus(204);
    }

    private void avatar(Context ctx) throws IOException {
        Picture picture = profiles.avatar(Exchange.actor(ctx))
                .orElseThrow(() -> new Refused(Problem.notFound("you have not uploaded a picture")));
        try (InputStream content = picture.content()) {
            String tag = "\"" + picture.tag().substring(picture.tag().lastIndexOf('/') + 1) + "\"";
            ctx.header("ETag", tag).header("Cache-Control", "private, no-cache");
            if (tag.equals(ctx.header("If-None-Match"))) {
                ctx.res().setStatus(304);
                return;
            }
            Answers.send(ctx, new StoredAnswer(200, picture.contentType(), content.readAllBytes()));
        }
    }

    private void send(Context ctx, Person person) {
        EntityTags.set(ctx, person.version());
        Answers.send(ctx, Answers.json(200, PersonBody.of(person, clock.instant())));
    }
}

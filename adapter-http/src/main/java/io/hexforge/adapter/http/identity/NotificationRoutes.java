package io.hexforge.adapter.http.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.EntityTags;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Notification;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.ports.driving.identity.ManageNotifications;
import io.hexforge.ports.driving.identity.ManageProfile;
import io.hexforge.ports.driving.identity.ManageProfile.Change;
import io.hexforge.ports.driving.identity.ManageProfile.Changed;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/notifications` and `/v1/notification-preferences`: what a user is told, and what it wants to be told.
public record NotificationRoutes(ManageNotifications notifications, ManageProfile profiles) implements Routes.Group {
    private static final String PATH = "/v1/notifications";
    private static final String PREFERENCES = "/v1/notification-preferences";

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record NotificationBody(
            UUID id,
            UUID userId,
            String kind,
            String type,
            @Nullable String entityId,
            String contentSummary,
            JsonObject data,
            boolean isRead,
            @Nullable Instant readAt,
            Instant createdAt) {
        static NotificationBody of(Notification notification) {
            return new NotificationBody(
                    notification.id(),
                    notification.userId(),
                    notification.kind().wireName(),
                    notification.type(),
                    notification.entityId(),
                    notification.summary(),
                    notification.data(),
                    notification.readAt() != null,
                    notification.readAt(),
                    notification.createdAt());
        }
    }

    /// Absent: as it is.
    record PreferencesBody(
            @Nullable Boolean notifyJobStatus,
            @Nullable Boolean notifyAccountAlerts,
            @Nullable Boolean notifyReferralRewards,
            @Nullable Boolean notifyProductUpdates) {
        static PreferencesBody of(Set<NotificationKind> muted) {
            return new PreferencesBody(
                    !muted.contains(NotificationKind.JOB_STATUS),
                    !muted.contains(NotificationKind.ACCOUNT_ALERTS),
                    !muted.contains(NotificationKind.REFERRAL_REWARDS),
                    !muted.contains(NotificationKind.PRODUCT_UPDATES));
        }

        Set<NotificationKind> applyTo(Set<NotificationKind> old) {
            var muted = EnumSet.noneOf(NotificationKind.class);
            muted.addAll(old);
            apply(muted, NotificationKind.JOB_STATUS, notifyJobStatus);
            apply(muted, NotificationKind.ACCOUNT_ALERTS, notifyAccountAlerts);
            apply(muted, NotificationKind.REFERRAL_REWARDS, notifyReferralRewards);
            apply(muted, NotificationKind.PRODUCT_UPDATES, notifyProductUpdates);
            return muted;
        }

        private static void apply(Set<NotificationKind> muted, NotificationKind kind, @Nullable Boolean wanted) {
            if (wanted != null && wanted) {
                muted.remove(kind);
            } else if (wanted != null) {
                muted.add(kind);
            }
        }
    }

    @Override
    public void addTo(Routes routes) {
        Access reads = Access.scope(Scope.PROFILE_READ);
        Access writes = Access.scope(Scope.PROFILE_WRITE);
        routes.get(PATH, reads, this::list)
                .get(PATH + "/unread-count", reads, this::count)
                .post(PATH + "/mark-all-read", reads, this::markAllRead)
                .patch(PATH + "/{id}/read", reads, this::markRead)
                .get(PREFERENCES, reads, this::preferences)
                .put(PREFERENCES, writes, this::prefer);
    }

    private void list(Context ctx) {
        boolean unreadOnly = "true".equals(ctx.queryParam("unread"));
        Page<Notification> page = notifications.page(Exchange.actor(ctx), unreadOnly, Paging.request(ctx));
        Answers.send(ctx, Answers.json(200, Paging.listing(page, NotificationBody::of)));
    }

    private void count(Context ctx) {
        Answers.send(ctx, Answers.json(200, Map.of("count", notifications.unread(Exchange.actor(ctx)))));
    }

    private void markAllRead(Context ctx) {
        Answers.send(ctx, Answers.json(200, Map.of("updated", notifications.markAllRead(Exchange.actor(ctx)))));
    }

    private void markRead(Context ctx) {
        Notification read = notifications
                .markRead(Exchange.actor(ctx), PathParameters.id(ctx, "id"))
                .orElseThrow(() -> new Refused(Problem.notFound("you have no notification with this id")));
        Answers.send(ctx, Answers.json(200, NotificationBody.of(read)));
    }

    private void preferences(Context ctx) {
        Set<NotificationKind> muted = notifications.muted(Exchange.actor(ctx));
        Answers.send(ctx, Answers.json(200, PreferencesBody.of(muted)));
    }

    private void prefer(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        var wanted = Body.of(ctx, PreferencesBody.class);
        var change = new Change(null, null, profile -> profile.muting(wanted.applyTo(profile.muted())));
        switch (profiles.change(actor, change, null)) {
            case Changed.Saved(var person) ->
                Answers.send(
                        ctx,
                        Answers.json(200, PreferencesBody.of(person.profile().muted())));
            case Changed.Conflict(var current) -> throw EntityTags.changedMeanwhile(ctx, current.version());
            case Changed.Refused refused -> throw new IllegalStateException("preferences are never refused");
            case Changed.UsernameTaken taken -> throw new IllegalStateException("no name was changed");
        }
    }
}

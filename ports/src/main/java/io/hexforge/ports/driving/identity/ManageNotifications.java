package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Notification;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.domain.identity.Profile;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.NotificationStore;
import io.hexforge.ports.driven.identity.ProfileStore;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells users within the product what happened, unless they do not want to know. Stateless; safe for concurrent use.
public final class ManageNotifications {
    private final NotificationStore notifications;
    private final ProfileStore profiles;
    private final Ids ids;

    public ManageNotifications(NotificationStore notifications, ProfileStore profiles, Ids ids) {
        this.notifications = notifications;
        this.profiles = profiles;
        this.ids = ids;
    }

    /// Tells `user`, unless it has muted what is of that kind.
    ///
    /// @param type what happened, dotted, such as `account.deletion_scheduled`
    /// @param entityId what it happened to; null if that is the account itself
    /// @param summary one sentence for people
    public void notify(
            User user, NotificationKind kind, String type, @Nullable String entityId, String summary, JsonObject data) {
        var owner = new Actor(user.tenantId(), user.id(), null, Set.of(), false);
        if (!muted(owner).contains(kind)) {
            notifications.add(
                    owner,
                    new Notification(
                            ids.next(),
                            user.id(),
                            kind,
                            type,
                            entityId,
                            summary,
                            data,
                            ids.clock().instant(),
                            null));
        }
    }

    public Page<Notification> page(Actor actor, boolean unreadOnly, Page.Request request) {
        return notifications.page(actor, unreadOnly, request);
    }

    /// {@return the notification, read; empty if the actor has none with the id}
    public Optional<Notification> markRead(Actor actor, UUID id) {
        return notifications.markRead(actor, id, ids.clock().instant());
    }

    /// {@return how many were unread}
    public int markAllRead(Actor actor) {
        return notifications.markAllRead(actor, ids.clock().instant());
    }

    public long unread(Actor actor) {
        return notifications.unread(actor);
    }

    /// {@return what the actor does not want to be told of}
    public Set<NotificationKind> muted(Actor actor) {
        return profiles.of(actor).map(Profile::muted).orElse(Set.of());
    }
}

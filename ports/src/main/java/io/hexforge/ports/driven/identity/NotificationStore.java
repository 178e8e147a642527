package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Notification;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Durable home of notifications. An actor sees and changes its own, and no others.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `NotificationStoreContract`.
public interface NotificationStore {
    void add(Actor owner, Notification notification);

    /// {@return the actor's notifications, newest first}
    Page<Notification> page(Actor actor, boolean unreadOnly, Page.Request request);

    /// {@return the notification, read, however often it is asked for; empty if the actor has none with the id}
    Optional<Notification> markRead(Actor actor, UUID id, Instant now);

    /// {@return how many were unread}
    int markAllRead(Actor actor, Instant now);

    long unread(Actor actor);
}

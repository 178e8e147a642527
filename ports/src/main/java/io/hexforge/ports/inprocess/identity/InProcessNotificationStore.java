package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Notification;
import io.hexforge.ports.driven.identity.NotificationStore;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Notifications in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessNotificationStore implements NotificationStore {
    private final NavigableMap<String, Notification> notifications = new TreeMap<>();

    @Override
    public synchronized void add(Actor owner, Notification notification) {
        notifications.put(notification.id().toString(), notification);
    }

    @Override
    public synchronized Page<Notification> page(Actor actor, boolean unreadOnly, Page.Request request) {
        UUID after = request.after();
        NavigableMap<String, Notification> newestFirst = notifications.descendingMap();
        List<Notification> rest = (after == null ? newestFirst : newestFirst.tailMap(after.toString(), false))
                .values().stream()
                        .filter(each -> each.userId().equals(actor.userId()))
                        .filter(each -> !unreadOnly || each.readAt() == null)
                        .limit(request.limit() + 1L)
                        .toList();
        boolean more = rest.size() > request.limit();
        List<Notification> items = more ? rest.subList(0, request.limit()) : rest;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized Optional<Notification> markRead(Actor actor, UUID id, Instant now) {
        Notification found = notifications.get(id.toString());
        if (found == null || !found.userId().equals(actor.userId())) {
            return Optional.empty();
        }
        Notification read = found.readAt() == null ? found.read(now) : found;
        notifications.put(id.toString(), read);
        return Optional.of(read);
    }

    @Override
    public synchronized int markAllRead(Actor actor, Instant now) {
        int marked = 0;
        for (Notification each : List.copyOf(notifications.values())) {
            if (each.userId().equals(actor.userId()) && each.readAt() == null) {
                notifications.put(each.id().toString(), each.read(now));
                marked++;
            }
        }
        return marked;
    }

    @Override
    public synchronized long unread(Actor actor) {
        return notifications.values().stream()
                .filter(each -> each.userId().equals(actor.userId()) && each.readAt() == null)
                .count();
    }
}

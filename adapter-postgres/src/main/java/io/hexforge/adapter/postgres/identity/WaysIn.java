package io.hexforge.adapter.postgres.identity;

import io.hexforge.domain.Actor;
import io.hexforge.ports.driven.identity.Removed;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Passkeys and accounts elsewhere together, for what depends on how many of them somebody has.
final class WaysIn {
    private WaysIn() {}

    /// Until the transaction ends, nobody else adds passkeys to that user or takes a way in from it.
    static void lock(Handle handle, Actor owner) {
        handle.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", "ways in:" + owner.userId());
    }

    private static final String COUNT = """
            select (select count(*) from identity.passkeys) + (select count(*) from identity.external_logins)
            """;

    /// Removes a row of the acting user, which holds the lock.
    static Removed remove(Handle handle, String table, UUID id, boolean evenTheLast) {
        boolean owned = handle.createQuery("select exists (select from " + table + " where id = :id)")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one();
        if (!owned) {
            return Removed.NOT_FOUND;
        }
        if (!evenTheLast && handle.createQuery(COUNT).mapTo(Long.class).one() == 1) {
            return Removed.LAST;
        }
        handle.execute("delete from " + table + " where id = ?", id);
        return Removed.DONE;
    }
}

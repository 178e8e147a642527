package io.hexforge.adapter.postgres;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/// The one place where faults of the database become [PortException]s.
public final class SqlFaults {
    private SqlFaults() {}

    /// @param act what was tried, for the message
    /// @param committing whether the commit had been sent, so that it may have happened
    static PortException translate(String act, Exception fault, boolean committing) {
        var sql = sqlCause(fault);
        String reason = sql == null ? String.valueOf(fault.getMessage()) : firstLine(sql.getMessage());
        // Not the fault itself: jdbi's messages hold the values that were bound.
        Exception cause = sql == null ? fault : sql;
        return new PortException(kind(sql, committing), "The database failed at " + act + ": " + reason, cause);
    }

    /// {@return whether something that must be unique was there already}
    public static boolean isDuplicate(PortException fault) {
        var sql = sqlCause(fault);
        return sql != null && "23505".equals(sql.getSQLState());
    }

    private static Kind kind(@Nullable SQLException fault, boolean committing) {
        if (fault == null) {
            return Kind.BROKEN;
        }
        String state = fault.getSQLState() == null ? "" : fault.getSQLState();
        boolean lost = fault instanceof SQLTransientConnectionException
                || state.startsWith("08") // connection exception
                || state.startsWith("57P") // the server shuts down, crashed or is starting
                || state.startsWith("53"); // out of connections, memory or disk
        if (lost) {
            return committing ? Kind.TIMEOUT : Kind.UNAVAILABLE;
        }
        if (fault instanceof SQLTimeoutException || state.equals("57014")) {
            return Kind.TIMEOUT;
        }
        // Deadlock, serialisation failure, lock not available, what is pointed to was deleted since it was looked at:
        // rolled back, and the next attempt does better or sees why not.
        boolean raced = state.startsWith("40") || state.equals("55P03") || state.equals("23503");
        return raced ? Kind.UNAVAILABLE : Kind.BROKEN;
    }

    private static @Nullable SQLException sqlCause(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /// Further lines may quote row contents.
    private static String firstLine(@Nullable String message) {
        return message == null
                ? "no reason given"
                : message.strip().lines().findFirst().orElse("");
    }
}

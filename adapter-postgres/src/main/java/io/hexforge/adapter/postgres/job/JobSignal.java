package io.hexforge.adapter.postgres.job;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.ports.driven.PortException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// Tells nodes at once that there is new work. Only makes them faster: what is not heard is found by looking.
///
/// Notifications are sent after the commit and not more than about two hundred times a second, because each
/// takes a lock on the whole server. Safe for concurrent use; its threads start when they are needed.
final class JobSignal implements AutoCloseable {
    private static final String CHANNEL = "hexforge_jobs";
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);
    private static final int LISTEN_MS = 1000;

    private final Database database;
    private final String self = Long.toHexString(System.nanoTime());
    private boolean fresh;
    private boolean untold;
    private @Nullable Thread teller;
    private @Nullable Thread listener;
    private volatile boolean closed;

    JobSignal(Database database) {
        this.database = database;
    }

    synchronized void added() {
        fresh = true;
        untold = true;
        notifyAll();
        if (teller == null) {
            teller = daemon("jobs-teller", this::tellForEver);
        }
    }

    synchronized void await(Duration most) throws InterruptedException {
        if (listener == null) {
            listener = daemon("jobs-listener", this::listenForEver);
        }
        long deadline = System.nanoTime() + most.toNanos();
        for (long left = most.toNanos(); !fresh && left > 0; left = deadline - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        fresh = false;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (teller != null) {
            teller.interrupt();
        }
        if (listener != null) {
            listener.interrupt();
        }
    }

    private synchronized void heard() {
        fresh = true;
        notifyAll();
    }

    private synchronized void awaitNews() throws InterruptedException {
        while (!untold) {
            wait();
        }
        untold = false;
    }

    private void tellForEver() {
        while (!closed) {
            try {
                awaitNews();
                tell();
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void tell() {
        try {
            database.asSystem(handle -> handle.createQuery("select pg_notify(:channel, :self)::text")
                    .bind("channel", CHANNEL)
                    .bind("self", self)
                    .mapTo(String.class)
                    .list());
        } catch (PortException e) {
            // The others look for themselves.
        }
    }

    private void listenForEver() {
        while (!closed) {
            try (Connection connection = database.connect();
                    var statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
                heard();
                listen(connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                rest();
            }
        }
    }

    private void listen(PGConnection connection) throws SQLException {
        while (!closed) {
            PGNotification[] told = connection.getNotifications(LISTEN_MS);
            for (PGNotification one : told == null ? new PGNotification[0] : told) {
                if (!one.getParameter().equals(self)) {
                    heard();
                }
            }
        }
    }

    private static void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAULT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}

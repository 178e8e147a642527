package io.hexforge.adapter.postgres.ops;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.ops.Dependency;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Whether a database answers. Not required of a node that has started: it goes on from what it has in memory, keeps
/// usage on disk, and says that it is degraded.
public final class DatabaseDependency implements Dependency {
    private static final long DEADLINE_MS = 2000;

    private final String name;
    private final Database database;

    /// @param name such as `database`, or `identity-database` where that is another
    public DatabaseDependency(String name, Database database) {
        this.name = name;
        this.database = database;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public HealthState check() {
        return CompletableFuture.supplyAsync(this::ask, Thread::startVirtualThread)
                .completeOnTimeout(HealthState.down("no answer within two seconds"), DEADLINE_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    private HealthState ask() {
        try {
            database.asSystem(handle -> handle.execute("select 1"));
            return HealthState.up();
        } catch (PortException e) {
            return HealthState.down(String.valueOf(e.getMessage()));
        }
    }
}

package io.hexforge.app;

import io.hexforge.adapter.postgres.Area;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.ops.DatabaseDependency;
import io.hexforge.ports.driven.ops.Dependency;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The databases of a node; one and the same, unless accounts have one of their own.
record Databases(Database main, Database identity) implements AutoCloseable {
    /// @param connections the most that may be open to each
    static Databases open(Postgres postgres, int connections) {
        if (postgres.main().equals(postgres.identity())) {
            Database all = Database.open(postgres.main(), EnumSet.allOf(Area.class), connections);
            return new Databases(all, all);
        }
        Database main = Database.open(postgres.main(), Set.of(Area.MAIN), connections);
        return new Databases(main, Database.open(postgres.identity(), Set.of(Area.IDENTITY), connections));
    }

    List<Dependency> dependencies() {
        var first = new DatabaseDependency("database", main);
        return main == identity
                ? List.of(first)
                : List.of(first, new DatabaseDependency("identity-database", identity));
    }

    @Override
    public void close() {
        main.close();
        identity.close();
    }
}

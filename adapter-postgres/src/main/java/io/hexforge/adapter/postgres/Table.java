package io.hexforge.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A table of our schemas.
///
/// @param columns those that are stored, not computed
record Table(String schema, String name, List<String> columns) {
    /// Counters that snapshots in memory follow. They belong to a database, not to its data.
    private static final String COUNTERS = "versions";

    /// {@return schema and name, quoted for SQL}
    String qualified() {
        return quoted(schema) + "." + quoted(name);
    }

    String quotedColumns() {
        return columns.stream().map(Table::quoted).collect(Collectors.joining(", "));
    }

    private static final String LIST = """
            select n.nspname, c.relname,
                   array(select a.attname::text from pg_attribute a
                         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                         order by a.attnum)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> ?
              and c.relpersistence <> 'u'
            order by n.nspname, c.relname
            """;

    /// {@return the tables of an area, each after those that it refers to; without unlogged ones, which hold
    /// nothing that is meant to last}
    static List<Table> of(Connection connection, Area area) throws SQLException {
        var tables = new ArrayList<Table>();
        try (var statement = prepared(connection, LIST, area)) {
            statement.setString(2, COUNTERS);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    String[] columns = (String[]) rows.getArray(3).getArray();
                    tables.add(new Table(rows.getString(1), rows.getString(2), List.of(columns)));
                }
            }
        }
        return ordered(tables, references(connection, area));
    }

    private static final String UNREADABLE = """
            select c.oid::regclass::text
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any (?) and c.relrowsecurity and not exists (
                select from pg_policy p
                where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
                  and pg_get_expr(p.polqual, p.polrelid) = 'true'
                  and 'hexforge_system'::regrole = any (p.polroles))
            """;

    /// {@return tables of which row security would hide rows even from the system role}
    static List<String> notFullyReadable(Connection connection, Area area) throws SQLException {
        var found = new ArrayList<String>();
        try (var statement = prepared(connection, UNREADABLE, area);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static final String REFERENCES = """
            select fn.nspname, f.relname, tn.nspname, t.relname
            from pg_constraint k
            join pg_class f on f.oid = k.conrelid
            join pg_namespace fn on fn.oid = f.relnamespace
            join pg_class t on t.oid = k.confrelid
            join pg_namespace tn on tn.oid = t.relnamespace
            where k.contype = 'f' and fn.nspname = any (?)
            """;

    private record Reference(String from, String to) {}

    private static Set<Reference> references(Connection connection, Area area) throws SQLException {
        var references = new HashSet<Reference>();
        try (var statement = prepared(connection, REFERENCES, area);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                references.add(new Reference(
                        quoted(rows.getString(1)) + "." + quoted(rows.getString(2)),
                        quoted(rows.getString(3)) + "." + quoted(rows.getString(4))));
            }
        }
        return references;
    }

    private static List<Table> ordered(List<Table> tables, Set<Reference> references) {
        var waiting = new ArrayList<>(tables);
        var done = new ArrayList<Table>();
        while (!waiting.isEmpty()) {
            Set<String> names = waiting.stream().map(Table::qualified).collect(Collectors.toSet());
            var free = waiting.stream()
                    .filter(table -> references.stream()
                            .noneMatch(reference -> reference.from().equals(table.qualified())
                                    && !reference.to().equals(table.qualified())
                                    && names.contains(reference.to())))
                    .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("tables refer to each other in a circle: " + names);
            }
            done.addAll(free);
            waiting.removeAll(free);
        }
        return done;
    }

    private static PreparedStatement prepared(Connection connection, String sql, Area area) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setArray(1, connection.createArrayOf("text", area.schemas().toArray()));
        return statement;
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}

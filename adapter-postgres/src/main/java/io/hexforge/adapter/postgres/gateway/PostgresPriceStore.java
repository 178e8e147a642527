package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.gateway.PricedModel;
import io.hexforge.ports.driven.gateway.PriceStore;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Imported prices in `gateway.prices`.
public final class PostgresPriceStore implements PriceStore {
    private final Database database;

    public PostgresPriceStore(Database database) {
        this.database = database;
    }

    /// Held until the commit: who reads the version then knows that nobody is about to change it.
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock('gateway.prices'::regclass::bigint)";

    private static final String INSERT = """
            insert into gateway.prices
                (id, valid_from, provider, model, aliases, context_window, max_output_tokens, capabilities,
                 input, cached, cache_write, output,
                 long_above, long_input, long_cached, long_cache_write, long_output)
            values
                (:id, :valid_from, :provider, :model, :aliases, :context_window, :max_output_tokens, :capabilities,
                 :input, :cached, :cache_write, :output,
                 :long_above, :long_input, :long_cached, :long_cache_write, :long_output)
            """;

    @Override
    public boolean add(List<PricedModel> rows, long expectedVersion) {
        return database.asSystem(handle -> {
            handle.execute(ONE_AT_A_TIME);
            if (version(handle) != expectedVersion) {
                return false;
            }
            if (!rows.isEmpty()) {
                var batch = handle.prepareBatch(INSERT);
                rows.forEach(row -> new PriceRow(row).bindTo(batch).add());
                batch.execute();
            }
            return true;
        });
    }

    private static final String ALL = "select * from gateway.prices order by valid_from, id";

    @Override
    public List<PricedModel> all() {
        return database.asSystem(handle -> handle.createQuery(ALL)
                .map((row, context) -> PriceRow.of(row).row())
                .list());
    }

    @Override
    public long version() {
        return database.asSystem(PostgresPriceStore::version);
    }

    private static final String VERSION = "select version from gateway.versions where name = 'prices'";

    private static long version(Handle handle) {
        return handle.createQuery(VERSION).mapTo(Long.class).one();
    }
}

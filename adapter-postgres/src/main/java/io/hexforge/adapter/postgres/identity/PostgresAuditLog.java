package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.Database.Work;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditChain;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driven.identity.AuditLog;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;

/// The audit log in `identity.audit_log`, which no role may update or delete from. The end of each chain stands in
/// `identity.audit_chains` as well, so that missing last entries show.
public final class PostgresAuditLog implements AuditLog {
    private static final UUID LARGEST_ID = new UUID(-1, -1);
    private static final int BLOCK = 1_000;

    private final Database database;

    /// Who appends to a chain waits for the one before it; let them wait here, where they hold no connection.
    private final ReentrantLock turn = new ReentrantLock(true);

    public PostgresAuditLog(Database database) {
        this.database = database;
    }

    /// Where a chain ends.
    private record End(UUID chain, long entries, byte[] hash) {}

    private static final String BEGIN_CHAIN = """
            insert into identity.audit_chains (chain, entries, hash) values (?, 0, ?) on conflict do nothing
            """;
    private static final String LOCK_END = "select * from identity.audit_chains where chain = :chain for update";
    private static final String INSERT = """
            with entry as (
                insert into identity.audit_log
                    (chain, number, id, at, tenant_id, actor_id, action, subject, ip, details, hash)
                values
                    (:chain, :number, :id, :at, :tenant_id::uuid, :actor_id::uuid, :action, :subject, :ip,
                     :details::json, :hash))
            update identity.audit_chains set entries = :number, hash = :hash where chain = :chain
            """;

    @Override
    public void append(AuditEvent event) {
        turn.lock();
        try {
            database.asSystem(handle -> {
                End end = lockedEnd(handle, AuditChain.of(event));
                var row = new AuditRow(end.chain(), end.entries() + 1, event, end.hash());
                return row.bindTo(handle.createUpdate(INSERT)).execute();
            });
        } finally {
            turn.unlock();
        }
    }

    private static End lockedEnd(Handle handle, UUID chain) {
        return end(handle, chain).orElseGet(() -> {
            handle.execute(BEGIN_CHAIN, chain, AuditChain.beginning());
            return end(handle, chain).orElseThrow();
        });
    }

    private static Optional<End> end(Handle handle, UUID chain) {
        return handle.createQuery(LOCK_END)
                .bind("chain", chain)
                .map((row, context) -> new End(chain, row.getLong("entries"), row.getBytes("hash")))
                .findOne();
    }

    private static final String PAGE = """
            select * from identity.audit_log
            where id < :before
              and (:action::text is null or action = :action or right(:action, 1) = '.' and starts_with(action, :action))
              and (:actor_id::uuid is null or actor_id = :actor_id::uuid)
              and (:subject::text is null or subject = :subject)
              and (:since::timestamptz is null or at >= :since)
              and (:until::timestamptz is null or at < :until)
            order by id desc
            limit :limit + 1
            """;

    @Override
    public Page<AuditEvent> page(Actor actor, AuditFilter filter, Page.Request request) {
        Work<List<AuditEvent>> query = handle -> handle.createQuery(PAGE)
                .bind("before", Objects.requireNonNullElse(request.after(), LARGEST_ID))
                .bind("action", filter.action())
                .bind("actor_id", filter.actorId())
                .bind("subject", filter.subject())
                .bind("since", Columns.timestampOrNull(filter.since()))
                .bind("until", Columns.timestampOrNull(filter.until()))
                .bind("limit", request.limit())
                .map((row, context) -> AuditRow.event(row))
                .list();
        List<AuditEvent> found = actor.systemAdmin() ? database.asSystem(query) : database.inActor(actor, query);
        boolean more = found.size() > request.limit();
        List<AuditEvent> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private static final String ENDS = "select * from identity.audit_chains order by chain";
    private static final String WITHOUT_END = """
            select id::text from identity.audit_log l
            where not exists (select from identity.audit_chains c where c.chain = l.chain)
            limit 1
            """;

    @Override
    public Optional<String> check() {
        Optional<String> stray = database.asSystem(
                handle -> handle.createQuery(WITHOUT_END).mapTo(String.class).findOne());
        if (stray.isPresent()) {
            return Optional.of("entry " + stray.get() + " belongs to a chain whose end was removed");
        }
        List<End> ends = database.asSystem(handle -> handle.createQuery(ENDS)
                .map((row, context) ->
                        new End(Columns.uuid(row, "chain"), row.getLong("entries"), row.getBytes("hash")))
                .list());
        return ends.stream().map(this::check).flatMap(Optional::stream).findFirst();
    }

    private static final String ENTRIES = """
            select * from identity.audit_log where chain = :chain and number > :after order by number limit :limit
            """;

    private record Stored(long number, AuditEvent event, byte[] hash) {}

    /// Checks up to the end that was read, since the chain may grow meanwhile.
    private Optional<String> check(End end) {
        byte[] previous = AuditChain.beginning();
        long checked = 0;
        while (checked < end.entries()) {
            List<Stored> block = block(end, checked);
            if (block.isEmpty()) {
                return Optional.of("the chain " + end.chain() + " has lost its end: " + checked + " entries of "
                        + end.entries() + " are left");
            }
            for (Stored entry : block) {
                checked++;
                boolean fits = entry.number() == checked
                        && Arrays.equals(entry.hash(), AuditChain.hash(previous, checked, entry.event()));
                if (!fits) {
                    return Optional.of("entry " + entry.event().id() + " of "
                            + entry.event().at() + " was changed, or one before it was removed");
                }
                previous = entry.hash();
            }
        }
        return Arrays.equals(previous, end.hash())
                ? Optional.empty()
                : Optional.of("the last entry of the chain " + end.chain() + " was changed");
    }

    private List<Stored> block(End end, long after) {
        return database.asSystem(handle -> handle.createQuery(ENTRIES)
                .bind("chain", end.chain())
                .bind("after", after)
                .bind("limit", Math.min(BLOCK, end.entries() - after))
                .map((row, context) -> new Stored(row.getLong("number"), AuditRow.event(row), row.getBytes("hash")))
                .list());
    }
}

package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.Sections;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.ports.driven.identity.PersonalData;
import io.hexforge.ports.driven.identity.TieStore;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// What the identity area knows of a user who leaves. What belongs to a user goes with its row in `identity.users`.
public final class PostgresDepartures implements TieStore, PersonalData {
    private static final Sections SECTIONS = new Sections(sectionQueries());

    private final Database database;

    public PostgresDepartures(Database database) {
        this.database = database;
    }

    private static Map<String, String> sectionQueries() {
        var queries = new LinkedHashMap<String, String>();
        queries.put("account", """
                select id, tenant_id, username, email, display_name, system_admin, created_at, email_verified_at,
                       disabled_at, deletion_due_at
                from identity.users where id = :user_id
                """);
        queries.put("profile", """
                select bio, date_of_birth, age, profession, heard_from, avatar_url, survey_completed, onboarding,
                       preferences, muted, updated_at
                from identity.profiles where user_id = :user_id
                """);
        queries.put("memberships", """
                select m.tenant_id, t.name as tenant, m.role, m.created_at
                from identity.memberships m join identity.tenants t on t.id = m.tenant_id
                where m.user_id = :user_id order by m.created_at, m.tenant_id
                """);
        queries.put("api_keys", """
                select id, tenant_id, name, preview, scopes, created_at, expires_at, revoked_at
                from identity.api_keys where user_id = :user_id order by id
                """);
        queries.put("sessions", """
                select id, tenant_id, methods, user_agent, ip, created_at, rotated_at as last_seen_at, ended_at, end_reason
                from identity.sessions where user_id = :user_id order by created_at, id
                """);
        queries.put("passkeys", """
                select id, name, transports, backup_eligible, backed_up, created_at, last_used_at
                from identity.passkeys where user_id = :user_id order by id
                """);
        queries.put("external_logins", """
                select id, provider, issuer, subject, label, created_at
                from identity.external_logins where user_id = :user_id order by id
                """);
        queries.put("referrals", """
                select id, email, created_at, joined_at
                from identity.referrals where referrer_id = :user_id order by id
                """);
        queries.put("waitlist", """
                select w.id, w.email, w.name, w.occupation, w.motivation, w.use_case, w.links, w.source, w.metadata,
                       w.created_at, w.approved_at, w.joined_at
                from identity.waitlist w join identity.users u on u.email = w.email
                where u.id = :user_id order by w.id
                """);
        queries.put("notifications", """
                select id, kind, type, entity_id, summary, data, created_at, read_at
                from identity.notifications where user_id = :user_id order by id
                """);
        queries.put("audit", """
                select id, at, tenant_id, action, subject, ip, details
                from identity.audit_log where actor_id = :user_id order by at, id
                """);
        return queries;
    }

    @Override
    public List<String> sections() {
        return SECTIONS.names();
    }

    @Override
    public List<JsonObject> records(UUID userId, String section, int offset, int limit) {
        return SECTIONS.records(database, userId, section, offset, limit);
    }

    private static final String TENANTS = """
            select own.tenant_id,
                   count(o.user_id) = 0 as alone,
                   own.role = 'owner' and count(o.user_id) filter (where o.role = 'owner') = 0 as only_owner
            from identity.memberships own
            left join (identity.memberships o join identity.users p
                           on p.id = o.user_id and (p.email is not null or p.system_admin))
                on o.tenant_id = own.tenant_id and o.user_id <> own.user_id
            where own.user_id = :user_id
            group by own.tenant_id, own.role
            """;

    private static final String ONLY_ADMINISTRATOR = """
            select exists (select from identity.users where id = :user_id and system_admin)
               and not exists (select from identity.users where id <> :user_id and system_admin)
            """;

    @Override
    public Ties tiesOf(UUID userId) {
        return database.asSystem(handle -> {
            var ownerless = new HashSet<UUID>();
            var alone = new HashSet<UUID>();
            handle.createQuery(TENANTS)
                    .bind("user_id", userId)
                    .map((row, context) -> {
                        UUID tenantId = Columns.uuid(row, "tenant_id");
                        if (row.getBoolean("alone")) {
                            alone.add(tenantId);
                        } else if (row.getBoolean("only_owner")) {
                            ownerless.add(tenantId);
                        }
                        return tenantId;
                    })
                    .list();
            boolean onlyAdministrator = handle.createQuery(ONLY_ADMINISTRATOR)
                    .bind("user_id", userId)
                    .mapTo(Boolean.class)
                    .one();
            return new Ties(onlyAdministrator, ownerless, alone);
        });
    }

    private static final String HAND_OVER = """
            update identity.memberships m set role = 'owner'
            from (select distinct on (o.tenant_id) o.tenant_id, o.user_id
                  from identity.memberships own
                  join identity.memberships o on o.tenant_id = own.tenant_id and o.user_id <> own.user_id
                  join identity.users p on p.id = o.user_id and (p.email is not null or p.system_admin)
                  where own.user_id = :user_id and own.role = 'owner'
                  order by o.tenant_id, array_position(array['owner', 'admin', 'member', 'viewer'], o.role),
                           o.created_at) heir
            where m.tenant_id = heir.tenant_id and m.user_id = heir.user_id and m.role <> 'owner'
            """;

    @Override
    public void handOver(UUID userId) {
        database.asSystem(
                handle -> handle.createUpdate(HAND_OVER).bind("user_id", userId).execute());
    }

    /// What was written about the user's address, and that it invited others.
    private static final List<String> ERASE_ADDRESS = List.of(
            "delete from identity.waitlist where email = (select email from identity.users where id = :user_id)",
            "delete from identity.referrals where email = (select email from identity.users where id = :user_id)",
            "delete from identity.invites where email = (select email from identity.users where id = :user_id)",
            "update identity.invites set invited_by = '00000000-0000-0000-0000-000000000000' where invited_by = :user_id");

    private static final String ERASE_USER = "delete from identity.users where id = :user_id";

    private static final String ERASE_MACHINES = """
            delete from identity.users where tenant_id = any (:tenants) and email is null and not system_admin
            """;

    private static final String ERASE_TENANTS = """
            delete from identity.tenants t
            where id = any (:tenants) and not exists (select from identity.users u where u.tenant_id = t.id)
            """;

    @Override
    public void erase(UUID userId, Set<UUID> endedTenants) {
        database.asSystem(handle -> erase(handle, userId, endedTenants));
    }

    private static int erase(Handle handle, UUID userId, Set<UUID> endedTenants) {
        ERASE_ADDRESS.forEach(statement ->
                handle.createUpdate(statement).bind("user_id", userId).execute());
        int erased = handle.createUpdate(ERASE_USER).bind("user_id", userId).execute();
        for (String statement : List.of(ERASE_MACHINES, ERASE_TENANTS)) {
            erased += handle.createUpdate(statement)
                    .bindArray("tenants", UUID.class, endedTenants.toArray())
                    .execute();
        }
        return erased;
    }
}

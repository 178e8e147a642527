package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Durable home of who belongs to which tenant. It knows no acting user: whoever asks has checked that the caller may.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `MemberStoreContract`.
public interface MemberStore {
    /// {@return the members of a tenant by id, oldest first, with no membership but that in the tenant; or, without a
    /// tenant, all users with all memberships}
    Page<Account> page(@Nullable UUID tenantId, Search search, Page.Request request);

    /// {@return a user, shown as by `page`, if it belongs to the tenant}
    Optional<Account> find(@Nullable UUID tenantId, UUID userId);

    /// @return false, changing nothing, if the user belongs to the tenant already
    boolean add(Membership membership);

    /// Gives a member another role.
    ///
    /// @param expected the role that it is thought to have
    Change changeRole(UUID tenantId, UUID userId, Role expected, Role role);

    /// Gives a member another role and replaces the user, all or nothing.
    ///
    /// @param expected the role that it is thought to have
    /// @param expectedVersion the version that `changed` was made from
    /// @return [Change#STALE] also if the user is of another version
    Change changeRole(UUID tenantId, Role expected, Role role, User changed, long expectedVersion);

    /// Ends a membership, and with it the API keys that the user has in the tenant. If it was the tenant that the user
    /// acts in by itself, another one that it belongs to is from now on, if there is any.
    ///
    /// @param expected the role that the member is thought to have
    Change remove(UUID tenantId, UUID userId, Role expected);

    /// Which users; null is any.
    ///
    /// @param text part of the name, the display name or the address, in any case
    /// @param services true for machines alone, false for people alone
    record Search(@Nullable String text, @Nullable Boolean services) {
        public static final Search ALL = new Search(null, null);
    }

    enum Change {
        DONE,
        NOT_FOUND,
        /// Nothing was changed: the member has another role, or is of another version, than expected.
        STALE,
        /// Nothing was changed: nobody else who may act owns the tenant. However many callers try at once, one owner is
        /// left.
        LAST_OWNER
    }
}

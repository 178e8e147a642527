package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Durable home of users, with the tenants that they found and the tenants that they belong to.
///
/// It knows no acting user: whoever asks has checked that the caller may.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `AccountStoreContract`.
public interface AccountStore {
    /// Stores the first tenant with its first user, who owns it, and key, all or nothing. Of any number of concurrent
    /// callers exactly one succeeds.
    ///
    /// @return false, changing nothing, if there is a tenant already
    boolean found(Tenant tenant, User operator, ApiKey key);

    /// {@return the first system administrator, if the installation has been founded}
    Optional<User> operator();

    /// Stores a user, all or nothing.
    ///
    /// @param newTenant the tenant of `membership`, if it is to be made as well
    /// @param passwordHash in the PHC string format; null for whoever logs in otherwise, or not at all
    Stored add(User user, @Nullable Tenant newTenant, Membership membership, @Nullable String passwordHash);

    /// Replaces a user.
    ///
    /// @param expectedVersion the version that `changed` was made from
    Stored save(User changed, long expectedVersion);

    Optional<User> find(UUID id);

    /// {@return a user with the tenants that it belongs to, the first one first}
    Optional<Account> account(UUID id);

    /// {@return the user with this username or address, in the form in which they are compared}
    Optional<User> named(String usernameOrEmail);

    /// {@return the tenants that a user belongs to, the first one first}
    List<Membership> memberships(UUID userId);

    enum Stored {
        DONE,
        /// Nothing was changed: the stored user is of another version, or is not there.
        STALE,
        /// Nothing was changed: somebody else has the address.
        EMAIL_TAKEN,
        /// Nothing was changed: somebody else has the name.
        USERNAME_TAKEN
    }
}

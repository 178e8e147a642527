package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Secret;

/// Passwords that somebody has stolen somewhere, and that are therefore tried first.
///
/// **Threads:** safe for concurrent use.
/// **Errors:** may throw [io.hexforge.ports.driven.PortException].
@FunctionalInterface
public interface BreachedPasswords {
    /// Knows of none.
    BreachedPasswords NONE = password -> false;

    /// @param password in the normal form NFC
    boolean contains(Secret password);
}

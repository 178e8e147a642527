package io.hexforge.adapter.cli;

import io.hexforge.domain.Secret;
import org.jspecify.annotations.Nullable;

/// What commands ask about the accounts of people. Like [Hexforge] in all else.
public interface People {
    /// Makes an account, whose address counts as proved.
    ///
    /// @param username null to have one made of the address
    /// @param fullName null to be called by the username
    /// @param admin whether the user administers the whole installation
    Person create(String email, Secret password, @Nullable String username, @Nullable String fullName, boolean admin);

    /// Gives the account that the installation began with an address and a password.
    Person claimOperator(String email, Secret password);

    record Person(String id, String username, @Nullable String email, boolean systemAdmin) {}
}

package io.hexforge.ports.driven.identity;

/// What became of taking away a passkey or an account elsewhere.
public enum Removed {
    DONE,
    NOT_FOUND,
    /// It stays, because the user has no other passkey and no other account elsewhere.
    LAST
}

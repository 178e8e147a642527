package io.hexforge.domain.gateway;

/// What came of asking how many tokens a prompt has.
public sealed interface TokenCount {
    /// @param exact whether the provider counted; else it is an estimate
    record Counted(long tokens, boolean exact) implements TokenCount {}

    record Failed(UpstreamFault fault) implements TokenCount {}
}

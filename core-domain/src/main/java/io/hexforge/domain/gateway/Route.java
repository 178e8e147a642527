package io.hexforge.domain.gateway;

/// Which deployment was chosen, and why.
///
/// @param reason a short word for clients and logs: `explicit-provider`, `model-owner`, `default`, …
/// @param attempts how many calls were made upstream
public record Route(Deployment deployment, String reason, int attempts) {}

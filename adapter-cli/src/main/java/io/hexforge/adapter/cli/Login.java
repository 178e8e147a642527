package io.hexforge.adapter.cli;

import io.hexforge.domain.Secret;
import java.net.URI;
import java.time.Instant;

/// That somebody is logged in at a server, as it is kept on this machine.
///
/// @param accessUntil when the access token expires
record Login(URI url, String username, Secret accessToken, Instant accessUntil, Secret refreshToken) {}

package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.User;
import java.time.Duration;

/// What somebody gets who is logged in.
///
/// @param accessToken shown with each request
/// @param refreshToken exchanged for both tokens anew; each is good for one exchange
/// @param limited whether they have to set up a second factor before they may do anything else
public record SignedIn(
        Secret accessToken,
        Duration accessFor,
        Secret refreshToken,
        Duration refreshFor,
        Session session,
        User user,
        boolean limited) {}

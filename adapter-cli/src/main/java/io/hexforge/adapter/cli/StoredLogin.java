package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;

/// A login that is kept on this machine, continued when its access token is about to expire. Used by one
/// thread.
public final class StoredLogin {
    private static final Duration AHEAD = Duration.ofSeconds(30);

    private final LoginFile file;
    private final InstantSource clock;
    private Login login;

    StoredLogin(LoginFile file, Login login, InstantSource clock) {
        this.file = file;
        this.login = login;
        this.clock = clock;
    }

    URI url() {
        return login.url();
    }

    /// {@return an access token that works for a while}
    Secret accessToken() {
        if (!clock.instant().plus(AHEAD).isBefore(login.accessUntil())) {
            renew();
        }
        return login.accessToken();
    }

    private void renew() {
        var body = Api.JSON
                .createObjectNode()
                .put("refresh_token", login.refreshToken().reveal());
        try (var anonymous = Api.anonymous(login.url())) {
            login = of(login.url(), anonymous.post("/v1/auth/refresh", body), clock);
        } catch (CommandFailed e) {
            throw new CommandFailed(
                    "the login at " + login.url() + " cannot be continued (" + e.getMessage()
                            + "); log in again: hexforge login",
                    e);
        }
        file.put(login);
    }

    /// {@return what a server answered to a login or a refresh}
    static Login of(URI url, JsonNode answer, InstantSource clock) {
        return new Login(
                url,
                answer.path("user").path("username").asText(),
                new Secret(answer.path("access_token").asText()),
                clock.instant().plusSeconds(answer.path("expires_in").asLong()),
                new Secret(answer.path("refresh_token").asText()));
    }
}

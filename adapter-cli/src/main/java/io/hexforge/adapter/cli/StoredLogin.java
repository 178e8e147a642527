package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// A login that is kept on this machine, continued when its access token is about to expire, or is refused before
/// its time because somebody may do something else now. Used by one thread.
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
        if (expiring(login)) {
            renew();
        }
        return login.accessToken();
    }

    private boolean expiring(Login login) {
        return !clock.instant().plus(AHEAD).isBefore(login.accessUntil());
    }

    /// Continues the login. Another command may have done so meanwhile: then what it got is taken, because a
    /// refresh token that was used before ends the session.
    ///
    /// @throws CommandFailed if the server does not let it go on
    void renew() {
        Optional<Login> kept =
                file.find(login.url()).filter(found -> found.username().equals(login.username()));
        Login latest = kept.orElse(login);
        if (expiring(latest) || latest.accessToken().equals(login.accessToken())) {
            latest = refreshed(latest);
            if (kept.isPresent()) {
                file.put(latest);
            }
        }
        login = latest;
    }

    private Login refreshed(Login old) {
        var body = Api.JSON
                .createObjectNode()
                .put("refresh_token", old.refreshToken().reveal());
        try (var anonymous = Api.anonymous(old.url())) {
            return of(old.url(), anonymous.post("/v1/auth/refresh", body), clock);
        } catch (CommandFailed e) {
            throw new CommandFailed(
                    "the login at " + old.url() + " cannot be continued (" + e.getMessage()
                            + "); log in again: hexforge login",
                    e);
        }
    }

    /// Keeps the tokens that a server answered in place of those that were.
    void goOn(JsonNode answer) {
        login = of(login.url(), answer, clock);
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
